'use strict';
// Errors, in huggingface_hub's names. Each has a `code`, the status of hftok.h without HFTOK_ERR_, and
// from the Hub `status` (HTTP) and `requestId`. No message ever holds a token.

class HftokError extends Error {
  constructor(message, { code, status, requestId, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (status) this.status = status;
    if (requestId) this.requestId = requestId;
  }

  get name() {
    return this.constructor.name;
  }
}

class LibraryLoadError extends HftokError {}
class InvalidTokenizerError extends HftokError {}
class EncodeError extends HftokError {}
class DecodeError extends HftokError {}
class HFValidationError extends HftokError {}
class OfflineModeIsEnabled extends HftokError {}
class LocalTokenNotFoundError extends HftokError {}

class HfHubHTTPError extends HftokError {}
class RepositoryNotFoundError extends HfHubHTTPError {}
class GatedRepoError extends RepositoryNotFoundError {}
class DisabledRepoError extends HfHubHTTPError {}
class RevisionNotFoundError extends HfHubHTTPError {}

class EntryNotFoundError extends HftokError {}
class RemoteEntryNotFoundError extends EntryNotFoundError {}
class LocalEntryNotFoundError extends EntryNotFoundError {}
class HubConnectionError extends LocalEntryNotFoundError {}

const CLASSES = {
  INVALID_TOKENIZER: InvalidTokenizerError,
  ENCODE: EncodeError,
  DECODE: DecodeError,
  GATED_NO_TOKEN: GatedRepoError,
  GATED_DENIED: GatedRepoError,
  BAD_TOKEN: HfHubHTTPError,
  REPO_NOT_FOUND: RepositoryNotFoundError,
  REVISION_NOT_FOUND: RevisionNotFoundError,
  ENTRY_NOT_FOUND: RemoteEntryNotFoundError,
  DISABLED: DisabledRepoError,
  FORBIDDEN: HfHubHTTPError,
  RATE_LIMITED: HfHubHTTPError,
  SERVER: HfHubHTTPError,
  NOT_A_HUB: HubConnectionError,
  NETWORK: HubConnectionError,
  TLS: HubConnectionError,
  PROXY: HubConnectionError,
  TIMEOUT: HubConnectionError,
  LOCAL_MISS: LocalEntryNotFoundError,
  OFFLINE: OfflineModeIsEnabled,
  INVALID_REPO: HFValidationError,
  TOKEN_NOT_FOUND: LocalTokenNotFoundError,
};

/** The error for a failed call of the library; both backends make theirs here. */
function makeError(code, message, status, requestId) {
  const Class = CLASSES[code] ?? HftokError;
  return new Class(message || code, { code, status, requestId });
}

module.exports = {
  HftokError,
  LibraryLoadError,
  InvalidTokenizerError,
  EncodeError,
  DecodeError,
  HFValidationError,
  OfflineModeIsEnabled,
  LocalTokenNotFoundError,
  HfHubHTTPError,
  RepositoryNotFoundError,
  GatedRepoError,
  DisabledRepoError,
  RevisionNotFoundError,
  EntryNotFoundError,
  RemoteEntryNotFoundError,
  LocalEntryNotFoundError,
  HubConnectionError,
  makeError,
};
