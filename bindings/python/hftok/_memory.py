"""How much memory tokenizers take to be fast."""

from __future__ import annotations

import operator

from . import _library


def set_word_cache_size(size: int) -> None:
    """Sets, for the whole process, how many bytes a tokenizer takes at most, about, to remember the ids of words, for
    each thread that encodes with it at the same time: 16 MiB at the start, 64 KiB at least. Counts for what is not
    yet there, in forked children too. Less memory means that more words are worked out anew."""
    size = operator.index(size)
    if not 0 <= size < 1 << 63:
        raise ValueError("size must be a number of bytes, 0 or more")
    _library.word_cache_size = size
    _library.current().hftok_set_word_cache_size(size)
