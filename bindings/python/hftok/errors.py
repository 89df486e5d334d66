"""The exceptions, named and based like those of huggingface_hub.errors, so that `except` clauses written
for it need only another import. All derive from HftokError.

Not based on httpx's HTTPError, and there is no `response`: nothing of ours is an httpx response.
"""

from __future__ import annotations

from typing import Optional

__all__ = [
    "BadRequestError",
    "DecodeError",
    "DisabledRepoError",
    "EncodeError",
    "EntryNotFoundError",
    "GatedRepoError",
    "HFValidationError",
    "HfHubHTTPError",
    "HftokError",
    "HftokOSError",
    "HftokValueError",
    "HubConnectionError",
    "HubUnavailableError",
    "InvalidTextError",
    "InvalidTokenizerError",
    "LibraryLoadError",
    "LocalEntryNotFoundError",
    "LocalTokenNotFoundError",
    "OfflineModeIsEnabled",
    "RemoteEntryNotFoundError",
    "RepositoryNotFoundError",
    "RevisionNotFoundError",
]


class HftokError(Exception):
    """Any failure of this package. The message never holds a token."""

    code: Optional[str] = None
    """Name of the library's status, such as "GATED_NO_TOKEN"; hftok.h lists them."""
    status: Optional[int] = None
    """HTTP status of the answer that caused it."""
    request_id: Optional[str] = None
    """The Hub's X-Request-Id, to quote in a report."""


class HftokValueError(ValueError, HftokError):
    """An argument, or a setting of the environment, that can't be used; or a closed tokenizer."""


class InvalidTokenizerError(HftokValueError):
    """tokenizer.json is malformed. The message holds the JSON path."""


class InvalidTextError(UnicodeEncodeError, TypeError, HftokError):
    """A str with a lone surrogate, which is no text. A TypeError too, as tokenizers raises for it."""


class EncodeError(HftokError):
    """The tokenizer can't encode this text as asked."""


class DecodeError(HftokError):
    """These ids can't be decoded as asked."""


class HftokOSError(OSError, HftokError):
    """Reading or writing a local file failed, or a download is not what the Hub announced."""


class LibraryLoadError(ImportError, HftokError):
    """No usable libhftok. The message lists the places tried, and why each failed."""


class HFValidationError(ValueError, HftokError):
    """Not a valid repository id, revision or file name."""


class HfHubHTTPError(OSError, HftokError):
    """The Hub answered with an error."""


class BadRequestError(HfHubHTTPError, ValueError):
    """The Hub answered 400."""


class RepositoryNotFoundError(HfHubHTTPError):
    """No such repository, or a private one that the token can't see."""


class GatedRepoError(RepositoryNotFoundError):
    """A gated repository, without a token or with one that has no access."""


class DisabledRepoError(HfHubHTTPError):
    """The Hub disabled access to the repository."""


class RevisionNotFoundError(HfHubHTTPError):
    """The repository has no such branch, tag or commit."""


class EntryNotFoundError(HftokError):
    """No such file, on the Hub or on the disk."""


class RemoteEntryNotFoundError(HfHubHTTPError, EntryNotFoundError):
    """The repository has no such file at that revision."""


class LocalEntryNotFoundError(FileNotFoundError, EntryNotFoundError):
    """The file is not in the cache, and the Hub was not to be asked or did not deliver it."""


class LocalTokenNotFoundError(OSError, HftokError):
    """token=True, and no token was found."""


class OfflineModeIsEnabled(ConnectionError, HftokError):
    """HF_HUB_OFFLINE is set."""


class OfflineEntryNotFoundError(LocalEntryNotFoundError, OfflineModeIsEnabled):
    """HF_HUB_OFFLINE is set, and the file is not in the cache."""


class HubConnectionError(LocalEntryNotFoundError, ConnectionError):
    """The Hub can't be reached (name, network, TLS, proxy, time), or what answered is not a Hub."""


class HubTimeoutError(HubConnectionError, TimeoutError):
    """The Hub took too long."""


class HubUnavailableError(HfHubHTTPError, LocalEntryNotFoundError):
    """The Hub answered, but would not serve: forbidden, rate limited, or an error of its own."""


class _OutOfMemoryError(MemoryError, HftokError):
    pass


class _UnsupportedError(NotImplementedError, HftokError):
    pass


_BY_CODE = {
    "INVALID_ARGUMENT": HftokValueError,
    "INVALID_HANDLE": HftokValueError,
    "OUT_OF_MEMORY": _OutOfMemoryError,
    "UNSUPPORTED": _UnsupportedError,
    "IO": HftokOSError,
    "INVALID_TOKENIZER": InvalidTokenizerError,
    "ENCODE": EncodeError,
    "DECODE": DecodeError,
    "GATED_NO_TOKEN": GatedRepoError,
    "GATED_DENIED": GatedRepoError,
    "BAD_TOKEN": HfHubHTTPError,
    "REPO_NOT_FOUND": RepositoryNotFoundError,
    "REVISION_NOT_FOUND": RevisionNotFoundError,
    "ENTRY_NOT_FOUND": RemoteEntryNotFoundError,
    "DISABLED": DisabledRepoError,
    "FORBIDDEN": HubUnavailableError,
    "RATE_LIMITED": HubUnavailableError,
    "SERVER": HubUnavailableError,
    "NOT_A_HUB": HubConnectionError,
    "INTEGRITY": HftokOSError,
    "NETWORK": HubConnectionError,
    "TLS": HubConnectionError,
    "PROXY": HubConnectionError,
    "OFFLINE": OfflineEntryNotFoundError,
    "LOCAL_MISS": LocalEntryNotFoundError,
    "TIMEOUT": HubTimeoutError,
    "INVALID_REPO": HFValidationError,
    "TOKEN_NOT_FOUND": LocalTokenNotFoundError,
}


def make(code: str, message: str, status: int = 0, request_id: str = "") -> HftokError:
    """The exception for a failure that the library reported."""
    error = (BadRequestError if status == 400 else _BY_CODE.get(code, HftokError))(message)
    error.code = code
    error.status = status or None
    error.request_id = request_id or None
    return error
