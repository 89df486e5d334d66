"""Texts to ids on one thread. Warm: passes over text that the tokenizer has seen. Cold: the first pass of a
tokenizer that was just loaded and has encoded one word. MB/s of processor time, so that background threads
of an engine count too.
"""

import documents
import families
import process
from axes.common import OUT, SLOW, Loader, differing, expected, prefix

TURN = 0.03  # seconds; a turn of an engine is so many passes
SIZED = {"gpt2", "o200k", "llama2", "bert", "t5"}  # families measured in documents of every size


def rows(present, options):
    workers, load = process.engines(options.engine), Loader()
    try:
        for family, file in present.items():
            for text in options.text:
                whole = documents.text(text, file)
                for size in sizes(family, text, options):
                    docs = documents.cut(whole, documents.SIZES[size])
                    if options.quick or size == "50B":
                        docs = docs[: prefix(docs, documents.MB // (4 if options.quick else 1))]
                    about = {"axis": "encode", "family": family, "kind": families.kind(family), "text": text, "size": size}
                    headline = text == "english" and size == "10KB" and not options.quick
                    yield from measure(workers, load, file, docs, about, *((5, 3) if headline else (3, 1)))
    finally:
        for worker in workers.values():
            worker.close()


def sizes(family, text, options):
    if text == "english" and family in SIZED:
        return options.size
    return ["10KB"] if "10KB" in options.size else options.size


def measure(workers, load, file, docs, about, rounds, cold_rounds):
    """A row for each engine; they take turns."""
    path = OUT / "documents.bin"
    documents.write(path, docs)
    right = expected(file, docs)
    rows = {}
    for engine, worker in workers.items():
        first = prefix(docs, documents.MB) if engine in SLOW else len(docs)
        size = sum(len(doc.encode()) for doc in docs[:first])
        rows[engine] = {**about, "engine": engine, "documents": first, "bytes": size, "cold": {"each": []}, "warm": {}}
        try:
            worker.call("texts", path=str(path))
        except process.Refused as e:
            rows[engine]["error"] = str(e)

    def turn(engine, name, repeat):
        row = rows[engine]
        times = workers[engine].call("encode", path=name, repeat=repeat, first=row["documents"])["cpu"]
        return [round(row["bytes"] / 1e6 / max(seconds, 1e-9), 3) for seconds in times]

    def each_engine(step):
        for engine, row in rows.items():
            if "error" not in row:
                try:
                    step(engine, row)
                except process.Refused as e:
                    row["error"] = str(e)

    def cold(engine, row):
        answer = load(workers[engine], file)
        row["paths"], row["special"] = answer["paths"], answer["special"]
        row["cold"]["each"] += turn(engine, "each", 1)

    def check(engine, row):
        found = workers[engine].call("digests")["digests"]
        row["differ"] = max(row.get("differ", 0), differing(found, right[row["special"]][: row["documents"]]))

    def warm(engine, row):
        for name in row["paths"]:
            seconds = row["bytes"] / 1e6 / row["cold"]["each"][-1]
            row["warm"].setdefault(name, []).extend(turn(engine, name, max(1, min(10, int(TURN / seconds)))))

    def check_batch(engine, row):
        if "batch" in row["paths"]:
            check(engine, row)

    for _ in range(cold_rounds):
        each_engine(cold)
        each_engine(check)
    for _ in range(rounds):
        each_engine(warm)
    each_engine(check_batch)
    for row in rows.values():
        row.pop("special", None)
        yield row
