"""From a tokenizer.json to the first ids, in milliseconds of processor time, in a fresh process that has imported the
engine; and what a tokenizer takes of memory.

"first": what a machine that never saw this tokenizer.json needs. "again": a second process on the same file; ours
then reads the compiled image that the first one left in the cache. Memory is what the resident set grew by, first
when the first ids are there, then after 100 MB of other text, or as much of it as five seconds are enough for.
"import": the same of importing the engine, its library mapped, which ours leaves to the first call.
"""

import shutil

import documents
import families
import process
from axes.common import MB, SCRATCH, Loader, Turns, Workers, in_python

FAMILIES = ("gpt2", "o200k", "llama2", "bert", "t5")
FEEDING = 5  # seconds
TEXT = "The quick brown fox jumps over the lazy dog."


def rows(present, options):
    source = SCRATCH / "much.txt"
    write_much(source, MB * (5 if options.quick else 100))
    for family in FAMILIES:
        if family in present:
            about = dict(axis="load", family=family, kind=families.kind(family))
            with Workers(in_python(options.engine)) as workers:
                yield from measure(Turns(workers, **about), present[family], source, options)
    source.unlink()


def measure(turns, file, source, options):
    load = Loader()
    found = {name: load.file(worker, file) for name, worker in turns.workers.items()}

    def fresh(worker):
        worker.close()
        return worker.call("start", path=str(found[worker.name]), text=TEXT)

    def first(worker, row):
        if found[worker.name] is None:
            load(worker, file)  # says why not
        forget_images()
        answer = fresh(worker)
        row["values"].setdefault("first ms", []).append(round(answer["seconds"] * 1e3, 2))
        row["values"].setdefault("loaded MB", []).append(round(answer["grown"] / 1e6, 1))
        answer = fresh(worker)
        row["values"].setdefault("again ms", []).append(round(answer["seconds"] * 1e3, 2))
        row["values"].setdefault("import ms", []).append(round(answer["importing"] * 1e3, 1))
        row["values"].setdefault("import MB", []).append(round(answer["imported"] / 1e6, 1))

    def feed(worker, row):
        answer = worker.call("feed", path=str(source), seconds=FEEDING)
        row["values"]["fed MB"] = [round(answer["grown"] / 1e6, 1)]
        row["fed"] = answer["bytes"]

    for _ in range(1 if options.quick else 2):
        turns.each(first)
    turns.each(feed)
    return turns.done()


def forget_images():
    shutil.rmtree(process.IMAGES, ignore_errors=True)


def write_much(path, size):
    """Different text, as much as there is of it up to `size` bytes: prose of many languages, then Go's sources."""
    files = [*sorted(documents.CORPORA.glob("**/*.txt")), *sorted((documents.go_root() / "src").rglob("*.go"))]
    with open(path, "wb") as out:
        for file in files:
            if out.tell() >= size:
                break
            if file.is_file():
                out.write(file.read_text(encoding="utf-8", errors="ignore").encode())
