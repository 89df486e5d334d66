"""The components of a tokenizer and those made by themselves, held to tokenizers."""

import copy
import json
import os
import pickle

import pytest
from conftest import DATA, tokenizer_files

import hftok

tokenizers = pytest.importorskip("tokenizers")

KINDS = ("normalizer", "pre_tokenizer", "post_processor", "decoder", "model")
TEXTS = ["Hello world, it's  ÀÉ ﬁ 12345 日本 😀", "", " ", "  two  spaces ", "[CLS] a</s>\n\tb"]
FILES = [path for path in tokenizer_files() if path.parent.name != "strict-demo"]


@pytest.fixture(params=FILES, ids=lambda path: path.parent.name)
def both(request):
    return hftok.Tokenizer.from_file(request.param), tokenizers.Tokenizer.from_file(str(request.param))


def outcome(call):
    """What a call gives, or the kind of error."""
    try:
        return call()
    except (TypeError, OverflowError, ValueError, IndexError) as e:
        return next(k for k in (TypeError, OverflowError, IndexError, ValueError) if isinstance(e, k))
    except BaseException as e:
        return ValueError if not isinstance(e, KeyboardInterrupt) else e


def used(component):
    """What can be asked of a component, answered."""
    for name in ("normalize_str", "pre_tokenize_str"):
        if hasattr(component, name):
            return [getattr(component, name)(text) for text in TEXTS]
    if hasattr(component, "decode"):
        lists = [["a", "##b", "▁c", "Ġd", "<0x61>", "e</w>", ".", "é", " x "], [], ["▁a"]]
        return [outcome(lambda: component.decode(tokens)) for tokens in lists]
    return [component.num_special_tokens_to_add(pair) for pair in (False, True)]


def test_views(both):
    ours, theirs = both
    for kind in KINDS[:4]:
        a, b = getattr(ours, kind), getattr(theirs, kind)
        assert (a is None) == (b is None)
        if b is None:
            continue
        assert type(a).__name__ == type(b).__name__ and type(a).__module__.split(".")[-1] == kind_module(kind)
        assert repr(a) == repr(b)
        assert used(a) == used(b)
        again = pickle.loads(pickle.dumps(a))
        assert repr(again) == repr(copy.deepcopy(a)) == repr(a) and used(again) == used(a)


def kind_module(kind):
    return {"post_processor": "processors", "decoder": "_decoders"}.get(kind, kind + "s")


def test_models(both):
    ours, theirs = both[0].model, both[1].model
    assert type(ours).__name__ == type(theirs).__name__
    for text in ["hello", "helloé", "▁the", "Ġthe", "日本", "a b", "zzzzqq"]:
        assert outcome(lambda: [t.as_tuple() for t in ours.tokenize(text)]) == outcome(
            lambda: [t.as_tuple() for t in theirs.tokenize(text)]
        ), text
    for id in (0, 5, 100, 10**7):
        token = theirs.id_to_token(id)
        assert ours.id_to_token(id) == token
        assert token is None or ours.token_to_id(token) == theirs.token_to_id(token)
    assert ours.token_to_id("no such token") is None
    names = ("unk_token", "dropout", "byte_fallback", "fuse_unk", "ignore_merges", "continuing_subword_prefix")
    for name in (*names, "end_of_word_suffix", "max_input_chars_per_word"):
        if hasattr(theirs, name):
            assert getattr(ours, name) == getattr(theirs, name), name


def test_post_process(both):
    ours, theirs = both
    if theirs.post_processor is None:
        pytest.skip("has none")
    a, b = (t.encode("Hello world", add_special_tokens=False) for t in both)
    for args in ((), (None,), (None, False), ("pair",), ("pair", False)):
        x, y = (
            p.process(e, *(e if v == "pair" else v for v in args))
            for p, e in ((ours.post_processor, a), (theirs.post_processor, b))
        )
        for field in "ids type_ids tokens offsets special_tokens_mask attention_mask word_ids sequence_ids".split():
            assert getattr(x, field) == getattr(y, field), field


def changes(m):
    """Changes to components, as each of the two modules makes them."""
    n, p, d, q = m.normalizers, m.pre_tokenizers, m.decoders, m.processors
    yield "normalizer", n.Sequence([n.NFD(), n.StripAccents(), n.Lowercase(), n.Replace(m.Regex("l+"), "L")])
    yield "normalizer", n.BertNormalizer(lowercase=False)
    yield "normalizer", n.Prepend("▁")
    yield "normalizer", None
    yield "pre_tokenizer", p.Sequence([p.WhitespaceSplit(), p.Punctuation("merged_with_next"), p.Digits(True)])
    yield "pre_tokenizer", p.Split(m.Regex(r"\s+"), "merged_with_previous", invert=False)
    yield "pre_tokenizer", p.ByteLevel(add_prefix_space=False)
    yield "pre_tokenizer", p.Metaspace("▁", "first")
    yield (
        "post_processor",
        q.TemplateProcessing(
            "<s> $A", "<s> $A $B:1 </s>:1", [("<s>", 1), {"id": "</s>", "ids": [2, 3], "tokens": ["x", "y"]}]
        ),
    )
    yield "post_processor", q.RobertaProcessing(("a", 1), ("b", 2), trim_offsets=False)
    yield "post_processor", q.Sequence([q.ByteLevel(trim_offsets=True), q.BertProcessing(("a", 1), ("b", 2))])
    yield "post_processor", None
    yield "decoder", d.Sequence([d.Replace("▁", " "), d.ByteFallback(), d.Fuse(), d.Strip(" ", 1, 0)])
    yield "decoder", d.WordPiece(cleanup=False)
    yield "decoder", d.CTC()
    yield "decoder", d.BPEDecoder()
    yield "decoder", d.Metaspace()
    yield "decoder", d.ByteLevel()
    yield "decoder", None


def answers(tokenizer):
    out = []
    for text in TEXTS:
        for pair in (None, "hello you"):
            e = outcome(lambda: tokenizer.encode(text, pair))
            if isinstance(e, type):
                out.append(e)
                continue
            out.append([e.ids, e.tokens, e.offsets, e.type_ids, e.special_tokens_mask, e.word_ids])
            out.append([outcome(lambda: tokenizer.decode(e.ids, skip)) for skip in (True, False)])
    return out


@pytest.mark.parametrize(
    "file",
    [DATA / f"{name}-demo" / "tokenizer.json" for name in ("bert", "gpt2", "t5", "llama2")],
    ids=lambda f: f.parent.name,
)
def test_setters(file):
    ours, theirs = hftok.Tokenizer.from_file(file), tokenizers.Tokenizer.from_file(str(file))
    before, first = copy.copy(ours), answers(ours)
    ours.add_tokens([hftok.AddedToken("HELLO", normalized=True)])
    theirs.add_tokens([tokenizers.AddedToken("HELLO", normalized=True)])
    for (kind, a), (_, b) in zip(changes(hftok), changes(tokenizers)):
        setattr(ours, kind, a)
        setattr(theirs, kind, b)
        assert repr(getattr(ours, kind)) == repr(getattr(theirs, kind))
        assert answers(ours) == answers(theirs), (kind, a)
        assert answers(pickle.loads(pickle.dumps(ours))) == answers(theirs)
        assert json.loads(ours.to_str()).get(kind) == json.loads(theirs.to_str()).get(kind)
    assert answers(before) == first
    for kind in KINDS:
        for wrong in (5, hftok.normalizers.NFC() if kind != "normalizer" else hftok.decoders.Fuse()):
            with pytest.raises(TypeError):
                setattr(ours, kind, wrong)
    with pytest.raises(TypeError):
        ours.model = None


def test_attributes_change_the_tokenizer():
    path = DATA / "bert-demo" / "tokenizer.json"
    ours, theirs = hftok.Tokenizer.from_file(path), tokenizers.Tokenizer.from_file(str(path))
    twin = copy.copy(ours)
    for t in (ours, theirs):
        t.normalizer.lowercase = False
        t.decoder.cleanup = False
        t.model.max_input_chars_per_word = 4
    assert answers(ours) == answers(theirs) != answers(twin)
    for m, t in ((hftok, ours), (tokenizers, theirs)):
        n = m.normalizers
        first, parts = n.Prepend("xx"), None
        parts = n.Sequence([first, n.NFC()])
        t.normalizer = parts
        parts[0].prepend = "y"
        t.normalizer[1] = n.Lowercase()
    assert repr(ours.normalizer) == repr(theirs.normalizer)
    assert answers(ours) == answers(theirs)
    with pytest.raises(TypeError):
        ours.normalizer[0].prepend = 5
    with pytest.raises(IndexError):
        ours.normalizer[2]
    assert answers(ours) == answers(theirs)


def made(m):
    M = m.models
    yield M.BPE({"a": 0, "b": 1, "ab": 2, "<u>": 3}, [("a", "b")], unk_token="<u>", fuse_unk=True)
    yield M.BPE()
    yield M.Unigram([("<unk>", 0.0), ("a", -1.0), ("ab", -1.5), ("b", -2.0)], 0, False)
    yield M.Unigram()
    yield M.WordLevel({"hello": 0, "[UNK]": 1}, "[UNK]")
    yield M.WordPiece({"[UNK]": 0, "a": 1, "##b": 2, "hello": 3}, max_input_chars_per_word=6)


@pytest.mark.parametrize("number", range(6))
def test_made_of_a_model(number, tmp_path):
    ours, theirs = (list(made(m))[number] for m in (hftok, tokenizers))
    assert repr(ours) == repr(theirs)
    a, b = hftok.Tokenizer(ours), tokenizers.Tokenizer(theirs)
    for m, t in ((hftok, a), (tokenizers, b)):
        t.pre_tokenizer = m.pre_tokenizers.WhitespaceSplit()
        t.add_special_tokens(["<s>"])
    for text in ["abab ab b hello zz", "a<s>b", "", "abbbbbbbbbb"]:
        x, y = (outcome(lambda: t.encode(text)) for t in (a, b))
        assert isinstance(x, type) == isinstance(y, type)
        assert x == y or (x.ids, x.tokens, x.offsets) == (y.ids, y.tokens, y.offsets)
    assert json.loads(a.to_str()) == json.loads(b.to_str())
    for name, model in (("ours", ours), ("theirs", theirs)):
        (tmp_path / name).mkdir()
        for prefix in (None, "p"):
            paths = model.save(str(tmp_path / name), prefix)
            assert all(os.path.dirname(p) == str(tmp_path / name) for p in paths)
    files = sorted(p.name for p in (tmp_path / "theirs").iterdir())
    assert sorted(p.name for p in (tmp_path / "ours").iterdir()) == files
    for name in files:
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()
    if isinstance(ours, hftok.models.BPE) and ours.unk_token:
        ours.dropout = 1.0
        theirs.dropout = 1.0
        assert a.encode("ab").tokens == b.encode("ab").tokens == ["a", "b"]
        read = hftok.models.BPE.read_file(*(str(tmp_path / "ours" / f) for f in ("vocab.json", "merges.txt")))
        assert read == tokenizers.models.BPE.read_file(
            *(str(tmp_path / "theirs" / f) for f in ("vocab.json", "merges.txt"))
        )


WRONG = [
    lambda m: m.pre_tokenizers.Split("a", "foo"),
    lambda m: m.pre_tokenizers.Split(5, "isolated"),
    lambda m: m.pre_tokenizers.Metaspace("ab"),
    lambda m: m.pre_tokenizers.Metaspace("a", "foo"),
    lambda m: m.pre_tokenizers.CharDelimiterSplit(""),
    lambda m: m.pre_tokenizers.FixedLength(-1),
    lambda m: m.Regex("("),
    lambda m: m.normalizers.Replace("a", 5),
    lambda m: m.normalizers.Strip(1),
    lambda m: m.normalizers.Normalizer(),
    lambda m: m.normalizers.Sequence([m.decoders.Fuse()]),
    lambda m: m.normalizers.Sequence(5),
    lambda m: m.processors.BertProcessing("a", "b"),
    lambda m: m.processors.TemplateProcessing("$A [X]", "$A $B", []),
    lambda m: m.processors.TemplateProcessing("$C", "$A $B", []),
    lambda m: m.processors.TemplateProcessing("A:x", "$A $B", [("A", 1)]),
    lambda m: m.processors.TemplateProcessing("$A", "$A", []),
    lambda m: m.decoders.Fuse().decode("abc"),
    lambda m: m.decoders.Fuse().decode([1]),
    lambda m: m.models.BPE({"a": 0}),
    lambda m: m.models.BPE({"a": 0}, [("a", "b")]),
    lambda m: m.models.BPE({"a": 0}, [], dropout=2.0),
    lambda m: m.models.Unigram([("a", 1.0)], 5),
    lambda m: m.models.WordLevel({"a": 0}, "a").token_to_id(5),
    lambda m: m.models.WordLevel({"a": 0}, "a").id_to_token(-1),
    lambda m: m.Tokenizer(5),
    lambda m: m.Tokenizer(),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_wrong_use(number):
    kinds = [outcome(lambda: WRONG[number](m)) for m in (hftok, tokenizers)]
    assert kinds[0] == kinds[1] and isinstance(kinds[0], type), kinds


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_fork_keeps_components():
    ours = hftok.Tokenizer.from_file(DATA / "bert-demo" / "tokenizer.json")
    ours.normalizer = hftok.normalizers.Lowercase()
    ours.add_tokens(["<new>"])
    expected = answers(ours)
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if answers(ours) == expected else 1)
        finally:
            os._exit(2)
    assert os.waitpid(pid, 0)[1] == 0


def test_added_tokens_stay_what_they_are():
    """Also those whose ids another order of adding would not give, and what is special for good."""

    def tokenizer(m):
        t = m.Tokenizer(m.models.WordLevel({"a": 3, "b": 7}, "a"))
        t.add_special_tokens(["b"])
        t.add_tokens(["c", m.AddedToken("D", normalized=True)])
        t.add_tokens([m.AddedToken("b", normalized=True)])
        t.normalizer = m.normalizers.Lowercase()
        return t

    ours, theirs = tokenizer(hftok), tokenizer(tokenizers)
    assert ours.get_vocab() == theirs.get_vocab()
    assert repr(ours.get_added_tokens_decoder()) == repr(theirs.get_added_tokens_decoder())
    for text in ["a b c d", "B C D"]:
        a, b = ours.encode(text), theirs.encode(text)
        assert (a.ids, a.tokens, a.offsets) == (b.ids, b.tokens, b.offsets)
        assert ours.decode(a.ids) == theirs.decode(b.ids)
