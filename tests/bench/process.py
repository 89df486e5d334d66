"""Workers as the runner sees them: processes that answer one command at a time, or are ended."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# Where each engine's packages are; see Makefile.
VENVS = {"tokenizers-1.0rc": ROOT / ".venv-bench-rc"}
VENV = ROOT / ".venv-bench"


class Refused(Exception):
    """What an engine said of a tokenizer or a text that it can't handle."""


class TooSlow(Refused):
    """No answer in time."""


class Process:
    """A worker. Started by the first call, and again by the first after it was ended."""

    def __init__(self, name, threads=1):
        self.name = name
        self.threads = threads
        self._process = None

    def call(self, do, timeout=120, **arguments):
        process = self._process or self._start()
        process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        process.stdin.flush()
        answer = self._answer(timeout)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            self._process.stdout.close()
            self._process = None

    def _start(self):
        python = VENVS.get(self.name, VENV) / "bin" / "python"
        environment = dict(
            os.environ,
            PYTHONPATH=str(ROOT / "bindings" / "python"),
            RAYON_NUM_THREADS=str(self.threads),
            TOKENIZERS_PARALLELISM="true" if self.threads > 1 else "false",
            HF_HUB_OFFLINE="1",
        )
        self._process = subprocess.Popen(
            [python, HERE / "worker.py", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        return self._process

    def _answer(self, timeout):
        """One line, which the worker writes at once: so bytes mean that the whole of it is near."""
        out = self._process.stdout
        if not select.select([out], [], [], timeout)[0]:
            self.close()
            raise TooSlow(f"> {timeout:g} s")
        line = out.readline()
        if not line:
            status = self._process.wait()
            self.close()
            raise Refused(f"the process ended with status {status}")
        return json.loads(line)


def engines(names, threads=1):
    return {name: Process(name, threads) for name in names}


if sys.platform == "win32":
    raise SystemExit("the benchmarks need a Unix")
