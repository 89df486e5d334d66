"""What the cache holds, and how to make room in it: `hf cache` for programs without huggingface_hub.

The cache is the one that huggingface_hub uses; whatever either has put there is seen. Each function may
run beside loads, in this process or others. Sizes are bytes, times seconds since 1970.
"""

from __future__ import annotations

import json
import os
from ctypes import byref, c_size_t, c_void_p, sizeof
from typing import Any, TypedDict, Union, cast

from . import _abi, _library
from ._pretrained import _text, environment

__all__ = [
    "CacheInfo",
    "CachedFile",
    "CachedObject",
    "CachedRepo",
    "CachedRevision",
    "Removal",
    "delete",
    "prune",
    "scan",
]

Path = Union[str, os.PathLike[str], None]


class CachedFile(TypedDict):
    name: str
    """Within the repository."""
    path: str
    blob: str
    """Where the content lies; the path itself for a copy."""
    size_on_disk: int
    last_accessed: float
    """Of the content, like the next."""
    last_modified: float


class CachedRevision(TypedDict):
    commit: str
    path: str
    size_on_disk: int
    refs: list[str]
    """Branches, tags and refs/pr/N that led here when last looked up. None: detached."""
    last_modified: float
    files: list[CachedFile]


class CachedRepo(TypedDict):
    id: str
    """"model/org/name", "dataset/org/name", …"""
    path: str
    size_on_disk: int
    files: int
    """Distinct contents."""
    last_accessed: float
    last_modified: float
    revisions: list[CachedRevision]


class CachedObject(TypedDict):
    path: str
    size_on_disk: int


class CacheInfo(TypedDict):
    cache_dir: str
    size_on_disk: int
    """What repositories share counts once."""
    repos: list[CachedRepo]
    incomplete: list[CachedObject]
    """What downloads that broke off, or are under way, have left."""
    unreferenced: list[CachedObject]
    """Shared contents that no repository uses any more."""
    warnings: list[str]
    """What a healthy cache would not have."""


class Removal(TypedDict):
    repos: list[str]
    """Removed with all their revisions."""
    revisions: list[str]
    """Removed: "model/org/name@commit", those of `repos` included."""
    incomplete: int
    shared: int
    freed: int
    missing: list[str]
    """Targets that are not in the cache."""
    kept: list[str]
    """What could not be removed, and why."""


def scan(cache_dir: Path = None) -> CacheInfo:
    """Everything in the cache; it reads no content. cache_dir: as for from_pretrained."""
    return cast(CacheInfo, _call("hftok_cache_scan", cache_dir))


def delete(*targets: str, cache_dir: Path = None, dry_run: bool = False) -> Removal:
    """Removes revisions, given by commit, and repositories, given as "org/name" or "dataset/org/name".
    With dry_run it removes nothing, and tells what would be."""
    block = b"".join((_text("target", target) or b"") + b"\0" for target in targets)
    return cast(Removal, _call("hftok_cache_delete", cache_dir, block, len(block), _flags(dry_run)))


def prune(*, cache_dir: Path = None, dry_run: bool = False) -> Removal:
    """Removes revisions that no branch or tag leads to, and the remains of broken downloads. Downloads
    under way are left alone."""
    return cast(Removal, _call("hftok_cache_prune", cache_dir, _flags(dry_run)))


def _flags(dry_run: bool) -> int:
    return _abi.CACHE_DRY_RUN if dry_run else 0


def _call(symbol: str, cache_dir: Path, *args: Any) -> Any:
    env = environment()
    options = _abi.PretrainedOptions(
        size=sizeof(_abi.PretrainedOptions), cache_dir=_text("cache_dir", cache_dir), env=env, env_size=len(env)
    )
    size = c_size_t()
    library, out = _library.call(symbol, byref(options), *args, size=size)
    return json.loads(library.take(out, size.value))
