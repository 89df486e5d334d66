#!/usr/bin/env python3
"""Makes random tokenizers and holds this library to the reference on them.

    generate.py [--seconds N] [--seed S] [--keep DIRECTORY]     a new tokenizer for each seed from S on
    generate.py --case FILE                                     one case again; prints how both answer
    generate.py --record FILE …                                 (re)write what the reference expects in regressions

A difference is shrunk to a minimal case, printed, and with --keep written as a regression file.
"""

import argparse
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

from cases import is_case
from compare import dump_program
from documents import HERE
from oracle import VERSION
from shrink import shrink

LIMIT = 20  # seconds for one case
SHRINKING = 300  # seconds for making one difference small
TOLD = 60  # seconds between two words on how far it has come
DEAD = {"load": "no answer"}


class Worker:
    """A process that answers cases line by line, started again when it dies or hangs."""

    def __init__(self, *argv):
        self.argv, self.process = argv, None

    def send(self, line):
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.process.stdin.write(line)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it died meanwhile; receive finds no answer

    def receive(self):
        """The answer, None if there is none."""
        fd, parts, deadline = self.process.stdout.fileno(), [], time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            if not select.select([fd], [], [], 1)[0]:
                continue
            part = os.read(fd, 1 << 20)
            parts.append(part)
            if part.endswith(b"\n"):
                return json.loads(b"".join(parts))
            if not part:
                break
        self.close()
        return None

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None


class Cases:
    """Random cases, made by a process of its own: the reference's trainers may hang or abort."""

    def __init__(self):
        self.worker = Worker(sys.executable, HERE / "cases.py")

    def of(self, seed):
        """The case of a seed, None if it can't be made."""
        self.worker.send(f"{seed}\n".encode())
        return self.worker.receive()


class Pair:
    """Both sides."""

    def __init__(self):
        self.ours = Worker(dump_program(), "-cases")
        self.reference = Worker(sys.executable, HERE / "reference.py")
        self.silent = 0  # cases that the reference had no answer to: it hung, aborted or took too much memory
        self.loaded = False  # whether the last one's tokenizer loaded

    def ask(self, case):
        """What we answer and what the reference does."""
        line = (json.dumps(case) + "\n").encode()
        for worker in (self.ours, self.reference):
            worker.send(line)
        return self.ours.receive() or DEAD, self.reference.receive()

    def again(self, case):
        self.reference.send((json.dumps(case) + "\n").encode())
        return self.reference.receive()

    def differences(self, case):
        """Places where the answers differ, as a list of names; [] also where the reference has no answer."""
        ours, theirs = self.ask(case)
        self.loaded = theirs is not None and "load" not in theirs
        if theirs is None:
            self.silent += 1
            return []
        found = differing(ours, theirs)
        if not found and "saved" in ours and len(set(theirs.get("own", {}).values())) == len(theirs.get("own", {})):
            # (Of tokens that share an id the reference writes one.) What we write the reference reads, as the same tokenizer or as that which it writes itself.
            saved = {**case, "tokenizer": json.dumps(ours["saved"]), "add": []}
            got = self.again(saved) or DEAD
            found = ["saved." + place for place in differing({**ours, "added": []}, got)]
            if found and isinstance(theirs["saved"], str) and not differing(got, self.again({**saved, "tokenizer": theirs["saved"]}) or DEAD):
                found = []
        return found

    def unsteady(self, case, found):
        """Whether the reference itself answers otherwise another time, in all places found."""
        if all(place.startswith("saved.") for place in found):
            case = {**case, "tokenizer": json.dumps(self.ask(case)[0].get("saved")), "add": []}
        places, theirs = {place.removeprefix("saved.") for place in found}, self.again(case)
        if theirs is None:
            return True
        for attempt in range(24):
            if attempt % 4 == 3:
                self.reference.close()  # some of what it leaves to chance it decides once in a process
            again = self.again(case)
            if again is None:
                return True
            places -= set(differing(again, theirs))
            if not places:
                return True
        return False

    def close(self):
        self.ours.close()
        self.reference.close()


def simple(answer):
    """An answer without the texts of its errors."""
    if isinstance(answer, dict):
        return "error" if "error" in answer and isinstance(answer["error"], str) else {k: simple(v) for k, v in answer.items()}
    return [simple(a) for a in answer] if isinstance(answer, list) else answer


def differing(ours, theirs):
    """Which answers differ: "inputs.offsets", "decode", …; "error" for one that only one side refuses."""
    found = set()
    for name in sorted({*ours, *theirs} - {"saved"}):
        a, b = simple(ours.get(name)) or None, simple(theirs.get(name)) or None
        if a == b:
            continue
        if name not in ("inputs", "batch") or not (isinstance(a, list) and isinstance(b, list)):
            found.add(f"{name}.{'error' if 'error' in (a, b) else 'value'}")
            continue
        for x, y in zip(a, b):
            if isinstance(x, dict) and isinstance(y, dict):
                found.update(f"{name}.{f}" for f in x if x[f] != y.get(f))
            elif x != y:
                found.add(f"{name}.error")
    return sorted(found)


def report(pair, case):
    ours, theirs = pair.ask(case)
    print(json.dumps(case, ensure_ascii=False))
    for name in sorted({*ours, *(theirs or {})} - {"saved"}):
        a, b = ours.get(name), (theirs or {}).get(name)
        if (simple(a) or None) != (simple(b) or None):
            print(f"  {name}\n    ours   {json.dumps(a, ensure_ascii=False)[:1500]}\n    theirs {json.dumps(b, ensure_ascii=False)[:1500]}")
    sys.stdout.flush()


def keep(pair, case, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    expected = simple(pair.again(case))
    path.write_text(json.dumps({"tokenizers": VERSION, **case, "expected": expected}, ensure_ascii=False, indent=1) + "\n",
                    encoding="utf-8")


def without_expected(path):
    case = json.loads(Path(path).read_text(encoding="utf-8"))
    return {k: v for k, v in case.items() if k not in ("tokenizers", "expected")}


def run(pair, options):
    cases, seed, count, inputs, differ, unsteady, loaded, unmade = Cases(), options.seed, 0, 0, 0, 0, 0, 0

    def told():
        return (f"{count} tokenizers from seed {options.seed}, {inputs} inputs; {loaded} loaded: {differ} differ. The reference "
                f"answered differently each time: {unsteady}, not at all: {pair.silent}, made no tokenizer: {unmade}")

    until = time.monotonic() + options.seconds
    tell = time.monotonic() + TOLD
    while time.monotonic() < until:
        if time.monotonic() > tell:
            print(told(), file=sys.stderr, flush=True)
            tell = time.monotonic() + TOLD
        case = cases.of(seed)
        if case is None:
            unmade, seed = unmade + 1, seed + 1
            continue
        found = pair.differences(case)
        loaded += pair.loaded
        count, inputs = count + 1, inputs + len(case["inputs"])
        if found and pair.unsteady(case, found):
            unsteady += 1
        elif found:
            differ += 1
            print(f"seed {seed}: {', '.join(found)}", flush=True)
            if differ <= options.most:
                wanted = set(found)
                stop = time.monotonic() + SHRINKING
                small = shrink(case, lambda c: time.monotonic() < stop and is_case(c) and wanted & set(pair.differences(c)))
                if pair.unsteady(small, sorted(wanted & set(pair.differences(small)))):
                    print("  of which nothing steady is left when it is small")
                report(pair, small)
                if options.keep:
                    keep(pair, small, Path(options.keep) / f"seed-{seed}.json")
        seed += 1
    cases.worker.close()
    print(told())
    return differ


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=10, help="differences to shrink")
    parser.add_argument("--keep")
    parser.add_argument("--case")
    parser.add_argument("--record", nargs="*")
    options = parser.parse_args()
    pair = Pair()
    try:
        if options.case:
            case = without_expected(options.case)
            print(pair.differences(case))
            report(pair, case)
        elif options.record is not None:
            for path in options.record or sorted((HERE / "regressions").glob("*.json")):
                keep(pair, without_expected(path), Path(path))
        else:
            return 1 if run(pair, options) else 0
    finally:
        pair.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
