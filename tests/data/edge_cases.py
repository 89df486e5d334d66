#!/usr/bin/env python3
"""Writes edge_cases.jsonl: one JSON string a line, short texts that tokenizers get wrong."""

import json
from pathlib import Path

SPACES = [" ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", " \n ", "\u00a0", "\u3000", "\u2003", "\u200b", "\u0085", "\u2028"]
SPECIALS = ["<s>", "</s>", "<unk>", "<pad>", "<0x41>", "<0xFF>", "<|endoftext|>", "<|begin_of_text|>", "<|eot_id|>",
            "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<extra_id_0>", "<extra_id_9>"]
WORDS = ["a", "hello", "Hello", "HELLO", "don't", "DON'T", "we'll've", "x's", "naïve", "cafe\u0301", "Ångström",
         "İstanbul", "straße", "ΣΊΣΥΦΟΣ", "ﬁﬂ", "ｆｕｌｌ", "½", "x²", "①", "㎏", "ǅ", "ᾳ", "中文", "你好世界", "カタカナ", "ｶﾞ",
         "한국어", "\u1112\u1161\u11ab", "ภาษาไทย", "हिन्दी", "عربى", "שָׁלוֹם", "🙂", "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇫🇷", "é", "e\u0301\u0323",
         "ab\u0308\u0301", "o\u0308\u0304", "\u0301", "\u0301a", "\u200d", "\ufe0f", "𝔘𝔫𝔦", "\U0001f9ff", "\U00020000", "\U0010ffff"]
NUMBERS = ["0", "1", "12", "123", "1234", "12345678901234567890", "3.14", "1,000,000", "1e-9", "0xFF", "12:34", "١٢٣", "५६७", "Ⅷ"]
MARKS = ["!", "?!", "...", "…", "--", "—", "“x”", "'", "''", "\"", "(a)", "[a]", "{a}", "a/b", "a\\b", "a_b", "a-b", "a.b", "@a",
         "#a", "$1", "50%", "^", "~", "`x`", "|", "<", ">", "<>", "<a>", "&amp;", "=", "+", "∀", "€5", "£", "©", "™", "→", "▁", "▁▁",
         "▁a", "a▁b", "Ġ", "Ġa", "Ċ", "##a", "## a", "¡", "¿", "。", "、", "「x」", "\u00ad", "\u2011"]
CONTROLS = ["\x00", "a\x00b", "\x01", "\x07", "\x1b[0m", "\x7f", "\x80", "\x9f", "\ufeff", "\ufeffa", "\ufffd", "\ufffe", "\uffff",
            "\u202e", "\u2060", "\ue000", "\u0378"]


def cases():
    yield ""
    for s in SPACES:
        yield from (s, s * 2, s * 7, "a" + s, s + "a", "a" + s + "b", "a" + s + s + "b", s + "1", "!" + s + "?")
    yield from WORDS
    yield from NUMBERS
    yield from MARKS
    yield from CONTROLS
    for w in WORDS:
        yield from (" " + w, w + " ", f"a {w} b", w + w, f"{w}1", f"{w}!", f"({w})")
    for s in SPECIALS:
        yield from (s, s + s, " " + s, s + " ", f"a{s}b", f"a {s} b", f"{s}a", f"a{s}", f" {s} {s} ", s[:-1], s[1:], s.lower(), s.upper(),
                    f"{s}\n", f"é{s}é", f"中{s}文", f"▁{s}")
    for a in SPECIALS[:3] + SPECIALS[7:11]:
        yield from (a + b for b in SPECIALS)
    for n in (2, 3, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 99, 100, 101, 255, 256, 257):
        yield from (" " * n + "a", "a" * n, "1" * n, "é" * n, "!" * n, "ab" * n, "中" * n)
    for n in (1000, 5000):
        yield from ("a" * n, " " * n, "🙂" * (n // 4), "hello " * (n // 6), "\n" * n, "word" * (n // 4))
    yield "The quick brown fox jumps over the lazy dog. It's 9:30, and we've 1,234 things to do!"
    yield "for (int i = 0; i < n; i++) {\n\t\tx[i] = \"a\\n\";  // done\n}\n\n\n"
    yield " ".join(WORDS + NUMBERS + MARKS)
    yield "".join(WORDS + NUMBERS + MARKS + SPECIALS)
    yield "".join(a + b for a in SPACES for b in ["a", "é", "中", "<s>", "1", "'s"])


def main():
    texts = list(dict.fromkeys(cases()))
    lines = "".join(json.dumps(t) + "\n" for t in texts)
    Path(__file__).with_name("edge_cases.jsonl").write_text(lines, encoding="ascii")
    print(f"edge_cases.jsonl  {len(texts)} texts, {len(lines)} bytes")


if __name__ == "__main__":
    main()
