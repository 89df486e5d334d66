#!/usr/bin/env python3
"""Takes over results as the project's own: the committed file, the charts, and the tables of the documents.

    tests/bench/report.py [RESULTS]     without it, everything from the committed file once more
    tests/bench/report.py --merge RESULTS ...   rows of these in place of the committed file's

Call it through `make bench-report`.
"""

import json
import re
import sys
from pathlib import Path

import charts
import summary

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "tests" / "bench" / "results" / "reference.json"
CHARTS = ROOT / "docs" / "charts"
DOCUMENTS = {
    ROOT / "README.md": ("numbers",),
    ROOT / "docs" / "performance.md": ("about", "targets", "engines", "waits", *summary.AXES),
}


def main(arguments):
    merge = arguments[:1] == ["--merge"]
    if merge:
        arguments = arguments[1:]
    results = read(RESULTS) if merge or not arguments else None
    for path in arguments:
        results = merged(results, read(Path(path))) if results else read(Path(path))
    write(RESULTS, dump(results))
    for path in CHARTS.glob("*.svg"):
        path.unlink()
    for name, svg in charts.charts(results).items():
        write(CHARTS / name, svg)
    for path in DOCUMENTS:
        write(path, filled(path.read_text(encoding="utf-8"), results))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def dump(results):
    """JSON with a row a line, so that a change shows which rows it changed."""
    head = {key: value for key, value in results.items() if key != "rows"}
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in results["rows"])
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [\n' + rows + "\n]}\n"


def merged(old, new):
    """The rows of `new`, and those of `old` that measured something else."""

    def key(row):
        return row["axis"], *(row[k] for k in summary.AXES[row["axis"]].keys), row["engine"]

    measured = {key(row) for row in new["rows"]}
    runs = {"runs": old.get("runs", 1) + new.get("runs", 1), "quick": old["quick"] or new["quick"]}
    return {**new, **runs, "rows": [row for row in old["rows"] if key(row) not in measured] + new["rows"]}


def filled(text, results):
    """The text with what stands between <!-- bench:NAME --> and <!-- /bench --> made anew."""

    def fill(match):
        name = match[1]
        return f"<!-- bench:{name} -->\n{REGIONS[name](results)}\n<!-- /bench -->"

    return re.sub(r"<!-- bench:(\w+) -->.*?<!-- /bench -->", fill, text, flags=re.S)


def markdown(rows):
    head, *rest = rows
    return "\n".join(["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rest]])


def numbers(results):
    """README's table: a family a row."""
    encode, load = summary.groups(results, "encode"), summary.groups(results, "load")
    rows = [["tokenizer", "ids, warm", "to `tokenizers` 0.23.3", "to the best other", "cold", "to 0.23.3", "to the best", "load", "to 0.23.3"]]
    for (family, text, size), engines in encode.items():
        if (text, size) == ("english", "10KB"):
            warm, cold = (summary.compare(engines, phase, True) for phase in ("warm", "cold"))
            first = summary.compare(load.get((family,), {}), "first ms", False)
            best = f"{summary.times(warm.to_peer)} {warm.peer}" if warm.peer else "–"
            best_cold = f"{summary.times(cold.to_peer)} {cold.peer}" if cold.peer else "–"
            rows.append([family, f"{summary.figure(warm.ours)} MB/s", summary.times(warm.to_reference), best,
                         f"{summary.figure(cold.ours)} MB/s", summary.times(cold.to_reference), best_cold,
                         f"{summary.figure(first.ours)} ms" if first.ours else "–", summary.times(first.to_reference)])  # fmt: skip
    return markdown(rows)


def about(results):
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(results["versions"].items()))
    runs = results.get("runs", 1)
    run = "One run" if runs == 1 else f"{runs} runs put together"
    quick = " (QUICK=1: little text, few rounds)" if results["quick"] else ""
    return f"{run}{quick} on {machine['processor']} ({machine['system']}, {machine['machine']}), beside {versions}."


def engines(results):
    """Which call of each engine was measured, and what it refuses."""
    calls, refused, differing = {}, {}, {}
    for row in results["rows"]:
        if row["axis"] != "encode":
            continue
        if "error" in row:
            refused.setdefault(row["engine"], set()).add(row["family"])
        else:
            calls.setdefault(row["engine"], {}).setdefault(row["call"])
            if row["differ"]:
                differing.setdefault(row["engine"], set()).add(row["family"])
    rows = [["engine", "calls", "refuses", "other ids on"]]
    for engine in sorted({*calls, *refused}):
        rows.append([engine, ", ".join(f"`{call}`" for call in calls.get(engine, {})) or "–"]
                    + [", ".join(sorted(found.get(engine, ()))) or "–" for found in (refused, differing)])  # fmt: skip
    return markdown(rows)


def axis_region(axis):
    def region(results):
        rows = summary.table(results, axis)
        images = [name for name in charts.charts(results) if name.startswith(axis)]
        pictures = "\n".join(f"![{name.removesuffix('.svg')}](charts/{name})" for name in images)
        return (pictures + "\n\n" if pictures else "") + (markdown(rows) if len(rows) > 1 else "Not measured.")

    return region


REGIONS = {
    "numbers": numbers,
    "about": about,
    "engines": engines,
    "targets": lambda results: markdown(summary.targets(results)),
    "waits": lambda results: markdown(summary.waits(results)),
    **{axis: axis_region(axis) for axis in summary.AXES},
}


if __name__ == "__main__":
    main(sys.argv[1:])
