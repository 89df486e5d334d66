#!/usr/bin/env python3
"""Writes goldens/<tokenizer>.txt for the tokenizers of tests/data, from the reference.

The head names the reference and the SHA-256 of tokenizer.json. Each line is a document, the first 8 hex digits
of the SHA-256 of each field (oracle.FIELDS; "error" if the reference refuses it), and for short edge cases the
ids, to be read by people:

    edge 17 <digests> <ids>                 text 17 of edge_cases.jsonl, from 0
    edge-plain 17 …, edge-pair 17 …         without special tokens; as a pair with text 18
    pride_and_prejudice.txt 0-82 …          bytes 0 to 82 of that file of tests/data/text
    pride_and_prejudice.txt 0-82-120 …      bytes 0 to 82, and as its pair bytes 82 to 120
"""

from hashlib import sha256

from documents import DATA, HERE, edge_cases, pieces
from oracle import FIELDS, VERSION, Oracle

READABLE = 16  # ids


def documents():
    yield from edge_cases(DATA / "edge_cases.jsonl")
    for path in sorted((DATA / "text").glob("*.txt")):
        data = path.read_bytes()
        for how in ("lines", 1024, 10240, "whole"):
            yield from pieces(path.name, data, how)
        yield from pieces(path.name, data[:10240].rpartition(b"\n")[0], "pairs")


def main():
    chosen = list({d.name: d for d in documents()}.values())
    goldens = HERE / "goldens"
    goldens.mkdir(exist_ok=True)
    for path in sorted(DATA.glob("*/tokenizer.json")):
        lines = [f"# tokenizers {VERSION}", f"# tokenizer.json {sha256(path.read_bytes()).hexdigest()}",
                 f"# {' '.join(FIELDS)}"]
        for d, (ids, digests) in zip(chosen, Oracle(path).results(chosen)):
            short = ids and d.name.startswith("edge ") and len(ids) <= READABLE
            lines.append(" ".join([d.name, digests, *map(str, ids if short else ())]))
        target = goldens / f"{path.parent.name}.txt"
        target.write_text("\n".join(lines) + "\n", encoding="ascii")
        print(f"{target.relative_to(HERE)}  {len(lines) - 3} documents, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
