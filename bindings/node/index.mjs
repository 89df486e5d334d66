import hftok from './index.js';

export const {
  AutoTokenizer,
  PreTrainedTokenizer,
  Tokenizer,
  Encoding,
  DecodeStream,
  cache,
  scanCacheDir,
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
} = hftok;
export default hftok;
