"""What can be asked of a tokenizer and an encoding beyond encoding and decoding, held to tokenizers."""

import asyncio
import copy
import json
import pickle
import random

import pytest
from conftest import DATA, tokenizer_files

import hftok
from hftok.decoders import DecodeStream

tokenizers = pytest.importorskip("tokenizers")
from tokenizers.decoders import DecodeStream as TheirDecodeStream  # noqa: E402

TEXTS = [
    "Hello world, my dear friend!",
    "",
    " ",
    "  two  spaces ",
    "café déjà 😀 ok — naïve",
    "你好，世界 ﬁ Ⅷ",
    "[MASK]<s></s><|endoftext|> <pad> 12345 it's",
    "a\0b\t\n\r\nc",
]
FIELDS = "ids type_ids tokens offsets attention_mask special_tokens_mask word_ids sequence_ids n_sequences".split()


FILES = [path for path in tokenizer_files() if path.parent.name != "strict-demo"]


@pytest.fixture(params=FILES, ids=lambda path: path.parent.name)
def both(request):
    return hftok.Tokenizer.from_file(request.param), tokenizers.Tokenizer.from_file(str(request.param))


def fields(encoding):
    return {name: getattr(encoding, name) for name in FIELDS}, [fields(part) for part in encoding.overflowing]


def same(ours, theirs):
    assert fields(ours) == fields(theirs)


def same_texts(ours, theirs, texts=TEXTS):
    for text in texts:
        assert outcome(lambda: fields(ours.encode(text))) == outcome(lambda: fields(theirs.encode(text)))


def outcome(call):
    """What a call gives: its value, or the kind of error."""
    try:
        return call()
    except Exception as e:
        return next(kind for kind in (TypeError, OverflowError, ValueError, Exception) if isinstance(e, kind))


def test_normalize_and_pre_tokenize(both):
    ours, theirs = both
    assert (ours.normalizer is None, ours.pre_tokenizer is None) == (
        theirs.normalizer is None,
        theirs.pre_tokenizer is None,
    )
    for text in TEXTS:
        if theirs.normalizer is not None:
            assert ours.normalizer.normalize_str(text) == theirs.normalizer.normalize_str(text)
        if theirs.pre_tokenizer is not None:
            assert ours.pre_tokenizer.pre_tokenize_str(text) == theirs.pre_tokenizer.pre_tokenize_str(text), text
    for component in filter(None, (ours.normalizer, ours.pre_tokenizer)):
        for wrong in (None, 1, b"x", ["x"]):
            with pytest.raises(TypeError):
                (getattr(component, "normalize_str", None) or component.pre_tokenize_str)(wrong)
        with pytest.raises(UnicodeEncodeError):
            (getattr(component, "normalize_str", None) or component.pre_tokenize_str)("\ud800")


TOKENS = [
    ["<new>", "<new>", ""],
    [("<l>", {"lstrip": True}), ("<r>", {"rstrip": True, "normalized": False}), "world"],
    [("wor", {"single_word": True}), ("Ünï", {"normalized": True}), ("<sp>", {"special": True})],
    ["<new>", ("<new>", {"special": True}), ("<l>", {"special": True, "normalized": True})],
]


def added(module, tokens):
    return [t if isinstance(t, str) else module.AddedToken(t[0], **t[1]) for t in tokens]


def test_added_tokens(both, tmp_path):
    ours, theirs = both
    before = copy.copy(ours)
    decoder = ours.get_added_tokens_decoder()
    texts = [*TEXTS, "a <new> b<l> c <r> d wor word Ünï uni <sp>x<new>"]
    for number, tokens in enumerate(TOKENS):
        name = "add_special_tokens" if number % 2 else "add_tokens"
        assert getattr(ours, name)(added(hftok, tokens)) == getattr(theirs, name)(added(tokenizers, tokens))
        same_texts(ours, theirs, texts)
        assert repr(ours.get_added_tokens_decoder()) == repr(theirs.get_added_tokens_decoder())
        assert ours.get_vocab_size() == theirs.get_vocab_size()
    ids = [*range(20), *range(theirs.get_vocab_size() - 8, theirs.get_vocab_size() + 3)]
    for skip in (True, False):
        assert ours.decode(ids, skip) == theirs.decode(ids, skip)
    assert before.get_added_tokens_decoder() == decoder
    again = pickle.loads(pickle.dumps(ours))
    path = tmp_path / "tokenizer.json"
    ours.save(str(path))
    theirs_again = tokenizers.Tokenizer.from_file(str(path))
    same_texts(again, theirs, texts)
    same_texts(ours, theirs_again, texts)


def test_added_token_becomes_special():
    ours = hftok.Tokenizer.from_file(DATA / "bert-demo" / "tokenizer.json")
    token = hftok.AddedToken("<x>")
    ours.add_special_tokens([token])
    assert token.special and not token.normalized


def test_added_token_is_as_strict():
    def values(m):
        token = m.AddedToken
        yield lambda: repr(token())
        yield lambda: repr(token(None))
        yield lambda: repr(token("a", special=True, lstrip=True, normalized=True))
        for wrong in (5, None, "a"):
            for flag in ("single_word", "lstrip", "rstrip", "normalized", "special"):
                yield lambda flag=flag, wrong=wrong: token("a", **{flag: wrong})
        yield lambda: token(5)
        yield lambda: token("a", True)
        yield lambda: token("\ud800")
        for name, value in [("content", "b"), ("content", 5), ("special", True), ("special", 5)]:
            yield lambda name=name, value=value: changed(token("a"), name, value)
        for name in ("single_word", "lstrip", "rstrip", "normalized"):
            yield lambda name=name: changed(token("a"), name, True)

    def changed(token, name, value):
        try:
            setattr(token, name, value)
        except AttributeError:
            return "not writable"
        return repr(token)

    for ours, theirs in zip(values(hftok), values(tokenizers)):
        assert outcome(ours) == outcome(theirs)


def test_encoding_of_nothing():
    ours, theirs = hftok.Encoding(), tokenizers.Encoding()
    assert len(ours) == len(theirs) == 0 and ours.ids == theirs.ids and ours.overflowing == theirs.overflowing


@pytest.mark.parametrize("tokens", ["abc", ("abc",), None, [1], [None], ["a", b"b"], ["\ud800"]])
def test_add_tokens_refuses(tokens):
    ours = hftok.Tokenizer.from_file(DATA / "bert-demo" / "tokenizer.json")
    size = ours.get_vocab_size()
    for method in (ours.add_tokens, ours.add_special_tokens):
        with pytest.raises(TypeError):
            method(tokens)
    assert ours.get_vocab_size() == size


def test_to_str(both, tmp_path):
    ours, theirs = both
    for t in both:
        t.enable_truncation(7, stride=2, strategy="only_first", direction="left")
        t.enable_padding(length=9, pad_id=1, pad_token="<pad>")
    for pretty in (False, True):
        text = ours.to_str(pretty)
        mine, reference = json.loads(text), json.loads(theirs.to_str(pretty))
        for section in ("version", "truncation", "padding", "added_tokens"):
            assert mine[section] == reference[section], section
        assert (text.count("\n") > 10) == pretty
        loaded = tokenizers.Tokenizer.from_str(text)
        same_texts(loaded, theirs)
    ours.no_truncation()
    ours.no_padding()
    ours.save(tmp_path / "x.json", pretty=False)
    saved = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert saved["truncation"] is None and saved["padding"] is None
    with pytest.raises(OSError):
        ours.save(str(tmp_path / "no" / "such" / "directory"))


def test_post_process(both):
    ours, theirs = both
    for settings in range(3):
        if settings == 1:
            for t in both:
                t.enable_truncation(8)
        if settings == 2:
            for t in both:
                t.enable_padding(length=12, direction="left")
        for text, other in zip(TEXTS, reversed(TEXTS)):
            for special in (True, False):
                a, b = (
                    [t.encode(s, add_special_tokens=False) for s in (text, other)] for t in both
                )
                same(ours.post_process(a[0], None, special), theirs.post_process(b[0], None, special))
                pair = outcome(lambda: fields(ours.post_process(*a, special)))
                assert pair == outcome(lambda: fields(theirs.post_process(*b, special)))
                same(a[0], b[0])


def test_encodings_change_as_theirs_do(both):
    ours, theirs = both
    chance = random.Random(1)
    made = [[t.encode(text) for text in TEXTS] + [t.encode("Hello you", "dear friend")] for t in both]
    for _ in range(300):
        i, j = chance.randrange(len(made[0])), chance.randrange(len(made[0]))
        step = chance.choice(("pad", "truncate", "merge", "pickle"))
        if step == "pad":
            values = {"direction": chance.choice(("left", "right")), "pad_id": 7, "pad_type_id": 3, "pad_token": "é"}
            length = chance.randrange(12)
            for encodings in made:
                assert encodings[i].pad(length, **values) is None
        elif step == "truncate":
            length = chance.randrange(8)
            stride = chance.randrange(length) if length else 0
            direction = chance.choice(("left", "right"))
            for encodings in made:
                assert encodings[i].truncate(length, stride, direction) is None
        elif step == "merge" and len(made[1][i]) + len(made[1][j]) < 60 and not made[1][j].overflowing:
            growing = chance.random() < 0.5
            for encodings, kind in zip(made, (hftok.Encoding, tokenizers.Encoding)):
                encodings[i] = kind.merge([encodings[i], encodings[j]], growing)
        elif step == "pickle":
            made[0][i] = pickle.loads(pickle.dumps(made[0][i]))
        same(made[0][i], made[1][i])
        for position in range(len(made[1][i]) + 2):
            for name in ("token_to_chars", "token_to_word", "token_to_sequence", "char_to_token", "word_to_tokens"):
                mine = outcome(lambda: getattr(made[0][i], name)(position))
                assert mine == outcome(lambda: getattr(made[1][i], name)(position)), (name, position)


def test_set_sequence_id():
    path = DATA / "gpt2-demo" / "tokenizer.json"
    both = [m.Tokenizer.from_file(str(path)).encode("Hello world") for m in (hftok, tokenizers)]
    for encoding in both:
        encoding.set_sequence_id(1)
    merged = [kind.merge([e, e]) for kind, e in zip((hftok.Encoding, tokenizers.Encoding), both)]
    assert both[0].n_sequences == both[1].n_sequences
    assert merged[0].n_sequences == merged[1].n_sequences
    assert both[0].token_to_sequence(0) in (0, 1)
    with pytest.raises(OverflowError):
        both[0].set_sequence_id(-1)


@pytest.mark.parametrize(
    "call",
    [
        lambda m, t, e: m.Encoding.merge([e, 1]),
        lambda m, t, e: m.Encoding.merge(e),
        lambda m, t, e: len(m.Encoding.merge([])),
        lambda m, t, e: m.Encoding.merge([e], 1),
        lambda m, t, e: e.pad(9, direction="up"),
        lambda m, t, e: e.pad(9, pad_id="x"),
        lambda m, t, e: e.pad(-1),
        lambda m, t, e: e.pad(1.5),
        lambda m, t, e: e.truncate(2, direction="up"),
        lambda m, t, e: e.truncate(-1),
        lambda m, t, e: e.truncate(2, "x"),
        lambda m, t, e: t.post_process(e, 1),
        lambda m, t, e: t.post_process(1),
        lambda m, t, e: t.post_process(e, None, 1),
        lambda m, t, e: t.encode("a", add_special_tokens=1),
        lambda m, t, e: t.encode("a", add_special_tokens=None),
        lambda m, t, e: t.encode("a", is_pretokenized=0),
        lambda m, t, e: t.encode_batch(["a"], add_special_tokens="yes"),
        lambda m, t, e: t.encode_batch_fast(["a"], 1),
        lambda m, t, e: t.decode([5], 1),
        lambda m, t, e: t.decode_batch([[5]], None),
        lambda m, t, e: t.get_vocab(1),
        lambda m, t, e: t.get_vocab_size(0),
        lambda m, t, e: t.num_special_tokens_to_add(1),
        lambda m, t, e: t.to_str(1),
        lambda m, t, e: setattr(t, "encode_special_tokens", 1),
        lambda m, t, e: t.save(1),
        lambda m, t, e: t.async_encode("a"),
    ],
)
def test_wrong_arguments(call):
    outcomes = []
    for module in (hftok, tokenizers):
        t = module.Tokenizer.from_file(str(DATA / "bert-demo" / "tokenizer.json"))
        outcomes.append(outcome(lambda: call(module, t, t.encode("Hello world"))))
    assert outcomes[0] == outcomes[1]


def test_numpy_bools():
    numpy = pytest.importorskip("numpy")
    t = hftok.Tokenizer.from_file(DATA / "bert-demo" / "tokenizer.json")
    assert t.encode("a", add_special_tokens=numpy.bool_(False)).ids == t.encode("a", add_special_tokens=False).ids


def test_truncating_with_too_much_stride_is_an_error():
    encoding = hftok.Tokenizer.from_file(DATA / "bert-demo" / "tokenizer.json").encode("Hello world")
    before = fields(encoding)
    with pytest.raises(hftok.EncodeError, match="stride"):
        encoding.truncate(3, stride=3)
    assert fields(encoding) == before


def test_encode_batch_fast(both):
    """The reference forgets type ids too, but for those that the post-processor gives; we don't."""
    ours, theirs = both
    rows = [*TEXTS, ("Hello", "world [MASK]")]
    words = [["Hello", "dear"], (["a"], ["b", "c"])]

    def check(batch, *args):
        for a, b in zip(ours.encode_batch_fast(batch, *args), theirs.encode_batch_fast(batch, *args)):
            for mine, reference in zip([a, *a.overflowing], [b, *b.overflowing]):
                for name in FIELDS:
                    if name != "type_ids":
                        assert getattr(mine, name) == getattr(reference, name), name

    for special in (True, False):
        check(rows, False, special)
        check(words, True, special)
    for t in both:
        t.enable_padding()
        t.enable_truncation(8)
    check(rows)


def test_decode_stream(both):
    ours, theirs = both
    size = theirs.get_vocab_size()
    chance = random.Random(2)
    runs = [theirs.encode(text).ids for text in TEXTS]
    runs += [[chance.randrange(size + 5) for _ in range(40)] for _ in range(20)]
    for ids in runs:
        for skip in (True, False):
            for cut in (0, 3):
                streams = DecodeStream(ids[:cut], skip), TheirDecodeStream(ids[:cut], skip)
                for i, id in enumerate(ids[cut:]):
                    if i % 7 == 5:
                        streams = tuple(copy.copy(s) for s in streams)
                    step = id if i % 3 else [id, *ids[:2]]
                    results = [outcome(lambda: s.step(t, step)) for s, t in zip(streams, both)]
                    assert results[0] == results[1]


def test_decode_stream_of_few_tokens(both):
    """The same few tokens over and over, whose pieces are known then: those without text by themselves, those that are
    no whole characters, special ones, and some others."""
    ours, theirs = both
    chance = random.Random(5)
    alone = {id: theirs.decode([id], skip_special_tokens=False) for id in range(theirs.get_vocab_size())}
    pool = [id for id, text in alone.items() if text in ("", "\ufffd")][:12]
    pool += [id for id, text in alone.items() if text == " "][:3] + list(range(3)) + chance.sample(list(alone), 8)
    for skip in (True, False):
        for _ in range(25):
            streams = DecodeStream([], skip), TheirDecodeStream([], skip)
            for i in range(60):
                if i % 20 == 19:
                    streams = tuple(copy.copy(s) for s in streams)
                id = chance.choice(pool)
                results = [outcome(lambda: s.step(t, id)) for s, t in zip(streams, both)]
                assert results[0] == results[1]


@pytest.mark.parametrize("id", ["a", -1, None, 1.0, [1, "x"], 1 << 40, True, (1, 2), []])
def test_decode_stream_arguments(id):
    path = str(DATA / "llama2-demo" / "tokenizer.json")
    ours, theirs = DecodeStream(), TheirDecodeStream()
    assert outcome(lambda: ours.step(hftok.Tokenizer.from_file(path), id)) == outcome(
        lambda: theirs.step(tokenizers.Tokenizer.from_file(path), id)
    )
    for arguments in (("abc",), (None, 1), (-1,), ([-1],)):
        assert outcome(lambda: DecodeStream(*arguments) and None) == outcome(
            lambda: TheirDecodeStream(*arguments) and None
        )
    with pytest.raises(TypeError):
        ours.step(1, 1)


def test_decode_stream_sees_tokens_that_were_added_meanwhile():
    t = hftok.Tokenizer.from_file(DATA / "llama2-demo" / "tokenizer.json")
    stream = DecodeStream()
    stream.step(t, t.encode("Hello").ids)
    t.add_tokens(["<new>"])
    assert stream.step(t, t.token_to_id("<new>")).strip() == "<new>"


def test_async():
    t = hftok.Tokenizer.from_file(DATA / "bert-demo" / "tokenizer.json")

    async def run():
        future = t.async_encode("Hello", "world")
        assert asyncio.isfuture(future)
        same(await future, t.encode("Hello", "world"))
        for batch, plain in ((t.async_encode_batch, t.encode_batch), (t.async_encode_batch_fast, t.encode_batch_fast)):
            for a, b in zip(await batch(TEXTS, False, False), plain(TEXTS, False, False)):
                same(a, b)
        assert await t.async_decode_batch([[518, 1652], []]) == ["hello", ""]
        with pytest.raises(TypeError):
            await t.async_encode(1)

    asyncio.run(run())


def test_forked(python):
    out = python(
        f"""
        import os, sys, hftok
        from hftok.decoders import DecodeStream
        t = hftok.Tokenizer.from_file({str(DATA / "llama2-demo" / "tokenizer.json")!r})
        t.add_special_tokens(["<new>"])
        a = t.encode("Hello", add_special_tokens=False)
        whole = t.encode("Hello<new> world")
        stream = DecodeStream()
        begun = stream.step(t, whole.ids[:3])
        pid = os.fork()
        if pid == 0:
            assert t.encode("Hello<new> world").ids == whole.ids
            assert t.post_process(a, a).ids == t.encode("Hello", "Hello").ids
            b = hftok.Encoding.merge([a, a]); b.pad(20)
            assert b.ids[: 2 * len(a)] == a.ids * 2 and len(b) == 20
            assert begun + stream.step(t, whole.ids[3:]) == t.decode(whole.ids, False)
            assert t.add_tokens(["<more>"]) == 1 and "<new>" in t.to_str()
            assert t.pre_tokenizer is None and t.normalizer.normalize_str("a b")
            print("fine", flush=True)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        """
    )
    assert out == "fine\n"
