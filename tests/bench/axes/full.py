"""Beyond ids: encodings with offsets, decoding, and decoding id by id; in MB/s of processor time, of text."""

import documents
import families
from axes.common import MB, SCRATCH, Loader, Turns, Workers, in_python, per_second

FAMILIES = ("gpt2", "o200k", "llama2", "bert", "t5")
WHAT = ("encode with offsets", "decode", "streaming decode")


def rows(present, options):
    docs = documents.cut(documents.text("english", None), 10_000)[: 10 if options.quick else 40]
    load = Loader()
    names = in_python(options.engine)
    with Workers({*names, "tokenizers"}) as workers:
        for family in FAMILIES:
            if family in present:
                yield from measure(workers, load, names, family, present[family], docs, 2 if options.quick else 5)


def measure(workers, load, names, family, file, docs, rounds):
    path, ids = SCRATCH / "documents.bin", SCRATCH / "ids.bin"
    documents.write(path, docs)
    reference = workers["tokenizers"]
    load(reference, file)
    reference.call("texts", path=str(path))
    reference.call("encode", path="each")
    reference.call("write_ids", path=str(ids))
    right = {}
    size = sum(len(doc.encode()) for doc in docs)
    for what in WHAT:
        about = dict(axis="full", family=family, kind=families.kind(family), what=what)
        turns = Turns({name: workers[name] for name in ["tokenizers", *names]}, **about)

        def start(worker, row):
            row["documents"], row["bytes"] = len(docs), size
            load(worker, file)
            worker.call("texts", path=str(path))
            worker.call("read_ids", path=str(ids))
            worker.call("run", what=what)
            found = worker.call("outcome")["digests"]
            right.setdefault(what, found)  # the reference's, which comes first
            row["differ"] = round(sum(a != b for a, b in zip(found, right[what])) / len(docs), 4)

        def turn(worker, row):
            row["values"].setdefault("rate", []).extend(per_second(size, worker.call("run", what=what)["cpu"]))

        turns.each(start)
        for _ in range(rounds):
            turns.each(turn)
        yield from (row for row in turns.done() if row["engine"] in names)
