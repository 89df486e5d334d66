"""What is told of downloads: to the caller's function or, by default, to whoever watches a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Callable, Iterator, Optional, Union

Progress = Callable[[str, int, int], Any]
"""Called with a file's name, how many bytes of it have arrived, and how many there are (0: unknown)."""


@contextmanager
def shown(progress: Union[Progress, bool, None]) -> Iterator[Optional[Progress]]:
    """The function to call during a load. None: a bar if stderr is a terminal."""
    if progress is None:
        progress = _on_a_terminal() and not _disabled()
    if not isinstance(progress, bool):
        yield progress
    elif not progress:
        yield None
    else:
        bar = _TqdmBar() if _tqdm() else _PlainBar()
        try:
            yield bar
        finally:
            bar.close()


def _on_a_terminal() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # no stderr, or a closed one
        return False


def _disabled() -> bool:
    return os.environ.get("HF_HUB_DISABLE_PROGRESS_BARS", "").strip().upper() in ("1", "ON", "YES", "TRUE")


def _tqdm() -> Any:
    try:
        return import_module("tqdm.auto").tqdm
    except ImportError:
        return None


class _TqdmBar:
    def __init__(self) -> None:
        self._bar: Any = None
        self._file = ""

    def __call__(self, file: str, done: int, total: int) -> None:
        if self._bar is None or file != self._file:
            self.close()
            self._file = file
            self._bar = _tqdm()(desc=file, total=total or None, unit="B", unit_scale=True, disable=False)
        self._bar.total = total or None
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class _PlainBar:
    """One line on stderr, for an environment without tqdm."""

    def __init__(self) -> None:
        self._file = ""

    def __call__(self, file: str, done: int, total: int) -> None:
        if file != self._file:
            self.close()
            self._file = file
        part = f"{done / total:4.0%} of {total / 1e6:.1f} MB" if total else f"{done / 1e6:.1f} MB"
        sys.stderr.write(f"\r{file}: {part}")
        sys.stderr.flush()

    def close(self) -> None:
        if self._file:
            self._file = ""
            sys.stderr.write("\n")
