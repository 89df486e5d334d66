#!/usr/bin/env python3
"""Asks the reference what case.go asks this library: a case a line on stdin, its outcome a line on stdout.

A process of its own, because the reference may abort or take all memory there is.
"""

import json
import os
import resource
import sys

import tokenizers
from oracle import VERSION, readable

assert tokenizers.__version__ == VERSION
FLAGS = ("content", "single_word", "lstrip", "rstrip", "normalized", "special")
MEMORY = 3 << 30  # bytes; beyond it the reference aborts
resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def attempt(f):
    """What f gives, or that it is an error: a panic is no Exception."""
    try:
        return f()
    except KeyboardInterrupt:
        raise
    except BaseException as e:
        return {"error": f"{type(e).__name__}: {e}"}


def whole(e):
    return {**readable(e), "overflowing": [whole(o) for o in e.overflowing]}


def load(case):
    """The tokenizer of a case with all its tokens added, and how many each list added."""
    file = case["tokenizer"]
    tokenizer = tokenizers.Tokenizer.from_str(file if isinstance(file, str) else json.dumps(file))
    added = []
    for tokens in case.get("add", []):
        added.append(attempt(lambda: tokenizer.add_tokens([
            tokenizers.AddedToken(t["content"], **{k: v for k, v in t.items() if k != "content"}) for t in tokens])))
    return tokenizer, added


def texts(d):
    """A text, or words, and the same of the pair or None; whether it is words."""
    if d.get("text") is not None:
        return d["text"], d.get("pair"), False
    return d.get("words") or [], d.get("pair_words"), True


def encode(case, tokenizer, d):
    if d.get("truncation") or d.get("padding"):
        tokenizer = load(case)[0]  # no other input is to see this one's settings
    if d.get("truncation"):
        tokenizer.enable_truncation(**d["truncation"])
    if d.get("padding"):
        tokenizer.enable_padding(**{k: v or None if k == "pad_to_multiple_of" else v for k, v in d["padding"].items()})
    text, pair, words = texts(d)
    tokenizer.encode_special_tokens = bool(d.get("as_text"))
    try:
        return whole(tokenizer.encode(text, pair, is_pretokenized=words, add_special_tokens=not d.get("plain")))
    finally:
        tokenizer.encode_special_tokens = False


def batch(tokenizer, inputs):
    """Inputs are all of texts, or all of words."""
    inputs = [texts(d) for d in inputs]
    words = inputs[0][2] if inputs else False
    return [whole(e) for e in tokenizer.encode_batch(
        [a if b is None else (a, b) for a, b, _ in inputs], is_pretokenized=words)]


def stream(tokenizer, s):
    out, decoding = [], tokenizers.decoders.DecodeStream(s["ids"], s["skip"])
    for ids in s["steps"]:
        text = attempt(lambda: decoding.step(tokenizer, ids))
        out.append(text)
        if isinstance(text, dict):
            break
    return out


def outcome(case):
    try:
        tokenizer, added = load(case)
    except KeyboardInterrupt:
        raise
    except BaseException as e:
        return {"load": {"error": f"{type(e).__name__}: {e}"}}
    return {
        "added": added,
        "inputs": [attempt(lambda: encode(case, tokenizer, d)) for d in case.get("inputs", [])],
        "batch": attempt(lambda: batch(tokenizer, case["inputs"])) if case.get("batch") else None,
        "decode": [attempt(lambda: tokenizer.decode(d["ids"], skip_special_tokens=d["skip"])) for d in case.get("decode", [])],
        "streams": [stream(tokenizer, s) for s in case.get("streams", [])],
        "tokens": [tokenizer.token_to_id(t) for t in case.get("tokens", [])],
        "ids": [attempt(lambda: tokenizer.id_to_token(i)) for i in case.get("ids", [])],
        "sizes": [tokenizer.get_vocab_size(False), tokenizer.get_vocab_size(True)],
        "vocab": tokenizer.get_vocab(True), "own": tokenizer.get_vocab(False),
        "given": [{"id": i, **{name: getattr(t, name) for name in FLAGS}}
                  for i, t in sorted(tokenizer.get_added_tokens_decoder().items())],
        "saved": attempt(tokenizer.to_str),
        "specials": [tokenizer.num_special_tokens_to_add(False), tokenizer.num_special_tokens_to_add(True)],
    }


def main():
    os.environ["RUST_BACKTRACE"] = "0"
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        answers.write(json.dumps(outcome(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
