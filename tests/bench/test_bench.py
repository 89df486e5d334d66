"""The benchmarks' own parts: that ids are really compared, that nobody waits for ever, and that what is published of
the results is what they say. No figure is judged here."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import charts  # noqa: E402
import documents  # noqa: E402
import engines  # noqa: E402
import process  # noqa: E402
import report  # noqa: E402
import summary  # noqa: E402
from axes import common  # noqa: E402

GPT2 = documents.ROOT / "tests" / "data" / "gpt2-demo" / "tokenizer.json"
LLAMA2 = GPT2.parents[1] / "llama2-demo" / "tokenizer.json"


@pytest.fixture
def worker(monkeypatch):
    monkeypatch.setattr(process, "command", lambda engine: [sys.executable, process.HERE / "worker.py", engine])
    running = []

    def start(engine):
        running.append(process.Process(engine))
        return running[-1]

    yield start
    for each in running:
        each.close()


# ---- what is published


def test_the_charts_are_those_of_the_results():
    made = charts.charts(report.read(report.RESULTS))
    kept = {path.name: path.read_text(encoding="utf-8") for path in report.CHARTS.glob("*.svg")}
    assert made.keys() == kept.keys()
    assert made == kept


@pytest.mark.parametrize("path", report.DOCUMENTS, ids=lambda path: path.name)
def test_the_tables_are_those_of_the_results(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall("<!-- bench:(.*) -->", text)) == set(report.DOCUMENTS[path])
    assert report.filled(text, report.read(report.RESULTS)) == text


def test_every_chart_of_the_documents_is_there():
    shown = re.findall(r"\]\(charts/(.*?)\)", (documents.ROOT / "docs" / "performance.md").read_text(encoding="utf-8"))
    assert shown and all((report.CHARTS / name).exists() for name in shown)


# ---- what is counted


def row(engine, **rest):
    return {"axis": "encode", "family": "f", "kind": "k", "text": "english", "size": "10KB", "engine": engine, **rest}


def test_an_engine_with_other_ids_or_an_error_is_not_the_best_peer():
    rows = {
        "hftok": row("hftok", values={"warm": [10, 30, 20]}, differ=0),
        "tokenizers": row("tokenizers", values={"warm": [2]}, differ=0),
        "fastokens": row("fastokens", values={"warm": [90]}, differ=0.001),
        "gigatoken": row("gigatoken", values={"warm": [80]}, error="> 5 s"),
        "splintr": row("splintr", values={"warm": [5]}, differ=0),
    }
    found = summary.compare(rows, "warm", more=True)
    assert (found.ours, found.peer, found.to_peer, found.to_reference) == (20, "splintr", 4, 10)
    assert summary.compare(rows, "warm", more=False).to_peer == 0.25  # seconds: we are slower
    rows["hftok"]["differ"] = 0.1
    assert summary.compare(rows, "warm", more=True).to_reference is None  # nor are we


def test_loading_counts_where_a_first_text_is_waited_for():
    def load(engine, ms):
        return {"axis": "load", "family": "f", "engine": engine, "values": {"again ms": [ms]}, "differ": 0}

    rows = [row("hftok", values={"cold": [100]}, differ=0, bytes=4_000_000), row("fastokens", values={"cold": [200]}, differ=0, bytes=4_000_000)]
    waits = summary.waits({"rows": [*rows, load("hftok", 10), load("fastokens", 80)]})
    assert waits[1:] == [["f", "4.0", "50", "fastokens 100", "2×", "–", "–"]]


def test_rows_are_merged_by_what_they_measured():
    old = {"quick": False, "rows": [row("hftok", values={"warm": [1]}), row("splintr", values={"warm": [2]})]}
    new = {"quick": False, "rows": [row("hftok", values={"warm": [3]})]}
    both = report.merged(old, new)
    assert both["runs"] == 2 and [(r["engine"], r["values"]["warm"]) for r in both["rows"]] == [("splintr", [2]), ("hftok", [3])]
    assert json.loads(report.dump(new)) == new


# ---- documents


@pytest.mark.parametrize("size", [1, 2, 3, 50, 1000])
def test_cut_loses_nothing_but_the_end(size):
    text = "aé日😀\n" * 100
    cut = documents.cut(text, size)
    assert text.startswith("".join(cut)) and len("".join(cut).encode()) > len(text.encode()) - size - 4
    assert all(size <= len(document.encode()) < size + 4 for document in cut)


def test_documents_arrive_as_they_were_sent(tmp_path):
    texts = ["", "a", "é日😀\x00\r\n"]
    documents.write(tmp_path / "d", texts)
    assert documents.read(tmp_path / "d") == texts


# ---- workers


def test_ids_are_compared(worker, tmp_path):
    pytest.importorskip("tokenizers")
    documents.write(tmp_path / "d", ["Hello world!", "", "naïve 日本"])
    found = {}
    for engine, file in (("tokenizers", GPT2), ("hftok", GPT2), ("hftok", LLAMA2)):
        process_ = worker(engine)
        process_.call("load", path=str(file))
        process_.call("texts", path=str(tmp_path / "d"))
        assert len(process_.call("encode", path="each", repeat=2)["cpu"]) == 2
        found[engine, file] = process_.call("digests")["digests"]
    assert found["tokenizers", GPT2] == found["hftok", GPT2]
    right = found["tokenizers", GPT2]
    row = {"documents": 3}
    common.compare(row, found["hftok", GPT2], right)
    assert row["differ"] == 0
    common.compare(row, found["hftok", LLAMA2], right)
    assert row["differ"] == 0.6667  # the empty text has no ids either way
    common.compare(row, right, right)
    assert row["differ"] == 0.6667  # it is not forgotten


def test_a_refusal_is_an_answer_and_silence_ends(worker):
    process_ = worker("hftok")
    with pytest.raises(process.Refused, match="No such file|no such file"):
        process_.call("load", path="/nowhere/tokenizer.json")
    with pytest.raises(process.TooSlow):
        process_.call("texts", path="/dev/stdin", timeout=0.5)
    process_.call("load", path=str(GPT2))  # in another process


def test_batches_are_cut_into_rows():
    assert [list(r) for r in engines.cut(engines.array("I", [1, 2, 3]), [0, 2, 2, 3])] == [[1, 2], [], [3]]


def test_the_runner_names_what_it_does_not_know():
    command = [sys.executable, str(process.HERE / "run.py"), "--axis", "speed"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and "no speed; there are encode" in done.stderr
