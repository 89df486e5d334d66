"""The calls that go past ctypes, against their twins that go through it; and batches of ids alone."""

import os
import pickle
import random
import sys
from array import array

import pytest

import hftok
from hftok import _extension

from conftest import DATA

TEXTS = [
    "",
    "Hello world!",
    "a\0b",
    "café déjà 😀 日本語のテキスト",
    "[MASK] [CLS]<s></s>",
    " \n\t leading and trailing \r\n",
    "ﬁ ＡＢＣ ́ combining",
    "x" * 9_999,
    "é" * 9_999,
    "long " * 4_000,
    "日本" * 6_000,
]


@pytest.fixture(params=["bert-demo", "gpt2-demo", "llama2-demo", "t5-demo"])
def pair(request):
    """The same tokenizer with and without the extension."""
    made = hftok.Tokenizer.from_file(DATA / request.param / "tokenizer.json")
    twin = hftok.Tokenizer.from_file(DATA / request.param / "tokenizer.json")
    twin._handle.native.direct = _extension.Absent()
    return made, twin


def everything(encoding):
    for name in ("ids", "type_ids", "attention_mask"):
        assert getattr(encoding, f"{name}_array") == array("I", getattr(encoding, name))
    assert encoding.offsets_array == array("I", [i for pair in encoding.offsets for i in pair])
    names = ("ids", "type_ids", "tokens", "offsets", "word_ids", "special_tokens_mask", "attention_mask", "sequence_ids")
    return [getattr(encoding, name) for name in names]


def outcome(call, *args):
    try:
        return call(*args)
    except Exception as e:
        return type(e), str(e)


@pytest.mark.skipif(os.environ.get("HFTOK_PYTHON_BACKEND") == "ctypes", reason="it was asked to be left out")
def test_is_there():
    assert not isinstance(_extension.direct, _extension.Absent)


@pytest.mark.parametrize("special", [True, False])
def test_encode(pair, special):
    made, twin = pair
    for text in TEXTS:
        ids = made.encode_ids(text, special)
        assert type(ids) is array and ids == twin.encode_ids(text, special)
        assert made._encode_list(text, special) == ids.tolist() == made.encode(text, add_special_tokens=special).ids
        for second in (None, "and a pair", "x" * 20_000):
            got = made.encode(text, second, add_special_tokens=special)
            assert everything(got) == everything(twin.encode(text, second, add_special_tokens=special))


def test_items_are_columns(pair):
    """What the extension makes of a block is what Python makes of it, in rows of a batch and their parts too."""
    made, _ = pair
    made.enable_truncation(9, stride=2)
    made.enable_padding(length=12)
    texts = [*TEXTS[:7], ("a text", "and its pair, which is longer")]
    for encoding in made.encode_batch(texts) + made.encode_batch_fast(texts):
        for part in (encoding, *encoding.overflowing):
            got = everything(part)
            assert everything(pickle.loads(pickle.dumps(part))) == got
            library = part._block._library
            direct, library.direct = library.direct, _extension.Absent()
            try:
                assert everything(part) == got
            finally:
                library.direct = direct


@pytest.mark.parametrize("text", [None, 3, b"bytes", ["Hello"], "\ud800", "ok" * 6_000 + "\udfff"])
def test_wrong_texts(pair, text):
    made, twin = pair
    for method in ("encode_ids", "encode"):
        got = outcome(getattr(made, method), text)
        assert isinstance(got, tuple) and got == outcome(getattr(twin, method), text)
    assert outcome(made.encode, "fine", text) == outcome(twin.encode, "fine", text) or text is None
    with pytest.raises((TypeError, hftok.InvalidTextError)):
        made.encode_batch_flat(["fine", text])


@pytest.mark.parametrize("flag", [None, 1, "yes"])
def test_wrong_flags(pair, flag):
    for tokenizer in pair:
        for call in (tokenizer.encode, tokenizer.encode_ids, tokenizer.encode_batch_flat):
            with pytest.raises(TypeError, match="bool"):
                call("x", add_special_tokens=flag)
        with pytest.raises(TypeError, match="bool"):
            tokenizer.decode([1], flag)


@pytest.mark.parametrize(
    "ids", [[], [1, 2, 3], (1, 2, 3), array("I", [5, 6]), array("q", [7, 8]), [1 << 31, 4], [1 << 32], [-1], [1.5], ["x"],
            [None], "text", 3, [True], range(20, 40), list(range(300)) * 60]
)  # fmt: skip
def test_decode(pair, ids):
    made, twin = pair
    for skip in (True, False):
        assert outcome(made.decode, ids, skip) == outcome(twin.decode, ids, skip)


@pytest.mark.parametrize("code", "bBhHiIlLqQfd")
def test_decode_of_arrays(pair, code):
    """Arrays of every type, with numbers at the edge of it and beyond ids; slices of them; and those of NumPy."""
    made, twin = pair
    for numbers in ([], [1, 2, 3], [0, 127], [70, -1], [5, (1 << 31) - 1], [5, (1 << 32) - 1], [5, 1 << 32], [-(1 << 63)]):
        try:
            ids = array(code, numbers)
        except OverflowError:
            continue
        given = [ids, memoryview(ids), memoryview(ids)[::2], memoryview(ids).toreadonly()]
        try:
            import numpy
        except ImportError:
            pass
        else:
            all_ = numpy.array(ids)
            given += [all_, all_[::-1], all_.reshape(-1, 1), all_.astype(all_.dtype.newbyteorder())]
        for each in given:
            assert outcome(made.decode, each) == outcome(twin.decode, each)


def test_decode_is_exact(pair):
    made, twin = pair
    chance = random.Random(3)
    for _ in range(2_000):
        ids = [chance.randrange(2_100) for _ in range(chance.randrange(12))]
        assert made.decode(ids) == twin.decode(ids)


def test_numbers_that_share_a_slot(pair):
    """Ints are kept by their last bits; those of another number must not come out."""
    made, _ = pair
    text = "word " * 60_000
    offsets = made.encode(text[:300_000]).offsets
    for _ in range(2):
        assert offsets == made.encode(text).offsets
        assert all(0 <= start <= end <= 300_000 for start, end in offsets)
    assert all(type(n) is int for span in offsets[:100] for n in span)


def test_batch_is_loop(pair):
    for tokenizer in pair:
        for special in (True, False):
            want = [tokenizer.encode(text, add_special_tokens=special).ids for text in TEXTS]
            assert tokenizer.encode_batch_ids(TEXTS, special) == want
            assert tokenizer.encode_batch_ids(tuple(TEXTS), special) == want
            ids, offsets = tokenizer.encode_batch_flat(TEXTS, special)
            assert (ids.typecode, offsets.typecode, len(offsets)) == ("I", "Q", len(TEXTS) + 1)
            assert [ids[i:j].tolist() for i, j in zip(offsets, offsets[1:])] == want
        assert tokenizer.encode_batch_ids([]) == []
        ids, offsets = tokenizer.encode_batch_flat([])
        assert (len(ids), offsets.tolist()) == (0, [0])


def test_batch_with_more_ids_than_expected(pair):
    """Where texts have more ids than there was room for, they are not encoded again."""
    texts = ["\u4e9c\u5516\u54c0 \x01\x02" * 200] * 30
    for tokenizer in pair:
        assert tokenizer.encode_batch_ids(texts) == [tokenizer.encode(text).ids for text in texts]


def test_long_texts(pair):
    """The ids of a text that is borrowed, of one whose bytes are copied, and of one that there is no room for."""
    made, twin = pair
    for text in ("a" * 50_000, "é word " * 10_000, "日本" * (1 << 21), "\u4e9c\x01\x02" * 20_000):
        ids = made.encode_ids(text)
        assert type(ids) is array and ids == twin.encode_ids(text)
        assert len(text) > 1 << 20 or ids.tolist() == made.encode(text).ids


@pytest.mark.parametrize("arguments", [(array("I", [1]), 4, 9), (array("I")[:0], 0, 9), (array("I"), 4, 1 << 62), (array("I"), 4, -1),
                                       (array("I"), 4, "9"), (bytearray(), 4, 9), (array("I"), 4)])  # fmt: skip
def test_room_refuses(arguments):
    before = list(arguments[0])
    assert _extension.direct.room(*arguments) is None and list(arguments[0]) == before


@pytest.mark.skipif(os.environ.get("HFTOK_PYTHON_BACKEND") == "ctypes", reason="it was asked to be left out")
def test_cut_keeps_memory():
    ids = array("I", range(1_000))
    before = sys.getsizeof(ids), ids.buffer_info()[0]
    for wrong in (1_001, -1, "9", None):
        assert _extension.direct.cut(ids, wrong) is None and len(ids) == 1_000
    assert _extension.direct.cut(bytearray(9), 3) is None
    assert _extension.direct.cut(ids, 300) and ids == array("I", range(300))
    assert before == (sys.getsizeof(ids), ids.buffer_info()[0])


def test_room_is_the_arrays(python):
    """An array that was given room behaves like any other, also where each allocation is watched."""
    program = """
from array import array
from hftok._inputs import cut, room
for size in (0, 1, 100, 2_000_000, 3_000_000):
    ids = room("I", size)
    assert len(ids) == size and ids.typecode == "I"
    for i in range(0, size, 4096):
        ids[i] = i
    if size % 3:
        cut(ids, size // 2)
    else:
        del ids[size // 2 :]
    ids.append(7)
    ids.extend(range(100))
    assert ids[-101:].tolist() == [7, *range(100)] and len(ids) == size // 2 + 101 and not any(ids[4096:101:4096])
    copy = ids[:]
    del ids
    assert copy[-1] == 99
"""
    python(program, PYTHONMALLOC="debug")


def test_batch_with_settings(pair):
    for tokenizer in pair:
        tokenizer.enable_truncation(5)
        tokenizer.enable_padding(pad_id=3)
        assert tokenizer.encode_batch_ids(TEXTS) == [encoding.ids for encoding in tokenizer.encode_batch(TEXTS)]


def test_batch_refuses(pair):
    made, twin = pair
    for texts in ("text", None, 3, [None], ["a", 3]):
        got = outcome(made.encode_batch_ids, texts)
        assert got[0] is TypeError and got == outcome(twin.encode_batch_ids, texts)


def test_call_is_encode_batch():
    """What calling a tokenizer gives is the same by the way for ids alone and by the other."""
    tokenizer = hftok.AutoTokenizer.from_pretrained(str(DATA / "bert-demo"))
    for text in (TEXTS, TEXTS[1]):
        for special in (True, False):
            full = tokenizer(text, add_special_tokens=special, return_token_type_ids=True)
            full.pop("token_type_ids")
            assert tokenizer(text, add_special_tokens=special) == full
            assert tokenizer(text, add_special_tokens=special, return_attention_mask=False) == {"input_ids": full.input_ids}
