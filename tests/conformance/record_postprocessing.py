#!/usr/bin/env python3
"""Writes what the reference makes of random input to everything that comes after the model, for the unit tests:

    core/encoding/testdata/reference.json        truncate, pad, merge, look-ups, padding of batches
    core/postprocessor/testdata/reference.json   truncation, post-processing and padding of encodings
    core/decoder/testdata/reference.json         decoders, decoding of ids, decode streams

An encoding is [ids, type_ids, tokens, words, offsets, special_tokens_mask, attention_mask, overflowing,
sequence ranges as [id, start, end]]. null stands for an exception, panics included. Run it anew and nothing
changes, unless the reference or this file did.
"""

import json
import random
from pathlib import Path

import tokenizers
from tokenizers import Encoding, Tokenizer
from tokenizers.decoders import DecodeStream

VERSION = "0.23.3"
assert tokenizers.__version__ == VERSION, f"needs tokenizers {VERSION}, this is {tokenizers.__version__}"
CORE = Path(__file__).resolve().parents[2] / "core"
FIELDS = ("ids", "type_ids", "tokens", "words", "offsets", "special_tokens_mask", "attention_mask", "overflowing")

rng = random.Random(20230323)


# ---- encodings ----

def to_state(e):
    """The reference's own JSON of an encoding, as it pickles one."""
    state = dict(zip(FIELDS, e))
    state["overflowing"] = [to_state(o) for o in e[7]]
    state["sequence_ranges"] = {str(i): {"start": start, "end": end} for i, start, end in e[8]}
    return state


def from_state(state):
    e = [state[f] for f in FIELDS]
    e[7] = [from_state(o) for o in e[7]]
    return e + [sorted([int(i), r["start"], r["end"]] for i, r in state["sequence_ranges"].items())]


def load(e):
    out = Encoding()
    out.__setstate__(json.dumps(to_state(e)).encode())
    return out


def save(encoding):
    return from_state(json.loads(encoding.__getstate__()))


TOKENS = ["the", "Ġthe", "ĠĠ", "Ġ", "a", " x", "\u00a0y ", "zĠ", "ĠĠqĠ", "\u3000", "é", "Ġé\u2003", "[UNK]", "ð", "▁x"]


def random_encoding(n, type_id=0, overflowing=0, ranges=False):
    position, word, offsets, words = 0, 0, [], []
    for _ in range(n):
        position += rng.choice([0, 0, 1, 2])
        end = position + rng.choice([0, 1, 2, 3, 5])
        offsets.append([position, end])
        position = end if rng.random() < 0.9 else position
        word += rng.choice([0, 1, 1])
        words.append(None if rng.random() < 0.05 else word)
    e = [[rng.randrange(100, 200) for _ in range(n)], [type_id] * n, [rng.choice(TOKENS) for _ in range(n)], words,
         offsets, [0] * n, [1] * n, [random_encoding(rng.randrange(0, n + 2), type_id) for _ in range(overflowing)], []]
    if ranges and n > 2:
        cut = sorted(rng.sample(range(n + 1), 3))
        ids = rng.sample(range(3), 2)
        e[8] = sorted([[ids[0], cut[0], cut[1]], [ids[1], cut[1], cut[2]]][: rng.randrange(1, 3)])
    return e


def attempt(f):
    """f's result, None for an exception. The reference's panics are no Exception."""
    try:
        return f()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return None


def changed(e, f):
    return attempt(lambda: (f(e), save(e))[1])


def truncations():
    for _ in range(60):
        n = rng.randrange(0, 14)
        e = random_encoding(n, overflowing=rng.choice([0, 0, 1]), ranges=rng.random() < 0.3)
        length, stride = rng.randrange(0, n + 2), rng.choice([0, 0, 1, 2, 3, 5])
        side = rng.choice(["left", "right"])
        out = changed(load(e), lambda x: x.truncate(length, stride=stride, direction=side))
        yield {"in": e, "length": length, "stride": stride, "side": side, "out": out}


def random_padding():
    return {"direction": rng.choice(["left", "right"]), "pad_id": rng.randrange(9), "pad_type_id": rng.randrange(3),
            "pad_token": rng.choice(["[PAD]", "<pad>", ""])}


def paddings():
    for _ in range(30):
        e = random_encoding(rng.randrange(0, 6), overflowing=rng.choice([0, 0, 2]), ranges=rng.random() < 0.5)
        length, how = rng.randrange(0, 10), random_padding()
        yield {"in": e, "length": length, "how": how, "out": changed(load(e), lambda x: x.pad(length, **how))}


def batches():
    for _ in range(25):
        how = random_padding() | {"length": rng.choice([None, None, 0, 3, 8]),
                                  "pad_to_multiple_of": rng.choice([None, None, 0, 1, 4, 5])}
        tokenizer = Tokenizer.from_str(json.dumps(whole({"a": 1, "b": 2})))
        tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
        if rng.random() < 0.5:
            tokenizer.enable_truncation(4, stride=rng.choice([0, 1]))
        texts = [" ".join(rng.choices("ab", k=rng.randrange(0, 9))) for _ in range(rng.randrange(0, 5))]
        before = [save(e) for e in tokenizer.encode_batch(texts)]
        tokenizer.enable_padding(**how)
        yield {"in": before, "how": how, "out": [save(e) for e in tokenizer.encode_batch(texts)]}


def merges():
    for _ in range(40):
        parts = [random_encoding(rng.randrange(0, 4), overflowing=rng.choice([0, 0, 0, 1, 2]),
                                 ranges=rng.random() < 0.7) for _ in range(rng.choice([0, 1, 2, 2, 2, 3, 4]))]
        for p in parts:  # parts that are nested themselves
            for o in p[7]:
                if rng.random() < 0.2:
                    o[7].append(random_encoding(1))
        growing = rng.random() < 0.5
        yield {"in": parts, "growing": growing, "out": save(Encoding.merge([load(p) for p in parts], growing))}


def lookups():
    for _ in range(25):
        raw = random_encoding(rng.randrange(0, 10), ranges=rng.random() < 0.6)
        if rng.random() < 0.2:
            rng.shuffle(raw[3])
        e, n, sequences = load(raw), len(raw[0]), range(3)
        words, chars = range(0, n + 2), range(0, max([o[1] for o in raw[4]], default=0) + 2)
        yield {
            "in": raw, "n_sequences": e.n_sequences, "sequence_ids": e.sequence_ids,
            "token_to_sequence": [e.token_to_sequence(i) for i in range(n + 2)],
            "token_to_chars": [e.token_to_chars(i) for i in range(n + 2)],
            "token_to_word": [e.token_to_word(i) for i in range(n + 2)],
            "word_to_tokens": [[e.word_to_tokens(w, s) for w in words] for s in sequences],
            "word_to_chars": [[e.word_to_chars(w, s) for w in words] for s in sequences],
            "char_to_token": [[e.char_to_token(c, s) for c in chars] for s in sequences],
            "char_to_word": [[e.char_to_word(c, s) for c in chars] for s in sequences],
        }


# ---- post-processors ----

def whole(vocab, **sections):
    """A tokenizer.json around the sections to be tested."""
    return {"version": "1.0", "added_tokens": [],
            "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "a"}} | sections


def random_template(names, pair):
    pieces = []
    for _ in range(rng.randrange(0, 6)):
        type_id = rng.randrange(3)
        if rng.random() < 0.5:
            pieces.append({"Sequence": {"id": rng.choice("AAB" if pair else "AAAAAAB"), "type_id": type_id}})
        else:
            pieces.append({"SpecialToken": {"id": rng.choice(names), "type_id": type_id}})
    return pieces


USUAL = [({"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}),
         ({"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}})]


def random_post_processor(depth=0):
    kind = rng.choice(["bert", "roberta", "bytelevel", "template", "template", "usual", "sequence", "none"][depth:])
    special = lambda: [rng.choice(["<s>", "</s>", "[SEP]"]), rng.randrange(5)]
    coin = lambda: rng.random() < 0.5
    if kind == "bert":
        return {"type": "BertProcessing", "sep": special(), "cls": special()}
    if kind == "roberta":
        return {"type": "RobertaProcessing", "sep": special(), "cls": special(), "trim_offsets": coin(),
                "add_prefix_space": coin()}
    if kind == "bytelevel":
        return {"type": "ByteLevel", "add_prefix_space": coin(), "trim_offsets": rng.random() < 0.8, "use_regex": coin()}
    if kind == "sequence" or depth and kind == "none":
        return {"type": "Sequence", "processors": [random_post_processor(depth=1) for _ in range(rng.randrange(0, 4))]} \
            if depth < 2 else {"type": "Sequence", "processors": []}
    if kind == "none":
        return None
    specials = {"[SEP]": {"id": "[SEP]", "ids": [1], "tokens": ["[SEP]"]},
                "two": {"id": "two", "ids": [2, 3], "tokens": ["x", "y"]}, "no": {"id": "no", "ids": [], "tokens": []}}
    if kind == "usual":
        return {"type": "TemplateProcessing", "single": [*USUAL[0]], "pair": [*USUAL[0], *USUAL[1]],
                "special_tokens": specials}
    names = list(specials) + ["missing"] * (rng.random() < 0.1)
    return {"type": "TemplateProcessing", "single": random_template(names, False), "pair": random_template(names, True),
            "special_tokens": specials}


def post_processing():
    for _ in range(320):
        processor = random_post_processor()
        tokenizer = Tokenizer.from_str(json.dumps(whole({"a": 1}, post_processor=processor)))
        a = random_encoding(rng.randrange(0, 12), type_id=rng.choice([0, 0, 2]))
        b = random_encoding(rng.randrange(0, 12), type_id=rng.choice([1, 1, 3])) if rng.random() < 0.5 else None
        if rng.random() < 0.2:  # as if truncated before
            a[7] = [random_encoding(rng.randrange(0, 3)) for _ in range(rng.randrange(0, 3))]
            if b:
                b[7] = [random_encoding(rng.randrange(0, 3), type_id=1) for _ in range(rng.randrange(0, 3))]
        add = rng.random() < 0.7
        case = {"processor": processor, "a": a, "b": b, "add": add,
                "added": [tokenizer.num_special_tokens_to_add(False), tokenizer.num_special_tokens_to_add(True)]}
        if rng.random() < 0.5:
            case["truncation"] = how = {
                "max_length": rng.randrange(0, 14), "stride": rng.choice([0, 0, 1, 2, 4]),
                "strategy": rng.choice(["longest_first", "longest_first", "only_first", "only_second"]),
                "direction": rng.choice(["left", "right"])}
            case["accepted"] = attempt(lambda: tokenizer.enable_truncation(**how) or True) is not None
        if rng.random() < 0.3:
            case["padding"] = how = random_padding() | {"length": rng.choice([None, 6, 12]),
                                                        "pad_to_multiple_of": rng.choice([None, 5])}
            tokenizer.enable_padding(**how)
        case["out"] = attempt(lambda: save(tokenizer.post_process(load(a), load(b) if b else None, add)))
        yield case


# ---- decoders ----

PIECES = ["the", "▁the", "▁", "▁▁", "▁▁▁", "a▁b", "##ing", "##", "a##b", "</w>", "low</w>", "a</w>b</w>", "", " ", "  ", "Ġ",
          "Ġa", "Ċ", "é", "日本", "🦙", "�", ".", ",", "?", "!", "'", "n't", "'m", "'s", "'ve", "'re", "do not", " do not",
          "##.", "##'s", "▁.", "<pad>", "a<pad>b", "|", "||", "<s>", "h", "hh", "e", "l", "o", "<0x41>", "<0x20>", "<0xE6>",
          "<0x97>", "<0xA5>", "<0xF0>", "<0x9F>", "<0xff>", "<0xfF>", "<0x+9>", "<0x9+>", "<0xé>", "<0x4>", "<0x041>",
          "▁<0x41>", "x▁x", "10", "a1b22"]
LETTERS = [tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(s)[0][0]
           for s in ["é", "日本語", "🦙🦙", "a b", "\r\n", "\u00a0"]]


def random_token():
    if rng.random() < 0.3:  # bytes in the byte-level alphabet, most of them no UTF-8
        letters = rng.choice(LETTERS)
        start = rng.randrange(len(letters))
        return letters[start:start + rng.randrange(1, 5)]
    if rng.random() < 0.08:
        return "".join(rng.choices("ĠÃ©ðŁĶ¥åìĪĂÂĴĦľ\u0100\u0143Ń", k=rng.randrange(1, 6)))
    return rng.choice(PIECES)


def random_decoder(depth=0):
    kind = rng.choice(["BPEDecoder", "ByteLevel", "WordPiece", "Metaspace", "CTC", "Replace", "Fuse", "Strip",
                       "ByteFallback"] + ["Llama", "Sequence", "Sequence", "Sequence"] * (depth == 0))
    coin = lambda: rng.random() < 0.5
    if kind == "BPEDecoder":
        return {"type": kind, "suffix": rng.choice(["</w>", "</w>", "", "e", "▁"])}
    if kind == "ByteLevel":
        return {"type": kind, "add_prefix_space": coin(), "trim_offsets": coin(), "use_regex": coin()}
    if kind == "WordPiece":
        return {"type": kind, "prefix": rng.choice(["##", "##", "", "▁"]), "cleanup": coin()}
    if kind == "Metaspace":
        return {"type": kind, "replacement": rng.choice("▁▁ h"), "split": coin(),
                "prepend_scheme": rng.choice(["always", "first", "never"])}
    if kind == "CTC":
        return {"type": kind, "pad_token": rng.choice(["<pad>", "", "h"]), "cleanup": coin(),
                "word_delimiter_token": rng.choice(["|", "", "▁"])}
    if kind == "Replace":
        pattern = rng.choice([{"String": "▁"}, {"String": "▁"}, {"String": ""}, {"String": "a"}, {"String": "<0x"},
                              {"Regex": "[ \\r\\n]+"}, {"Regex": "[0-9]+"}, {"Regex": "x*"}, {"Regex": "h|▁"}])
        return {"type": kind, "pattern": pattern, "content": rng.choice([" ", " ", "", "aa", "<0x41>", "\\0"])}
    if kind == "Strip":
        return {"type": kind, "content": rng.choice(" ▁hé"), "start": rng.randrange(3), "stop": rng.choice([0, 0, 1, 2])}
    if kind == "Llama":
        steps = [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
                 {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": rng.randrange(3), "stop": 0}]
        return {"type": "Sequence", "decoders": steps[:rng.choice([2, 3, 4])]}
    if kind == "Sequence":
        return {"type": kind, "decoders": [random_decoder(depth=1) for _ in range(rng.randrange(0, 5))]}
    return {"type": kind}


ALPHABET = {}  # byte to character; U+0100 on are the bytes that are not printable in Latin-1, in order
for b in range(256):
    printable = 0x21 <= b <= 0x7E or 0xA1 <= b <= 0xAC or b >= 0xAE
    ALPHABET[b] = chr(b if printable else 0x100 + sum(c >= 0x100 for c in map(ord, ALPHABET.values())))
LIMITS = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5]


def broken():
    """Bytes at all limits of what UTF-8 allows."""
    for _ in range(60):
        tokens = ["".join(ALPHABET[rng.choice(LIMITS)] for _ in range(12)) for _ in range(3)]
        yield {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True}, tokens


def decoders():
    for decoder, tokens in broken():
        decode = Tokenizer.from_str(json.dumps(whole({"a": 1}, decoder=decoder))).decoder.decode
        yield {"decoder": decoder, "tokens": tokens, "out": attempt(lambda: decode(tokens))}
    for _ in range(900):
        decoder = random_decoder()
        tokens = [random_token() for _ in range(rng.choice([0, 1, 1, 2, 3, 5, 9]))]
        if rng.random() < 0.3:
            tokens = [t for t in tokens for _ in range(rng.randrange(1, 3))]
        decode = Tokenizer.from_str(json.dumps(whole({"a": 1}, decoder=decoder))).decoder.decode
        yield {"decoder": decoder, "tokens": tokens, "out": attempt(lambda: decode(tokens))}


def streams():
    for _ in range(250):
        vocab = list(dict.fromkeys(random_token() for _ in range(24)))
        special = rng.sample([i for i, t in enumerate(vocab) if t], 3)
        decoder = rng.choice([None, {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True}] +
                             [random_decoder() for _ in range(3)])
        added = [{"id": i, "content": vocab[i], "single_word": False, "lstrip": False, "rstrip": False,
                  "normalized": False, "special": True} for i in special]
        tokenizer = Tokenizer.from_str(json.dumps(
            whole({t: i for i, t in enumerate(vocab)}, added_tokens=added, decoder=decoder)))
        skip, some_id = rng.random() < 0.5, lambda: rng.randrange(len(vocab) + 2)
        prefill = [some_id() for _ in range(rng.choice([0, 0, 0, 1, 3]))]
        steps = [[some_id() for _ in range(rng.choice([0, 1, 1, 1, 1, 1, 2, 3]))] for _ in range(12)]
        stream, out = DecodeStream(prefill, skip), []
        for ids in steps:
            text = attempt(lambda: [stream.step(tokenizer, ids)])
            out.append("error" if text is None else text)
            if text is None:
                break  # the state after a panic is not defined
        ids = prefill + sum(steps, [])
        yield {"decoder": decoder, "vocab": vocab, "special": special, "skip": skip, "prefill": prefill, "steps": steps,
               "out": out, "decoded": attempt(lambda: tokenizer.decode(ids, skip_special_tokens=skip))}


def write(room, **groups):
    lines = [f'"tokenizers":"{VERSION}"']
    for name, cases in groups.items():
        rows = ",\n".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in cases)
        lines.append(f'"{name}":[\n{rows}]')
    path = CORE / room / "testdata" / "reference.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    write("encoding", truncations=truncations(), paddings=paddings(), batches=batches(), merges=merges(),
          lookups=lookups())
    write("postprocessor", cases=post_processing())
    write("decoder", decoders=decoders(), streams=streams())
