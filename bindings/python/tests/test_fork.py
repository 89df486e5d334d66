"""Forked processes go on working, and none hangs."""

import multiprocessing
import os
import sys

import pytest
from conftest import DATA

import hftok

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")

LLAMA = str(DATA / "llama2-demo" / "tokenizer.json")
TEXT = "Hello world! Grüße, 世界"

PROGRAM = """
    import os, sys, threading, hftok, faulthandler
    faulthandler.dump_traceback_later(50, exit=True)
    path, text = {path!r}, {text!r}
    tokenizer = hftok.Tokenizer.from_file(path)
    expected = tokenizer.encode_ids(text)

    def fork(child):
        '''Runs child in a forked process; its exit status.'''
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                child()
                code = 0
            except BaseException:
                import traceback
                traceback.print_exc()
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
"""


@pytest.fixture
def forking(python):
    """Runs a program after PROGRAM's definitions."""
    import textwrap

    def run(program, **settings):
        definitions = textwrap.dedent(PROGRAM).format(path=LLAMA, text=TEXT)
        return python(definitions + textwrap.dedent(program), **settings)

    return run


if sys.version_info < (3, 10):
    PROGRAM = PROGRAM.replace("os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])", "os.waitpid(pid, 0)[1]")


def test_every_call_works_in_a_child(forking):
    forking(
        """
        encoding = tokenizer.encode(text, "pair")
        before = tokenizer.get_vocab(), tokenizer.encode_batch([text, ("a", "b")])[1].tokens, tokenizer.decode(expected)

        def child():
            assert encoding.ids and encoding.tokens, "an encoding of the parent's stays readable"
            assert tokenizer.encode_ids(text) == expected
            assert tokenizer.encode(text, "pair").ids == encoding.ids
            assert (tokenizer.get_vocab(), tokenizer.encode_batch([text, ("a", "b")])[1].tokens,
                    tokenizer.decode(expected)) == before
            assert tokenizer.decode_batch([expected, []]) == [before[2], ""]
            assert tokenizer.id_to_token(tokenizer.token_to_id("<s>")) == "<s>"
            assert hftok.Tokenizer.from_file(path).encode_ids(text) == expected

        assert fork(child) == 0
        assert tokenizer.encode_ids(text) == expected
        """
    )


@pytest.mark.parametrize(
    "call",
    [
        "tokenizer.encode('a')",
        "tokenizer.encode(['a'], is_pretokenized=True)",
        "tokenizer.encode_batch(['a', 'b'])",
        "tokenizer.encode_ids('a' * 20000)",
        "tokenizer.decode([5])",
        "tokenizer.decode_batch([[5]])",
        "tokenizer.token_to_id('a')",
        "tokenizer.id_to_token(5)",
        "tokenizer.get_vocab_size()",
        "tokenizer.get_added_tokens_decoder()",
        "tokenizer.num_special_tokens_to_add(True)",
        "hftok.Tokenizer.from_str(open(path).read()).encode('a')",
        "tokenizer.close()",
    ],
)
def test_each_call_may_be_the_first_in_a_child(forking, call):
    forking(f"assert fork(lambda: {call}) == 0")


def test_nested_forks(forking):
    forking(
        """
        def generation(depth):
            assert tokenizer.encode_ids(text) == expected
            if depth:
                assert fork(lambda: generation(depth - 1)) == 0
            assert tokenizer.encode_ids(text) == expected

        assert fork(lambda: generation(3)) == 0
        """
    )


def test_a_grandchild_of_an_idle_child(forking):
    forking(
        """
        def child():
            assert fork(lambda: tokenizer.encode_ids(text)) == 0
        assert fork(child) == 0
        """
    )


def test_forks_while_other_threads_encode_and_load(forking):
    forking(
        """
        stop = threading.Event()
        def busy():
            while not stop.is_set():
                tokenizer.encode_batch([text] * 50)
                hftok.Tokenizer.from_file(path)
        threads = [threading.Thread(target=busy) for _ in range(3)]
        for t in threads: t.start()

        def child():
            results = []
            inside = [threading.Thread(target=lambda: results.append(tokenizer.encode_ids(text))) for _ in range(4)]
            for t in inside: t.start()
            for t in inside: t.join()
            assert results == [expected] * 4

        try:
            assert [fork(child) for _ in range(10)] == [0] * 10
        finally:
            stop.set()
            for t in threads: t.join()
        """
    )


@pytest.mark.parametrize("delay", [0, 0.0005, 0.001, 0.002, 0.004])
def test_a_fork_during_the_first_load(python, delay):
    """A child must not meet a library that another thread of the parent has half loaded."""
    python(
        f"""
        import os, threading, time, faulthandler, hftok
        faulthandler.dump_traceback_later(50, exit=True)
        loader = threading.Thread(target=lambda: hftok.Tokenizer.from_file({LLAMA!r}))
        loader.start()
        time.sleep({delay})
        pid = os.fork()
        if pid == 0:
            hftok.Tokenizer.from_file({LLAMA!r}).encode_ids("a")
            os._exit(7)
        assert os.waitpid(pid, 0)[1] == 7 << 8
        loader.join()
        """
    )


def test_a_child_that_only_ends(forking):
    """Freeing in a child what the parent made must not hang, whoever held a lock."""
    forking(
        """
        stop = threading.Event()
        def busy():
            while not stop.is_set():
                tokenizer.encode("a")
        threads = [threading.Thread(target=busy) for _ in range(3)]
        for t in threads: t.start()

        def child():
            global tokenizer
            tokenizer = None
            import gc; gc.collect()

        try:
            assert [fork(child) for _ in range(30)] == [0] * 30
        finally:
            stop.set()
            for t in threads: t.join()
        """
    )


def test_without_files_in_memory(forking):
    """Where memfd_create is missing or forbidden, the copy is a temporary file, removed at once."""
    forking(
        """
        import tempfile
        def forbidden(*args): raise PermissionError("no")
        os.memfd_create = forbidden
        tempfile.tempdir = tempfile.mkdtemp()
        assert fork(lambda: tokenizer.encode_ids(text)) == 0
        assert os.listdir(tempfile.tempdir) == []
        os.rmdir(tempfile.tempdir)
        """
    )


def test_a_changed_file_is_refused(forking, tmp_path):
    forking(
        f"""
        import shutil
        copy = shutil.copy(path, {str(tmp_path / "tokenizer.json")!r})
        tokenizer = hftok.Tokenizer.from_file(copy)
        shutil.copy({str(DATA / "gpt2-demo" / "tokenizer.json")!r}, copy)

        def child():
            try:
                tokenizer.encode("a")
            except OSError as e:
                assert "has changed" in str(e), e
            else:
                raise AssertionError("another tokenizer in place of the first")

        assert fork(child) == 0
        tokenizer.encode("a")
        """
    )


def test_a_tokenizer_of_the_hub(forking, hub):
    forking(
        f"""
        tokenizer = hftok.Tokenizer.from_pretrained({hub.GATED!r}, token="hf_good")
        def child():
            os.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"  # made of the cache, not from the network
            assert tokenizer.encode_ids(text) == expected
        assert fork(child) == 0
        """
    )


def work(item):
    tokenizer, text = item
    return tokenizer.encode(text)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    tokenizer = hftok.Tokenizer.from_file(LLAMA)
    texts = [f"{TEXT} {i}" for i in range(8)]
    with multiprocessing.get_context(method).Pool(2) as pool:
        encodings = pool.map_async(work, [(tokenizer, text) for text in texts]).get(60)
    assert [e.ids for e in encodings] == [tokenizer.encode(text).ids for text in texts]
    assert [e.offsets for e in encodings] == [tokenizer.encode(text).offsets for text in texts]
