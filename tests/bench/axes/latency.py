"""A call for the ids of a short text, in microseconds of processor time, from each language."""

import json
import subprocess

import documents
import families
from axes.common import Loader, Turns, Workers, compare, expected, give

FAMILIES = ("gpt2", "llama2", "bert")
TEXT = "The quick brown fox jumps over the lazy dog today."  # 50 bytes
CALLS = 2000
LANGUAGES = {"hftok-node": "Node", "huggingface-js": "Node", "hftok-go": "Go", "sugarme": "Go"}
SHORT = {"hftok-node": "hftok", "hftok-go": "hftok"}


def rows(present, options):
    load = Loader()
    names = [*options.engine, *("hftok-node", "hftok-go") * ("hftok" in options.engine)]
    with Workers(names) as workers:
        for family in FAMILIES:
            if family in present:
                about = dict(axis="latency", family=family, kind=families.kind(family))
                found = measure(Turns(workers, **about), load, present[family], options)
                for row in found:
                    row["language"] = LANGUAGES.get(row["engine"], "Python")
                    row["engine"] = SHORT.get(row["engine"], row["engine"])
                if "hftok" in options.engine:
                    found.append(from_c(present[family], {**about, "engine": "hftok", "language": "C"}))
                yield from found


def measure(turns, load, file, options):
    docs = [TEXT] * CALLS
    give(turns, docs)
    right = expected(file, docs)

    def start(worker, row):
        answer = load(worker, file)
        row["call"] = answer["paths"]["each"]
        worker.call("encode", path="each")
        compare(row, worker.call("digests")["digests"], right[answer["special"]])

    def turn(worker, row):
        seconds = worker.call("encode", path="each", repeat=3)["cpu"]
        row["values"].setdefault("call µs", []).extend(round(s / row["documents"] * 1e6, 3) for s in seconds)

    turns.each(start)
    for _ in range(2 if options.quick else 7):
        turns.each(turn)
    return turns.done()


def from_c(file, about):
    program = documents.ROOT / "build" / "bench" / "latency"
    out = subprocess.run([program, file, TEXT, str(CALLS)], capture_output=True, text=True, timeout=60)
    if out.returncode:
        return {**about, "values": {}, "error": out.stderr.strip()[:200]}
    return {**about, "values": {"call µs": [round(ns / 1000, 3) for ns in json.loads(out.stdout)]}, "call": "hftok_encode"}
