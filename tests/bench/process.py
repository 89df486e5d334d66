"""Workers as the runner sees them: processes that answer one command at a time, or are ended."""

import json
import os
import re
import select
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# Where each engine's packages are; see Makefile.
VENVS = {"tokenizers-1.0rc": ROOT / ".venv-bench-rc"}
VENV = ROOT / ".venv-bench"
IMAGES = ROOT / "build" / "bench" / "images"  # where ours keeps compiled tokenizers
GRACE = 5  # seconds that a process gets to end by itself


def command(engine):
    if engine in ("hftok-node", "huggingface-js"):
        return ["node", HERE / "worker.mjs", engine]
    if engine in ("hftok-go", "sugarme"):
        return [ROOT / "build" / "bench" / "worker", engine]
    return [VENVS.get(engine, VENV) / "bin" / "python", HERE / "worker.py", engine]


class Refused(Exception):
    """What an engine said of a tokenizer or a text that it can't handle."""


class TooSlow(Refused):
    """No answer in time."""


class Process:
    """A worker. Started by the first call, and again by the first after it was ended. With one thread, it gets
    one processor too, so that an engine that asks how many there are starts no more threads than that."""

    def __init__(self, name, threads=1):
        self.name = name
        self.threads = threads
        self.environment = dict(
            os.environ,
            PYTHONPATH=os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT / "bindings" / "python")]),
            RAYON_NUM_THREADS=str(threads),
            TOKENIZERS_PARALLELISM="true" if threads > 1 else "false",
            HF_HUB_OFFLINE="1",
            HFTOK_IMAGES=str(IMAGES),
        )
        self._process = None

    def call(self, do, timeout=120, **arguments):
        process = self._process or self._start()
        process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        process.stdin.flush()
        answer = self._answer(timeout)
        if "error" in answer:
            raise Refused(re.sub(r"/\S*/", "…/", answer["error"]))  # whose machine it was is nobody's business
        return answer

    def close(self, grace=GRACE):
        process, self._process = self._process, None
        if process is not None:
            try:
                process.stdin.close()  # the end of its commands
                process.wait(grace)
            except (subprocess.TimeoutExpired, BrokenPipeError):
                process.kill()
                process.wait()
            process.stdout.close()

    def _start(self):
        self._process = subprocess.Popen(
            command(self.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment,
            preexec_fn=self._one_processor if self.threads == 1 else None,
        )
        return self._process

    @staticmethod
    def _one_processor():
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    def _answer(self, timeout):
        """One line, which the worker writes at once: so bytes mean that the whole of it is near."""
        out = self._process.stdout
        if not select.select([out], [], [], timeout)[0]:
            self.close(grace=0)
            raise TooSlow(f"> {timeout:g} s")
        line = out.readline()
        if not line:
            status = self._process.wait()
            self.close()
            raise Refused(f"the process ended with status {status}")
        return json.loads(line)

