"""One engine in a process of its own. Reads commands, a JSON object a line, and answers each with one.

    load       path            a fresh tokenizer in place of the last one, and one short text encoded
    texts      path            the documents of a file, see documents.write
    encode     path, repeat, only   seconds of processor time and of the clock for each pass over the documents, or
                               over one of them; path is one of the engine's paths to ids
    digests                    a digest of the ids of each document, from the last pass
    expect     special         the digests that are right: those of the reference, with special tokens or without
    write_ids, read_ids  path  the ids of the last pass, in a file; the ids that are to be decoded
    run        what            seconds of a pass of encoding with offsets, or of decoding
    outcome                    a digest of what that gave for each document
    start      path, text      imports the engine, then goes from a tokenizer.json to the ids of a text: seconds of
                               processor time that each takes, and how much memory grows
    feed       path, seconds   encodes a text in documents of 10 KB, for so long at most; how much memory grew

An answer with "error" says what the engine refused. Whatever else writes to stdout goes to stderr.
"""

import ctypes
import gc
import hashlib
import importlib
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import documents  # noqa: E402
import engines  # noqa: E402

WARM_UP = "Hello"


class Worker:
    def __init__(self, name):
        self.make = engines.ENGINES[name]
        self.engine = None
        self.documents = []
        self.ids = []
        self.result = None
        self.resident = 0

    def load(self, path):
        self.result = None
        if self.engine is not None:
            self.engine.close()
            self.engine = None
            gc.collect()
        started = time.process_time()
        self.engine = self.make(path)
        seconds = time.process_time() - started
        for name in self.engine.paths:
            getattr(self.engine, name)([WARM_UP])
        return {"seconds": seconds, "paths": self.engine.paths, "special": self.engine.special}

    def texts(self, path):
        self.documents = documents.read(path)

    def encode(self, path, repeat=1, only=None):
        given = self.documents if only is None else self.documents[only : only + 1]
        return self._timed(getattr(self.engine, path), given, path, repeat)

    def digests(self):
        path, result = self.result
        return {"digests": [digest(row) for row in self.engine.rows(path, result)]}

    def expect(self, special):
        rows = self.engine.rows("each", self.engine.each(self.documents, special))
        return {"digests": [digest(row) for row in rows]}

    def write_ids(self, path):
        path_, result = self.result
        Path(path).write_text(json.dumps([memoryview(row).cast("B").cast("I").tolist() for row in self.engine.rows(path_, result)]))

    def read_ids(self, path):
        self.ids = [self.engine.held(ids) for ids in json.loads(Path(path).read_text())]

    def run(self, what):
        name, given = {
            "encode with offsets": ("full", self.documents),
            "decode": ("decode", self.ids),
            "streaming decode": ("stream", self.ids),
        }[what]
        if not hasattr(self.engine, name):
            raise AttributeError(f"has no {what}")
        return self._timed(getattr(self.engine, name), given, name, 1)

    def outcome(self):
        name, result = self.result
        if name == "full":
            result = (json.dumps([list(ids), [list(pair) for pair in self.engine.spans(offsets)]]) for ids, offsets in result)
        return {"digests": [digest(text.encode("utf-8", "replace")) for text in result]}

    def start(self, path, text):
        populate_files()
        before, started = resident(), time.process_time()
        for module in self.make.modules:
            importlib.import_module(module)
        self.make.map()
        importing = time.process_time() - started
        gc.collect()
        populate_files()
        self.resident = resident()
        started = time.process_time()
        self.engine = self.make(path)
        self.engine.each([text])
        seconds = time.process_time() - started
        gc.collect()
        return {
            "importing": importing,
            "imported": self.resident - before,
            "seconds": seconds,
            "grown": resident() - self.resident,
        }

    def feed(self, path, seconds):
        ends, fed = time.monotonic() + seconds, 0
        with open(path, "rb") as file:
            while time.monotonic() < ends and (data := file.read(100_000)):
                self.engine.each(documents.cut(data.decode("utf-8", "ignore"), 10_000))
                fed += len(data)
        del data
        gc.collect()
        return {"bytes": fed, "grown": resident() - self.resident}

    def _timed(self, run, given, name, repeat):
        cpu, wall = [], []
        for _ in range(repeat):
            self.result = None
            gc.collect()
            gc.disable()
            try:
                wall_start, cpu_start = time.perf_counter(), time.process_time()
                result = run(given)
                cpu.append(time.process_time() - cpu_start)
                wall.append(time.perf_counter() - wall_start)
            finally:
                gc.enable()
            self.result = name, result
        return {"cpu": cpu, "wall": wall}


def digest(data):
    return hashlib.sha256(data).hexdigest()[:12]


def populate_files():
    """Has all pages of files that are mapped resident, of libraries mostly: of each library all counts when it is imported. Else
    the kernel maps some MB of a library now and some when code there is first called."""
    populate_read = 22
    madvise = getattr(ctypes.CDLL(None), "madvise", None)
    if madvise is None or not Path("/proc/self/maps").exists():
        return
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, permissions, _, _, inode, *_ = line.split(maxsplit=5)
        start, end = (int(address, 16) for address in addresses.split("-"))
        if inode != "0" and permissions[0] == "r":
            madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), populate_read)


def resident():
    """Bytes of memory that are this process's now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main(name):
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker = Worker(name)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = getattr(worker, command.pop("do"))(**command) or {}
        except BaseException as e:  # also what a Rust panic raises
            if isinstance(e, KeyboardInterrupt):
                raise
            answer = {"error": f"{type(e).__name__}: {e}".splitlines()[0][:200]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
