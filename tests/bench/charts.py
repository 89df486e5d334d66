"""Charts of results, as SVG that is readable on light and on dark pages. The same results give the same bytes."""

import math
from html import escape

import summary

COLOURS = {  # as told apart by everybody: Okabe and Ito's
    "hftok": "#0072b2", "tokenizers": "#999999", "tokenizers-1.0rc": "#cc79a7", "fastokens": "#e69f00",
    "gigatoken": "#d55e00", "splintr": "#009e73", "tiktoken": "#56b4e9", "sentencepiece": "#b8a600",
    "huggingface-js": "#6a51a3", "sugarme": "#8c510a",
}  # fmt: skip
STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #24292f } .value { font-size: 8px } .title { font-size: 15px; font-weight: 600 }
.minor { fill: #57606a } .grid { stroke: #8c959f; stroke-opacity: .35 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .minor { fill: #9198a1 } }
</style>"""
WIDTH, LEFT, RIGHT, BAR, GAP, LEGEND = 860, 190, 50, 9, 12, 6  # LEGEND: engines a line


def charts(results):
    """File name to SVG."""
    out = {}
    for text in ("english", "code", "cjk", "mixed", "chat"):
        for phase in ("warm", "cold"):
            rows = {k[0]: v for k, v in summary.groups(results, "encode").items() if k[1:] == (text, "10KB")}
            out[f"encode-{text}-{phase}"] = bars(f"Ids of {NAMES[text]}, {phase}, one thread, documents of 10 KB: MB/s", rows, phase)
    sized = {f"{k[0]}, {k[2]}": v for k, v in summary.groups(results, "encode").items() if k[1] == "english"}
    families = [k.split(",")[0] for k in sized if k.endswith(" 50B")]
    out["encode-sizes"] = bars(
        "Ids of English, warm, by size of document: MB/s", {k: v for k, v in sized.items() if k.split(",")[0] in families}, "warm"
    )
    for axis, measure, title in (
        ("batch", "1 thread", "A batch of English in one call, one thread: MB/s"),
        ("batch", "2 threads", "A batch of English in one call, two threads: MB/s"),
        ("full", "rate", "Beyond ids: MB/s of text"),
        ("load", "first ms", "From tokenizer.json to the first ids, in a new process: ms (less is better, logarithmic)"),
        ("load", "again ms", "The same again, in a second process: ms (less is better, logarithmic)"),
        ("load", "loaded MB", "Memory of a loaded tokenizer: MB (less is better, logarithmic)"),
        ("load", "fed MB", "Memory after 100 MB of text: MB (less is better, logarithmic)"),
        ("latency", "call µs", "One call with 50 bytes: µs (less is better, logarithmic)"),
        ("worst", "1 MB", "Worst cases, 1 MB: seconds (less is better, logarithmic)"),
    ):
        rows = {", ".join(k): v for k, v in summary.groups(results, axis).items()}
        out[f"{axis}-{measure.replace(' ', '-').replace('µ', 'u')}"] = bars(title, rows, measure, not summary.AXES[axis].more)
    return {f"{name}.svg": svg for name, svg in out.items() if svg}


NAMES = {
    "english": "English",
    "code": "source code",
    "cjk": "Chinese, Japanese and Korean",
    "mixed": "mixed scripts",
    "chat": "chat transcripts",
}


def bars(title, groups, measure, logarithmic=False):
    """Horizontal bars in groups. Engines whose ids differ from the reference's are left out."""
    shown = {}
    for label, rows in groups.items():
        values = {engine: v for engine in COLOURS if (v := summary.value(rows.get(engine), measure)) is not None}
        if values:
            shown[label] = values
    if not shown:
        return None
    every = [v for values in shown.values() for v in values.values()]
    ticks, place = logarithmic_axis(min(every), max(every)) if logarithmic else linear_axis(max(every))
    engines = [engine for engine in COLOURS if any(engine in values for values in shown.values())]
    top = 42 + 18 * -(-len(engines) // LEGEND)
    height = top + sum(BAR * len(values) + GAP for values in shown.values()) + 24
    plot = WIDTH - LEFT - RIGHT
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">']
    out += [f"<title>{escape(title)}</title>", STYLE, f'<text class="title" x="8" y="22">{escape(title)}</text>']
    for i, engine in enumerate(engines):
        x, y = 8 + i % LEGEND * (WIDTH - 8) // LEGEND, 38 + i // LEGEND * 18
        out.append(f'<rect x="{x}" y="{y}" width="10" height="10" rx="2" fill="{COLOURS[engine]}"/>')
        out.append(f'<text x="{x + 14}" y="{y + 9}">{engine}</text>')
    for tick in ticks:
        at = LEFT + plot * place(tick)
        out.append(f'<path class="grid" d="M{at:.1f} {top - 4}V{height - 24}"/>')
        out.append(f'<text class="minor" x="{at:.1f}" y="{height - 8}" text-anchor="middle">{tick:g}</text>')
    y = top
    for label, values in shown.items():
        out.append(f'<text x="{LEFT - 8}" y="{y + BAR * len(values) / 2 + 4:.1f}" text-anchor="end">{escape(label)}</text>')
        for engine, v in values.items():
            length = max(plot * place(v), 1)
            weight = ' style="font-weight:700"' if engine == summary.US else ""
            out.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 1}" fill="{COLOURS[engine]}"/>')
            out.append(f'<text class="value" x="{LEFT + length + 3:.1f}" y="{y + BAR - 1.5}"{weight}>{summary.figure(v)}</text>')
            y += BAR
        y += GAP
    return "\n".join([*out, "</svg>", ""])


def linear_axis(most):
    """Ticks from nothing to `most`, and the function that gives a value's place, from 0 to 1."""
    step = 10.0 ** math.floor(math.log10(most))
    while most / step > 6:
        step *= 2
    while most / step < 3:
        step /= 2
    last = step * math.ceil(most / step)
    return [step * i for i in range(math.ceil(most / step) + 1)], lambda v: v / last


def logarithmic_axis(least, most):
    low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))
    high += low == high
    return [10.0**i for i in range(low, high + 1)], lambda v: (math.log10(v) - low) / (high - low)
