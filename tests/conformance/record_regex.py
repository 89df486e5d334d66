#!/usr/bin/env python3
"""Writes what the reference's regular expressions match, for the unit tests of core/internal/regex:

    core/internal/regex/testdata/reference.json

    record_regex.py --tokenizers FILE...    also takes the patterns in these tokenizer.json
    record_regex.py --live N                prints N random patterns with texts and what the reference makes of them,
                                            one JSON object a line, for TestLive

Matches are ranges of characters. Run it anew and nothing changes, unless the reference or this file did.
"""

import argparse
import json
import os
import random
import sys
from hashlib import sha256
from pathlib import Path

os.environ["RUST_BACKTRACE"] = "0"  # the reference panics where it gives up, and backtraces are slow

import tokenizers
from tokenizers import Regex, pre_tokenizers

VERSION = "0.23.3"
assert tokenizers.__version__ == VERSION, f"needs tokenizers {VERSION}, this is {tokenizers.__version__}"
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "core/internal/regex/testdata/reference.json"


def split(pattern, text, behavior, invert):
    pieces = pre_tokenizers.Split(pattern, behavior, invert).pre_tokenize_str(text)
    return [offset for _, span in pieces for offset in span]


def case(pattern, texts):
    """Per text the matches that are not empty, and the pieces between all matches; or the refusal."""
    try:
        regex = Regex(pattern)
    except Exception as e:
        return {"pattern": pattern, "error": str(e).removeprefix("Oniguruma error: ")}
    out = {"pattern": pattern, "texts": []}
    for text in texts:
        try:
            matches = split(regex, text, "removed", True)
            pieces = split(regex, text, "isolated", False)
        except BaseException as e:
            if type(e).__name__ != "PanicException":
                raise
            out["texts"].append({"text": text, "panics": True})
            continue
        out["texts"].append({"text": text, "matches": matches, "pieces": pieces})
    return out


# ---- features ----

LATIN = ["", "a", "ab", "aab abb\nbaa", "foo bar-baz_1 FOO\n", "aaa", "xaXAx ab12 34", "a\r\nb\rc\n\n"]
WORLD = ["Straße STRASSE ſtrasse ẞ", "ﬃ ﬀi FFI ffi ﬁ", "K k K İ i I ı", "日本語 テキスト 한국어", "e\u0301é x\u200dy", "👨\u200d👩\u200d👧 🇩🇪🇫🇷 1️⃣",
         "²³¹¼½¾ ª º ٣ Ⅷ", "\u00a0\u2003\u3000\u200b\u2028z\u0085", "ǆ ǅ Ǆ ΐ ΐ ՙ և եւ"]
LOOPS = ["", "a", "aa", "aaab", "abab", "abc abc", "aabbcc", "bbbaaa"]
PAIRS = ["", "()", "(())", "a(b(c)d)e", "aa", "abab", "xyxy yxyx", "aabbaa"]

FEATURES = [
    # characters and escapes
    (LATIN, r"a|ab|\.|\t|\n|\r|\x61|\x{61}|\x{61 62}|\141|\u0061|\cA|\C-a|\M-a|\e|\0|\-|\/|\ |\#"),
    (LATIN, r"\x{61 62|\x{}|\x{g}|\x{110000}|\x{200000}|\u006|\x|\o{141}|\o{9}|\400|\8|\c|\C-|\M|\M-|" + "\\"),
    (LATIN, r".|.+|(?m:.+)|\N+|\O+|\R|\X|\X+|^.|.$|\Aa|a\z|\n\Z|\Ga|^|$|\b|\B|\ba\B|\K|a\Kb|(?<=\Ga)b|\y|\Y|(?y{w})\X|(?y{g})\X"),
    (WORLD, r".|\X|\y|(?y{w})\X|(?y{w})\y|\w+|\W+|\d+|\D+|\s+|\S+|\h+|[\w]+|[^\w]+|\b|\B|\p{L}+|\p{^L}+|\P{L}+|\p{Lu}|\p{Ll}+"),
    (WORLD, r"\p{M}+|\p{N}+|\p{Nd}|\p{P}|\p{S}|\p{Z}|\p{C}|\p{Han}+|\p{Hiragana}+|\p{Katakana}+|\p{Hangul}+|\p{Latin}+|\p{Greek}|\p{ latin}+"),
    (WORLD, r"\p{Emoji}|\p{Extended_Pictographic}|\p{Alphabetic}+|\p{White_Space}+|\p{In_CJK_Unified_Ideographs}+|\p{foo}|\p{}|\p{L|\pL|\p|\p{Age=1.1}"),
    (WORLD, r"[[:alpha:]]+|[[:^alpha:]]+|[[:alnum:]]+|[[:punct:]]+|[[:space:]]+|[[:word:]]+|[[:upper:]]+|[[:lower:]]+|[[:digit:]]+|[[:print:]]+|[[:graph:]]+|[[:cntrl:]]+|[[:blank:]]+|[[:xdigit:]]+|[[:ascii:]]+|[[:foo:]]"),
    # classes
    (LATIN, r"[ab]|[^ab]+|[a-c]+|[^a-c]+|[c-a]|[a-]|[-a]|[a-c-e]+|[]a]|[^]a]|[]|[^]|[[a]b]+|[a[^b]]+|[^a[b]]+|[a-z&&[^b]]+|[a-z&&b-y&&[^c]]|[&&a]|[a&&]"),
    (LATIN, r"[\w&&[^\d]]+|[\w-a]|[a-\w]|[\d\s]+|[\x61-\x63]+|[\x{61-63}]+|[\x{61 62}]+|[a\]b]+|[\[]|[[|[a|[\b]|[\n\r]+|[^\n]+|[a--b]|[!-~]+|[\xff]|[^\xff]+|[^\x20-\xff]+|[\xe3\x81\x82]|[\xe3]"),
    # groups and options
    (LATIN, r"(a)(b)|(?:a|b)+|(?<n>a)\k<n>|(?'n'a)\k'n'|(?<n>a)(b)\1|(a)\1|(a)\k<1>|(a)\k<-1>|(?>a+)b|(?>a+)a|(?#c)a|(?x) a b # c|(?P<n>a)|(?<1>a)|(?<>a)|(?<n|(|)|a)|(?|(?<|(?z)a|(?s).|(?m).+"),
    (LATIN, r"(?i)foo|(?i:f)oo|f(?i)O|f(?i)oo|F|(?-i)foo|(?i-i)F|(?ix) F o|(?W)\w+|(?D)\d|(?S)\s|(?P)[[:alpha:]]+|(?C)(a)|(?I)(?i)k|(?L)a|ab|(?i"),
    (WORLD, r"(?i)straße|(?i)strasse|(?i)ss|(?i)ß|(?i)[ß]|(?i)[^ß]+|(?i)[s-t]+|(?i)s|(?i)k|(?i)ffi|(?i)ﬃ|(?i)ff|(?i)i|(?i)İ|(?i)ı|(?i)dž|(?i)ǆ|(?i)ΐ|(?i)և|(?i)(ß)\1|(?i)(ss)\1|(?iI)k|(?i)\x{df}|(?i)s(?:s)|(?i)ss+"),
    # look-around
    (LATIN, r"a(?=b)|a(?!b)|(?<=a)b|(?<!a)b|(?<=a|bc)b|(?<=a+)b|(?<=^|b)a|(?<!a*)b|(?<=(a))b|(?<!(a))b|(?<=a(?=b))b|(?<=\ba)b|(?<=a$)|(?<=\z)|(?<=\R)a|(?<=.{2,3})b|(?<!a{2}|b)a|(?=a)*|(?!b)+|\b*|^+"),
    (WORLD, r"(?<=日)本|(?<!日)\p{Han}|(?i)(?<=ß)e|(?i)(?<=ss)e|(?<=\p{L}{2})\p{L}|(?<=[^\s]\s?)\S|(?!\p{L}).|\p{L}(?=\p{M})"),
    # repetition
    (LOOPS, r"a*|a+|a?|a*?|a+?|a??|a*+|a++|a?+|a{2}|a{1,2}|a{,2}|a{2,}|a{,}|a{0}|a{1}|a{2}?|a{1,2}?|a{1,2}+|a{2}+|a{2,1}|a{|a{1|a{1,|a{,1|a{x}|{|a**|a+*|a?+*|a{2}{3}|a{1,2}{2}|(?:a{2})?|*a|+|?|(*)|a|*"),
    (LOOPS, r"(?:a*)*|(?:a*)+b|(?:a|b)*c|(?:a|ab)(?:c|bcd)*|(a*)*|(?:a?)*?b|(?:a?){3}|(?:|a){3}b|(?:a||b){2}|(?:|a)+|(?:()|a)*b|(?:a*?){2,4}b|(?:ab){2}|(?:ab){1,3}?|(?:a|b){3,}|(?:\b|a)+|(?:(?=a))*|a{100001}|a{100000}"),
    (LOOPS, r"(a)*\1|(a|b)\1+|(?:(a)|b)*\1|(a\1)|(\1a)|\1|\2(a)|(?:(a)|(b)|(c))+\1\2|(?:()|())*\2|(?<n>a)|(?<n>b)\k<n>|(a)(?:\1)?|(?i)(a)\1"),
    # conditions, calls, absent operators, callouts
    (PAIRS, r"(a)?(?(1)b|c)|(a)?(?(<1>)b)|(?<x>a)?(?(<x>)b|c)|(?(a)ab|b)|(?(1)a)|(a)(?(1))|(?(|(?()a)|(?(a)|b)c|(?(2)a)"),
    (PAIRS, r"(?<p>\((?:[^()]|\g<p>)*\))|(?<p>\(\g<p>?\))|(a|b\g<1>)|\g<1>(a)|\g<0>|a\g<0>?|(?<p>\g<p>a)|\g<9>|\g<q>|(?<p>a){0}\g<p>|(x|y)\g<1>|\g<-1>|(?<x>a)\g<x>{2}|(?:\g<1>|(a))"),
    (PAIRS, r"(?~ab)|(?~a)|(?~)|(?~|a|[ab]*)|(?~|b)a+|(?~|)a|(?~|a)b(?~|)a"),
    (PAIRS, r"(?{a})b|(*FAIL)|(a)\k<1+0>"),
]
# Patterns that contain the bar that separates patterns above.
WHOLE = [
    (LATIN, [r"a|ab", r"ab|a", r"|a", r"a|", r"a||b", r"(a|b)|c", r"(?:a|(?i)b|c)B", r"a(?i)b|c", r"(?i)a|b", r"^a|b$", r"[|]", r"\|"]),
    (LOOPS, [r"(?:a|b)*?c", r"(?:a|ab)(?:c|bcd)", r"(?>a|ab)c", r"(?:a|b|ab)*c", r"(?:aa|a)*b", r"(?:b|a|aa)+?", r"(a|ab)(c|bcd)(d*)"]),
]


def features():
    for texts, patterns in FEATURES:
        for pattern in patterns.split("|"):
            yield case(pattern, texts)
    for texts, patterns in WHOLE:
        for pattern in patterns:
            yield case(pattern, texts)


# ---- random patterns ----

ATOMS = r"""a b c ab ss s S k K ſ ß ff ﬃ é 日 😀 \n 1 ٣ _ - \. . \w \W \d \s \S \h \p{L} \p{N} \p{Lu} \P{L} \p{^Lu} \p{Han} [ab] [^a]
[a-c] [^\s\p{L}] [\p{L}&&[^a-c]] [a[bc]] [[:alpha:]] [[:^digit:]] [ßk] [s-t] \N \O \R \X \x61 \x{62} \u0063 \141 $ ^ \b \B \A \z \Z \G
\y (?=a) (?!b) (?<=a) (?<!b) \1 \2 \k<x> \k<-1> \g<1> \g<x> (?i) (?m) (?-i)""".split()
PLAIN = r"a b c ab a b é 日 . \w \s \d [ab] [^a] \p{L} a? b*".split() + [" "]
GROUPS = "(%s) (?:%s) (?:%s) (?>%s) (?=%s) (?!%s) (?<=%s) (?<!%s) (?<x>%s) (?i:%s) (?m:%s) (?~%s) (?(1)%s)".split()
REPEATS = "* + ? *? +? ?? *+ ++ ?+ {2} {1,2} {,2} {2,} {0} {1,3}? {2}? {2,1} {3,4}".split()
PIECES = list("abcabaABsSßẞſkKKfé日 \n1٣²_-.'x") + ["ss", "ffi", "ﬃ", "e\u0301", "😀", "👨\u200d👩", "🇩🇪", "\r\n", "\u00a0", "한"]


def random_pattern(r, depth):
    def atom():
        if depth and r.random() < 0.45:
            s = r.choice(GROUPS) % random_pattern(r, depth - 1)
        else:
            s = r.choice(ATOMS if r.random() < 0.5 else PLAIN)
        while r.random() < 0.35:
            s += r.choice(REPEATS)
        return s

    branches = r.choice([1, 1, 1, 2, 3])
    return "|".join("".join(atom() for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4]))) for _ in range(branches))


def random_text(r):
    return "".join(r.choice(PIECES if r.random() < 0.5 else PIECES[:7]) for _ in range(r.choice([0, 1, 3, 5, 8, 12])))


def random_case(r):
    return case(random_pattern(r, r.choice([1, 2, 3])), [random_text(r) for _ in range(3)])


# ---- patterns of tokenizers ----


def regexes(value):
    """All {"Regex": pattern} in a JSON value."""
    if isinstance(value, dict):
        if isinstance(value.get("Regex"), str):
            yield value["Regex"]
        value = list(value.values())
    if isinstance(value, list):
        for v in value:
            yield from regexes(v)


GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
WORDS = ["Hello", "world", "don't", "I'LL", "we've", "naïve", "Straße", "日本語", "テキスト", "한국어", "привет", "مرحبا", "नमस्ते", "ไทย",
         "e\u0301", "1234567", "3.14", "٣٤", "½", "Ⅷ", "²", "foo_bar", "CamelCaseWORD", "https://a.b/c?d=e", "...", "—", "!?", "<|x|>", "#", "👨\u200d👩", "🇩🇪",
         "\u200b", "\ufeff", "\u00ad", "\x00", "\x7f", "a/b", "/", "\\", "ǅ", "ª", "ʰ", "\u0901", "$5"]
SPACES = [" ", " ", " ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", " \n ", "\u00a0", "\u3000", "\u2028", "", "", "'"]


def prose(r):
    return "".join(r.choice(WORDS) + r.choice(SPACES) for _ in range(r.randrange(1, 30)))


def digest(value):
    return sha256(json.dumps(value, separators=(",", ":")).encode()).hexdigest()[:16]


def tokenizer_patterns(known, texts):
    return [{"pattern": p, "digest": digest([[t.get("matches"), t.get("pieces")] for t in case(p, texts)["texts"]])}
            for p in sorted(known)]


# ---- sets of characters ----

CATEGORIES = "L Lu Ll Lt Lm Lo LC M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn".split()
SCRIPTS = """Arabic Armenian Bengali Bopomofo Braille Canadian_Aboriginal Cherokee Common Coptic Cyrillic Devanagari Ethiopic Georgian
Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Inherited Kannada Katakana Khmer Lao Latin Malayalam Mongolian Myanmar Ogham Oriya Runic
Sinhala Syriac Tamil Telugu Thaana Thai Tibetan Unknown Yi Grek Zyyy Todhri""".split()
PROPERTIES = """Alphabetic Any ASCII Assigned Bidi_Control Case_Ignorable Cased Changes_When_Casefolded Dash Default_Ignorable_Code_Point
Diacritic Emoji Emoji_Modifier Emoji_Presentation Extended_Pictographic Extender Grapheme_Base Grapheme_Extend Hex_Digit ID_Continue ID_Start
Ideographic Join_Control Lowercase Math Noncharacter_Code_Point Pattern_Syntax Quotation_Mark Radical Regional_Indicator Soft_Dotted
Terminal_Punctuation Unified_Ideograph Uppercase Variation_Selector White_Space XID_Continue XID_Start Word Alnum Punct PosixPunct In_Hiragana
In_No_Block""".split()
POSIX = "alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit".split()


def set_patterns():
    yield from [r"\s", r"\S", r"\d", r"\D", r"\w", r"\W", r"\h", r"\H", r"[\w]", r"[^\w]", r"[^\s\p{L}\p{N}]", r"(?W)\w", r"(?P)[[:alpha:]]"]
    yield from [r"(?i)[\p{Lu}]", r"(?i)[^\p{Lu}]", r"(?i)[a-z]", r"(?i)[^k-ß]", r"\X", r"(?y{w})\X"]
    yield from (r"\p{%s}" % name for name in CATEGORIES + SCRIPTS + PROPERTIES)
    yield from ("[[:%s:]]" % name for name in POSIX)


# All code points but those of planes where nothing changes.
BLOCKS = [(0, 0x33500), (0xE0000, 0xE0200), (0xF0000, 0xF0100), (0x10FF00, 0x110000)]


def sets():
    text = "".join(chr(c) for begin, end in BLOCKS for c in range(begin, end) if not 0xD800 <= c < 0xE000)
    for pattern in set_patterns():
        repeated = pattern if pattern.endswith("X") else pattern + "+"
        yield {"pattern": repeated, "digest": digest(split(Regex(repeated), text, "removed", True))}


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--tokenizers", type=Path, nargs="+", default=[])
    args.add_argument("--live", type=int)
    args.add_argument("--seed", type=int, default=1)
    args = args.parse_args()
    r = random.Random(args.seed)
    if args.live:
        for _ in range(args.live):
            print(json.dumps(random_case(r)))
        return
    known = {GPT2}
    if OUT.exists():
        known |= {c["pattern"] for c in json.loads(OUT.read_text())["tokenizers"]}
    for file in args.tokenizers:
        known |= set(regexes(json.loads(file.read_text())))
    texts = [prose(r) for _ in range(300)]
    out = {
        "version": VERSION,
        "blocks": BLOCKS,
        "features": list(features()),
        "random": [random_case(r) for _ in range(600)],
        "texts": texts,
        "tokenizers": tokenizer_patterns(known, texts),
        "sets": list(sets()),
    }
    OUT.parent.mkdir(exist_ok=True)
    lines = ",\n".join(
        f"{json.dumps(key)}: " + ("[\n" + ",\n".join(json.dumps(v, ensure_ascii=True, separators=(",", ":")) for v in value) + "\n]" if isinstance(value, list) else json.dumps(value))
        for key, value in out.items()
    )
    OUT.write_text("{\n" + lines + "\n}\n")


main()
