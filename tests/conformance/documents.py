"""The documents that tokenizers are compared on, and the file that carries them to cmd/dump.

A document is a text, or a text and its pair, encoded with or without special tokens.
"""

import json
import random
import struct
from collections import namedtuple
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared"

PAIR, PLAIN = 1, 2  # flags in the documents file

Document = namedtuple("Document", "name text pair plain", defaults=(None, False))


def write(path, documents):
    """Flags (1 byte), then each text as its length in bytes (u32le) and UTF-8."""
    with open(path, "wb") as f:
        for d in documents:
            f.write(bytes([PAIR * (d.pair is not None) | PLAIN * d.plain]))
            for text in [d.text] + [d.pair] * (d.pair is not None):
                data = text.encode()
                f.write(struct.pack("<I", len(data)) + data)


def jsonl(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def edge_cases(path):
    """Every text by itself; every third without special tokens, and as a pair with the one after it."""
    texts = jsonl(path)
    for i, text in enumerate(texts):
        yield Document(f"edge {i}", text)
    for i in range(0, len(texts) - 1, 3):
        yield Document(f"edge-plain {i}", texts[i], None, True)
        yield Document(f"edge-pair {i}", texts[i], texts[i + 1])


def cuts(data, size):
    """Byte positions that cut data into pieces of about `size`, on character boundaries."""
    position, ends = 0, []
    while position < len(data):
        position = min(position + size, len(data))
        while position < len(data) and data[position] & 0xC0 == 0x80:
            position += 1
        ends.append(position)
    return ends


def lines(data):
    """Byte positions after each line feed, and the end."""
    ends, position = [], 0
    while position < len(data):
        position = data.find(b"\n", position) + 1 or len(data)
        ends.append(position)
    return ends


def pieces(name, data, how):
    """data (bytes) as documents named "<name> <start>-<end>". how: "lines", "pairs" (of consecutive lines),
    "whole", or a size in bytes."""
    if how == "whole":
        ends = [len(data)] if data else []
    elif isinstance(how, int):
        ends = cuts(data, how)
    else:
        ends = lines(data)
    spans = list(zip([0] + ends, ends))
    if how == "pairs":
        for (a, b), (_, c) in zip(spans, spans[1:]):
            yield Document(f"{name} {a}-{b}-{c}", data[a:b].decode(), data[b:c].decode())
        return
    for a, b in spans:
        yield Document(f"{name} {a}-{b}", data[a:b].decode())


# ---- random texts ----------------------------------------------------------------------------------

SCRIPTS = [(0x20, 0x7F), (0xA0, 0x180), (0x180, 0x250), (0x250, 0x370), (0x370, 0x400), (0x400, 0x530), (0x530, 0x590),
           (0x590, 0x600), (0x600, 0x700), (0x700, 0x900), (0x900, 0x980), (0x980, 0xE00), (0xE00, 0xF00), (0xF00, 0x10A0),
           (0x10A0, 0x1100), (0x1100, 0x1200), (0x1200, 0x1D00), (0x1D00, 0x1E00), (0x1E00, 0x2000), (0x2000, 0x2070),
           (0x2070, 0x2C00), (0x2C00, 0x3000), (0x3000, 0x3100), (0x3100, 0x3400), (0x3400, 0x4E00), (0x4E00, 0xA000),
           (0xA000, 0xAC00), (0xAC00, 0xD7B0), (0xE000, 0xF900), (0xF900, 0xFB00), (0xFB00, 0xFE00), (0xFE00, 0x10000),
           (0x10000, 0x11000), (0x11000, 0x1D000), (0x1D000, 0x1F000), (0x1F000, 0x20000), (0x20000, 0x31000),
           (0xE0000, 0xE0200), (0x10FF00, 0x110000)]
SPACES = [" ", "  ", "    ", "\t", "\n", "\r\n", "\r", "\v", "\f", "\x85", "\xa0", "\u1680", "\u2003", "\u2009", "\u200b",
          "\u2028", "\u2029", "\u202f", "\u3000", "\ufeff"]
MARKS = ["\u0300", "\u0301", "\u0308", "\u0323", "\u0327", "\u0345", "\u05b0", "\u064e", "\u093c", "\u0e34", "\u200d", "\ufe0f",
         "\u20e3", "\U0001f3fd", "\u1161", "\u11a8", "\u3099"]
JOINS = ["'s", "'re", "'LL", "▁", "Ġ", "##", "<", ">", "/", "-", "_", ".", "...", "!", "0", "12", "3456", "½", "²", "\x00", "\x1b", "\x7f"]


def random_text(rng, specials, words):
    """A few fragments, glued or spaced: words of real text, runs from one block of Unicode, added tokens whole
    and broken, combining marks, whitespace, controls."""
    out = []
    for _ in range(rng.choice((1, 2, 3, 5, 8, 13, 30))):
        kind = rng.random()
        if kind < 0.30:
            out.append(rng.choice(words))
        elif kind < 0.55:
            start, end = rng.choice(SCRIPTS)
            out.extend(chr(rng.randrange(start, end)) for _ in range(rng.randint(1, 6)))
        elif kind < 0.68:
            special = rng.choice(specials)
            cut = rng.random()
            out.append(special if cut < 0.8 else special[:-1] if cut < 0.9 else special.upper())
        elif kind < 0.78:
            out.append(rng.choice(MARKS) * rng.choice((1, 1, 1, 2, 4)))
        elif kind < 0.90:
            out.append(rng.choice(SPACES) * rng.choice((1, 1, 1, 2, 3, 9)))
        else:
            out.append(rng.choice(JOINS) * rng.choice((1, 1, 2, 5)))
        if rng.random() < 0.35:
            out.append(" ")
    return "".join(out)


def repeating_text(rng, pool):
    """Up to a hundred fragments of a small pool: what was remembered of a word meets other neighbours."""
    out = []
    for _ in range(rng.choice((2, 5, 10, 20, 100))):
        out.append(rng.choice(pool))
        if rng.random() < 0.6:
            out.append(rng.choice((" ", " ", " ", rng.choice(SPACES))))
    return "".join(out)


def random_documents(count, seed, specials):
    """Every third one repeats what others have."""
    rng = random.Random(seed)
    words = " ".join(p.read_text(encoding="utf-8") for p in sorted((DATA / "text").glob("*.txt"))).split(" ")
    for i in range(count):
        if i % 1500 == 0:
            pool = [random_text(rng, specials, words)[:rng.choice((2, 5, 12))] for _ in range(30)]
            pool += rng.sample(words, 20) + MARKS[:5] + ["Σ", "ΑΣ", "ΑΣΑ", "İ", "ß", "e", "é", "e\u0301", "日", "한", "a\u00ad", "\u200d"]
            pool += [w.upper() for w in rng.sample(words, 5)] + rng.sample(specials, min(3, len(specials))) + JOINS[:6]
        text = lambda: repeating_text(rng, pool) if i % 3 == 2 else random_text(rng, specials, words)
        yield Document(f"random seed {seed} number {i}", text(), text() if rng.random() < 0.1 else None, rng.random() < 0.2)
