import pytest
from conftest import DATA

import hftok


def test_small_word_cache_gives_the_same_ids():
    path = str(DATA / "gpt2-demo" / "tokenizer.json")
    text = "".join(f"word{i * 7919} " for i in range(9000))
    want = hftok.Tokenizer.from_file(path).encode(text).ids
    try:
        hftok.set_word_cache_size(0)
        assert hftok.Tokenizer.from_file(path).encode(text).ids == want
    finally:
        hftok.set_word_cache_size(16 << 20)


@pytest.mark.parametrize("size, error", [(-1, ValueError), (1 << 63, ValueError), (1.5, TypeError), ("1", TypeError), (None, TypeError)])
def test_bad_word_cache_size(size, error):
    with pytest.raises(error):
        hftok.set_word_cache_size(size)
