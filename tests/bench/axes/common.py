"""What the axes share: turns, loading, and the ids that are right."""

import hashlib
import json
import tempfile
import time
from pathlib import Path

import documents
import engines
import process

OUT = documents.ROOT / "build" / "bench"
_scratch = tempfile.TemporaryDirectory(prefix="hftok-bench-")
SCRATCH = Path(_scratch.name)  # this run's own
MB = documents.MB

# Slow engines are measured on the first documents, of so many bytes together.
LIMITS = {"tokenizers": MB, "tiktoken": MB, "sentencepiece": MB, "huggingface-js": MB // 4, "sugarme": MB // 100}


class Turns:
    """One row of results for each engine, which do the same one after the other. One that refuses is left out
    from then on, and its row says what it said."""

    def __init__(self, workers, **about):
        self.workers = workers
        self.rows = {engine: {**about, "engine": engine, "values": {}} for engine in workers}

    def each(self, step):
        """step(worker, row) for each engine. Puts lists of measurements into row["values"]."""
        for engine, row in self.rows.items():
            if "error" not in row:
                try:
                    step(self.workers[engine], row)
                except process.Refused as e:
                    row["error"] = str(e)

    def done(self):
        return [{k: v for k, v in row.items() if not k.startswith("_")} for row in self.rows.values()]


class Workers(dict):
    """A process for each engine, ended at the end."""

    def __init__(self, names, threads=1):
        super().__init__((name, process.Process(name, threads)) for name in names)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.values():
            worker.close()


SETTLING = 3  # seconds; ours begins to complete an image one second after a load
_complete = set()


def complete_images(files):
    """Has ours complete the compiled images of tokenizers, which it does in the background after the first load on a
    machine: what the axes measure is what all later processes find."""
    if not process.IMAGES.exists():
        _complete.clear()
    worker = process.Process("hftok")
    for file in set(files) - _complete:
        worker.call("load", path=str(file))
        time.sleep(SETTLING)
        _complete.add(file)
    worker.close()


def in_python(names):
    """Those of the engines that Python reaches; the others know fewer commands."""
    return [name for name in names if name in engines.ENGINES]


class Loader:
    """Loads tokenizers, for an engine that refuses the file as it is from an equal one. What an engine refused
    once it is not asked again."""

    def __init__(self):
        self._files = {}
        self._refusals = {}

    def __call__(self, worker, file):
        key = worker.name, file
        if key in self._refusals:
            raise self._refusals[key]
        first = None
        for path in [self._files[key]] if key in self._files else [file, plainer(file)]:
            try:
                answer = worker.call("load", path=str(path))
            except process.Refused as refusal:
                first = first or refusal
            else:
                self._files[key] = path
                return answer
        self._refusals[key] = first
        raise first

    def file(self, worker, file):
        """The file that the engine takes; None if it refuses both."""
        try:
            self(worker, file)
        except process.Refused:
            return None
        return self._files[worker.name, file]


def plainer(file):
    """An equal tokenizer.json in the form that today's converters write: no added token in the model's
    vocabulary, the model's type named, absent affixes null."""
    copy = OUT / "plainer" / file.parent.name / "tokenizer.json"
    if not copy.exists():
        tokenizer = json.loads(file.read_bytes())
        model = tokenizer["model"]
        if "merges" in model:
            model.setdefault("type", "BPE")
            added = {token["content"] for token in tokenizer["added_tokens"]}
            merged = {token for merge in model["merges"] for token in (merge.split(" ") if isinstance(merge, str) else merge)}
            model["vocab"] = {token: id for token, id in model["vocab"].items() if token not in added or token in merged}
            for affix in ("continuing_subword_prefix", "end_of_word_suffix"):
                model[affix] = model.get(affix) or None
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(json.dumps(tokenizer))
        for name in ("tokenizer.model", "spiece.model"):
            beside = copy.with_name(name)
            if file.with_name(name).exists() and not beside.exists():
                beside.symlink_to(file.with_name(name))
    return copy


def prefix(docs, size):
    """How many of the documents have `size` bytes together; at least one."""
    total = 0
    for i, doc in enumerate(docs):
        total += len(doc.encode())
        if total >= size:
            return i + 1
    return len(docs)


def give(turns, docs):
    """Hands the documents to every engine, to the slow ones fewer."""
    sizes = {engine: prefix(docs, LIMITS[engine]) if engine in LIMITS else len(docs) for engine in turns.workers}
    for count in set(sizes.values()):
        documents.write(SCRATCH / f"documents-{count}.bin", docs[:count])

    def step(worker, row):
        count = row["documents"] = sizes[worker.name]
        row["bytes"] = sum(len(doc.encode()) for doc in docs[:count])
        worker.call("texts", path=str(SCRATCH / f"documents-{count}.bin"))

    turns.each(step)
    for count in set(sizes.values()):
        (SCRATCH / f"documents-{count}.bin").unlink()


def expected(file, docs):
    """The digests of the reference's ids of each document, without special tokens and with. Kept on disk."""
    key = hashlib.sha256(hashlib.sha256(file.read_bytes()).digest())
    for doc in docs:
        key.update(hashlib.sha256(doc.encode()).digest())
    kept = OUT / "expected" / f"{key.hexdigest()[:32]}.json"
    if not kept.exists():
        path = SCRATCH / "expected.bin"
        documents.write(path, docs)
        with Workers(["tokenizers"]) as workers:
            reference = workers["tokenizers"]
            reference.call("load", path=str(file))
            reference.call("texts", path=str(path))
            digests = [reference.call("expect", special=special)["digests"] for special in (False, True)]
        path.unlink()
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(digests))
    return json.loads(kept.read_text())


def compare(row, found, right):
    """Notes the share of documents with other ids, the largest so far."""
    right = right[: len(found)]
    share = sum(a != b for a, b in zip(found, right)) / len(right) if len(found) == row["documents"] else 1.0
    row["differ"] = max(row.get("differ", 0), round(share, 4))


def per_second(size, seconds):
    """MB/s of each pass."""
    return [round(size / 1e6 / max(s, 1e-9), 3) for s in seconds]
