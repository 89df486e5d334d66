"""Texts to ids on one thread, in MB/s of processor time, so that an engine's background threads count too.

Warm: passes over text that the tokenizer has seen, by the faster of the engine's paths. Cold: the first pass of
a tokenizer that was just loaded and has encoded one word.
"""

import statistics

import documents
import families
from axes.common import MB, Loader, Turns, Workers, compare, expected, give, per_second, prefix

TIMEOUT = 30  # seconds
TURN = 0.08  # seconds of an engine's turn: enough that the caches it finds full of others' data don't count much
SIZED = {"gpt2", "o200k", "llama2", "bert", "t5"}  # families measured in documents of every size
SLOWEST = {"huggingface-js", "sugarme"}  # a hundredth as fast as the others: one text of a few families shows it


def rows(present, options):
    load = Loader()
    with Workers(options.engine) as workers:
        for family, file in present.items():
            for text in options.text:
                whole = documents.text(text, file)
                for size in sizes(family, text, options):
                    docs = documents.cut(whole, documents.SIZES[size])
                    if options.quick or size == "50B":
                        docs = docs[: prefix(docs, MB // (4 if options.quick else 1))]
                    headline = text == "english" and size == "10KB"
                    everybody = headline and family in SIZED
                    taking_part = {n: w for n, w in workers.items() if everybody or n not in SLOWEST}
                    about = dict(axis="encode", family=family, kind=families.kind(family), text=text, size=size)
                    rounds = (5, 3) if headline and not options.quick else (3, 1)
                    yield from measure(Turns(taking_part, **about), load, file, docs, *rounds)


def sizes(family, text, options):
    if text == "english" and family in SIZED:
        return options.size
    return ["10KB"] if "10KB" in options.size else options.size[:1]


def measure(turns, load, file, docs, rounds, cold_rounds):
    give(turns, docs)
    right = expected(file, docs)

    def run(worker, row, path, repeat):
        seconds = worker.call("encode", path=path, repeat=repeat, timeout=TIMEOUT)["cpu"]
        return per_second(row["bytes"], seconds)

    def cold(worker, row):
        answer = load(worker, file)
        row["_special"], row["_paths"] = answer["special"], {name: [] for name in answer["paths"]}
        row["paths"] = answer["paths"]
        row["values"].setdefault("cold", []).extend(run(worker, row, "each", 1))

    def check(worker, row):
        compare(row, worker.call("digests")["digests"], right[row["_special"]])

    def warm(worker, row):
        for path, values in row["_paths"].items():
            seconds = row["bytes"] / 1e6 / max(values, default=row["values"]["cold"][-1])
            values += run(worker, row, path, max(1, min(40, int(TURN / seconds))))

    for _ in range(cold_rounds):
        turns.each(cold)
        turns.each(check)
    for _ in range(rounds):
        turns.each(warm)
    turns.each(check)  # the last path
    for row in turns.rows.values():
        if "error" not in row:
            row["path"] = max(row["_paths"], key=lambda path: statistics.median(row["_paths"][path]))
            row["call"] = row.pop("paths")[row["path"]]
            row["values"]["warm"] = row["_paths"][row["path"]]
    return turns.done()
