"""Many texts in one call, on one thread and on two, in MB/s by the clock. An engine without such a call is left out."""

import documents
import families
from axes.common import MB, Loader, Turns, Workers, compare, expected, give, per_second, prefix, in_python

FAMILIES = ("gpt2", "o200k", "llama2", "bert", "t5")
SIZE = "1KB"


def rows(present, options):
    names = in_python(options.engine)
    whole = documents.text("english", None)
    with Workers(names) as alone, Workers(names, threads=2) as paired:
        for family in FAMILIES:
            if family in present:
                docs = documents.cut(whole, documents.SIZES[SIZE])
                docs = docs[: prefix(docs, MB if options.quick else 4 * MB)]
                about = dict(axis="batch", family=family, kind=families.kind(family), text="english", size=SIZE)
                yield from measure(Turns(alone, **about), paired, present[family], docs, 2 if options.quick else 4)


def measure(turns, paired, file, docs, rounds):
    give(turns, docs)
    pairs = Turns(paired)
    give(pairs, docs)
    right = expected(file, docs)
    load = {1: Loader(), 2: Loader()}

    def start(worker, row):
        for threads, each in enumerate((worker, paired[worker.name]), 1):
            answer = load[threads](each, file)
            if "batch" not in answer["paths"]:
                row["error"] = "has no call for a batch"
                return
            row["call"] = answer["paths"]["batch"]
            each.call("encode", path="batch")
            compare(row, each.call("digests")["digests"], right[answer["special"]])

    def turn(worker, row):
        for threads, each in enumerate((worker, paired[worker.name]), 1):
            seconds = each.call("encode", path="batch", repeat=2)["wall"]
            row["values"].setdefault(f"{threads} thread{'s' * (threads > 1)}", []).extend(per_second(row["bytes"], seconds))

    turns.each(start)
    for _ in range(rounds):
        turns.each(turn)
    return turns.done()
