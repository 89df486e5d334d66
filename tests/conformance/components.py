"""Random tokenizer.json files, made of all components with all their parameters."""

import json
import os

import documents

os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer, models, pre_tokenizers, trainers  # noqa: E402

BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
SCHEMES = ["always", "first", "never"]
STRINGS = [" ", "a", "b", "▁", "ab", "aa", "-", "é", "", "  ", "\n", "日", "e", "##", "</w>", "Ġ", "b ", "😀", "\u0301", "'"]
REGEXES = [
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    r"\s+", r"\s", r" {2,}", r"\p{L}+", r"\w+|[^\w\s]+", r"\w", r"\W+", r"\d{1,3}", r"\d", r"[0-9]+", r"x*", r"a*", r"^", r"$", r"\b",
    r"(?=a)", r"(?<=a)b", r"(?<!a)b", r"a|ab", r"ab|a", r".", r"\X", r"\R", r"(a)\1", r"[[:punct:]]", r"[[:space:]]+", r"[a-c&&[^b]]",
    r"[^a]", r"[\u3040-\u30ff\u4e00-\u9fff]+", r"(?i)A", r"\n+", r"[\r\n]+", r"\d{1,3}(?=(\d{3})*\b)", r"a+?", r"a++b", r"(?>a|ab)c",
    r"\p{Han}", r"\p{Lu}", r"\p{M}+", r"\P{L}", r"\h+", r"^a", r"a$", r"(?m).", r"\S+\s*", r"(^| )a", r"\Aa", r"a\z", r"(?:)", r"()", r"a{0}",
    r"\p{^L}+", r"[\p{L}\p{M}]+", r" ?[^(\s|[.,!?…。，、।۔،])]+", r"'(?i:[sdmt]|ll|ve|re)", r"[^\S\n]+", r"\G\w", r"\K", r"a\Kb",
]
WORDS = "the a an ab abc ba cab hello Hello HELLO world low lower lowest new newer 12 123 1234 naïve café été don't it's x y z zz aaa aaaa " \
    "abab été ÀÉ ß ſ İ ı 日本 日本語 中文 한국어 привет мир สวัสดี नमस्ते مرحبا עברית 😀 👍🏽 👨‍👩‍👧 ½ ² Ⅷ ﬁ ﬀ … — - _ . , ! ?".split()
CHARSMAP = next((n["precompiled_charsmap"] for n in (json.loads(p.read_text(encoding="utf-8")).get("normalizer") or {}
                 for p in sorted(documents.DATA.glob("*/tokenizer.json"))) if "precompiled_charsmap" in n), "")
CARRIED = sorted(documents.DATA.glob("*/tokenizer.json"))
SPECIALS = ["<s>", "</s>", "<pad>", "<unk>", "[CLS]", "[SEP]", "[UNK]", "[PAD]", "<mask>", "<|end|>", "<|endoftext|>"]
PRINTABLE = {}  # byte to the character that byte-level text has for it
for _b in range(256):
    _shown = 0x21 <= _b <= 0x7E or 0xA1 <= _b <= 0xAC or _b >= 0xAE
    PRINTABLE[_b] = chr(_b if _shown else 0x100 + sum(ord(c) >= 0x100 for c in PRINTABLE.values()))


def as_byte_level(text):
    return "".join(PRINTABLE[b] for b in text.encode())


def doubled(value, rng):
    """The JSON text of a value in which one member of some object is there twice, or a number is written otherwise."""
    members, numbers = 0, 0

    def text(value, member=-1, number=-1):
        nonlocal members, numbers
        if isinstance(value, dict):
            out = []
            for name, inner in value.items():
                written = f"{json.dumps(name)}: {text(inner, member, number)}"
                out.append(written)
                members += 1
                if members == member:
                    out.insert(rng.randrange(len(out) + 1), f"{json.dumps(name)}: {rng.choice(['null', '1', '0', 'true', chr(34) * 2, '[]', '{}', written])}")
            return "{" + ", ".join(out) + "}"
        if isinstance(value, list):
            return "[" + ",".join(text(inner, member, number) for inner in value) + "]"
        if type(value) in (int, float):
            numbers += 1
            if numbers == number:
                return rng.choice([f"{value}.0", f"{value}e0", f"-{value}", f"{value}E+1", f"0{value}", f"{value}e-400", f"{value}e400", f"{value}0000000000000000000000",
                                   f"{value}.00000000000000000000000001", f'"{value}"', f"{value}.", f"+{value}", "-0", "1e", "NaN"])
        return json.dumps(value, ensure_ascii=rng.random() < 0.5)
    text(value)
    at = lambda n: rng.randrange(max(1, min(n, 60))) + 1
    return text(value, at(members), -1) if rng.random() < 0.5 else text(value, -1, at(numbers))


class Maker:
    """Makes random parts from one random.Random."""

    def __init__(self, rng):
        self.rng = rng

    def coin(self, p=0.5):
        return self.rng.random() < p

    def pick(self, *choices):
        return self.rng.choice(choices)

    def word(self):
        w = self.rng.choice(WORDS)
        return w if self.coin(0.8) else w + self.rng.choice(WORDS)

    def drop(self, fields, *optional):
        """fields without some of those that may be left out."""
        for name in optional:
            if name in fields and self.coin(0.3):
                del fields[name]
        return fields

    def pattern(self):
        if self.coin(0.4):
            return {"String": self.rng.choice(STRINGS)}
        return {"Regex": self.rng.choice(REGEXES)}

    # ---- normalizers and pre-tokenizers

    def normalizer(self, depth=0):
        kind = "Precompiled" if self.coin(0.02) else self.pick("BertNormalizer", "Strip", "StripAccents", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Nmt", "Prepend",
                         "Replace", "Replace", "ByteLevel", *["Sequence"] * (8 if depth == 0 else 1 if depth < 3 else 0))
        n = {"type": kind}
        if kind == "BertNormalizer":
            n.update(clean_text=self.coin(), handle_chinese_chars=self.coin(), strip_accents=self.pick(None, True, False),
                     lowercase=self.coin())
            self.drop(n, "strip_accents")
        elif kind == "Strip":
            n.update(strip_left=self.coin(), strip_right=self.coin())
        elif kind == "Prepend":
            n.update(prepend=self.pick("▁", "▁", " ", "", "ab", "é", "\u0301"))
        elif kind == "Replace":
            n.update(pattern=self.pattern(), content=self.pick("", " ", "▁", "ab", "a", "é", "\u0301", "xyz", "😀", "\\1"))
        elif kind == "Sequence":
            n.update(normalizers=[self.normalizer(depth + 1) for _ in range(self.rng.choice((0, 1, 2, 2, 3, 4)))])
        elif kind == "Precompiled":
            n.update(precompiled_charsmap=CHARSMAP)
        if kind in ("Strip", "Sequence", "BertNormalizer", "Prepend", "Replace", "Precompiled") and self.coin(0.05):
            del n["type"]
        elif kind in ("BertNormalizer", "Strip") and self.coin(0.05):
            n["type"] = {"BertNormalizer": "Bert", "Strip": "StripNormalizer"}[kind]
        return n

    def byte_level(self, **fixed):
        b = {"type": "ByteLevel", "add_prefix_space": self.coin(), "trim_offsets": self.coin(), "use_regex": self.coin(0.7)}
        return self.drop({**b, **fixed}, "use_regex")

    def metaspace(self):
        scheme = self.rng.choice(SCHEMES)
        m = {"type": "Metaspace", "replacement": self.pick("▁", "▁", "▁", " ", "a", "_", "é", "日", "😀"), "prepend_scheme": scheme,
             "split": self.coin(0.7)}
        if self.coin(0.2):
            m["add_prefix_space"] = scheme != "never"
        if self.coin(0.1):
            m["str_rep"] = "▁"
        return self.drop(m, "prepend_scheme", "split")

    def pre_tokenizer(self, depth=0):
        kind = self.pick("ByteLevel", "ByteLevel", "Metaspace", "Metaspace", "Split", "Split", "Split", "Punctuation", "Digits", "Whitespace",
                         "WhitespaceSplit", "BertPreTokenizer", "CharDelimiterSplit", "FixedLength", "UnicodeScripts",
                         *["Sequence"] * (9 if depth == 0 else 1 if depth < 3 else 0))
        p = {"type": kind}
        if kind == "ByteLevel":
            return self.byte_level()
        if kind == "Metaspace":
            return self.metaspace()
        if kind == "Split":
            p.update(pattern=self.pattern(), behavior=self.rng.choice(BEHAVIORS), invert=self.coin(0.3))
        elif kind == "Punctuation":
            p.update(behavior=self.rng.choice(BEHAVIORS))
            self.drop(p, "behavior")
        elif kind == "Digits":
            p.update(individual_digits=self.coin())
        elif kind == "CharDelimiterSplit":
            p.update(delimiter=self.pick(" ", "a", "▁", "-", "é", "😀", "\n"))
        elif kind == "FixedLength":
            p.update(length=self.pick(1, 2, 3, 5, 10, 0))
            self.drop(p, "length")
        elif kind == "Sequence":
            p.update(pretokenizers=[self.pre_tokenizer(depth + 1) for _ in range(self.rng.choice((0, 1, 2, 2, 3, 4)))])
        return p

    # ---- post-processors and decoders

    def token(self, vocab):
        name = self.rng.choice(SPECIALS)
        return [name, vocab.get(name, self.rng.randrange(40))]

    def post_processor(self, vocab, depth=0):
        kind = self.pick("BertProcessing", "RobertaProcessing", "ByteLevel", "TemplateProcessing", "TemplateProcessing",
                         *["Sequence"] * (2 if depth == 0 else 1 if depth < 2 else 0))
        p = {"type": kind}
        if kind == "BertProcessing":
            p.update(sep=self.token(vocab), cls=self.token(vocab))
        elif kind == "RobertaProcessing":
            p.update(sep=self.token(vocab), cls=self.token(vocab), trim_offsets=self.coin(), add_prefix_space=self.coin())
            self.drop(p, *(["trim_offsets"] if self.coin(0.1) else []))
        elif kind == "ByteLevel":
            return self.byte_level()
        elif kind == "TemplateProcessing":
            specials = {}
            for _ in range(self.rng.randrange(1, 4)):
                name, number = self.token(vocab)
                ids = [number] + [self.rng.randrange(40) for _ in range(self.rng.choice((0, 0, 0, 1, 2)))]
                specials[name] = {"id": name, "ids": ids, "tokens": [name] + [self.word() for _ in ids[1:]]}

            def template(*sequences):
                pieces = [{"Sequence": {"id": s, "type_id": self.pick(0, 0, 1, 2)}} for s in sequences]
                for _ in range(self.rng.randrange(3)):
                    special = {"SpecialToken": {"id": self.rng.choice(list(specials)), "type_id": self.pick(0, 0, 1, 3)}}
                    pieces.insert(self.rng.randrange(len(pieces) + 1), special)
                return pieces
            p.update(single=template(*self.pick("A", "A", "A", "A", "AA", "", "B")),
                     pair=template(*self.pick("AB", "AB", "AB", "BA", "B", "A", "", "ABA", "BB")), special_tokens=specials)
        else:
            p.update(processors=[self.post_processor(vocab, depth + 1) for _ in range(self.rng.choice((0, 1, 2, 2, 3)))])
        return p

    def decoder(self, depth=0):
        kind = self.pick("BPEDecoder", "ByteLevel", "ByteLevel", "WordPiece", "Metaspace", "CTC", "ByteFallback", "Strip", "Fuse", "Replace",
                         *["Sequence"] * (5 if depth == 0 else 1 if depth < 3 else 0))
        d = {"type": kind}
        if kind == "BPEDecoder":
            d.update(suffix=self.pick("</w>", "</w>", "", "a"))
        elif kind == "ByteLevel":
            return self.byte_level()
        elif kind == "WordPiece":
            d.update(prefix=self.pick("##", "##", "", "a"), cleanup=self.coin())
        elif kind == "Metaspace":
            return self.metaspace()
        elif kind == "CTC":
            d.update(pad_token=self.pick("<pad>", "", "a"), word_delimiter_token=self.pick("|", "", "▁", "a"), cleanup=self.coin())
        elif kind == "Strip":
            d.update(content=self.pick(" ", "▁", "a", "é"), start=self.pick(0, 1, 2), stop=self.pick(0, 0, 0, 1))
        elif kind == "Replace":
            d.update(pattern=self.pattern(), content=self.pick("", " ", "▁", "ab", "é"))
        elif kind == "Sequence":
            d.update(decoders=[self.decoder(depth + 1) for _ in range(self.rng.choice((0, 1, 2, 3, 4)))])
        return d

    # ---- models

    def alphabet(self, as_bytes):
        if as_bytes and self.coin(0.8):
            return list(PRINTABLE.values()) if self.coin(0.6) else self.rng.sample(list(PRINTABLE.values()), 200)
        letters = list("abcdehlorstwxyzABH0123 '.,-!?▁é") + ["日", "本", "語", "ф", "п", "р", "и", "😀", "\u0301", "ß", "ﬁ", "½", "Ġ", "\n"]
        return self.rng.sample(letters, self.rng.randrange(5, len(letters)))

    def numbered(self, pieces, shared=False):
        """A vocabulary of pieces: in order, shuffled, or with gaps. No id is used twice unless asked for: which piece
        the reference takes for one is random, but for those that WordPiece and WordLevel find in a text."""
        ids = list(range(len(pieces)))
        if shared:
            ids = [self.rng.randrange(1 + len(pieces) // 2) for _ in pieces]
        if self.coin(0.3):
            self.rng.shuffle(ids)
        if self.coin(0.2):
            gaps = [self.pick(1, 1, 1, 2, 50) for _ in ids]
            ids = [sum(gaps[:i]) for i in ids]
            if self.coin(0.1):
                ids[-1] += 1_000_000
        return dict(zip(pieces, ids))

    def byte_tokens(self):
        tokens = [f"<0x{b:02X}>" for b in range(256)]
        return tokens if self.coin(0.7) else self.rng.sample(tokens, self.pick(250, 200, 20))

    def bpe(self, as_bytes):
        prefix, suffix = self.pick(None, None, None, "", "##", "é"), self.pick(None, None, None, "", "</w>", "b")
        pieces = [SPECIALS[i] for i in sorted(self.rng.sample(range(len(SPECIALS)), self.rng.randrange(4)))]
        fallback = self.coin(0.3)
        if fallback or self.coin(0.05):
            pieces += self.byte_tokens()
        letters = self.alphabet(as_bytes)
        pieces += letters
        if prefix:
            pieces += [prefix + c for c in letters if self.coin(0.8)]
        if suffix:
            pieces += [c + suffix for c in pieces[-len(letters):] if self.coin(0.8)]
        pieces = list(dict.fromkeys(pieces))
        known, merges, mergeable = set(pieces), [], list(pieces)
        start = len(mergeable) - len(letters)
        targets = [as_byte_level(w) if as_bytes else w for w in WORDS] + ["  ", "    "]
        for _ in range(self.rng.randrange(60)):
            if self.coin(0.5):  # two symbols next to each other in a word
                word = self.rng.choice(targets)
                cut = self.rng.randrange(1, len(word)) if len(word) > 1 else 1
                a, b = word[max(0, cut - self.pick(1, 2, 3)):cut], word[cut:cut + self.pick(1, 2, 3)]
                if prefix and self.coin():
                    b = prefix + b
                if suffix and self.coin():
                    b += suffix
            else:
                a, b = self.rng.choice(mergeable[max(0, start - 20):]), self.rng.choice(mergeable[max(0, start - 20):])
            if a not in known or b not in known:
                continue
            joined = a + b.encode()[len((prefix or "").encode()):].decode(errors="ignore")
            if not joined:
                continue
            merges.append([a, b])
            if joined not in known:
                known.add(joined)
                pieces.append(joined)
                mergeable.append(joined)
        for _ in range(self.rng.randrange(6)):
            pieces.append(as_byte_level(self.word()) if as_bytes else self.word())
        pieces = list(dict.fromkeys(pieces))
        if self.coin(0.2):
            self.rng.shuffle(merges)
        if merges and self.coin(0.1):
            merges.append(self.rng.choice(merges))
        if self.coin(0.4) and all(" " not in a + b for a, b in merges):
            merges = [f"{a} {b}" for a, b in merges]
        m = {"type": "BPE", "dropout": self.pick(None, None, None, None, 0.0, 1.0), "unk_token": self.pick(None, "<unk>", "[UNK]", "a"),
             "continuing_subword_prefix": prefix, "end_of_word_suffix": suffix, "fuse_unk": self.coin(), "byte_fallback": fallback,
             "ignore_merges": self.coin(0.3), "vocab": self.numbered(pieces), "merges": merges}
        return self.drop(m, "dropout", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "ignore_merges")

    def pieces(self, count):
        out = []
        for _ in range(count):
            w = self.rng.choice(WORDS + SPECIALS + ["a", "b", " ", "▁"])
            i, n = self.rng.randrange(len(w)), self.pick(1, 1, 2, 3, 9)
            out.append(self.pick("", "", "▁", "##") + w[i:i + n])
        return out

    def unigram(self):
        pieces = ["<unk>"] * self.coin(0.8) + self.pieces(self.rng.randrange(1, 120)) + self.alphabet(False) * self.coin(0.8)
        fallback = self.coin(0.3)
        if fallback:
            pieces += self.byte_tokens()
        if self.coin(0.7):
            pieces = list(dict.fromkeys(pieces))
        if self.coin(0.2):
            self.rng.shuffle(pieces)
        scores = [self.pick(lambda: 0.0, lambda: -float(self.rng.randrange(12)), lambda: self.rng.uniform(-15, 0),
                            lambda: round(self.rng.uniform(-15, 0), 3), lambda: self.rng.uniform(-1, 5))() for _ in pieces]
        m = {"type": "Unigram", "unk_id": self.pick(0, 0, 0, None, self.rng.randrange(len(pieces)), len(pieces)),
             "vocab": [list(p) for p in zip(pieces, scores)], "byte_fallback": fallback}
        return self.drop(m, "byte_fallback", *(["unk_id"] if m["unk_id"] is None else []))

    def wordpiece(self):
        prefix = self.pick("##", "##", "", "▁", "a")
        pieces = ["[UNK]"] * self.coin(0.9) + self.pieces(self.rng.randrange(1, 100))
        letters = self.alphabet(False)
        pieces += letters + [prefix + c for c in letters]
        return {"type": "WordPiece", "unk_token": self.pick("[UNK]", "[UNK]", "a", "none"), "continuing_subword_prefix": prefix,
                "max_input_chars_per_word": self.pick(100, 100, 5, 1, 0), "vocab": self.numbered(list(dict.fromkeys(pieces)), shared=self.coin(0.05))}

    def wordlevel(self):
        pieces = ["[UNK]"] * self.coin(0.9) + self.pieces(self.rng.randrange(1, 100)) + [w for w in WORDS if self.coin()]
        return {"type": "WordLevel", "unk_token": self.pick("[UNK]", "[UNK]", "a", "none"),
                "vocab": self.numbered(list(dict.fromkeys(pieces)), shared=self.coin(0.05))}

    def trained(self, as_bytes):
        """A model that the reference's own trainers made of a small corpus."""
        kind = self.pick("BPE", "BPE", "Unigram", "WordPiece", "WordLevel")
        size, specials = self.rng.randrange(30, 400), self.rng.sample(SPECIALS, self.rng.randrange(4))
        alphabet = pre_tokenizers.ByteLevel.alphabet() if as_bytes else self.alphabet(False) if self.coin(0.3) else []
        limit = self.pick(None, None, 20, 60)
        if kind == "BPE":
            unk, fallback = self.pick(None, "<unk>"), self.coin(0.3)
            prefix, suffix = self.pick(None, None, "##"), self.pick(None, None, "</w>")
            given = lambda **options: {k: v for k, v in options.items() if v is not None}
            parts = given(continuing_subword_prefix=prefix, end_of_word_suffix=suffix)
            t = Tokenizer(models.BPE(byte_fallback=fallback, fuse_unk=self.coin(), ignore_merges=self.coin(0.3), **given(unk_token=unk), **parts))
            trainer = trainers.BpeTrainer(
                vocab_size=size + 256 * fallback, min_frequency=self.pick(0, 1, 2), initial_alphabet=alphabet, show_progress=False,
                special_tokens=specials + ([unk] if unk and unk not in specials else []) + (self.byte_tokens() if fallback else []),
                **parts, **given(limit_alphabet=limit, max_token_length=self.pick(None, None, 4)))
        elif kind == "Unigram":
            t = Tokenizer(models.Unigram())
            trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=["<unk>", *(s for s in specials if s != "<unk>")],
                                              unk_token="<unk>", initial_alphabet=alphabet, show_progress=False)
        elif kind == "WordPiece":
            t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
            trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=["[UNK]", *(s for s in specials if s != "[UNK]")],
                                                initial_alphabet=alphabet, show_progress=False, **{"limit_alphabet": limit} if limit else {})
        else:
            t = Tokenizer(models.WordLevel(unk_token="[UNK]"))
            trainer = trainers.WordLevelTrainer(vocab_size=size, special_tokens=["[UNK]", *(s for s in specials if s != "[UNK]")],
                                                show_progress=False)
        t.pre_tokenizer = self.pick(pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(), pre_tokenizers.BertPreTokenizer())
        if as_bytes:
            t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=self.coin())
        corpus = [" ".join(self.word() for _ in range(20)) for _ in range(20)]
        try:
            t.train_from_iterator(corpus, trainer)
        except KeyboardInterrupt:
            raise
        except BaseException:  # some corpora make a trainer panic
            return self.wordlevel()
        return json.loads(t.to_str())["model"]

    def model(self, as_bytes):
        if self.coin(0.04):
            return json.loads(self.rng.choice(CARRIED).read_text(encoding="utf-8"))["model"]
        if self.coin(0.2):
            return self.trained(as_bytes)
        m = self.pick(lambda: self.bpe(as_bytes), lambda: self.bpe(as_bytes), self.unigram, self.wordpiece, self.wordlevel)()
        if self.coin(0.1) and not m.get("continuing_subword_prefix"):
            m.pop("type")
        return m

    # ---- added tokens, truncation, padding

    def added_token(self):
        content = self.pick(self.rng.choice(SPECIALS), self.rng.choice(SPECIALS), self.rng.choice(SPECIALS) + self.pick("x", ">", " "),
                            self.word(), self.word().upper(), " " + self.word(), self.word() + " ", "é", "e\u0301", "\u0301", " ", "\n", "<", "<s", "▁a",
                            "a b", "A", "ab", "abc", "b", "", "ﬁ", "İ", "日", "  ")
        special = self.coin(0.4)
        return {"content": content, "single_word": self.coin(0.25), "lstrip": self.coin(0.25), "rstrip": self.coin(0.25),
                "normalized": self.coin(0.5), "special": special}

    def added_tokens(self):
        return [{"id": self.rng.randrange(100), **self.added_token()} for _ in range(self.rng.choice((0, 0, 0, 1, 1, 2, 2, 3, 5, 8, 8, 60)))]

    def truncation(self):
        length = self.pick(0, 1, 2, 3, 4, 5, 6, 8, 12, 20)
        t = {"direction": self.pick("Right", "Left"), "max_length": length, "strategy": self.pick("LongestFirst", "OnlyFirst", "OnlySecond"),
             "stride": self.pick(0, 0, 0, 1, 2, 3)}
        return self.drop(t, "direction")

    def padding(self):
        p = {"strategy": self.pick("BatchLongest", {"Fixed": self.pick(0, 1, 5, 10, 30)}), "direction": self.pick("Left", "Right"),
             "pad_to_multiple_of": self.pick(None, None, 1, 2, 8, 0), "pad_id": self.pick(0, 3, 70000), "pad_type_id": self.pick(0, 0, 1, 5),
             "pad_token": self.pick("<pad>", "[PAD]", "", "é")}
        return self.drop(p, "pad_to_multiple_of")

    def tokenizer(self):
        t = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": self.added_tokens(), "normalizer": None,
             "pre_tokenizer": None, "post_processor": None, "decoder": None}
        if self.coin(0.25):
            t["truncation"] = self.truncation()
        if self.coin(0.15):
            t["padding"] = self.padding()
        if self.coin(0.6):
            t["normalizer"] = self.normalizer()
        if self.coin(0.85):
            t["pre_tokenizer"] = self.pre_tokenizer()
        as_bytes = '"ByteLevel"' in json.dumps([t["normalizer"], t["pre_tokenizer"]]) and self.coin(0.9)
        t["model"] = self.model(as_bytes)
        vocab = t["model"]["vocab"]
        if isinstance(vocab, list):
            vocab = {piece: i for i, (piece, _) in enumerate(vocab)}
        if self.coin(0.6):
            t["post_processor"] = self.post_processor(vocab)
        if self.coin(0.8):
            t["decoder"] = self.decoder()
        t = self.drop(t, *(k for k, v in t.items() if v is None or v == []))
        return self.spoiled(t) if self.coin(0.15) else t

    def spoiled(self, t):
        """t with a member dropped, renamed, doubled in another form, or of another value, somewhere."""
        places = []

        def visit(value):
            if isinstance(value, dict):
                places.append(value)
                for name, inner in value.items():
                    if name != "vocab" or len(value) < 30:
                        visit(inner)
            elif isinstance(value, list):
                if value and self.coin(0.2):
                    places.append(value)
                for inner in value[:20]:
                    visit(inner)
        visit(t)
        place = self.rng.choice(places)
        other = lambda: self.pick(None, True, False, 0, 1, -1, 2**32, 2**64, 1.0, 0.5, 1e300, "", "a", "ab", "é", {}, {"a": 1}, {"type": "Fuse"}, {"String": "a"}, {"Regex": "a"}, {"Regex": "("}, "Right", "Isolated", "first", "BPE")
        if isinstance(place, list):
            place[self.rng.randrange(len(place))] = other()
        elif place:
            name = self.rng.choice(list(place))
            how = self.rng.randrange(5)
            if how == 0:
                del place[name]
            elif how == 1:
                place[self.pick("type", "extra", "prefix", "split", "String", "Fixed", "dropout", "unk_token", "trim_offsets")] = other()
            elif how == 2 and "type" in place:
                place["type"] = self.pick("BertProcessing", "RobertaProcessing", "ByteLevel", "Metaspace", "Sequence", "Replace", "Strip", "BPE",
                                          "WordPiece", "WordLevel", "Unigram", "Bert", "Lowercase", "Fuse", "Split", "Delimiter")
            else:
                place[name] = other()
        return t


class Texts:
    """Random texts for a tokenizer: of its own tokens as much as of anything."""

    def __init__(self, maker, tokenizer, contents):
        self.maker, self.rng = maker, maker.rng
        model = tokenizer.get("model")
        vocab = isinstance(model, dict) and model.get("vocab")
        pieces = [p[0] if isinstance(p, list) and p else p for p in vocab] if isinstance(vocab, (list, dict)) else []
        self.known = [p for p in pieces if isinstance(p, str)] or ["a"]
        self.contents = contents + SPECIALS[:3]

    def text(self, most=30):
        out = []
        for _ in range(self.rng.choice((0, 1, 1, 2, 3, 5, 8, 13))):
            kind = self.rng.random()
            if kind < 0.3:
                out.append(self.maker.word())
            elif kind < 0.45:
                out.append(self.rng.choice(self.known))
            elif kind < 0.6:
                content = self.rng.choice(self.contents)
                cut = self.rng.random()
                out.append(content if cut < 0.8 else content[:-1] if cut < 0.9 else content.swapcase())
            elif kind < 0.7:
                start, end = self.rng.choice(documents.SCRIPTS)
                out.extend(chr(self.rng.randrange(start, end)) for _ in range(self.rng.randint(1, 4)))
            elif kind < 0.78:
                out.append(self.rng.choice(documents.MARKS) * self.maker.pick(1, 1, 2))
            elif kind < 0.9:
                out.append(self.rng.choice(documents.SPACES) * self.maker.pick(1, 1, 1, 2, 3))
            else:
                out.append(self.rng.choice(documents.JOINS) * self.maker.pick(1, 1, 2, 5))
            if self.maker.coin(0.35):
                out.append(" ")
        if most >= 60 and self.maker.coin(0.05):  # a word longer than what is remembered or searched in one way
            letters = [self.rng.choice(self.known) for _ in range(4)] + ["a", "b", "é", "▁"]
            return "".join(self.rng.choice(letters) for _ in range(self.maker.pick(20, 50, 100)))[:300]
        text = "".join(out)
        return text[:most] if self.maker.coin(0.9) else text
