#!/usr/bin/env python3
"""Measures us and others side by side.

    tests/bench/run.py [--axis NAME,...] [--family NAME,...] [--text ...] [--engine ...] [--quick] [--out FILE]

Every engine has a process of its own, and only one of them works at any time: they take turns, round after
round, so that what slows the machine down for a while slows all of them. The ids of each document are
compared with the reference's. Call it through `make bench`, which installs what it needs. Results go to
build/bench/results.json.
"""

import argparse
import json
import platform
import re
import signal
import sys
import time
from pathlib import Path

import axes
import documents
import families
import summary
from axes import common
from engines import ENGINES
from process import VENV, VENVS

QUICK_TEXTS, QUICK_SIZES = ["english", "cjk"], ["10KB"]
ALL = [*ENGINES, "huggingface-js", "sugarme"]
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = ROOT / "build" / "bench"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--axis", type=names(axes.AXES), default=list(axes.AXES))
    parser.add_argument("--family", type=names(families.FAMILIES), default=None)
    parser.add_argument("--engine", type=names(ALL), default=ALL)
    parser.add_argument("--text", type=names(documents.TEXTS), default=None)
    parser.add_argument("--size", type=names(documents.SIZES), default=None)
    parser.add_argument("--quick", action="store_true", help="fewer texts, less of them and fewer rounds")
    parser.add_argument("--out", type=Path, default=OUT / "results.json")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    present = families.present(options.family)
    options.text = documents.available(options.text or (QUICK_TEXTS if options.quick else documents.TEXTS))
    options.size = options.size or (QUICK_SIZES if options.quick else list(documents.SIZES))
    results = {"machine": machine(), "versions": versions(), "quick": options.quick, "rows": []}
    started = time.monotonic()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_, lambda *_: sys.exit("broken off"))
    try:
        for name in options.axis:
            if name != "load" and "hftok" in options.engine:
                common.complete_images(present.values())
            for row in axes.AXES[name](present, options):
                results["rows"].append(row)
                print(summary.line(row), flush=True)
    finally:  # also of a run that is broken off
        results["seconds"] = round(time.monotonic() - started)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(results, indent=1) + "\n")
        print(summary.text(results))


def names(known):
    def parse(text):
        chosen = text.replace(",", " ").split()
        unknown = [name for name in chosen if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"no {', '.join(unknown)}; there are {', '.join(known)}")
        return chosen or list(known)

    return parse


def versions():
    """The pinned packages, as they were installed."""
    found = {}
    for venv in {VENV, *VENVS.values()}:
        for package in ("fastokens", "gigatoken", "splintr_rs", "tokenizers", "tiktoken", "sentencepiece"):
            for directory in venv.glob(f"lib/python*/site-packages/{package}-*.dist-info"):
                version = directory.name.removesuffix(".dist-info").split("-", 1)[1]
                found["tokenizers-1.0rc" if venv in VENVS.values() else package.removesuffix("_rs")] = version
    found["huggingface-js"] = json.loads((HERE / "package.json").read_text())["dependencies"]["@huggingface/tokenizers"]
    found["sugarme"] = re.search(r"sugarme/tokenizer (\S+)", (ROOT / "go.mod").read_text())[1]
    return found


def machine():
    model = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    return {"processor": model or platform.processor(), "system": platform.system(), "machine": platform.machine()}


if __name__ == "__main__":
    main()
