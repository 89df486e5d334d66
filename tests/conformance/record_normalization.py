#!/usr/bin/env python3
"""Writes what the reference makes of all code points and of random text in its normalizers, and which code points
its tests of characters accept, for the unit tests:

    core/normalizer/testdata/reference.json     digests of normalized texts with their offsets
    core/internal/ucd/testdata/reference.json   digests of sets of code points

reference_test.go beside each of them computes the same digests from our code. Run it anew and nothing changes,
unless the reference or this file did.
"""

import base64
import json
import os
import struct
import sys
import unicodedata
from array import array
from hashlib import sha256
from itertools import chain
from pathlib import Path

os.environ["RUST_BACKTRACE"] = "0"  # the reference panics often here, and backtraces are slow

import tokenizers
from tokenizers import Tokenizer, normalizers, pre_tokenizers

VERSION = "0.23.3"
assert tokenizers.__version__ == VERSION, f"needs tokenizers {VERSION}, this is {tokenizers.__version__}"
CORE = Path(__file__).resolve().parents[2] / "core"
BLOCK = 0x4000
CHUNKS, CHUNK = 10, 500  # of random texts


def code_points(begin, end):
    return [c for c in range(begin, end) if not 0xD800 <= c < 0xE000]


# ---- normalizers ----


def charsmap(entries):
    """A precompiled_charsmap: a Darts double array over the keys, then the texts. A unit holds its label in bits
    0-7, whether it has a value in bit 8, and the distance to its children from bit 10 on; a value has bit 31."""
    texts, places, tree = b"", {}, {}
    for key, text in sorted(entries.items()):
        if text not in places:
            places[text] = len(texts)
            texts += text.encode() + b"\0"
        node = tree
        for byte in key:
            node = node.setdefault(byte, {})
        node[None] = places[text]
    units, used = [0] * 2048, {0}

    def place(at, label, node):
        labels = [0 if k is None else k for k in node]
        base = next(b for b in range(256, 4096) if not any(b ^ l in used for l in labels) and b not in used)
        units.extend([0] * (base + 256 - len(units)))
        used.update(base ^ l for l in labels)
        units[at] = label | (base ^ at) << 10 | (None in node) << 8
        for key, child in node.items():
            if key is None:
                units[base] = child | 1 << 31
            else:
                place(base ^ key, key, child)

    place(0, 0, tree)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + texts


MAPS = {  # replacements of every kind
    key if isinstance(key, bytes) else key.encode(): text
    for key, text in {
        "\r": " ", "\n": " ", "\t": " ", "\u00AD": "", "\u200B": "", "\u0001": "", "\uFB01": "fi", "½": "1⁄2", "①": "1",
        "q": "QQ", "e\u0301": "é", "k": "", "\u0338": "", "\u0958": "\u0915\u093C", "Ａ": "A", "ﷺ": "صلى الله عليه وسلم",
        "\u0600": "#", b"\xE1\x88": "Ethiopic", "😀": ":)", "か\u3099": "が", "©": "(c)", "\u3000": " ", "\u0345": "ι",
    }.items()
}
LEADS = {bytes([c]): "Y" for c in range(0xC2, 0xF5)} | {b"a": "X"}  # shows where clusters begin and end

BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
        "lowercase": True}
PREPEND = {"type": "Prepend", "prepend": "▁"}
PRECOMPILED = {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap(MAPS)).decode()}
CLUSTERS = {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap(LEADS)).decode()}


def replace(pattern, content):
    return {"type": "Replace", "pattern": {"String": pattern}, "content": content}


def sequence(*parts):
    return {"type": "Sequence", "normalizers": [{"type": p} if isinstance(p, str) else p for p in parts]}


def bert(**changes):
    return {**BERT, **changes}


SPACE = replace(" ", "▁")
DASHES = replace("", "-")  # inserts a text before everything: what comes after it may be an error

SWEPT = {  # over all code points and random texts
    **{t: {"type": t} for t in ("NFC", "NFD", "NFKC", "NFKD", "StripAccents", "Lowercase", "Nmt", "ByteLevel")},
    "Bert": BERT,
    "Bert cased": bert(lowercase=False),
    "Bert lowercase": bert(strip_accents=False),
    "Bert strip": bert(lowercase=False, strip_accents=True, clean_text=False),
    "Bert clean": bert(lowercase=False, strip_accents=False, handle_chinese_chars=False),
    "Precompiled": PRECOMPILED,
    "clusters": CLUSTERS,
    "Strip": {"type": "Strip", "strip_left": True, "strip_right": True},
}
RANDOM = {  # over random texts only
    "Strip left": {"type": "Strip", "strip_left": True, "strip_right": False},
    "Strip right": {"type": "Strip", "strip_left": False, "strip_right": True},
    "Prepend": PREPEND,
    "Prepend nothing": {"type": "Prepend", "prepend": ""},
    "Replace": SPACE,
    "Replace e by nothing": replace("e", ""),
    "Replace nothing": DASHES,
    "Llama": sequence(PREPEND, SPACE),
    "Llama, spaces": sequence({"type": "Prepend", "prepend": " x"}, SPACE),
    "Albert": sequence(replace("``", '"'), "NFKD", "StripAccents", "Lowercase", PRECOMPILED),
    "twice": sequence(DASHES, SPACE, replace("-", ""), "NFKC", "Nmt", BERT),
    "NFD, NFC": sequence("NFD", "NFC"),
    "Precompiled twice": sequence(PRECOMPILED, PRECOMPILED),
    "Precompiled, Bert": sequence(PRECOMPILED, BERT),
    "nothing, Prepend": sequence({"type": "Prepend", "prepend": ""}, PREPEND, "StripAccents"),
    **{f"dashes, {t}": sequence(replace("-", ""), DASHES, t)
       for t in ("NFC", "NFD", "NFKC", "StripAccents", "Lowercase", "Nmt", "ByteLevel")},
    "dashes, Bert": sequence(DASHES, BERT),
    "dashes, Precompiled": sequence(DASHES, PRECOMPILED),
    "dashes, Strip": sequence(replace("", " "), {"type": "Strip", "strip_left": True, "strip_right": True}),
    "nothing, Strip": sequence({"type": "Prepend", "prepend": ""},
                               {"type": "Strip", "strip_left": True, "strip_right": True}, PREPEND),
}


def contexts(c):
    c = chr(c)
    if c > "\U00040000":
        return f"{c}|"
    return f"{c}|a{c}\u0301\u0323b|\uAC00{c}\u11A8|{c}\u0327{c}|©\u200D{c}|{c}a|"


def alphabet():
    """Characters of all kinds: of each block of 128 code points, each category and way to decompose once."""
    seen, chosen = set(), list("  aeEqkxZ-\t\r\n\0\u0300\u0301\u0323\u0327\u0338\u200B\u200D\uFFFD▁`'.") + list(
        "\u1100\u1161\u11A8\uAC00\uAC01\u0F71\u0F73\u0F80\u0344\u0345\U0001D15E\U0001D165\u302E\u0958\u093C\u0DDD\u0DCF\u0DCA")
    for c in code_points(0x20, 0x32000) + code_points(0xE0000, 0xE0200):
        kind = (c >> 7 if c < 0x3000 else c >> 10, unicodedata.category(chr(c)), unicodedata.combining(chr(c)),
                len(unicodedata.decomposition(chr(c)).split()))
        if kind not in seen:
            seen.add(kind)
            chosen.append(chr(c))
    return chosen


def random_texts(letters, seed=1):
    """Yields texts of 1 to 12 characters from a linear congruential generator that Go has, too."""
    state = seed

    def below(n):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (state >> 33) % n

    frequent = 40
    while True:
        text = []
        for _ in range(1 + below(12)):
            text.append(letters[below(frequent if below(2) else len(letters))])
        yield "".join(text)


class Subject:
    def __init__(self, definition):
        self.tokenizer = Tokenizer.from_str(json.dumps({
            "version": "1.0", "added_tokens": [], "normalizer": definition,
            "pre_tokenizer": {"type": "FixedLength", "length": 1},
            "model": {"type": "WordLevel", "vocab": {"?": 0}, "unk_token": "?"}}))

    def outcome(self, text):
        """The normalized text and the range in characters that each of its characters comes from, in bytes."""
        try:
            normalized = self.tokenizer.normalizer.normalize_str(text)
            offsets = self.tokenizer.encode(text).offsets
        except KeyboardInterrupt:
            raise
        except BaseException:  # a panic is no Exception
            return b"error\xFF"
        assert len(offsets) == len(normalized)
        return normalized.encode() + b"\xFF" + array("I", chain.from_iterable(offsets)).tobytes()


def digest(parts):
    h = sha256()
    for p in parts:
        h.update(p)
    return h.hexdigest()[:16]


def record_normalizers():
    letters = alphabet()
    out = {"tokenizers": VERSION, "alphabet": "".join(letters), "charsmap": PRECOMPILED["precompiled_charsmap"],
           "clusters": CLUSTERS["precompiled_charsmap"], "normalizers": {}}
    for name, definition in {**SWEPT, **RANDOM}.items():
        subject, entry = Subject(definition), {}
        if name in SWEPT:
            entry["code points"] = [digest([subject.outcome("".join(map(contexts, code_points(b, b + BLOCK))))])
                                    for b in range(0, 0x110000, BLOCK)]
        texts = random_texts(letters)
        entry["random"] = [digest(subject.outcome(next(texts)) for _ in range(CHUNK)) for _ in range(CHUNKS)]
        out["normalizers"][name] = entry
        print(name, file=sys.stderr)
    return out


# ---- character tests ----


def members(accepts):
    return digest([array("I", [c for c in INTERESTING if accepts(chr(c))]).tobytes()])


def splits(pre_tokenizer):
    return lambda c: len(pre_tokenizer.pre_tokenize_str(f"a{c}a")) > 1


# The planes that have characters, and samples of those that have none.
INTERESTING = [*code_points(0, 0x34000), 0x40000, 0xDFFFF, *range(0xE0000, 0xE0400), 0xEFFFF, 0xF0000, 0xFFFFD, 0xFFFFE,
               0x10FFFD, 0x10FFFF]


def record_characters():
    bert = normalizers.BertNormalizer(handle_chinese_chars=False, strip_accents=False, lowercase=False)
    words = pre_tokenizers.Whitespace()
    scripts = pre_tokenizers.UnicodeScripts()
    return {
        "tokenizers": VERSION,
        "punctuation": members(splits(pre_tokenizers.Punctuation())),
        "numeric": members(splits(pre_tokenizers.Digits())),
        "white": members(splits(pre_tokenizers.WhitespaceSplit())),
        "word": members(lambda c: len(words.pre_tokenize_str(f"a{c}a")) == 1),
        "control": members(lambda c: bert.normalize_str(c) == ""),
        "latin": members(lambda c: len(scripts.pre_tokenize_str(f"a{c}")) == 1),
        "han": members(lambda c: len(scripts.pre_tokenize_str(f"漢{c}")) == 1),
    }


def write(path, value):
    path = CORE / path
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    messages = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the reference's panics
    sys.stderr = os.fdopen(messages, "w", buffering=1)
    write("internal/ucd/testdata/reference.json", record_characters())
    write("normalizer/testdata/reference.json", record_normalizers())
