"""The stand-in Hub held to huggingface_hub and tokenizers as its clients, and core/hub held to
huggingface_hub through the cache that they share.

Run with pytest in an environment that has both at the pinned versions; `go` must be on PATH.
"""

import contextlib
import json
import os
import ssl
import stat
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

huggingface_hub = pytest.importorskip("huggingface_hub")
tokenizers = pytest.importorskip("tokenizers")
from huggingface_hub import errors, hf_hub_download  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
REPO = "meta-llama/Llama-2-7b-hf"
FILES = {
    "tokenizer.json": (ROOT / "tests/data/llama2-demo/tokenizer.json").read_bytes(),
    "tokenizer.model": bytes(range(256)) * 300,  # from the CDN
    "config.json": b"{}",
    "sub/folder/tokenizer.json": b'{"sub": 1}',
}


@pytest.fixture(scope="session")
def commands(tmp_path_factory):
    out = tmp_path_factory.mktemp("bin")
    for name in ("standin", "fetch", "cache"):
        subprocess.run(["go", "build", "-o", out / name, f"./tests/hub/cmd/{name}"], cwd=ROOT, check=True,
                       env=dict(os.environ, CGO_ENABLED="0"))
    return out


class Hub:
    def __init__(self, commands, ready):
        self.commands, self.endpoint = commands, ready["endpoint"]

    def control(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.endpoint + path, data=data, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return json.loads(answer.read() or b"null")

    def requests(self):
        """The record without what huggingface_hub asks about the program that uses it."""
        return [r for r in self.control("GET", "/__requests") if r["uri"] != "/api/agent-harnesses"]

    def forget(self):
        self.control("DELETE", "/__requests")

    def theirs(self, cache, name, repo=REPO, token=False, **options):
        return hf_hub_download(repo, name, cache_dir=cache, endpoint=self.endpoint, token=token, **options)

    def environment(self, cache, **variables):
        clean = {k: v for k, v in os.environ.items() if not k.upper().startswith(("HF_", "HUGGING", "HTTP", "ALL_PROXY"))}
        return dict(clean, HF_ENDPOINT=self.endpoint, HF_HUB_CACHE=str(cache), HF_HOME=str(cache) + "-home", **variables)

    def ours(self, cache, *args, **variables):
        return self.run("fetch", cache, *args, **variables)

    def run(self, command, cache, *args, **variables):
        run = subprocess.run([self.commands / command, *args], env=self.environment(cache, **variables),
                             stdout=subprocess.PIPE, check=True, timeout=120)
        return json.loads(run.stdout)


@pytest.fixture
def hub(commands, tmp_path):
    """A Hub with a gated repository and public ones, and every kind of token."""
    repos = tmp_path / "repos"
    for name, content in FILES.items():
        path = repos / "main" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (repos / "pr").mkdir()
    (repos / "pr/tokenizer.json").write_bytes(b'{"pr": 1}')
    with serve(commands, "-repo", f"{REPO}={repos / 'main'}", "-revision", f"{REPO}@refs/pr/1={repos / 'pr'}", "-gated", REPO,
               "-repo", f"org/public={repos / 'main'}", "-repo", f"org/private={repos / 'main'}", "-private", "org/private",
               "-repo", f"org/disabled={repos / 'main'}", "-disabled", "org/disabled", "-renamed", "old-name=org/public",
               "-token", "hf_good", "-token", "hf_ungranted=ungranted", "-token", "hf_expired=expired",
               "-token", "hf_fine=fine-grained", "-inline", "config.json") as h:
        yield h


@contextlib.contextmanager
def serve(commands, *flags):
    process = subprocess.Popen([commands / "standin", *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield Hub(commands, json.loads(process.stdout.readline()))
    finally:
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def listing(root):
    """Everything below root: kind, mode, link target, content."""
    found = {}
    for path in sorted(Path(root).rglob("*")):
        info = path.lstat()
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = "-> " + os.readlink(path)
        elif path.is_dir():
            found[name] = oct(stat.S_IMODE(info.st_mode))
        else:
            found[name] = (oct(stat.S_IMODE(info.st_mode)), path.read_bytes())
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_reference_downloads_from_the_stand_in(hub, tmp_path, name):
    for repo, token in ((REPO, "hf_good"), ("org/public", False), ("org/private", "hf_good"), ("old-name", False)):
        assert Path(hub.theirs(tmp_path / "cache", name, repo, token)).read_bytes() == FILES[name]
    shown = {(r["origin"], "Authorization" in r["header"]) for r in hub.requests()}
    assert ("cdn", True) not in shown


def test_the_reference_loads_a_tokenizer_from_the_stand_in(hub, tmp_path):
    script = f"import tokenizers; print(tokenizers.Tokenizer.from_pretrained({REPO!r}, token='hf_good').encode('Hello world!').ids)"
    run = subprocess.run([sys.executable, "-c", script], env=hub.environment(tmp_path / "cache"), stdout=subprocess.PIPE, check=True)
    assert json.loads(run.stdout) == tokenizers.Tokenizer.from_buffer(FILES["tokenizer.json"]).encode("Hello world!").ids
    assert [r["method"] for r in hub.requests()] == ["HEAD", "HEAD", "GET"]


REFUSALS = [
    # repository, token, revision, file, their error, our code
    (REPO, None, "main", "tokenizer.json", "GatedRepoError", -100),
    (REPO, "hf_ungranted", "main", "tokenizer.json", "GatedRepoError", -101),
    (REPO, "hf_expired", "main", "tokenizer.json", "HfHubHTTPError", -102),
    ("org/public", "hf_unknown", "main", "tokenizer.json", "HfHubHTTPError", -102),
    ("org/private", None, "main", "tokenizer.json", "RepositoryNotFoundError", -103),
    ("org/private", "hf_ungranted", "main", "tokenizer.json", "RepositoryNotFoundError", -103),
    ("org/none", None, "main", "tokenizer.json", "RepositoryNotFoundError", -103),
    ("org/none", "hf_good", "main", "tokenizer.json", "RepositoryNotFoundError", -103),
    ("org/public", None, "nowhere", "tokenizer.json", "RevisionNotFoundError", -104),
    ("org/public", None, "main", "absent.json", "RemoteEntryNotFoundError", -105),
    (REPO, "hf_good", "refs/pr/1", "tokenizer.model", "RemoteEntryNotFoundError", -105),
    # where the reference says only "check your connection", its cause is what it met
    ("org/disabled", "hf_good", "main", "tokenizer.json", "DisabledRepoError", -106),
    (REPO, "hf_fine", "main", "tokenizer.json", "HfHubHTTPError", -101),
]


@pytest.mark.parametrize("repo, token, revision, name, theirs, ours", REFUSALS)
def test_refusals(hub, tmp_path, repo, token, revision, name, theirs, ours):
    with pytest.raises(Exception) as caught:
        hub.theirs(tmp_path / "theirs", name, repo, token or False, revision=revision)
    error = caught.value
    if type(error) is errors.LocalEntryNotFoundError:
        error = error.__cause__
    assert type(error).__name__ == theirs
    result = hub.ours(tmp_path / "ours", "-revision", revision, repo, name, **({"HF_TOKEN": token} if token else {}))
    assert result["code"] == ours
    assert result["http"] == error.response.status_code
    assert token is None or token not in result["error"]


def test_caches_are_the_same_to_the_byte(hub, tmp_path):
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for name in FILES:
        hub.theirs(theirs, name, token="hf_good")
    hub.theirs(theirs, "tokenizer.json", token="hf_good", revision="refs/pr/1")
    with pytest.raises(errors.RemoteEntryNotFoundError):
        hub.theirs(theirs, "sub/absent.json", token="hf_good")
    assert hub.ours(ours, REPO, *FILES, HF_TOKEN="hf_good")["code"] == 0
    assert hub.ours(ours, "-revision", "refs/pr/1", REPO, "tokenizer.json", HF_TOKEN="hf_good")["code"] == 0
    assert hub.ours(ours, "-optional", REPO, "sub/absent.json", HF_TOKEN="hf_good")["code"] == 0
    assert listing(ours) == listing(theirs)


def test_without_symlinks(hub, tmp_path):
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    script = f"import huggingface_hub as h\nfor n in {list(FILES)}: h.hf_hub_download('org/public', n)"
    subprocess.run([sys.executable, "-c", script], env=hub.environment(theirs, HF_HUB_DISABLE_SYMLINKS="1"), check=True)
    hub.ours(ours, "org/public", *FILES, HF_HUB_DISABLE_SYMLINKS="1")
    assert listing(ours) == listing(theirs)


def test_we_read_their_cache(hub, tmp_path):
    cache = tmp_path / "cache"
    for name in FILES:
        hub.theirs(cache, name, token="hf_good")
    with pytest.raises(errors.RemoteEntryNotFoundError):
        hub.theirs(cache, "absent.json", token="hf_good")
    before = listing(cache)
    hub.forget()
    result = hub.ours(cache, REPO, *FILES, HF_HUB_OFFLINE="1")
    assert {name: Path(path).read_bytes() for name, path in result["paths"].items()} == FILES
    assert hub.ours(cache, REPO, "absent.json", HF_HUB_OFFLINE="1")["code"] == -105
    assert hub.ours(cache, REPO, "unknown.json", HF_HUB_OFFLINE="1")["code"] == -115
    assert hub.requests() == []
    # online, nothing is fetched again
    assert hub.ours(cache, REPO, *FILES, HF_TOKEN="hf_good")["progress"] == 0
    assert {r["method"] for r in hub.requests()} == {"HEAD"}
    assert listing(cache) == before


def test_they_read_our_cache(hub, tmp_path):
    cache = tmp_path / "cache"
    hub.ours(cache, REPO, *FILES, HF_TOKEN="hf_good")
    hub.ours(cache, "-optional", REPO, "absent.json", HF_TOKEN="hf_good")
    before = listing(cache)
    hub.forget()
    for name, content in FILES.items():
        assert Path(hub.theirs(cache, name, local_files_only=True)).read_bytes() == content
    assert hub.requests() == []
    assert huggingface_hub.try_to_load_from_cache(REPO, "absent.json", cache_dir=cache) is huggingface_hub._CACHED_NO_EXIST
    for name, content in FILES.items():
        assert Path(hub.theirs(cache, name, token="hf_good")).read_bytes() == content
    assert {r["method"] for r in hub.requests()} == {"HEAD"}
    assert listing(cache) == before
    info = huggingface_hub.scan_cache_dir(cache)
    assert not info.warnings and [repo.repo_id for repo in info.repos] == [REPO]
    assert info.size_on_disk == sum(map(len, FILES.values()))


def test_we_ask_no_more_than_they_do(hub, tmp_path):
    counts = {}
    for side in ("theirs", "ours"):
        for round_ in ("cold", "warm"):
            hub.forget()
            if side == "ours":
                hub.ours(tmp_path / side, "org/public", *FILES)
            else:
                for name in FILES:
                    hub.theirs(tmp_path / side, name, "org/public")
            counts[side, round_] = len(hub.requests())
    assert counts["ours", "cold"] < counts["theirs", "cold"]
    assert counts["ours", "warm"] < counts["theirs", "warm"]


def test_the_same_environment_finds_the_same_cache(hub, tmp_path):
    """Where each looks, with and without the variables, as the reference computes it in a process of its own."""
    for variables in ({}, {"XDG_CACHE_HOME": "/x"}, {"HF_HOME": "~/h"}, {"HF_HOME": "$XDG_CACHE_HOME/h", "XDG_CACHE_HOME": "/x"},
                      {"HUGGINGFACE_HUB_CACHE": "/old"}, {"HF_HUB_CACHE": "${HOME}/new", "HUGGINGFACE_HUB_CACHE": "/old"},
                      {"HF_HUB_CACHE": "/a/$UNKNOWN/b"}, {"HF_HUB_CACHE": "~root/b"}, {"HF_HUB_CACHE": "~nobodyatall/b"}):
        env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], **variables}
        script = "import huggingface_hub.constants as c; print(c.HF_HUB_CACHE)"
        theirs = subprocess.run([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
        run = subprocess.run([hub.commands / "fetch", "org/x", "x"], env=dict(env, HF_HUB_OFFLINE="1"), cwd=tmp_path, stdout=subprocess.PIPE, check=True)
        assert f"is not in the cache {os.path.join(tmp_path, theirs)}," in json.loads(run.stdout)["error"], variables


def reference_says(expression, env):
    script = f"import huggingface_hub.constants as c, huggingface_hub.utils as u, json; print(json.dumps({expression}))"
    return json.loads(subprocess.run([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, check=True).stdout)


def test_the_same_environment_finds_the_same_token(hub, tmp_path):
    """Which token the reference would send, and which we do; but that blank variables hide nothing with us."""
    for number, (file, variables) in enumerate([
            (None, {}), ("hf_file\n", {}), ("hf_file", {"HF_TOKEN": "hf_a"}), ("  hf_file \r\n", {}), ("", {}),
            (None, {"HUGGING_FACE_HUB_TOKEN": "hf_b"}), (None, {"HF_TOKEN": "hf_a", "HUGGING_FACE_HUB_TOKEN": "hf_b"}),
            (None, {"HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "hf_b"}), (None, {"HF_TOKEN": " hf_a\n"}), (None, {"HF_TOKEN": "hf_\r\na"}),
            ("hf_file", {"HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}), ("hf_file", {"HF_HUB_DISABLE_IMPLICIT_TOKEN": "0"}),
            ("hf_file", {"HF_HUB_DISABLE_IMPLICIT_TOKEN": "yes"}), ("hf_file", {"HF_TOKEN_PATH": "HOME/hf/token"}),
            ("hf_file", {"HF_TOKEN_PATH": "$HF_HOME/token"}), ("hf_file", {"HF_TOKEN_PATH": "/nonexistent"})]):
        home = tmp_path / f"home-{number}"
        (home / "hf").mkdir(parents=True)
        if file is not None:
            (home / "hf/token").write_bytes(file.encode())
        env = {"HOME": str(home), "HF_HOME": str(home / "hf"), "HF_ENDPOINT": hub.endpoint, "PATH": os.environ["PATH"],
               **{name: value.replace("HOME/", f"{home}/") if "$" not in value else value for name, value in variables.items()}}
        theirs = reference_says("u.build_hf_headers().get('authorization')", env)
        hub.forget()
        subprocess.run([hub.commands / "fetch", REPO, "tokenizer.json"], env=env, stdout=subprocess.PIPE, check=True)
        assert hub.requests()[0]["header"].get("Authorization", [None]) == [theirs], (file, variables)


def test_the_same_environment_is_offline(hub, tmp_path):
    for variables in [{}, *({"HF_HUB_OFFLINE": value} for value in ("", "0", "1", "on", "Yes", "tRUE", "2")), {"TRANSFORMERS_OFFLINE": "1"},
                      *({"HF_HUB_OFFLINE": value, "TRANSFORMERS_OFFLINE": "1"} for value in ("", "0"))]:
        env = {"HOME": str(tmp_path), "HF_ENDPOINT": hub.endpoint, "PATH": os.environ["PATH"], **variables}
        theirs = reference_says("c.HF_HUB_OFFLINE", env)
        run = subprocess.run([hub.commands / "fetch", "org/none", "x"], env=env, stdout=subprocess.PIPE, check=True)
        assert (json.loads(run.stdout)["code"] == -115) == theirs, variables


def test_mixed_processes_download_once(hub, tmp_path):
    """Theirs and ours at once on one empty cache: everybody gets the files, each is fetched once."""
    cache = tmp_path / "cache"
    hub.control("POST", "/__faults", [{"method": "GET", "path": "tokenizer", "delay_ms": 3000, "times": 2}])
    names = ["tokenizer.json", "tokenizer.model"]
    script = f"import huggingface_hub as h\nfor n in {names}: print(h.hf_hub_download('org/public', n))"

    def reference(_):
        run = subprocess.run([sys.executable, "-c", script], env=hub.environment(cache), stdout=subprocess.PIPE, check=True, text=True)
        return dict(zip(names, run.stdout.split()))

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(reference, i) for i in range(3)]
        futures += [pool.submit(lambda: hub.ours(cache, "org/public", *names)["paths"]) for _ in range(5)]
        runs = [f.result() for f in futures]
    for paths in runs:
        assert {name: Path(paths[name]).read_bytes() for name in names} == {name: FILES[name] for name in names}
    assert sorted(r["origin"] for r in hub.requests() if r["method"] == "GET") == ["cdn", "hub"]
    assert not list(cache.rglob("*.incomplete"))


@pytest.mark.parametrize("endpoint, cdn", [("https://huggingface.co", "https://cdn-lfs.huggingface.co"),
                                           ("https://hub.corp", "https://storage.hub.corp")])
def test_real_names_behind_a_proxy(commands, tmp_path, endpoint, cdn):
    """The same requests, with the token to the same hosts, as the reference makes through the proxy."""
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/tokenizer.json").write_bytes(FILES["tokenizer.json"])
    process = subprocess.Popen([commands / "standin", "-tls", "-cdn-origin", cdn, "-lfs", "*.json", "-gated", REPO,
                                "-repo", f"{REPO}={tmp_path / 'repo'}", "-token", "hf_good"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    ready = json.loads(process.stdout.readline())
    context = ssl.create_default_context(cafile=ready["ca"])
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))

    def load(home, *argv):
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "HF_HOME": str(tmp_path / home), "HF_TOKEN": "hf_good",
               "HF_ENDPOINT": endpoint, "HTTPS_PROXY": ready["proxy"], "SSL_CERT_FILE": ready["ca"]}
        subprocess.run(argv, env=env, check=True, stdout=subprocess.DEVNULL)
        with opener.open(ready["endpoint"] + "/__requests") as answer:
            record = json.loads(answer.read())
        opener.open(urllib.request.Request(ready["endpoint"] + "/__requests", method="DELETE"))
        return [(r["method"], r["host"], r["header"].get("Authorization")) for r in record
                if r["origin"] != "proxy" and r["uri"] != "/api/agent-harnesses"]

    try:
        script = f"import huggingface_hub as h; h.hf_hub_download({REPO!r}, 'tokenizer.json')"
        theirs = load("theirs", sys.executable, "-c", script)
        ours = load("ours", commands / "fetch", REPO, "tokenizer.json")
    finally:
        process.stdin.close()
        process.wait(timeout=10)
    assert ours == theirs == [("HEAD", endpoint[8:], ["Bearer hf_good"]), ("GET", cdn[8:], None)]
    assert listing(tmp_path / "ours/hub") == listing(tmp_path / "theirs/hub")
