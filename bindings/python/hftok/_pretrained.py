"""Loading from the Hub."""

from __future__ import annotations

import os
import platform
import queue
import threading
from ctypes import byref, c_void_p, sizeof
from typing import Any, Callable, Optional, Union

from . import _abi, _library
from ._library import Library

Progress = Callable[[str, int, int], Any]
"""Called with a file's name, how many bytes of it have arrived, and how many there are (0: unknown)."""


class HubSource:
    """A repository of the Hub, or a local directory or file in its place, with the options of
    hftok_pretrained_options. Making the tokenizer again takes it from the cache. Pickled, a token that
    the caller gave is left out."""

    def __init__(
        self,
        identifier: Union[str, os.PathLike[str]],
        *,
        auto: bool,
        revision: Optional[str],
        token: Union[str, bool, None],
        cache_dir: Union[str, os.PathLike[str], None],
        endpoint: Optional[str],
        subfolder: Optional[str],
        force_download: bool,
        local_files_only: bool,
        timeout: Optional[float],
        progress: Optional[Progress],
    ):
        self._identifier = _text("identifier", identifier) or b""
        self._strings = {
            "revision": _text("revision", revision),
            "cache_dir": _text("cache_dir", cache_dir),
            "endpoint": _text("endpoint", endpoint),
            "subfolder": _text("subfolder", subfolder),
        }
        self._token = token if isinstance(token, bool) else _text("token", token)
        self._flags = (_abi.PRETRAINED_AUTO if auto else 0) | (
            _abi.PRETRAINED_LOCAL_FILES_ONLY if local_files_only else 0
        )
        self._timeout = 0.0 if timeout is None else float(timeout)
        self._force_download = force_download
        self._progress = progress

    def load(self) -> tuple[Library, c_void_p]:
        options = _abi.PretrainedOptions(
            size=sizeof(_abi.PretrainedOptions),
            flags=self._flags,
            timeout=self._timeout,
            user_agent=f"python/{platform.python_version()}".encode(),
            **self._strings,
        )
        if self._force_download:
            options.flags |= _abi.PRETRAINED_FORCE_DOWNLOAD
        if self._token is True:
            options.flags |= _abi.PRETRAINED_REQUIRE_TOKEN
        elif self._token is False:
            options.flags |= _abi.PRETRAINED_NO_TOKEN
        else:
            options.token = self._token
        # The environment as it is now: HF_TOKEN and the rest count also when set after import.
        env = b"".join(b"%s=%s\0" % item for item in os.environb.items())
        options.env, options.env_size = env, len(env)
        loaded = _load(self._identifier, options, self._progress)
        self._force_download, self._progress = False, None
        return loaded

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        if isinstance(self._token, bytes):
            state["_token"] = None
        return state

    def __repr__(self) -> str:
        revision = self._strings["revision"]
        return os.fsdecode(self._identifier) + (f"@{os.fsdecode(revision)}" if revision else "")


class _Tokenizer:
    """Owns what a load made until the caller takes it."""

    def __init__(self, library: Library):
        self.library = library
        self.pointer = c_void_p()

    def take(self) -> tuple[Library, c_void_p]:
        pointer, self.pointer = self.pointer, c_void_p()
        return self.library, pointer

    def __del__(self) -> None:
        self.library.hftok_free(self.pointer)


def _load(
    identifier: bytes, options: _abi.PretrainedOptions, progress: Optional[Progress]
) -> tuple[Library, c_void_p]:
    """Makes the call on another thread, so that the caller's stays in Python: there signal handlers run
    at once (Ctrl-C), and there `progress` is called. What either raises ends the call."""
    library, cancel = _library.call("hftok_cancel_new")
    options.cancel = cancel
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()

    if progress is not None:

        @_abi.PROGRESS_FN
        def forward(_user: Any, file: Optional[bytes], done: int, total: int) -> int:
            if file is not None:
                events.put((file.decode("utf-8", "replace"), done, total))
            return 0

        options.progress = forward

    def run() -> None:
        made, err = _Tokenizer(library), c_void_p()
        try:
            status = library.hftok_from_pretrained(identifier, byref(options), byref(made.pointer), byref(err))
            events.put(made if status == _abi.OK else library.error(status, err))
        except BaseException as e:
            events.put(e)

    thread = threading.Thread(target=run, name="hftok-load", daemon=True)
    try:
        thread.start()
        while True:
            event = events.get()
            if isinstance(event, _Tokenizer):
                return event.take()
            if isinstance(event, BaseException):
                raise event
            if progress is not None:
                progress(*event)
    except BaseException:
        library.hftok_cancel_trigger(cancel)
        raise
    finally:
        try:
            if thread.is_alive():
                thread.join()
        finally:
            library.hftok_cancel_free(cancel)


def _text(name: str, value: Union[str, os.PathLike[str], None]) -> Optional[bytes]:
    if value is None:
        return None
    value = os.fspath(value)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {type(value).__name__}")
    if "\0" in value:
        raise ValueError(f"{name} holds a NUL character")
    return os.fsencode(value)
