#!/usr/bin/env python3
"""Runs the test suites one after another and adds up what their own runners counted.

    tests/run.py [SUITE ...]        all of them by default

Every suite runs, also after one has failed. The last line is "N passed, N failed, N skipped"; the exit
status is 0 only if nothing failed. A suite that ran no test at all counts as one failure, and so does a
runner that failed without naming a test. Call it through `make test`, which prepares what the suites
need. Reports go to build/test/.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "build" / "test"
TIMEOUT = 1500  # seconds; a suite that takes longer hangs
PORTABLE = [f"./core/{room}" for room in ("internal/asciibits", "internal/prefixes", "internal/utf8fast", "model/...",
                                           "pretokenizer", "addedvocab", "rawword")] + ["./tests/conformance"]
CONCURRENT = "Batch|Concurrent|LoadOrder|Parallel|Race"  # Go tests to be run under the race detector

Count = namedtuple("Count", "passed failed skipped")


def run(argv, cwd=ROOT, **kwargs):
    return subprocess.run([str(a) for a in argv], cwd=cwd, timeout=TIMEOUT, **kwargs)


def mixed_vectors():
    """Instructions of SSE in assembly that has wide registers: Intel's processors take hundreds of cycles for one."""
    for path in sorted((ROOT / "core").rglob("*_amd64.s")):
        lines = [line.split("//")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        if any(re.search(r"\b[YZ]\d", line) for line in lines):
            for number, line in enumerate(lines, 1):
                if re.match(r"\s+(?!V)[A-Z].*\bX\d", line):
                    yield f"{path.relative_to(ROOT)}:{number}: SSE beside wide registers: {line.strip()}"


def style():
    """gofmt and go vet over everything, package export and its cgo included, and what neither knows of assembly. Returns
    whether all are content."""
    mixed = list(mixed_vectors())
    print("".join(f"{line}\n" for line in mixed), end="")
    unformatted = run(["gofmt", "-l", "core", "export", "tests"], stdout=subprocess.PIPE, text=True).stdout
    print("".join(f"not formatted by gofmt: {path}\n" for path in unformatted.splitlines()), end="")
    return not mixed and not unformatted and run(["go", "vet", "./..."], env=dict(os.environ, CGO_ENABLED="1")).returncode == 0


def go(name, *arguments, cgo=False, **environ):
    """go test. Counts leaf tests: a test with subtests is only their frame."""
    env = dict(os.environ, CGO_ENABLED=str(int(cgo)), **environ)
    outcome, output = {}, {}
    report = REPORTS / f"{name}.json"
    with open(report, "wb") as f:
        status = run(["go", "test", "-p", "2", "-json", *arguments], env=env, stdout=f).returncode
    for line in report.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line.startswith("{"):
            print(line)
            continue
        event = json.loads(line)
        package, test = event.get("Package", event.get("ImportPath", "")), event.get("Test", "")
        key, action = (package, test), event["Action"]
        if action in ("output", "build-output"):
            output.setdefault(key, []).append(event["Output"])
        elif action in ("pass", "fail", "skip"):
            outcome[key] = action
            if action == "fail":
                sys.stdout.write("".join(output.get(key, [])))
            elif not test and action == "pass":
                print(f"ok    {package}  {event['Elapsed']:.1f}s")
    parents = {(p, t.rsplit("/", 1)[0]) for p, t in outcome if "/" in t}
    for p, t in list(parents):  # a frame's frames
        while "/" in t:
            t = t.rsplit("/", 1)[0]
            parents.add((p, t))
    leaves = [a for k, a in outcome.items() if k[1] and k not in parents]
    count = Count(leaves.count("pass"), leaves.count("fail"), leaves.count("skip"))
    for key, text in output.items():
        if key not in outcome and not key[1] and status != 0:  # a package that did not build
            sys.stdout.write("".join(text))
    return count if status == 0 or count.failed else count._replace(failed=1)


def pytest(name, directory, **environment):
    report = REPORTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    argv = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", f"--junitxml={report}", directory]
    env = dict(os.environ, PYTHONPATH=str(ROOT / "bindings" / "python"), PYTHONDONTWRITEBYTECODE="1", **environment)
    status = run(argv, env=env).returncode
    if not report.exists():
        return Count(0, 1, 0)
    suite = ET.parse(report).getroot().find("testsuite")
    tests, failures, errors, skipped = (int(suite.get(k)) for k in ("tests", "failures", "errors", "skipped"))
    failed = failures + errors
    return Count(tests - failed - skipped, failed or int(status != 0), skipped)


def node(name, backend):
    report = REPORTS / f"{name}.tap"
    report.unlink(missing_ok=True)
    package = ROOT / "bindings" / "node"
    argv = ["node", "--test", "--test-reporter=spec", "--test-reporter-destination=stdout",
            "--test-reporter=tap", f"--test-reporter-destination={report}", *sorted(package.glob("test/*.test.*js"))]
    status = run(argv, cwd=package, env=dict(os.environ, HFTOK_NODE_BACKEND=backend)).returncode
    if not report.exists():
        return Count(0, 1, 0)
    totals = {key: int(n) for key, n in re.findall(r"^# (pass|fail|cancelled|skipped|todo) (\d+)$", report.read_text(), re.M)}
    failed = totals["fail"] + totals["cancelled"]
    return Count(totals["pass"], failed or int(status != 0), totals["skipped"] + totals["todo"])


SUITES = {
    "style": lambda: Count(1, 0, 0) if style() else Count(0, 1, 0),
    "go": lambda: go("go", "./core/...", "./tests/..."),
    # Without any assembly that the processor may have instructions for.
    "go-portable": lambda: go("go-portable", "-short", *PORTABLE, GODEBUG="cpu.all=off"),
    "go-race": lambda: go("go-race", "-race", "-run", CONCURRENT, "./core", "./tests/conformance", cgo=True),
    "python": lambda: pytest("python", "bindings/python/tests"),
    "python-ctypes": lambda: pytest("python-ctypes", "bindings/python/tests", HFTOK_PYTHON_BACKEND="ctypes"),
    "node-addon": lambda: node("node-addon", "addon"),
    "node-ffi-napi": lambda: node("node-ffi-napi", "ffi-napi"),
    "hub-reference": lambda: pytest("hub-reference", "tests/hub"),
    "conformance": lambda: pytest("conformance", "tests/conformance"),
    "readme": lambda: pytest("readme", "tests/readme"),
    "bench": lambda: pytest("bench", "tests/bench"),
}


def main(names):
    unknown = [n for n in names if n not in SUITES]
    if unknown:
        sys.exit(f"tests/run.py: no suite {', '.join(unknown)}; there are {', '.join(SUITES)}")
    REPORTS.mkdir(parents=True, exist_ok=True)
    # Not the user's: each run begins without images, and makes and uses its own.
    os.environ["HFTOK_IMAGES"] = str(REPORTS / "images")
    shutil.rmtree(os.environ["HFTOK_IMAGES"], ignore_errors=True)
    rows = []
    for name in names or SUITES:
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        try:
            count = SUITES[name]()
        except subprocess.TimeoutExpired:
            print(f"{name}: no end after {TIMEOUT} s")
            count = Count(0, 1, 0)
        if sum(count) == 0:
            print(f"{name}: no test ran")
            count = Count(0, 1, 0)
        rows.append((name, count, time.monotonic() - start))
    print()
    for name, count, seconds in rows:
        print(f"{name:<14}{count.passed:>7} passed {count.failed:>4} failed {count.skipped:>4} skipped {seconds:>7.1f} s")
    total = Count(*map(sum, zip(*(count for _, count, _ in rows))))
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
