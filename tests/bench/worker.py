"""One engine in a process of its own. Reads commands, a JSON object a line, and answers each with one.

    load       path                    a fresh tokenizer in place of the last one; {"seconds"}
    texts      path                    the documents of a file, see documents.write
    encode     path, repeat, first     the times of `repeat` passes over the first `first` documents by a path
    digests    path                    a digest of the ids of each document, from the last pass
    ...

An answer with "error" says what the engine refused. Whatever else writes to stdout goes to stderr.
"""

import gc
import hashlib
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
        self.result = None

    def load(self, path):
        self.result = None
        if self.engine is not None:
            self.engine.close()
            self.engine = None
            gc.collect()
        started = time.perf_counter()
        self.engine = self.make(path)
        seconds = time.perf_counter() - started
        for name in self.engine.paths:
            getattr(self.engine, name)([WARM_UP])
        return {"seconds": seconds, "paths": self.engine.paths, "special": self.engine.special}

    def texts(self, path):
        self.documents = documents.read(path)

    def encode(self, path, repeat=1, first=None):
        """Seconds of processor time, and of the clock, for each pass."""
        texts = self.documents[:first]
        run = getattr(self.engine, path)
        cpu, wall = [], []
        for _ in range(repeat):
            self.result = None
            gc.collect()
            gc.disable()
            try:
                wall_start, cpu_start = time.perf_counter(), time.process_time()
                result = run(texts)
                cpu.append(time.process_time() - cpu_start)
                wall.append(time.perf_counter() - wall_start)
            finally:
                gc.enable()
            self.result = path, result
        return {"cpu": cpu, "wall": wall}

    def digests(self):
        path, result = self.result
        return {"digests": [digest(row) for row in self.engine.rows(path, result)]}

    def expect(self, special):
        """The digests of the ids that are right. Only the reference knows."""
        rows = self.engine.rows("each", self.engine.each(self.documents, special))
        return {"digests": [digest(row) for row in rows]}

    def save(self, path):
        Path(path).write_text(self.engine.saved(), encoding="utf-8")


def digest(ids):
    return hashlib.blake2b(ids, digest_size=6).hexdigest()


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
