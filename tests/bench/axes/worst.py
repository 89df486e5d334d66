"""Texts that some engines are slow on, at half a megabyte and at one, in seconds of processor time: time should
double, not quadruple. And a tokenizer with very many added tokens. An engine that has no answer in time is ended.

Each text is encoded once only, since an engine may remember words as long as that; variants of it give the spread.
"""

import json
import random

import documents
import families
from axes.common import MB, SCRATCH, Loader, Turns, Workers, compare, expected, in_python

FAMILIES = ("o200k", "llama2", "bert", "t5")
TIMEOUT = 5  # seconds
VARIANTS = 3
COMMON = bytes(b for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF) for b in (row, cell)).decode("gb2312")
SIZES = {"0.5 MB": MB // 2, "1 MB": MB}


def rows(present, options):
    load = Loader()
    names = in_python(options.engine)
    with Workers(names) as workers:
        for family in FAMILIES:
            if family in present:
                for case, text in texts(present[family]).items():
                    about = dict(axis="worst", family=family, kind=families.kind(family), case=case)
                    yield from measure(Turns(workers, **about), load, present[family], text, options)
        if "cl100k" in present:  # the one that the field's figures are known for
            about = dict(axis="worst", family="cl100k", kind=families.kind("cl100k"), case="one word of 400 KB")
            yield from measure(Turns(workers, **about), load, present["cl100k"], word, options, {"0.4 MB": 400_000})
        if "gpt2" in present:
            yield from many_added(workers, present["gpt2"], options)


def texts(file):
    """name: function from a size in bytes and a variant to a text."""
    token = documents.chat_tokens(file)[1] or "</s>"
    return {
        "one word": word,
        "spaces": lambda size, variant: " " * (size + variant),
        "emoji": lambda size, variant: fill("😀👍🏽🎉👨‍👩‍👧🇩🇪🤖", size) + "🦊" * variant,
        "CJK without breaks": ideographs,
        "one added token": lambda size, variant: fill(token, size) + token * variant,
    }


def word(size, variant):
    return "".join(random.Random(variant).choices("abcdefghijklmnopqrstuvwxyz", k=size))


def ideographs(size, variant):
    return "".join(random.Random(variant).choices(COMMON, k=size // 3))


def fill(part, size):
    return part * (size // len(part.encode()))


def measure(turns, load, file, text, options, sizes=SIZES):
    for name, size in list(sizes.items())[: 1 if options.quick else None]:
        docs = [text(size, variant) for variant in range(VARIANTS)]
        right = expected(file, docs)
        path = SCRATCH / "documents.bin"
        documents.write(path, docs)

        def run(worker, row):
            if "_special" not in row:
                answer = load(worker, file)
                row["call"], row["documents"], row["_special"] = answer["paths"]["each"], 1, answer["special"]
            worker.call("texts", path=str(path))
            for i in range(VARIANTS):
                times = worker.call("encode", path="each", only=i, timeout=TIMEOUT)["cpu"]
                row["values"].setdefault(name, []).extend(times)
                compare(row, worker.call("digests")["digests"], right[row["_special"]][i : i + 1])
                if times[0] > TIMEOUT / 5:
                    break

        turns.each(run)
        path.unlink()
    return turns.done()


def many_added(workers, file, options):
    """Seconds to load GPT-2's tokenizer with very many added tokens."""
    turns = Turns(workers, axis="worst", family="gpt2", kind=families.kind("gpt2"), case="added tokens at load")
    for count in (200_000,) if options.quick else (200_000, 400_000):
        path = SCRATCH / "added" / "tokenizer.json"
        write_added(file, path, count)

        def load(worker, row):
            row["values"].setdefault(f"{count // 1000}k", []).append(worker.call("load", path=str(path), timeout=20)["seconds"])

        turns.each(load)
    return turns.done()


def write_added(file, path, count):
    tokenizer = json.loads(file.read_bytes())
    first = max(tokenizer["model"]["vocab"].values()) + 1
    flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
    tokenizer["added_tokens"] += [{"id": first + i, "content": f"<extra_{i}>", **flags} for i in range(count)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tokenizer))
