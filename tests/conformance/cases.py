"""Random cases: a tokenizer.json, and what to ask of it. case.go has the format.

As a program: a seed a line on stdin, its case a line on stdout.
"""

import json
import os
import random
import sys

from components import Maker, Texts, doubled


def random_case(seed):
    rng = random.Random(seed)
    maker = Maker(rng)
    tokenizer = maker.tokenizer()
    add = [[maker.added_token() for _ in range(rng.randrange(1, 4))] for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    given = tokenizer.get("added_tokens")
    contents = [t["content"] for t in (given if isinstance(given, list) else []) + sum(add, [])
                if isinstance(t, dict) and isinstance(t.get("content"), str)]
    texts = Texts(maker, tokenizer, contents)
    truncated = "truncation" in tokenizer
    as_words = maker.coin(0.15)
    inputs = [random_input(maker, texts, as_words, truncated) for _ in range(rng.randrange(3, 25))]
    known = texts.known + contents
    limit = 2 * len(known) + 5
    some = lambda: rng.randrange(limit) if maker.coin(0.9) else rng.choice((0, 1, 2, 100_000, 2**32 - 1))
    if maker.coin(0.05):
        tokenizer = doubled(tokenizer, rng)
    return {
        "tokenizer": tokenizer, "add": add, "inputs": inputs, "batch": maker.coin(0.3),
        "decode": [{"ids": [some() for _ in range(rng.randrange(12))], "skip": maker.coin()} for _ in range(4)],
        "streams": [{"ids": [some() for _ in range(rng.choice((0, 0, 0, 2)))], "skip": maker.coin(),
                     "steps": [[some() for _ in range(rng.choice((0, 1, 1, 1, 1, 3)))] for _ in range(rng.randrange(12))]}
                    for _ in range(2)],
        "tokens": [rng.choice(known) for _ in range(4)] + [maker.word(), ""], "ids": [some() for _ in range(6)],
    }


def random_input(maker, texts, as_words, truncated):
    d = {"plain": maker.coin(0.2), "as_text": maker.coin(0.1)}
    if maker.coin(0.12):
        d["truncation"] = {"max_length": maker.pick(0, 1, 2, 3, 5, 8, 16), "stride": maker.pick(0, 0, 1, 2),
                           "strategy": maker.pick("longest_first", "only_first", "only_second"), "direction": maker.pick("left", "right")}
    if maker.coin(0.1):
        d["padding"] = {"direction": maker.pick("left", "right"), "pad_id": maker.pick(0, 7), "pad_type_id": maker.pick(0, 1),
                        "pad_token": "[PAD]", "length": maker.pick(None, 0, 3, 20), "pad_to_multiple_of": maker.pick(0, 0, 1, 4)}
    paired = maker.coin(0.3)
    most = 16 if paired and (truncated or "truncation" in d) else 60  # all parts cut off a text and its pair are combined
    if as_words:
        words = lambda: [texts.text(most // 4) for _ in range(maker.rng.choice((0, 1, 2, 4)))]
        d["words"] = words()
        if paired:
            d["pair_words"] = words()
    else:
        d["text"] = texts.text(most)[:4 * most]
        if paired:
            d["pair"] = texts.text(most)[:4 * most]
    return d


def is_case(case):
    """Whether what shrinking made is of the form of a case."""
    of = lambda kind: lambda v: isinstance(v, kind)
    every = lambda test: lambda v: isinstance(v, list) and all(map(test, v))
    number, optional = of(int), lambda test: lambda v: v is None or test(v)
    tokens = every(lambda t: isinstance(t, dict) and isinstance(t.get("content"), str) and len(t) == 6 and None not in t.values())
    inputs = every(lambda d: isinstance(d, dict) and (isinstance(d.get("text"), str) and optional(of(str))(d.get("pair"))
                                                      or every(of(str))(d.get("words")) and "text" not in d and "pair" not in d
                                                      and optional(every(of(str)))(d.get("pair_words")))
                   and ("truncation" not in d or isinstance(d["truncation"], dict) and len(d["truncation"]) == 4
                        and None not in d["truncation"].values())
                   and ("padding" not in d or isinstance(d["padding"], dict) and len(d["padding"]) == 6
                        and all(v is not None or k == "length" for k, v in d["padding"].items())))
    decode = every(lambda d: isinstance(d, dict) and every(number)(d.get("ids")) and isinstance(d.get("skip"), bool))
    streams = every(lambda d: isinstance(d, dict) and every(number)(d.get("ids")) and isinstance(d.get("skip"), bool)
                    and every(every(number))(d.get("steps")))
    forms = {"tokenizer": of((dict, str)), "add": every(tokens), "inputs": inputs, "batch": of(bool), "decode": decode,
             "streams": streams, "tokens": every(of(str)), "ids": every(number)}
    return isinstance(case, dict) and "tokenizer" in case and all(forms[k](v) for k, v in case.items()) and not (
        case.get("batch") and not case.get("inputs"))


def main():
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # trainers print
    for line in sys.stdin:
        out.write(json.dumps(random_case(int(line))) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
