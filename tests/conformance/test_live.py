"""The five tokenizers that the project began with, whole corpora and all fields, and random tokenizers, against the
reference itself.

Needs the reference (Python 3.10 and later) and ../shared; without either these tests are skipped, and the
goldens are what is left.
"""

import pytest

pytest.importorskip("tokenizers", reason="the reference is not installed")

import compare
import generate
from cases import is_case, random_case
from documents import SHARED, random_documents
from shrink import shrink

shared = pytest.mark.skipif(not (SHARED / "tokenizers").is_dir(), reason="no ../shared")


def check(name, docs):
    reports = []
    total, wrong = compare.compare(compare.find(name), docs, reports.append)
    assert total > 0
    assert wrong == 0, f"{wrong} of {total} documents differ\n" + "\n".join(reports)


@shared
@pytest.mark.parametrize("way", ["edge", "lines", 10240])
@pytest.mark.parametrize("name", compare.FIVE)
def test_corpora(name, way):
    check(name, lambda oracle: compare.corpus_documents(way))


@shared
@pytest.mark.parametrize("name", compare.FIVE)
def test_random(name):
    check(name, lambda oracle: random_documents(5000, 20, oracle.specials()))


def test_generated():
    """Random tokenizers; make generate tries many more."""
    pair = generate.Pair()
    wrong = {}
    try:
        for seed in range(1, 101):
            case = random_case(seed)
            assert is_case(case)
            found = pair.differences(case)
            if found and not pair.unsteady(case, found):
                wrong[seed] = found
    finally:
        pair.close()
    assert not wrong


def test_differences_show():
    """What only one side refuses, or answers otherwise, is a difference; the texts of errors are not."""
    answer = {"inputs": [{"ids": [1], "tokens": ["a"]}, {"error": "no"}], "decode": ["a"]}
    other = {"inputs": [{"ids": [1], "tokens": ["b"]}, {"error": "never"}], "decode": [{"error": "x"}]}
    assert generate.differing(answer, answer) == []
    assert generate.differing(answer, other) == ["decode.value", "inputs.tokens"]
    assert generate.differing({"load": {"error": "x"}}, {"load": {"error": "y"}}) == []
    assert generate.differing({"load": {"error": "x"}}, {"added": []}) == ["load.error"]


def test_shrink():
    case = {"a": [1, {"b": "xyzzy", "c": 7}, 3], "d": {"e": [0, 1]}}
    assert shrink(case, lambda v: "zz" in str(v)) in ({"a": [{"b": "zz"}]}, "zz", {"b": "zz"})
