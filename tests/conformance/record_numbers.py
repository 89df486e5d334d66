#!/usr/bin/env python3
"""Records how the reference reads numbers: decimal texts and the float64 (as its bits) that each becomes.

    record_numbers.py      rewrites core/tokenizerjson/testdata/numbers.json

The reference's reader is not exact in the last bit, and scores compare exactly, so ours has to be the same.
"""

import json
import random
import struct
from pathlib import Path

import tokenizers

TARGET = Path(__file__).parents[2] / "core/tokenizerjson/testdata/numbers.json"


def texts(rng):
    yield from ("0", "-0", "0.0", "1", "-1", "1e5", "1E-5", "1e+05", "123456789012345678901234567890", "18446744073709551615",
                "18446744073709551616", "1844674407370955161.6", "0.1e-320", "4.9e-324", "1e-400", "1.7976931348623157e308",
                "-9.9999999999999999999999", "0.000000000000000000000000000000001", "1" + "0" * 308, "3e-310", "0e999999999999")
    for _ in range(3000):
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 20)))
        whole = str(rng.choice([0, 0, rng.randint(1, 20), rng.randint(1, 10**rng.randint(1, 22))]))
        exponent = rng.choice(["", "", "", f"e{rng.randint(-30, 30)}", f"E{rng.randint(-330, 280)}"])
        yield rng.choice(["", "-"]) + whole + rng.choice([".", "."]) + digits + exponent


def main():
    numbers = list(texts(random.Random(1)))
    vocab = ",".join(f'["{i}",{text}]' for i, text in enumerate(numbers))
    read = tokenizers.Tokenizer.from_str('{"version":"1.0","model":{"type":"Unigram","unk_id":0,"vocab":[%s]}}' % vocab)
    scores = [score for _, score in json.loads(read.to_str())["model"]["vocab"]]
    bits = [struct.pack(">d", float(score)).hex() for score in scores]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({"tokenizers": tokenizers.__version__, "numbers": list(map(list, zip(numbers, bits)))}, indent=0) + "\n")


if __name__ == "__main__":
    main()
