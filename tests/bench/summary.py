"""What results say: medians, our ratio to the best exact peer and to the reference, and the targets."""

import statistics
from collections import namedtuple

from families import FAMILIES

US, REFERENCE = "hftok", "tokenizers"

# How an axis is read: what its rows are told apart by, what is measured, in which unit, whether more is better.
Axis = namedtuple("Axis", "title keys measures unit more")
AXES = {
    "encode": Axis("Encoding to ids, one thread", ("family", "text", "size"), ("warm", "cold"), "MB/s", True),
    "batch": Axis("Batches", ("family", "size"), ("1 thread", "2 threads"), "MB/s", True),
    "full": Axis("Beyond ids", ("family", "what"), ("rate",), "MB/s", True),
    "load": Axis("Loading and memory", ("family",), ("first ms", "again ms", "loaded MB", "fed MB", "import ms", "import MB"), "", False),
    "latency": Axis("A call with 50 bytes", ("family", "language"), ("call µs",), "µs", False),
    "worst": Axis("Worst cases", ("family", "case"), ("0.4 MB", "0.5 MB", "1 MB", "200k", "400k"), "s", False),
}

Comparison = namedtuple("Comparison", "ours peer best reference to_peer to_reference")


def value(row, measure):
    """The median; None if there is none, or if some ids differ from the reference's."""
    if row is None or "error" in row or row.get("differ") or not row["values"].get(measure):
        return None
    return statistics.median(row["values"][measure])


def spread(row, measure):
    """How far the middle half of the measurements lies apart, as a share of the median; None for a single one."""
    values = row["values"][measure]
    if len(values) < 2:
        return None
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / middle if middle else 0.0


def groups(results, axis):
    """The rows that were measured together, in the order of the families: key to rows by engine."""
    found = {}
    for row in results["rows"]:
        if row["axis"] == axis:
            found.setdefault(tuple(row[key] for key in AXES[axis].keys), {})[row["engine"]] = row
    order = list(FAMILIES)
    return dict(sorted(found.items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else -1))


def compare(rows, measure, more):
    """Us, the best of the others whose ids are right, and the reference. Ratios are above 1 where we are better."""
    values = {engine: v for engine, row in rows.items() if (v := value(row, measure)) is not None}
    ours, reference = values.get(US), values.get(REFERENCE)
    others = {engine: v for engine, v in values.items() if engine not in (US, REFERENCE)}
    peer = (max if more else min)(others, key=others.get) if others else None
    best = others.get(peer)

    def ratio(other):
        if not ours or not other:
            return None
        return ours / other if more else other / ours

    return Comparison(ours, peer, best, reference, ratio(best), ratio(reference))


def line(row):
    """What is printed of a row as soon as it is there."""
    axis = AXES[row["axis"]]
    name = " ".join([row["axis"], *(row[key] for key in axis.keys), row["engine"]])
    if "error" in row and not row["values"]:
        return f"{name}: {row['error']}"
    found = [f"{measure} {spreading(row, measure)}" for measure, v in row["values"].items() if v]
    if row.get("differ"):
        found.append(f"{row['differ']:.1%} of documents differ")
    if "error" in row:
        found.append(row["error"])
    return f"{name}: {', '.join(found)} {axis.unit}"


def figure(x):
    """Three digits, or none."""
    return "–" if x is None else f"{x:.0f}" if x >= 100 else f"{x:.3g}"


def spreading(row, measure):
    """The median, and how far the measurements lie apart."""
    found, apart = figure(statistics.median(row["values"][measure])), spread(row, measure)
    return found if apart is None else f"{found} ±{apart:.0%}"


def times(x):
    return "–" if x is None else f"{figure(x)}×"


def table(results, axis):
    """Lists of cells: a heading, then a row for each thing measured."""
    info = AXES[axis]
    measures = [m for m in info.measures if any(m in row["values"] for row in results["rows"] if row["axis"] == axis)]
    head = [*info.keys]
    for m in measures:
        head += [m, "best peer", "to it", "reference", "to it"]
    out = [head]
    for key, rows in groups(results, axis).items():
        cells = list(key)
        for m in measures:
            c = compare(rows, m, info.more)
            ours = "–" if c.ours is None else spreading(rows[US], m)
            cells += [ours, f"{c.peer} {figure(c.best)}" if c.peer else "–", times(c.to_peer)]
            cells += [figure(c.reference), times(c.to_reference)]
        out.append(cells)
    return out


def waits(results):
    """What a new process waits for: a tokenizer loaded again, and the first pass over all of a text."""
    loads, out = groups(results, "load"), [["family", "MB", "ms", "best peer", "to it", "reference", "to it"]]
    for (family, text, size), encoded in groups(results, "encode").items():
        if (text, size) != ("english", "10KB") or (family,) not in loads or US not in encoded:
            continue
        mega = encoded[US]["bytes"] / 1e6
        rows = {}
        for engine, row in encoded.items():
            load, cold = value(loads[family,].get(engine), "again ms"), value(row, "cold")
            if load and cold:
                rows[engine] = {"values": {"ms": [load + 1000 * mega / cold]}}
        c = compare(rows, "ms", more=False)
        best = f"{c.peer} {figure(c.best)}" if c.peer else "–"
        out.append([family, f"{mega:.1f}", figure(c.ours), best, times(c.to_peer), figure(c.reference), times(c.to_reference)])
    return out


def text(results):
    out = []
    for axis, info in AXES.items():
        rows = table(results, axis)
        if len(rows) > 1:
            widths = [max(map(len, column)) for column in zip(*rows)]
            out += ["", f"{info.title} ({axis}{', ' + info.unit if info.unit else ''})"]
            out += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    out += ["", "Targets", *("  ".join(map(str, row)) for row in targets(results))]
    return "\n".join(out)


# The targets: a name, what is measured where, and the least ratios to the reference and to the best peer.
Target = namedtuple("Target", "name axis measure where reference peer")
BYTES = ("byte-level BPE",)
TARGETS = [
    Target("byte-level BPE, English, warm", "encode", "warm", dict(kind=BYTES, text=("english",), size=("10KB",)), 180, 1.5),
    Target("byte-level BPE, English, cold", "encode", "cold", dict(kind=BYTES, text=("english",), size=("10KB",)), 100, 1.5),
    Target("byte-level BPE, multilingual, warm", "encode", "warm", dict(kind=BYTES, text=("cjk", "mixed"), size=("10KB",)), 95, 1.5),
    Target("byte-level BPE, multilingual, cold", "encode", "cold", dict(kind=BYTES, text=("cjk", "mixed"), size=("10KB",)), 42, 2),
    Target("WordPiece, warm", "encode", "warm", dict(kind=("WordPiece",), text=("english",), size=("10KB",)), 57, 2),
    Target("Unigram, warm", "encode", "warm", dict(kind=("Unigram",), text=("english",), size=("10KB",)), 65, 2),
    Target("SentencePiece BPE, warm", "encode", "warm", dict(kind=("SentencePiece BPE",), text=("english",), size=("10KB",)), 56, 2),
    Target("one word of 400 KB", "worst", "0.4 MB", dict(family=("cl100k",)), 15, 2),
    Target("load to first ids, o200k", "load", "first ms", dict(family=("o200k",)), 8, 4),
    Target("load again, o200k", "load", "again ms", dict(family=("o200k",)), None, 40),
    Target("50 bytes, a call from Python", "latency", "call µs", dict(language=("Python",)), 5, None),
    Target("50 bytes, a call from Node", "latency", "call µs", dict(language=("Node",)), None, 5),
    Target("memory of a loaded tokenizer", "load", "loaded MB", {}, 2, 1),
]


def targets(results):
    """For each target, over all that it speaks of: the median ratio and the least, and whether the least is enough, or
    how much of it there is."""
    out = [["target", "to the reference", "got (least)", "to the best peer", "got (least)", "met, in the same order"]]
    for target in TARGETS:
        info = AXES[target.axis]
        found = []
        for rows in groups(results, target.axis).values():
            any_row = next(iter(rows.values()))
            if all(any_row.get(key) in allowed for key, allowed in target.where.items()):
                found.append(compare(rows, target.measure, info.more))
        cells, verdicts = [target.name], []
        for least, ratios in (
            (target.reference, [c.to_reference for c in found if c.to_reference is not None]),
            (target.peer, [c.to_peer for c in found if c.to_peer is not None]),
        ):
            if least is None:
                cells += ["–", "–"]
            elif not ratios:
                cells += [f"≥ {least:g}×", "–"]
                verdicts.append("–")
            else:
                cells += [f"≥ {least:g}×", f"{times(statistics.median(ratios))} ({times(min(ratios))})"]
                missing = min(ratios) / least
                verdicts.append("yes" if missing >= 1 else f"{missing:.0%}")
        out.append([*cells, " / ".join(verdicts)])
    return out
