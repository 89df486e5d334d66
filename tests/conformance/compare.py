#!/usr/bin/env python3
"""Compares this library with the reference, live, in every field.

    compare.py [TOKENIZER ...] [--documents edge,lines,1024,…] [--random N [--seed S]]

TOKENIZER: names in ../shared/tokenizers or tests/data, or paths of tokenizer.json files; the five of the test
suite by default. --documents: edge cases, and how the corpora are cut (documents.pieces). --random: N random
texts for each. Prints what differs, field by field; exits with 1 if anything does.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import documents
from documents import DATA, ROOT, SHARED
from oracle import ERROR, FIELDS, Oracle

FIVE = ("gpt2", "llama2", "llama3", "bert-base-uncased", "t5-small")
SHOWN = 5  # differences described in full
BATCH = 50_000  # documents at a time
# The parts that truncation cuts off a text and its pair are all combined: a pair of more characters, multiplied,
# than this takes the reference minutes and gigabytes.
COMBINED = 2_000


def find(name):
    for path in (SHARED / "tokenizers" / name / "tokenizer.json", DATA / name / "tokenizer.json", Path(name)):
        if path.is_file():
            return path
    sys.exit(f"compare.py: no tokenizer {name}")


def corpora():
    """Paths of the corpora: those of ../shared where it is, the repository's own text otherwise."""
    shared = SHARED / "corpora"
    if not shared.is_dir():
        return sorted((DATA / "text").glob("*.txt"))
    return [*sorted(shared.glob("english/*")), *sorted(shared.glob("multilingual/*")), shared / "chat_transcripts.jsonl",
            shared / "mixed_multilingual.txt", shared / "utf8_sequence_0x10ffff.txt"]


def corpus_documents(how):
    """how: "edge", or as documents.pieces has it."""
    if how == "edge":
        for path in (SHARED / "corpora" / "edge_cases.jsonl", DATA / "edge_cases.jsonl"):
            if path.is_file():
                yield from documents.edge_cases(path)
        return
    for path in corpora():
        yield from documents.pieces(path.name, path.read_bytes(), how)


def dump_program():
    program = ROOT / "build" / "test" / "dump"
    subprocess.run(["go", "build", "-o", program, "./tests/conformance/cmd/dump"], cwd=ROOT, check=True)
    return program


def differences(program, path, docs, oracle):
    """Yields (document, fields that differ), comparing in batches; both sides work at the same time."""
    docs = iter(docs)
    while batch := list(islice(docs, BATCH)):
        with tempfile.NamedTemporaryFile() as file:
            documents.write(file.name, batch)
            ours = subprocess.Popen([program, path, file.name], stdout=subprocess.PIPE, text=True)
            theirs = [digests for _, digests in oracle.results(batch)]
            lines = ours.communicate()[0].splitlines()
        if ours.returncode != 0 or len(lines) != len(batch):
            raise RuntimeError(f"dump ended with {ours.returncode} after {len(lines)} of {len(batch)} documents")
        for d, got, want in zip(batch, lines, theirs):
            if got == want:
                continue
            if ERROR in (got, want):
                yield d, [ERROR]
            else:
                yield d, [f for i, f in enumerate(FIELDS) if got[8 * i:8 * i + 8] != want[8 * i:8 * i + 8]]


def describe(program, path, document, fields, oracle):
    """What both sides make of a document, where they differ."""
    with tempfile.NamedTemporaryFile() as file:
        documents.write(file.name, [document])
        shown = subprocess.run([program, "-show", path, file.name], stdout=subprocess.PIPE, text=True, check=True)
    ours, theirs = json.loads(shown.stdout), json.loads(json.dumps(oracle.show(document)))
    out = [f"{path.parent.name}: {document.name}: {', '.join(fields)}", f"  text {document.text[:300]!r}"]
    if document.pair is not None:
        out.append(f"  pair {document.pair[:300]!r}")
    for key in dict.fromkeys([*ours, *theirs]):
        a, b = ours.get(key), theirs.get(key)
        if a != b and isinstance(a, list) and isinstance(b, list):
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
            out.append(f"  {key}[{at}:] of {len(a)} and {len(b)}\n    ours  {str(a[at:at + 12])[:400]}"
                       f"\n    theirs {str(b[at:at + 12])[:400]}")
        elif a != b:
            out.append(f"  {key}: ours {str(a)[:200]}, theirs {str(b)[:200]}")
    return "\n".join(out)


def compare(path, docs, report=print):
    """Compares all docs, reports the first differences in full, and gives (documents, differences)."""
    program, oracle, total, wrong = dump_program(), Oracle(path), 0, 0

    def counted():
        nonlocal total
        for d in docs(oracle):
            if oracle.tokenizer.truncation and d.pair is not None and len(d.text) * len(d.pair) > COMBINED:
                continue
            total += 1
            yield d

    for document, fields in differences(program, path, counted(), oracle):
        if wrong < SHOWN:
            report(describe(program, path, document, fields, oracle))
        wrong += 1
    return total, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizer", nargs="*", default=FIVE)
    parser.add_argument("--documents", default="")
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ways = [int(w) if w.isdigit() else w for w in options.documents.split(",") if w]
    if not ways and not options.random:
        ways = ["edge", "lines", "pairs", 1024, 10240, "whole"]
    failed = 0
    for name in options.tokenizer:
        path = find(name)
        groups = [(str(way), lambda oracle, way=way: corpus_documents(way)) for way in ways]
        if options.random:
            groups.append((f"random, seed {options.seed}", lambda oracle: documents.random_documents(
                options.random, options.seed, oracle.specials() or ["<s>"])))
        for label, docs in groups:
            start = time.monotonic()
            total, wrong = compare(path, docs)
            print(f"{name:<24}{label:<18}{total:>8} documents {wrong:>6} differ {time.monotonic() - start:>7.1f} s", flush=True)
            failed += wrong
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
