"""Loading from the Hub."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from ctypes import byref, c_size_t, c_void_p, sizeof
from typing import Any, Callable, Optional, Union

from . import _abi, _library, errors
from ._handle import Stamp, same, stamp
from ._library import Native
from ._progress import Progress as Progress
from ._progress import shown

class HubSource:
    """A repository of the Hub, or a local directory or file in its place, with the options of
    hftok_pretrained_options. Once loaded, it stands for the commit that the revision led to, so that the
    tokenizer made again is the same one, and comes from the cache if it is still there; or for the same
    file. Pickled, a token that the caller gave is left out."""

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
        progress: Union[Progress, bool, None],
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
        self._name = os.fsdecode(self._identifier) + (f"@{revision}" if revision else "")
        self._commit: Optional[bytes] = None
        self._stamp: Optional[Stamp] = None

    def _options(self) -> _abi.PretrainedOptions:
        options = _abi.PretrainedOptions(
            size=sizeof(_abi.PretrainedOptions),
            flags=self._flags,
            timeout=self._timeout,
            user_agent=f"python/{sys.version.split()[0]}".encode(),
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
        env = environment()
        options.env, options.env_size = env, len(env)
        return options

    def load(self) -> Native:
        options = self._options()

        def load(library: _library.Library) -> Native:
            out, err = c_void_p(), c_void_p()
            status = library.hftok_from_pretrained(self._identifier, byref(options), byref(out), byref(err))
            if status != _abi.OK:
                raise library.error(status, err)
            return Native(library, out)

        before = stamp(self._file())
        with shown(self._progress) as progress:
            native: Native = _call(load, options, progress)
        commit = _commit_of(native)
        if self._commit not in (None, commit):  # a directory that was made since goes first
            raise errors.HftokOSError(f"{self._name} is not what it was when this tokenizer was loaded; load it again")
        self._commit = commit
        if commit is None:
            self._identifier = os.path.abspath(os.path.expanduser(self._identifier))
            self._stamp = same(self._file(), self._stamp, before)
        else:
            self._strings["revision"] = commit
        self._force_download, self._progress = False, False
        return native

    def check_access(self) -> None:
        options = self._options()

        def check(library: _library.Library) -> None:
            err = c_void_p()
            status = library.hftok_check_access(self._identifier, byref(options), byref(err))
            if status != _abi.OK:
                raise library.error(status, err)

        _call(check, options, None)

    def _file(self) -> bytes:
        """The tokenizer.json that the identifier stands for if it is local."""
        path = os.path.expanduser(self._identifier)
        if os.path.isdir(path):
            path = os.path.join(path, self._strings["subfolder"] or b"", b"tokenizer.json")
        return path

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        if isinstance(self._token, bytes):
            state["_token"] = None
        return state

    def __repr__(self) -> str:
        return self._name


def environment() -> bytes:
    """The environment as it is now: HF_TOKEN and the rest count also when set after import."""
    return b"".join(b"%s=%s\0" % item for item in os.environb.items())


def _commit_of(native: Native) -> Optional[bytes]:
    """The commit that a tokenizer came from; None if it is not from the Hub."""
    library, out, size, err = native.library, c_void_p(), c_size_t(), c_void_p()
    status = library.hftok_info_json(native.pointer, byref(out), byref(size), byref(err))
    if status != _abi.OK:
        raise library.error(status, err)
    commit: Optional[str] = json.loads(library.take(out, size.value))["commit"]
    return None if commit is None else commit.encode()


def auth_check(
    repo_id: str,
    *,
    revision: Optional[str] = None,
    token: Union[str, bool, None] = None,
    endpoint: Optional[str] = None,
    timeout: Optional[float] = None,
) -> None:
    """Asks the Hub whether a repository can be read, with the token that from_pretrained would send. If not, it
    raises what from_pretrained would: GatedRepoError, RepositoryNotFoundError, …, with a message that says why and
    what to do. It costs one request; nothing is fetched, and the cache does not count."""
    HubSource(
        repo_id,
        auto=False,
        revision=revision,
        token=token,
        cache_dir=None,
        endpoint=endpoint,
        subfolder=None,
        force_download=False,
        local_files_only=False,
        timeout=timeout,
        progress=False,
    ).check_access()


def _call(
    work: Callable[[_library.Library], Any], options: _abi.PretrainedOptions, progress: Optional[Progress]
) -> Any:
    """Makes the call on another thread, so that the caller's stays in Python: there signal handlers run
    at once (Ctrl-C), and there `progress` is called. What either raises ends the call."""
    library, cancel = _library.call("hftok_cancel_new")
    options.cancel = cancel
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()

    if progress is not None:

        def forward(_user: Any, file: Optional[bytes], done: int, total: int) -> int:
            if file is not None:
                events.put((file.decode("utf-8", "replace"), done, total))
            return 0

        options.progress = _abi.PROGRESS_FN(forward)

    def run() -> None:
        try:
            events.put(_Result(work(library)))
        except BaseException as e:
            events.put(e)

    thread = threading.Thread(target=run, name="hftok-load", daemon=True)
    try:
        thread.start()
        while True:
            try:
                event = events.get(timeout=0.5)
            except queue.Empty:
                if thread.is_alive() or not events.empty():
                    continue
                raise errors.make("FORKED", "the process was forked while it loaded this; load it again") from None
            if isinstance(event, _Result):
                return event.value
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


class _Result:
    def __init__(self, value: Any):
        self.value = value


def _text(name: str, value: Union[str, os.PathLike[str], None]) -> Optional[bytes]:
    if value is None:
        return None
    value = os.fspath(value)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {type(value).__name__}")
    if "\0" in value:
        raise ValueError(f"{name} holds a NUL character")
    return os.fsencode(value)
