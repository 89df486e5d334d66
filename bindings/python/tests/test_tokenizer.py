"""Tokenizer, held to tokenizers.Tokenizer where that is installed."""

import copy
import json
import pickle
import signal
import threading
from array import array

import pytest
from conftest import DATA, tokenizer_files

import hftok

try:
    import tokenizers as reference
except ImportError:
    reference = None

needs_reference = pytest.mark.skipif(reference is None, reason="tokenizers is not installed")

TEXTS = [json.loads(line) for line in (DATA / "edge_cases.jsonl").open(encoding="utf-8")]
LONG_TEXT = (DATA / "text" / "pride_and_prejudice.txt").read_text(encoding="utf-8")
BERT = str(DATA / "bert-demo" / "tokenizer.json")
LLAMA = str(DATA / "llama2-demo" / "tokenizer.json")

ATTRIBUTES = (
    "ids type_ids tokens offsets attention_mask special_tokens_mask word_ids sequence_ids n_sequences"
).split()


def fields(encoding):
    return {name: getattr(encoding, name) for name in ATTRIBUTES} | {
        "len": len(encoding),
        "repr": repr(encoding),
        "overflowing": [fields(e) for e in encoding.overflowing],
    }


def refused(error):
    """Whether the reference refused what it was given: it raised, or panicked, where ours must raise."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def outcome(call, *args, **kwargs):
    """What a call returns, or which builtin exception it is."""
    try:
        return call(*args, **kwargs)
    except BaseException as e:
        if not refused(e):
            raise
        for kind in (TypeError, OverflowError, ValueError):
            if isinstance(e, kind):
                return kind
        return Exception


@pytest.fixture(params=tokenizer_files(), ids=lambda file: file.parent.name, scope="module")
def both(request):
    """The same file in ours and in the reference. Shared: leave the settings as they are."""
    if reference is None:
        pytest.skip("tokenizers is not installed")
    return hftok.Tokenizer.from_file(str(request.param)), reference.Tokenizer.from_file(str(request.param))


@pytest.fixture
def bert():
    return hftok.Tokenizer.from_file(BERT)


@pytest.fixture
def bert_pair():
    if reference is None:
        pytest.skip("tokenizers is not installed")
    return hftok.Tokenizer.from_file(BERT), reference.Tokenizer.from_file(BERT)


# ---- the same answers


def same(ours, theirs, *args, **kwargs):
    """Encodes with both. Compares everything, or that both refuse."""
    try:
        expected = fields(theirs.encode(*args, **kwargs))
    except BaseException as e:
        if not refused(e):
            raise
        with pytest.raises(hftok.HftokError):
            ours.encode(*args, **kwargs)
    else:
        assert fields(ours.encode(*args, **kwargs)) == expected, args


def test_encode(both):
    ours, theirs = both
    for text in TEXTS:
        same(ours, theirs, text)
        same(ours, theirs, text, add_special_tokens=False)
    for text, pair in zip(TEXTS[::7], TEXTS[1::7]):
        same(ours, theirs, text, pair)
        same(ours, theirs, text, pair, False, False)


def test_encode_ids_is_encode(both):
    ours, _ = both
    for text in [*TEXTS, LONG_TEXT[:50_000], "世界 " * 3000, "é" * 9_999]:
        for add in (True, False):
            try:
                expected = ours.encode(text, add_special_tokens=add).ids
            except hftok.EncodeError:
                with pytest.raises(hftok.EncodeError):
                    ours.encode_ids(text, add)
                continue
            ids = ours.encode_ids(text, add)
            assert isinstance(ids, array) and ids.typecode == "I"
            assert ids.tolist() == expected, text[:50]


def test_long_text(both):
    ours, theirs = both
    same(ours, theirs, LONG_TEXT[:100_000].encode("ascii", "ignore").decode())
    same(ours, theirs, LONG_TEXT[:20_000] + "é" * 10)


def test_pretokenized(both):
    numpy = pytest.importorskip("numpy", reason="tokenizers panics on words without NumPy")
    ours, theirs = both
    for text in TEXTS[::11]:
        words = text.split()
        same(ours, theirs, words, is_pretokenized=True)
        same(ours, theirs, tuple(words), words[:2], is_pretokenized=True)
    same(ours, theirs, numpy.array(["a", "bc"], object), is_pretokenized=True)
    # The reference takes the bytes of dtype U, which are UTF-32, for UTF-8.
    assert fields(ours.encode(numpy.array(["a", "bc"]), is_pretokenized=True)) == fields(
        ours.encode(["a", "bc"], is_pretokenized=True)
    )
    same(ours, theirs, [], is_pretokenized=True)
    same(ours, theirs, ["", "a b", ""], [""], is_pretokenized=True)


def test_batches(both):
    ours, theirs = both
    texts = [t for t in TEXTS if outcome(theirs.encode, t) is not Exception]
    rows = [*texts[:100], *zip(texts[100:150], texts[:50]), *([a, b] for a, b in zip(texts, texts[5:30]))]
    for mine, expected in zip(ours.encode_batch(rows), theirs.encode_batch(rows)):
        assert fields(mine) == fields(expected)
    assert ours.encode_batch([]) == []


def test_pretokenized_batches(both):
    pytest.importorskip("numpy", reason="tokenizers panics on words without NumPy")
    ours, theirs = both
    words = [["a", "bc"], (["a"], ["b", "c"]), [["a"], ("b",)], [], ("d",)]
    for mine, expected in zip(ours.encode_batch(words, True), theirs.encode_batch(words, True)):
        assert fields(mine) == fields(expected)


def test_decode(both):
    ours, theirs = both
    lists = [theirs.encode(t).ids for t in TEXTS[::3] if outcome(theirs.encode, t) is not Exception]
    lists += [[], [0], list(range(0, theirs.get_vocab_size(), 7)), [10**9, 1, 2, 2**32 - 1]]
    for skip in (True, False):
        expected = [theirs.decode(ids, skip_special_tokens=skip) for ids in lists]
        assert [ours.decode(ids, skip_special_tokens=skip) for ids in lists] == expected
        assert ours.decode_batch(lists, skip_special_tokens=skip) == expected
    assert ours.decode_batch([]) == []


def test_vocabulary(both):
    ours, theirs = both
    for added in (True, False):
        assert ours.get_vocab(added) == theirs.get_vocab(added)
        assert ours.get_vocab_size(with_added_tokens=added) == theirs.get_vocab_size(with_added_tokens=added)
    for token in [*list(theirs.get_vocab())[:300], "no such token", "", "\0"]:
        assert ours.token_to_id(token) == theirs.token_to_id(token)
    for id in [*range(300), theirs.get_vocab_size(), 2**32 - 1]:
        assert ours.id_to_token(id) == theirs.id_to_token(id)
    for pair in (False, True):
        assert ours.num_special_tokens_to_add(pair) == theirs.num_special_tokens_to_add(pair)
    assert {i: repr(t) for i, t in ours.get_added_tokens_decoder().items()} == {
        i: repr(t) for i, t in theirs.get_added_tokens_decoder().items()
    }
    assert list(ours.get_added_tokens_decoder()) == sorted(ours.get_added_tokens_decoder())


def test_special_tokens_as_text(both, request):
    ours, theirs = copy.copy(both[0]), both[1]
    assert ours.encode_special_tokens is theirs.encode_special_tokens is False
    ours.encode_special_tokens = True
    request.addfinalizer(lambda: setattr(theirs, "encode_special_tokens", False))
    theirs.encode_special_tokens = True
    assert ours.encode_special_tokens is True
    for token in theirs.get_added_tokens_decoder().values():
        same(ours, theirs, f"a {token.content} b")


LOOKUPS = [
    ("token_to_chars", 1), ("token_to_word", 1), ("token_to_sequence", 1), ("word_to_tokens", 2),
    ("word_to_chars", 2), ("char_to_token", 2), ("char_to_word", 2),
]  # fmt: skip


@needs_reference
@pytest.mark.parametrize("pair", [None, "", "the pair, Grüße", "世"])
def test_lookups(pair):
    for file in (BERT, LLAMA):
        ours, theirs = hftok.Tokenizer.from_file(file), reference.Tokenizer.from_file(file)
        for tokenizer in (ours, theirs):
            tokenizer.enable_padding(length=40, direction="left")
        for text in ("Hello world, Grüße!", "", "a"):
            mine, expected = ours.encode(text, pair), theirs.encode(text, pair)
            for name, parameters in LOOKUPS:
                for i in range(45):
                    for arguments in [(i,)] if parameters == 1 else [(i,), (i, 0), (i, 1), (i, 2)]:
                        assert getattr(mine, name)(*arguments) == getattr(expected, name)(*arguments), (name, arguments)


def test_lookups_refuse_negative_positions(bert):
    encoding = bert.encode("a")
    for name, _ in LOOKUPS:
        with pytest.raises(OverflowError):
            getattr(encoding, name)(-1)


# ---- truncation and padding

TRUNCATIONS = [
    {"max_length": 5}, {"max_length": 5, "stride": 2}, {"max_length": 4, "direction": "left"}, {"max_length": 0},
    {"max_length": 1}, {"max_length": 2}, {"max_length": 6, "strategy": "only_first"},
    {"max_length": 6, "strategy": "only_second", "stride": 1},
]  # fmt: skip
PADDINGS = [
    {}, {"length": 12}, {"pad_to_multiple_of": 8}, {"direction": "left", "length": 5, "pad_to_multiple_of": 4},
    {"pad_id": 3, "pad_type_id": 1, "pad_token": "é"}, {"pad_to_multiple_of": 0}, {"length": 0},
]  # fmt: skip


@pytest.mark.parametrize("parameters", TRUNCATIONS, ids=str)
def test_truncation(bert_pair, parameters):
    for tokenizer in bert_pair:
        tokenizer.enable_truncation(**parameters)
    ours, theirs = bert_pair
    assert ours.truncation == theirs.truncation
    for text, pair in [
        ("one two three four five six", None),
        ("one two three four", "five six seven eight nine"),
        ("a", None),
        ("a b c d e f g h", "i"),
    ]:
        same(ours, theirs, text, pair)
        if outcome(theirs.encode, text, pair) is not Exception:
            assert ours.encode_ids(text).tolist() == theirs.encode(text).ids if pair is None else True
    for tokenizer in bert_pair:
        tokenizer.no_truncation()
    assert ours.truncation is None
    same(ours, theirs, "one two three four five six", "seven")


@pytest.mark.parametrize("parameters", PADDINGS, ids=str)
def test_padding(bert_pair, parameters):
    for tokenizer in bert_pair:
        tokenizer.enable_padding(**parameters)
    ours, theirs = bert_pair
    assert ours.padding == theirs.padding
    same(ours, theirs, "one two")
    same(ours, theirs, "one two", "three")
    rows = ["a", "a b c d e f g", ("a", "b")]
    assert [fields(e) for e in ours.encode_batch(rows)] == [fields(e) for e in theirs.encode_batch(rows)]
    assert ours.encode_ids("one").tolist() == theirs.encode("one").ids
    for tokenizer in bert_pair:
        tokenizer.no_padding()
    assert ours.padding is None
    same(ours, theirs, "one two")


@needs_reference
def test_truncation_and_padding_of_the_file():
    definition = json.loads(open(BERT, encoding="utf-8").read())
    definition["truncation"] = {"direction": "Left", "max_length": 6, "strategy": "OnlyFirst", "stride": 1}
    definition["padding"] = {
        "strategy": {"Fixed": 9}, "direction": "Left", "pad_to_multiple_of": None,
        "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]",
    }  # fmt: skip
    text = json.dumps(definition)
    ours, theirs = hftok.Tokenizer.from_str(text), reference.Tokenizer.from_str(text)
    assert (ours.truncation, ours.padding) == (theirs.truncation, theirs.padding)
    same(ours, theirs, "one two three four five six seven eight nine")
    ours.no_truncation(), theirs.no_truncation()
    same(ours, theirs, "one two three four five six seven eight nine")


def test_what_padding_and_truncation_refuse(bert_pair):
    ours, theirs = bert_pair
    for arguments, keywords in [
        ((10,), {"stride": 9}), ((-1,), {}), ((10, 2), {}), ((10,), {"strategy": "x"}), ((10,), {"direction": "x"}),
        (("a",), {}), ((), {}), ((2**64,), {}), ((10,), {"stride": -1}),
    ]:  # fmt: skip
        expected = outcome(theirs.enable_truncation, *arguments, **keywords)
        assert isinstance(expected, type), "the reference refuses it"
        assert outcome(ours.enable_truncation, *arguments, **keywords) == expected, (arguments, keywords)
    for arguments, keywords in [((5,), {}), ((), {"direction": "x"}), ((), {"pad_id": -1}), ((), {"pad_id": 2**32}),
                                ((), {"length": -1}), ((), {"pad_token": 5}), ((), {"length": "a"})]:  # fmt: skip
        expected = outcome(theirs.enable_padding, *arguments, **keywords)
        assert isinstance(expected, type), "the reference refuses it"
        assert outcome(ours.enable_padding, *arguments, **keywords) == expected, (arguments, keywords)
    assert ours.truncation is None and ours.padding is None, "a refused setting changes nothing"


# ---- wrong inputs

WRONG = [
    ("encode", [
        (b"a",), (None,), (5,), ("a", 3), (["a", "b"],), ("\ud800",), ("a", "\udfff"),
        ("ab", None, True), (["a", 1], None, True), (["\ud800"], None, True),
    ]),
    ("encode_batch", [
        ("ab",), (5,), ([5],), ([["a", "b", "c"]],), ([("a", 1)],), (["\ud800"],), (["a"], True), ({"a"},), (iter("a"),),
    ]),
    ("decode", [([1, -1],), ("a",), (5,), ([2**32],), (["a"],), ({1},), ([1.0],), (iter([1]),), (None,)]),
    ("decode_batch", [([1],), ("a",), (5,), ([["a"]],), ([[-1]],)]),
    ("token_to_id", [(5,), (b"a",), ("\ud800",), (None,)]),
    ("id_to_token", [(-1,), (2**32,), ("a",), (1.0,), (None,)]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "arguments"), [(m, a) for m, each in WRONG for a in each], ids=ascii)
def test_wrong_inputs(bert_pair, method, arguments):
    if True in arguments:
        pytest.importorskip("numpy", reason="tokenizers panics on words without NumPy")
    ours, theirs = bert_pair
    expected = outcome(getattr(theirs, method), *arguments)
    assert isinstance(expected, type), "the reference refuses it"
    with pytest.raises(expected):
        getattr(ours, method)(*arguments)


def test_lone_surrogates_are_named(bert):
    for call in (bert.encode, bert.encode_ids, bert.token_to_id, lambda text: bert.encode("a", text)):
        with pytest.raises(UnicodeEncodeError, match="surrogates not allowed") as caught:
            call("ab\ud800")
        assert caught.value.start == 2
    with pytest.raises(UnicodeEncodeError):
        bert.encode_ids("\ud800" * 20_000)


@pytest.mark.parametrize(
    "ids", [b"de", (100, 101), array("I", [100, 101]), array("q", [100, 101]), range(100, 102)], ids=repr
)
def test_ids_may_be_any_sequence(bert, ids):
    assert bert.decode(ids) == bert.decode([100, 101]) != ""


def test_nul_is_text(bert_pair):
    same(*bert_pair, "a\0b", "\0")


def test_what_is_no_tokenizer(tmp_path):
    for call, error in [
        (lambda: hftok.Tokenizer(), TypeError),
        (lambda: hftok.Tokenizer.from_file(b"/nowhere"), TypeError),
        (lambda: hftok.Tokenizer.from_file("/now\0here"), ValueError),
        (lambda: hftok.Tokenizer.from_file("/nowhere"), OSError),
        (lambda: hftok.Tokenizer.from_str(b"{}"), TypeError),
        (lambda: hftok.Tokenizer.from_str("{}"), hftok.InvalidTokenizerError),
        (lambda: hftok.Tokenizer.from_buffer("{}"), TypeError),
        (lambda: hftok.Tokenizer.from_buffer(b"{"), ValueError),
        (lambda: hftok.Tokenizer.from_bytes("{}"), TypeError),
        (lambda: hftok.Tokenizer.from_bytes(b"\xff"), ValueError),
    ]:
        with pytest.raises(error):
            call()


# ---- the object


def test_all_ways_to_load_agree():
    data = open(BERT, "rb").read()
    expected = hftok.Tokenizer.from_file(BERT).encode("Hello world").ids
    for tokenizer in (
        hftok.Tokenizer.from_file(DATA / "bert-demo" / "tokenizer.json"),
        hftok.Tokenizer.from_str(data.decode()),
        hftok.Tokenizer.from_buffer(data),
        hftok.Tokenizer.from_bytes(bytearray(data)),
        hftok.Tokenizer.from_bytes(memoryview(data)),
        hftok.Tokenizer.from_pretrained(str(DATA / "bert-demo")),
        hftok.Tokenizer.from_pretrained(BERT),
    ):
        assert tokenizer.encode("Hello world").ids == expected


def test_close(bert):
    twin = copy.copy(bert)
    encoding = bert.encode("a")
    bert.close()
    bert.close()
    for call in (
        lambda: bert.encode("a"),
        lambda: bert.encode_ids("a"),
        lambda: bert.decode([1]),
        lambda: bert.get_vocab(),
        lambda: pickle.dumps(bert),
    ):
        with pytest.raises(ValueError, match="closed"):
            call()
    assert repr(bert) == "<hftok.Tokenizer: closed>"
    assert encoding.ids == twin.encode("a").ids
    with hftok.Tokenizer.from_file(BERT) as other:
        other.encode("a")
    with pytest.raises(hftok.HftokError):
        other.encode("a")


def test_copies_have_settings_of_their_own(bert):
    bert.enable_truncation(4)
    for twin in (copy.copy(bert), copy.deepcopy(bert)):
        assert twin.truncation == bert.truncation
        twin.no_truncation()
        twin.enable_padding(length=20)
        assert len(twin.encode("a b c d e f")) == 20
        assert len(bert.encode("a b c d e f")) == 4


@pytest.mark.parametrize("load", [
    lambda: hftok.Tokenizer.from_file(BERT),
    lambda: hftok.Tokenizer.from_str(open(BERT, encoding="utf-8").read()),
    lambda: hftok.Tokenizer.from_pretrained(str(DATA / "bert-demo")),
], ids=["file", "str", "pretrained"])  # fmt: skip
def test_pickling(load):
    tokenizer = load()
    tokenizer.enable_truncation(7, stride=1)
    tokenizer.encode_special_tokens = True
    tokenizer.mark = "own attribute"
    twin = pickle.loads(pickle.dumps(tokenizer))
    assert (twin.truncation, twin.encode_special_tokens, twin.mark) == (tokenizer.truncation, True, "own attribute")
    encoding = tokenizer.encode("one two three four five [MASK]", "six")
    assert fields(twin.encode("one two three four five [MASK]", "six")) == fields(encoding)
    assert fields(pickle.loads(pickle.dumps(encoding))) == fields(encoding)
    assert encoding.overflowing


def test_a_pickled_file_needs_its_file_no_more(tmp_path):
    file = tmp_path / "tokenizer.json"
    file.write_bytes(open(BERT, "rb").read())
    pickled = pickle.dumps(hftok.Tokenizer.from_file(str(file)))
    file.unlink()
    assert pickle.loads(pickled).encode("a b").tokens == ["[CLS]", "a", "b", "[SEP]"]


def test_words_is_deprecated(bert):
    with pytest.warns(DeprecationWarning, match="word_ids"):
        assert bert.encode("a b").words == [None, 0, 1, None]


def test_lists_are_the_callers_own(bert):
    encoding = bert.encode("a b c")
    encoding.ids.append(5)
    encoding.overflowing.append(5)
    assert len(encoding.ids) == 5 and encoding.overflowing == []


def test_more_ids_than_bytes(bert):
    """Ids for which there is no room at first, as padding makes them."""
    bert.enable_padding(length=50_000)
    texts = ["a", "", LONG_TEXT[:20_000]]
    expected = [bert.encode(text).ids for text in texts]
    assert [len(ids) for ids in expected] == [50_000] * 3
    assert [list(bert.encode_ids(text)) for text in texts] == expected
    ids, offsets = bert.encode_batch_flat(texts)
    assert list(offsets) == [0, 50_000, 100_000, 150_000]
    assert [list(ids[start:end]) for start, end in zip(offsets, offsets[1:])] == expected


def test_encodings_outlive_their_tokenizer():
    encodings = hftok.Tokenizer.from_file(BERT).encode_batch(["a b", "c"])
    last = encodings.pop()
    del encodings
    assert last.tokens == ["[CLS]", "c", "[SEP]"]


def test_added_token_is_a_value():
    plain = hftok.AddedToken("a")
    assert (plain.content, plain.normalized, plain.special, str(plain)) == ("a", True, False, "a")
    assert hftok.AddedToken("a", special=True).normalized is False
    assert plain == hftok.AddedToken("a") != hftok.AddedToken("a", lstrip=True)
    assert len({plain, hftok.AddedToken("a"), hftok.AddedToken("b")}) == 2
    assert pickle.loads(pickle.dumps(plain)) == plain != "a"
    if reference:
        assert repr(plain) == repr(reference.AddedToken("a"))
        assert repr(hftok.AddedToken("é", special=True, rstrip=True)) == repr(
            reference.AddedToken("é", special=True, rstrip=True)
        )
    with pytest.raises(TypeError):
        hftok.AddedToken("a", unknown=True)


# ---- threads and signal handlers


def test_threads_share_a_tokenizer(bert):
    texts = TEXTS[:200]
    expected = [bert.encode(t).ids for t in texts]
    wrong = []

    def work():
        for text, ids in zip(texts * 5, expected * 5):
            if bert.encode_ids(text).tolist() != ids or bert.encode(text).ids != ids:
                wrong.append(text)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no setitimer")
def test_a_signal_handler_may_encode(bert):
    """It runs between two steps of a call on the same thread and must not meet the call's buffers."""
    inner, outer = bert.encode_ids("inner").tolist(), bert.encode_ids("another text").tolist()
    seen = []
    before = signal.signal(signal.SIGALRM, lambda *_: seen.append(bert.encode_ids("inner").tolist()))
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    try:
        while len(seen) < 100:
            assert bert.encode_ids("another text").tolist() == outer
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert seen == [inner] * len(seen)
