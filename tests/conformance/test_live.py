"""The five tokenizers that the project began with, whole corpora and all fields, against the reference itself.

Needs the reference (Python 3.10 and later) and ../shared; without either these tests are skipped, and the
goldens are what is left.
"""

import pytest

pytest.importorskip("tokenizers", reason="the reference is not installed")

import compare
from documents import SHARED, random_documents

pytestmark = pytest.mark.skipif(not (SHARED / "tokenizers").is_dir(), reason="no ../shared")


def check(name, docs):
    reports = []
    total, wrong = compare.compare(compare.find(name), docs, reports.append)
    assert total > 0
    assert wrong == 0, f"{wrong} of {total} documents differ\n" + "\n".join(reports)


@pytest.mark.parametrize("way", ["edge", "lines", 10240])
@pytest.mark.parametrize("name", compare.FIVE)
def test_corpora(name, way):
    check(name, lambda oracle: compare.corpus_documents(way))


@pytest.mark.parametrize("name", compare.FIVE)
def test_random(name):
    check(name, lambda oracle: random_documents(5000, 20, oracle.specials()))
