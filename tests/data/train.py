#!/usr/bin/env python3
"""Trains the small tokenizers in this directory, one for each shape that the Hub is full of.

    train.py            writes <name>/tokenizer.json
    train.py --check    writes nothing; fails if the files differ from what training gives now

The text is tests/data/text/ (README.md there says whose it is), the trainers are those of `tokenizers`
0.23.3 (tests/requirements.txt). The same text gives the same bytes.
"""

import base64
import json
import math
import sys
from collections import Counter
from pathlib import Path

import tokenizers
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from charsmap import charsmap

HERE = Path(__file__).resolve().parent
PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
           r"|\s*[\r\n]+|\s+(?!\S)|\s+")


def lines():
    for path in sorted((HERE / "text").glob("*.txt")):
        yield from path.read_text(encoding="utf-8").splitlines(keepends=True)


def train(model, trainer, pre_tokenizer, normalizer=None):
    """The trained model, as JSON."""
    t = Tokenizer(model)
    t.pre_tokenizer = pre_tokenizer
    if normalizer:
        t.normalizer = normalizer
    t.train_from_iterator(lines(), trainer)
    return json.loads(t.to_str())["model"]


def alphabet(size, normalizer=None):
    """Trainer options for the most frequent characters, ties by code point: `limit_alphabet` alone leaves ties
    to chance."""
    count = Counter()
    for line in lines():
        count.update((normalizer.normalize_str(line) if normalizer else line).replace(" ", "▁"))
    chars = sorted(count, key=lambda c: (-count[c], c))[:size]
    return {"initial_alphabet": chars, "limit_alphabet": len(chars)}


def by_id(vocab):
    return sorted(vocab, key=vocab.get)


def numbered(tokens):
    return {token: i for i, token in enumerate(tokens)}


def added(vocab_or_start, *contents, normalized=False):
    """added_tokens entries; ids from the vocabulary, or counted up from a start."""
    return [{"id": vocab_or_start[c] if isinstance(vocab_or_start, dict) else vocab_or_start + i, "content": c,
             "single_word": False, "lstrip": False, "rstrip": False, "normalized": normalized, "special": True}
            for i, c in enumerate(contents)]


def tokenizer(model, added_tokens, **parts):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added_tokens,
            **{part: parts.get(part) for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder")},
            "model": model}


def special(token, type_id=0):
    return {"SpecialToken": {"id": token, "type_id": type_id}}


def sequence(name, type_id=0):
    return {"Sequence": {"id": name, "type_id": type_id}}


def template(single, pair, **ids):
    return {"type": "TemplateProcessing", "single": single, "pair": pair,
            "special_tokens": {t: {"id": t, "ids": [i], "tokens": [t]} for t, i in ids.items()}}


def byte_level(**options):
    return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True, **options}


def llama2():
    """BPE with byte fallback over whole segments: no pre-tokenizer, spaces as U+2581. Ids in SentencePiece's
    order: control, bytes, merged pieces by rank, single characters."""
    m = train(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True),
              trainers.BpeTrainer(vocab_size=1500, show_progress=False, **alphabet(220)),
              pre_tokenizers.Metaspace(prepend_scheme="always"))
    merges = [tuple(pair) for pair in m["merges"]] + [("▁", "▁"), ("▁▁", "▁▁"), ("▁▁▁▁", "▁▁▁▁")]
    pieces = ["".join(pair) for pair in merges]
    control = ["<unk>", "<s>", "</s>"]
    letters = [t for t in by_id(m["vocab"]) if len(t) == 1]
    vocab = numbered(control + [f"<0x{b:02X}>" for b in range(256)] + list(dict.fromkeys(pieces)) + letters)
    return tokenizer(
        {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
         "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True, "vocab": vocab,
         "merges": [" ".join(pair) for pair in merges]},
        added(vocab, *control),
        normalizer={"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "▁"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
        post_processor=template([special("<s>"), sequence("A")],
                                [special("<s>"), sequence("A"), special("<s>", 1), sequence("B", 1)], **{"<s>": 1}),
        decoder={"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
            {"type": "ByteFallback"}, {"type": "Fuse"},
            {"type": "Strip", "content": " ", "start": 1, "stop": 0}]})


def byte_level_bpe(vocab_size, pre_tokenizer):
    return train(models.BPE(), trainers.BpeTrainer(
        vocab_size=vocab_size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False), pre_tokenizer)


def gpt2():
    """Byte-level BPE in its oldest spelling: the model has no type, merges are strings, prefix and suffix empty."""
    m = byte_level_bpe(1800, pre_tokenizers.ByteLevel(add_prefix_space=False))
    vocab = numbered(by_id(m["vocab"]) + ["<|endoftext|>"])
    return tokenizer(
        {"dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
         "fuse_unk": False, "vocab": vocab, "merges": [" ".join(pair) for pair in m["merges"]]},
        added(vocab, "<|endoftext|>", normalized=True),
        pre_tokenizer={"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True},
        post_processor={"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False},
        decoder={"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True})


def llama3():
    """Byte-level BPE behind the cl100k-like pattern, with ignore_merges: every 40th piece that no other is made
    from has lost its merge, so that only the look-up of whole words finds it."""
    m = byte_level_bpe(1800, pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)]))
    parts = {part for pair in m["merges"] for part in pair}
    merges = [pair for i, pair in enumerate(m["merges"]) if i % 40 or "".join(pair) in parts]
    assert len(merges) < len(m["merges"])
    bos = "<|begin_of_text|>"
    n = len(m["vocab"])
    return tokenizer(
        {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
         "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": True,
         "vocab": numbered(by_id(m["vocab"])), "merges": merges},
        added(n, bos, "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>",
              *(f"<|reserved_special_token_{i}|>" for i in range(8))),
        pre_tokenizer={"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False},
            byte_level(use_regex=False)]},
        post_processor={"type": "Sequence", "processors": [
            byte_level(add_prefix_space=True, trim_offsets=False),
            template([special(bos), sequence("A")],
                     [special(bos), sequence("A"), special(bos, 1), sequence("B", 1)], **{bos: n})]},
        decoder=byte_level(add_prefix_space=True))


def bert():
    """WordPiece without a type, in BERT's uncased pipeline. The pieces are BPE's, "##" before those that do not
    begin a word: what the WordPiece trainer gives differs from run to run."""
    control = ["[PAD]", "[unused0]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    normalizer = normalizers.BertNormalizer()
    m = train(models.BPE(unk_token="[UNK]"),
              trainers.BpeTrainer(vocab_size=2000, show_progress=False, **alphabet(250, normalizer)),
              pre_tokenizers.Sequence([pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Metaspace()]), normalizer)
    pieces = [p for p in by_id(m["vocab"]) if p != "▁"]
    letters = [p for p in pieces if len(p) == 1]
    words = [p[1:] if p.startswith("▁") else "##" + p for p in pieces]
    vocab = numbered(dict.fromkeys(control + letters + words))
    cls, sep = "[CLS]", "[SEP]"
    return tokenizer(
        {"unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocab},
        added(vocab, "[PAD]", "[UNK]", cls, sep, "[MASK]"),
        normalizer={"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                    "strip_accents": None, "lowercase": True},
        pre_tokenizer={"type": "BertPreTokenizer"},
        post_processor=template([special(cls), sequence("A"), special(sep)],
                                [special(cls), sequence("A"), special(sep), sequence("B", 1), special(sep, 1)],
                                **{cls: vocab[cls], sep: vocab[sep]}),
        decoder={"type": "WordPiece", "prefix": "##", "cleanup": True})


def t5():
    """Unigram without a type, behind a charsmap; Metaspace in its legacy spelling. The pieces are those that BPE
    finds and the scores their log frequencies, many of them equal: what the Unigram trainer gives differs from
    run to run."""
    t = Tokenizer(models.BPE(unk_token="<unk>"))
    t.normalizer = normalizers.Precompiled(base64.b64decode(charsmap()))
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    t.train_from_iterator(lines(), trainers.BpeTrainer(vocab_size=1200, show_progress=False))
    count = Counter(token for line in lines() for token in t.encode(line).tokens)
    total = sum(count.values())
    vocab = [["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0]]
    vocab += [[piece, round(math.log(max(count[piece], 0.5) / total), 4)]
              for piece in sorted(t.get_vocab(), key=lambda p: (-count[p], p))]
    metaspace = {"type": "Metaspace", "replacement": "▁", "str_rep": "▁", "add_prefix_space": True}
    end = [special("</s>")]
    return tokenizer(
        {"unk_id": 2, "vocab": vocab},
        added(0, "<pad>", "</s>", "<unk>") + added(len(vocab), *(f"<extra_id_{i}>" for i in range(9, -1, -1))),
        normalizer={"type": "Precompiled", "precompiled_charsmap": charsmap()},
        pre_tokenizer={"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        post_processor=template([sequence("A")] + end, [sequence("A")] + end + [sequence("B")] + end, **{"</s>": 1}),
        decoder=metaspace)


def wordlevel():
    """Whole words, no special tokens around them, no decoder."""
    m = train(models.WordLevel(unk_token="<unk>"),
              trainers.WordLevelTrainer(vocab_size=2000, special_tokens=["<unk>"], show_progress=False),
              pre_tokenizers.WhitespaceSplit())
    return tokenizer({"type": "WordLevel", "vocab": numbered(by_id(m["vocab"])), "unk_token": "<unk>"},
                     added(m["vocab"], "<unk>"), pre_tokenizer={"type": "WhitespaceSplit"})


def strict():
    """BPE over printable ASCII whose unk_token is in no vocabulary: every other character is an error."""
    letters = [chr(c) for c in range(0x20, 0x7F)]
    merges = [("t", "h"), ("th", "e"), ("i", "n"), ("in", "g"), (" ", "a")]
    return tokenizer(
        {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
         "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
         "vocab": numbered(letters + ["".join(pair) for pair in merges]), "merges": merges}, [])


TOKENIZERS = {"llama2-demo": llama2, "gpt2-demo": gpt2, "llama3-demo": llama3, "bert-demo": bert, "t5-demo": t5,
              "wordlevel-demo": wordlevel, "strict-demo": strict}


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    if tokenizers.__version__ != "0.23.3":
        sys.exit(f"train.py: needs tokenizers 0.23.3, this is {tokenizers.__version__}")
    changed = []
    for name, build in TOKENIZERS.items():
        text = json.dumps(build(), ensure_ascii=False, separators=(",", ":")) + "\n"
        Tokenizer.from_str(text)
        path = HERE / name / "tokenizer.json"
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            changed.append(name)
        elif not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(HERE)}  {len(text.encode())} bytes")
    if changed:
        sys.exit(f"train.py: training gives another file for {', '.join(changed)}")


if __name__ == "__main__":
    main()
