"""Results as text: the ratios, and the tables of README.md and docs/performance.md."""

import statistics

US, REFERENCE = "hftok", "tokenizers"


def line(row):
    """What is printed of a row as soon as it is there."""
    name = " ".join(str(row[key]) for key in ("axis", "family", "text", "size", "engine") if key in row)
    if "error" in row:
        return f"{name}: {row['error']}"
    values = [f"{phase} {rate(row, phase):.1f} MB/s" for phase in ("cold", "warm")]
    return f"{name}: {', '.join(values)}" + (f", {row['differ']:.1%} of documents differ" if row["differ"] else "")


def rate(row, phase):
    """MB/s by the engine's better path: the median of its passes."""
    return max((statistics.median(rates) for rates in row[phase].values() if rates), default=0)


def tables(results):
    out = []
    groups = {}
    for row in results["rows"]:
        if row["axis"] == "encode":
            groups.setdefault((row["family"], row["text"], row["size"]), {})[row["engine"]] = row
    header = f"{'family':12} {'text':8} {'size':5}" + "".join(
        f" | {phase:>5} {'ours':>7} {'best peer':>26} {'x peer':>6} {'x ref':>6}" for phase in ("warm", "cold")
    )
    if groups:
        out.append(header)
    for key, rows in groups.items():
        text = "{:12} {:8} {:5}".format(*key)
        for phase in ("warm", "cold"):
            ours, (peer, best), reference = compare(rows, phase)
            text += f" |       {ours:7.1f} {f'{peer} {best:.1f}':>26} {over(ours, best):>6} {over(ours, reference):>6}"
        out.append(text)
    return "\n".join(out)


def compare(rows, phase):
    """Ours, the best exact peer that is not the reference, and the reference, in MB/s; 0 where there is none."""
    def of(engine):
        row = rows.get(engine)
        return rate(row, phase) if row and "error" not in row else 0

    peers = [(of(e), e) for e, row in rows.items() if e not in (US, REFERENCE) and "error" not in row and not row["differ"]]
    best, name = max(peers, default=(0, "-"))
    return of(US), (name, best), of(REFERENCE)


def over(a, b):
    return f"{a / b:.2f}" if b else "-"
