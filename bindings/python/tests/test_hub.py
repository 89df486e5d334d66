"""Loading from the Hub, with the stand-in in its place."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from conftest import DATA, ROOT, Hub

import hftok

LLAMA = hftok.Tokenizer.from_file(str(DATA / "llama2-demo" / "tokenizer.json"))
EXPECTED = LLAMA.encode("Hello world!").ids


def load(*args, **kwargs):
    return hftok.Tokenizer.from_pretrained(*args, **kwargs)


def test_a_gated_repository_without_a_token(hub):
    with pytest.raises(hftok.GatedRepoError) as caught:
        load(hub.GATED)
    error = caught.value
    assert (error.code, error.status) == ("GATED_NO_TOKEN", 401)
    assert error.request_id and isinstance(error, hftok.RepositoryNotFoundError)
    assert f"{hub.endpoint}/{hub.GATED}" in str(error) and "HF_TOKEN" in str(error)


def test_access_is_checked_without_loading(hub, clean_env):
    with pytest.raises(hftok.GatedRepoError, match="HF_TOKEN") as caught:
        hftok.auth_check(hub.GATED)
    assert caught.value.code == "GATED_NO_TOKEN"
    with pytest.raises(hftok.GatedRepoError, match="Request access at"):
        hftok.auth_check(hub.GATED, token="hf_stranger")
    with pytest.raises(hftok.RepositoryNotFoundError):
        hftok.auth_check("org/none")
    with pytest.raises(hftok.RevisionNotFoundError):
        hftok.auth_check(hub.PUBLIC, revision="nowhere")
    hftok.auth_check(hub.PUBLIC, token=False)
    clean_env.setenv("HF_TOKEN", "hf_good")
    hftok.auth_check(hub.GATED)
    assert {r["method"] for r in hub.requests()} == {"HEAD"}
    clean_env.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(hftok.OfflineModeIsEnabled, match="HF_HUB_OFFLINE"):
        hftok.auth_check(hub.GATED)
    with pytest.raises(TypeError):
        hftok.auth_check(5)


@pytest.mark.parametrize("name", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
def test_a_token_set_in_os_environ(hub, clean_env, name):
    with pytest.raises(hftok.GatedRepoError):
        load(hub.GATED)
    clean_env.setenv(name, "hf_good")  # after the import, and after the library was loaded
    assert load(hub.GATED).encode("Hello world!").ids == EXPECTED


def test_a_token_taken_out_of_os_environ(hub, clean_env):
    clean_env.setenv("HF_TOKEN", "hf_good")
    load(hub.GATED, force_download=True)
    clean_env.delenv("HF_TOKEN")
    with pytest.raises(hftok.GatedRepoError):
        load(hub.GATED, force_download=True)


def test_a_token_as_argument(hub, clean_env):
    clean_env.setenv("HF_TOKEN", "hf_stranger")
    assert load(hub.GATED, "main", "hf_good").encode("Hello world!").ids == EXPECTED
    sent = {r["header"].get("Authorization", [None])[0] for r in hub.requests()}
    assert sent == {"Bearer hf_good"}


def test_the_token_file(hub, tmp_path):
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf" / "token").write_text("hf_good\n")
    assert load(hub.GATED).encode("Hello world!").ids == EXPECTED


def test_token_false_sends_none(hub, clean_env):
    clean_env.setenv("HF_TOKEN", "hf_good")
    with pytest.raises(hftok.GatedRepoError):
        load(hub.GATED, token=False)
    assert not any("Authorization" in r["header"] for r in hub.requests())


def test_token_true_demands_one(hub):
    with pytest.raises(hftok.HftokError, match="HF_TOKEN"):
        load(hub.PUBLIC, token=True)
    assert hub.requests() == []


@pytest.mark.parametrize(
    ("token", "error", "code"),
    [
        ("hf_stranger", hftok.GatedRepoError, "GATED_DENIED"),
        ("hf_old", hftok.HfHubHTTPError, "BAD_TOKEN"),
        ("hf_wrong_sEcReT", hftok.HfHubHTTPError, "BAD_TOKEN"),
    ],
)
def test_a_token_that_does_not_help(hub, clean_env, token, error, code):
    clean_env.setenv("HF_TOKEN", token)
    with pytest.raises(error) as caught:
        load(hub.GATED)
    assert caught.value.code == code
    assert "HF_TOKEN" in str(caught.value), "where the token came from"
    assert token not in str(caught.value) and token not in repr(vars(caught.value))


def test_the_usual_errors(hub):
    for arguments, error in [
        (("org/absent",), hftok.RepositoryNotFoundError),
        ((hub.PRIVATE,), hftok.RepositoryNotFoundError),
        ((hub.PUBLIC, "no-such-branch"), hftok.RevisionNotFoundError),
        (("org/empty",), hftok.EntryNotFoundError),
        (("org/off",), hftok.DisabledRepoError),
        (("a/b/c",), hftok.HFValidationError),
        (("org/name", "../up"), hftok.HFValidationError),
        (("./nowhere",), hftok.HftokError),
    ]:
        with pytest.raises(error):
            load(*arguments)
    assert load(hub.PRIVATE, token="hf_good").get_vocab_size()


def test_arguments_of_a_wrong_kind():
    for call, error in [
        (lambda: load(5), TypeError),
        (lambda: load(b"org/name"), TypeError),
        (lambda: load("org/name", 5), TypeError),
        (lambda: load("org/name", token=5), TypeError),
        (lambda: load("org/na\0me"), ValueError),
        (lambda: load("org/name", timeout="x"), ValueError),
        (lambda: load("org/name", unknown=1), TypeError),
        (lambda: load("org/name", token="  "), ValueError),
        (lambda: hftok.AutoTokenizer.from_pretrained("org/name", use_fast=True), TypeError),
    ]:
        with pytest.raises(error):
            call()


def test_revision_and_subfolder(hub):
    assert load(hub.PUBLIC).get_vocab() != load(hub.PUBLIC, revision="v2").get_vocab()
    with pytest.raises(hftok.EntryNotFoundError):
        load(hub.PUBLIC, subfolder="sub")


def test_offline_and_local_files_only(hub, clean_env, tmp_path):
    with pytest.raises(hftok.LocalEntryNotFoundError):
        load(hub.PUBLIC, local_files_only=True)
    clean_env.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(hftok.LocalEntryNotFoundError) as caught:
        load(hub.PUBLIC)
    assert isinstance(caught.value, hftok.OfflineModeIsEnabled)
    clean_env.delenv("HF_HUB_OFFLINE")
    assert hub.requests() == []
    load(hub.PUBLIC, cache_dir=tmp_path / "other")
    hub.reset()
    load(hub.PUBLIC, cache_dir=str(tmp_path / "other"), local_files_only=True)
    assert hub.requests() == []


def test_an_answer_that_no_hub_gives(hub):
    hub.inject(remove=["X-Repo-Commit", "ETag"], status=200, body="<html>Welcome to our Wi-Fi")
    with pytest.raises(hftok.LocalEntryNotFoundError) as caught:
        load(hub.PUBLIC)
    assert isinstance(caught.value, ConnectionError) and caught.value.code == "NOT_A_HUB"


def test_progress(hub):
    seen, threads = [], set()

    def progress(file, done, total):
        seen.append((file, done, total))
        threads.add(threading.current_thread())

    load(hub.PUBLIC, progress=progress)
    size = (DATA / "bert-demo" / "tokenizer.json").stat().st_size
    assert seen[-1] == ("tokenizer.json", size, size)
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert threads == {threading.current_thread()}


def test_what_progress_raises_ends_the_load(hub):
    hub.inject(method="GET", path="tokenizer.json", stall_after=1000)

    class Enough(BaseException):
        pass

    def progress(*_):
        raise Enough

    before = threading.active_count()
    with pytest.raises(Enough):
        load(hub.PUBLIC, progress=progress)
    assert threading.active_count() == before


def test_a_fork_in_the_middle_of_a_load(hub, python):
    """The child, where nothing loads any more, must not wait for it."""
    python(
        f"""
        import os, hftok
        children = []
        def progress(file, done, total):
            if not children:
                children.append(os.fork())
        try:
            tokenizer = hftok.Tokenizer.from_pretrained({hub.PUBLIC!r}, progress=progress)
        except hftok.HftokError as e:
            assert e.code == "FORKED" and children == [0]
            hftok.Tokenizer.from_pretrained({hub.PUBLIC!r})
            os._exit(7)
        assert tokenizer.get_vocab_size() and os.waitpid(children[0], 0)[1] == 7 << 8
        """
    )


STALLED = """
    import signal, sys, threading, hftok
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background has it ignored
    print("ready", flush=True)
    try:
        hftok.Tokenizer.from_pretrained({repo!r}, timeout=1000)
    except {error} as e:
        print("ended", type(e).__name__, threading.active_count(), flush=True)
"""


def stalled(hub, error, prologue=""):
    program = textwrap.dedent(prologue) + textwrap.dedent(STALLED).format(repo=hub.PUBLIC, error=error)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python")}
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    deadline = time.monotonic() + 30
    while not any(r["method"] == "GET" for r in hub.requests()):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    return process


def test_ctrl_c_ends_a_stalled_download(hub):
    hub.inject(method="GET", path="tokenizer.json", stall=True)
    process = stalled(hub, "KeyboardInterrupt")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("ended KeyboardInterrupt 1\n", "", 0)


def test_ctrl_c_that_nobody_catches_kills(hub):
    hub.inject(method="GET", path="tokenizer.json", stall=True)
    process = stalled(hub, "ZeroDivisionError")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT and err.rstrip().endswith("KeyboardInterrupt")


def test_what_another_signal_handler_raises_ends_the_load(hub):
    hub.inject(method="GET", path="tokenizer.json", stall=True)
    process = stalled(
        hub,
        "LookupError",
        """
        import signal
        def handler(*_): raise LookupError
        signal.signal(signal.SIGTERM, handler)
        """,
    )
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert (out, err) == ("ended LookupError 1\n", "")


def test_a_signal_handler_that_returns_does_not_end_the_load(hub):
    hub.inject(method="GET", path="tokenizer.json", delay_ms=1500, times=1)
    process = stalled(
        hub, "KeyboardInterrupt", "import signal\nsignal.signal(signal.SIGUSR1, lambda *_: print('seen', flush=True))\n"
    )
    process.send_signal(signal.SIGUSR1)
    out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("seen\n", "", 0)


def test_loads_on_several_threads(hub):
    results = []
    threads = [threading.Thread(target=lambda: results.append(load(hub.PUBLIC).get_vocab_size())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 4 and len(set(results)) == 1


def test_a_pickled_tokenizer_holds_no_token(hub):
    import pickle

    tokenizer = load(hub.GATED, token="hf_good")
    pickled = pickle.dumps(tokenizer)
    assert b"hf_good" not in pickled
    assert pickle.loads(pickled).encode("Hello world!").ids == EXPECTED  # from the cache


def test_a_token_leaves_no_trace(hub, python, tmp_path):
    """A token given as an argument is in nothing that outlives the call, or that others can read."""
    program = f"""
        import os, traceback, hftok
        hftok.Tokenizer.from_pretrained({hub.GATED!r}, token="hf_good")
        for token in ("hf_stranger", "hf_wrong_sEcReT"):
            try:
                hftok.Tokenizer.from_pretrained({hub.GATED!r}, token=token, force_download=True)
            except hftok.HftokError as error:
                print(repr(error), error.args, vars(error), str(error))
        print(os.environ)
        for name in ("environ", "maps"):
            print(open(f"/proc/self/{{name}}", "rb").read())
        print(os.listdir("/tmp"), os.listdir("/dev/shm"))
    """
    left = python(program, check=False)
    assert left.returncode == 0 and left.stderr == "" and left.stdout.count("GatedRepoError") == 1
    seen = left.stdout + left.stderr
    for path in tmp_path.rglob("*"):
        seen += f"{path}\n" + (path.read_text(errors="replace") if path.is_file() else "")
    for token in ("hf_good", "hf_stranger", "sEcReT"):
        assert token not in seen
    assert not any("hf_" in r["uri"] for r in hub.requests())


def test_made_again_it_is_the_same_commit(standin, clean_env, tmp_path):
    """Whatever the branch points to by then."""
    import pickle
    import shutil

    old = Hub(standin)
    try:
        clean_env.setenv("HF_ENDPOINT", old.endpoint)
        tokenizer = load(Hub.PUBLIC)
        pickled = pickle.dumps(tokenizer)
        refs = list((tmp_path / "hf" / "hub").glob("*/refs/main"))
        other = load(Hub.PUBLIC, revision="v2")
        (v2,) = (tmp_path / "hf" / "hub").glob("*/refs/v2")
        shutil.copy(v2, refs[0])
    finally:
        old.close()
    clean_env.setenv("HF_HUB_OFFLINE", "1")
    assert load(Hub.PUBLIC).get_vocab() == other.get_vocab() != tokenizer.get_vocab()
    assert pickle.loads(pickled).get_vocab() == tokenizer.get_vocab()


def test_representation(hub):
    assert repr(load(hub.GATED, token="hf_good")) == f"<hftok.Tokenizer: {hub.GATED}@main>"


# ---- AutoTokenizer


@pytest.fixture
def auto(hub):
    return hftok.AutoTokenizer.from_pretrained(hub.GATED, token="hf_good")


def test_auto_encodes(auto):
    assert auto.encode("Hello world!") == EXPECTED
    assert auto.encode("Hello world!", add_special_tokens=False) == EXPECTED[1:]
    assert auto.encode("Hello", "world!") == auto.backend_tokenizer.encode("Hello", "world!").ids
    assert type(auto.encode("a")) is list


def test_auto_is_called(auto):
    assert auto("Hello world!") == {"input_ids": EXPECTED, "attention_mask": [1] * len(EXPECTED)}
    batch = auto(["Hello world!", "a"], add_special_tokens=False)
    assert batch.input_ids == [EXPECTED[1:], auto.encode("a", add_special_tokens=False)]
    assert [len(m) for m in batch["attention_mask"]] == [len(i) for i in batch.input_ids]
    pairs = auto(["a", "b"], ["c", "d"], return_token_type_ids=True, return_attention_mask=False)
    assert list(pairs) == ["input_ids", "token_type_ids"]
    assert pairs.input_ids == [auto.encode("a", "c"), auto.encode("b", "d")]
    with pytest.raises(ValueError):
        auto(["a", "b"], ["c"])
    with pytest.raises(TypeError):
        auto("a", return_tensors="pt")
    with pytest.raises(AttributeError):
        batch.no_such_thing
    with pytest.raises(AttributeError):
        auto.no_such_thing


def test_auto_decodes(auto):
    assert auto.decode(EXPECTED) == "<s> Hello world!"
    assert auto.decode(EXPECTED, skip_special_tokens=True) == "Hello world!"
    assert auto.decode(EXPECTED[-1]) == auto.decode([EXPECTED[-1]])
    assert auto.batch_decode([EXPECTED, []], skip_special_tokens=True) == ["Hello world!", ""]
    assert auto.decode([EXPECTED]) == ["<s> Hello world!"]


def test_auto_converts(auto):
    tokens = auto.tokenize("Hello world!")
    assert auto.convert_tokens_to_ids(tokens) == EXPECTED[1:]
    assert auto.convert_ids_to_tokens(EXPECTED) == ["<s>", *tokens]
    assert auto.convert_ids_to_tokens(EXPECTED[0]) == "<s>"
    assert auto.convert_tokens_to_ids("<s>") == EXPECTED[0]
    with pytest.raises(KeyError):
        auto.convert_tokens_to_ids("no such token")
    assert len(auto) == len(auto.get_vocab()) >= auto.vocab_size > 0


def test_auto_ignores_the_truncation_and_padding_of_the_file(tmp_path):
    import json

    definition = json.loads((DATA / "bert-demo" / "tokenizer.json").read_text(encoding="utf-8"))
    definition["truncation"] = {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0}
    (tmp_path / "tokenizer.json").write_text(json.dumps(definition))
    (tmp_path / "tokenizer_config.json").write_text("{}")
    auto = hftok.AutoTokenizer.from_pretrained(tmp_path)
    assert len(auto.encode("a b c d")) == 6


def test_auto_is_made_by_from_pretrained_alone():
    with pytest.raises(TypeError):
        hftok.AutoTokenizer()
