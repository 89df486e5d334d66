/** What progress_callback is told of a download; nothing is told of files that are cached. */
export type ProgressInfo =
  | { status: 'initiate' | 'download' | 'done'; name: string; file: string }
  | {
      status: 'progress';
      name: string;
      file: string;
      /** 0 to 100; 0 while the total is not known */
      progress: number;
      /** bytes */
      loaded: number;
      /** bytes; 0 if not known */
      total: number;
    };

export interface PretrainedOptions {
  /** Branch, tag, commit or refs/pr/N. Default: main. */
  revision?: string | null;
  /** A token; true: one must be found; false: none is sent. Default: HF_TOKEN and the other places. */
  token?: string | boolean | null;
  /** Default: HF_HUB_CACHE, or $HF_HOME/hub, shared with Python. */
  cache_dir?: string | null;
  /** Default: HF_ENDPOINT, or https://huggingface.co. */
  endpoint?: string | null;
  /** Folder of the repository that holds the tokenizer. */
  subfolder?: string | null;
  /** Use the cache only, without any network. */
  local_files_only?: boolean | null;
  /** Fetch again even when cached. */
  force_download?: boolean | null;
  /** Seconds for any one answer or stalled read. */
  timeout?: number | null;
  /**
   * Called on the event loop. What it throws cancels the load and is the reason of its rejection.
   * Default: a line on stderr if that is a terminal and HF_HUB_DISABLE_PROGRESS_BARS is not set; false: none.
   * With the ffi-napi backend nothing is told.
   */
  progress_callback?: ((info: ProgressInfo) => void) | false | null;
  /** Cancels the load, which then rejects with the signal's reason. */
  signal?: AbortSignal | null;
}

export interface IdOptions {
  /** A second text, encoded with the first. */
  text_pair?: string | null;
  /** Default: true. */
  add_special_tokens?: boolean;
  /** Take special tokens that the text spells as plain text. Default: false. */
  encode_special_tokens?: boolean;
  /** Default: as tokenizer.json says; true is longest_first. Needs max_length. */
  truncation?: boolean | 'longest_first' | 'only_first' | 'only_second' | null;
  max_length?: number | null;
  /** Tokens that a part cut off repeats of the part before it. */
  stride?: number;
  truncation_side?: 'left' | 'right';
  /** Default: as tokenizer.json says. Needs pad_token_id; max_length needs max_length. */
  padding?: boolean | 'longest' | 'max_length' | null;
  padding_side?: 'left' | 'right';
  pad_to_multiple_of?: number;
  pad_token?: string;
  pad_token_id?: number;
  pad_token_type_id?: number;
  /** For models with dropout: the same gives the same; text i of a batch has the seed + i. Default, and 0: chance. */
  seed?: number;
}

export interface EncodeOptions extends IdOptions {
  /** What offsets count. Default: utf16, the units of JavaScript's strings. */
  offset_unit?: 'utf16' | 'char' | 'byte' | 'none';
}

export interface WordsOptions extends Omit<EncodeOptions, 'text_pair'> {
  /** The texts are arrays of words. */
  is_pretokenized: true;
  text_pair?: string[] | null;
}

export interface BatchOptions extends Omit<EncodeOptions, 'text_pair'> {
  text_pair?: string[] | null;
  is_pretokenized?: false;
  /** At most so many threads. Default: one per processor. */
  threads?: number;
}

export interface WordsBatchOptions extends Omit<EncodeOptions, 'text_pair'> {
  is_pretokenized: true;
  text_pair?: string[][] | null;
  threads?: number;
}

export interface FlatBatchOptions extends Omit<IdOptions, 'text_pair'> {
  threads?: number;
}

export interface FlatBatch {
  ids: Uint32Array;
  offsets: Uint32Array;
}

export interface DecodeOptions {
  /** Default: false. */
  skip_special_tokens?: boolean;
  /** Take out the spaces before punctuation and English contractions. Default: false. */
  clean_up_tokenization_spaces?: boolean | null;
}

/** Token ids: numbers or bigints, a typed array, or a tensor (what has tolist). */
export type TokenIds =
  | readonly number[]
  | readonly bigint[]
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | { tolist(): unknown };

export interface AddedToken {
  id: number;
  content: string;
  single_word: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  special: boolean;
}

export interface PadOptions {
  /** Default: right. */
  direction?: 'left' | 'right';
  /** Default: 0. */
  pad_id?: number;
  /** Default: 0. */
  pad_type_id?: number;
  /** Default: [PAD]. */
  pad_token?: string;
}

/** A token to add. Flags that are left out are false, but `normalized` is then the opposite of `special`. */
export type TokenToAdd = string | (Partial<AddedToken> & { content: string });

/**
 * Everything known of a text's tokens. Each array has one element a token. Look-ups give null where there is
 * nothing; ranges are [start, end], where end is one past the last, and characters count in `offset_unit`.
 */
export class Encoding {
  private constructor();
  readonly length: number;
  readonly ids: number[];
  /** 0 for the text, 1 for its pair, as the tokenizer's template says. */
  readonly type_ids: number[];
  /** The same under transformers.js's name. */
  readonly token_type_ids: number[];
  /** Null if they were not asked for. */
  readonly tokens: string[] | null;
  /** Start and end in the text, in units of `offset_unit`; null with 'none'. */
  readonly offsets: [number, number][] | null;
  readonly attention_mask: number[];
  readonly special_tokens_mask: number[];
  /** The word that a token belongs to; null for special tokens. */
  readonly word_ids: (number | null)[];
  /** 0 for the text, 1 for its pair; null for special tokens and padding. */
  readonly sequence_ids: (number | null)[];
  /** What truncation cut off. */
  readonly overflowing: Encoding[];
  /** How many texts it was made of: 2 for a pair. */
  readonly n_sequences: number;
  /** 0 for the text, 1 for its pair. */
  token_to_sequence(token: number): number | null;
  /** The token's characters in its sequence. */
  token_to_chars(token: number): [number, number] | null;
  token_to_word(token: number): number | null;
  word_to_tokens(word: number, sequence?: number): [number, number] | null;
  word_to_chars(word: number, sequence?: number): [number, number] | null;
  /** The first token that covers the character. */
  char_to_token(position: number, sequence?: number): number | null;
  char_to_word(position: number, sequence?: number): number | null;
  /** Pads this encoding and what truncation cut off to a length, and returns it. */
  pad(length: number, options?: PadOptions): this;
  /** Cuts this encoding to max_length tokens, and returns it: what is cut off becomes `overflowing`. */
  truncate(max_length: number, stride?: number, direction?: 'left' | 'right'): this;
  /**
   * A new encoding of several, one after the other.
   * @param growing_offsets whether offsets count on from the end of the encoding before; default: true
   */
  static merge(encodings: readonly Encoding[], growing_offsets?: boolean): Encoding;
  toJSON(): object;
}

/** A section of tokenizer.json. */
export interface Component {
  type?: string;
  [member: string]: unknown;
}

export interface Components {
  normalizer: Component | null;
  pre_tokenizer: Component | null;
  post_processor: Component | null;
  decoder: Component | null;
}

/** Decodes ids that arrive bit by bit; made by a tokenizer's decode_stream, which it outlives. */
export class DecodeStream {
  private constructor();
  /**
   * Takes an id, or several, and gives the text that is certain now; null while there is none, as within a
   * character.
   */
  step(ids: number | bigint | TokenIds): string | null;
  /** A second stream in the same state, which goes on by itself. */
  clone(): DecodeStream;
  /** Frees the stream now and not when the garbage collector finds it. */
  dispose(): void;
}

/** What Tokenizer and PreTrainedTokenizer share. */
declare abstract class TokenizerBase {
  protected constructor(native: object);

  /** Frees the tokenizer now and not when the garbage collector finds it; every later call throws. */
  dispose(): void;

  encode_ids(text: string, options?: IdOptions): Uint32Array;
  encode_full(text: string, options?: EncodeOptions & { is_pretokenized?: false }): Encoding;
  encode_full(words: string[], options: WordsOptions): Encoding;
  /** Many texts in parallel, padded together. */
  encode_batch(texts: string[], options?: BatchOptions): Encoding[];
  encode_batch(texts: string[][], options: WordsBatchOptions): Encoding[];
  /**
   * The ids of many texts alone, in parallel: those of all texts end to end; those of text i are
   * `ids.subarray(offsets[i], offsets[i + 1])`, and `offsets` has one number more than there are texts.
   */
  encode_batch_flat(texts: readonly string[], options?: FlatBatchOptions): FlatBatch;
  tokenize(
    text: string,
    options?: { pair?: string | null; text_pair?: string | null; add_special_tokens?: boolean },
  ): string[];

  decode(token_ids: TokenIds, options?: DecodeOptions): string;
  batch_decode(batch: readonly TokenIds[] | { tolist(): unknown }, options?: DecodeOptions): string[];

  decode_stream(options?: {
    /** Tokens that came before, such as a prompt; their text is not given. */
    ids?: TokenIds;
    /** Default: false. */
    skip_special_tokens?: boolean;
  }): DecodeStream;

  /** What the tokenizer's normalizer makes of a text. */
  normalize(text: string): string;
  /** What its pre-tokenizer makes of a text, which is not normalized before: pieces and their ranges. */
  pre_tokenize(text: string, options?: { offset_unit?: 'utf16' | 'char' | 'byte' }): [string, [number, number]][];
  /** What its model alone makes of a text, taken as one piece; offsets are in bytes of UTF-8. */
  model_tokens(text: string): { id: number; value: string; offsets: [number, number] }[];
  /** What its decoder makes of token strings, which need not be in the vocabulary. */
  decode_tokens(tokens: readonly string[]): string;
  /** The components as in tokenizer.json, null for those that there are not; the model without its tables. */
  get_components(): Components & { model: Component };
  /** Puts other components in place of those named, null for none; the model stays. */
  set_components(components: Partial<Components>): void;
  /** Makes the encoding of a text, or of a pair, from encodings made without special tokens. */
  post_process(
    encoding: Encoding,
    pair?: Encoding | null,
    options?: Omit<IdOptions, 'text_pair' | 'encode_special_tokens' | 'seed'>,
  ): Encoding;

  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  get_vocab(with_added_tokens?: boolean): Map<string, number>;
  get_vocab_size(with_added_tokens?: boolean): number;
  get_added_tokens_decoder(): Map<number, AddedToken>;
  /** How many special tokens encoding adds to a text, or to a pair. */
  num_special_tokens_to_add(is_pair?: boolean): number;
  /** Adds tokens, and gives how many were not there in the same form. `id` is not looked at. */
  add_tokens(tokens: readonly TokenToAdd[]): number;
  /** As add_tokens, all of them special. */
  add_special_tokens(tokens: readonly TokenToAdd[]): number;

  /** A tokenizer.json of the tokenizer. */
  to_str(pretty?: boolean): string;
  /** Writes the tokenizer.json, by default indented. */
  save(path: string, pretty?: boolean): Promise<void>;
}

/**
 * tokenizer.json taken at its word. Loading happens off the event loop; everything else is synchronous, but for
 * save.
 *
 * Text that is no Unicode, a lone surrogate, counts as U+FFFD, as with TextEncoder.
 */
export class Tokenizer extends TokenizerBase {
  /** Loads a repository of the Hub ("org/name"), or a local directory or file. */
  static from_pretrained<T extends typeof Tokenizer>(
    this: T,
    repo_or_path: string,
    options?: PretrainedOptions,
  ): Promise<T['prototype']>;
  static from_file(path: string): Promise<Tokenizer>;
  /** The text of a tokenizer.json. */
  static from_str(json: string): Promise<Tokenizer>;
  /** The bytes of a tokenizer.json. */
  static from_bytes(bytes: Uint8Array | ArrayBuffer): Promise<Tokenizer>;

  /** The same as encode_full. */
  encode(text: string, options?: EncodeOptions & { is_pretokenized?: false }): Encoding;
  encode(words: string[], options: WordsOptions): Encoding;
}

export interface CallOptions<T extends string | string[]> extends Omit<IdOptions, 'text_pair'> {
  text_pair?: T | null;
  return_token_type_ids?: boolean | null;
  /** Tensors are not made here. */
  return_tensor?: false;
}

export interface BatchEncoding<T extends string | string[]> {
  input_ids: T extends string ? number[] : number[][];
  attention_mask: T extends string ? number[] : number[][];
  token_type_ids?: T extends string ? number[] : number[][];
}

/** A tokenizer as transformers' AutoTokenizer makes it: a function with methods. */
export class PreTrainedTokenizer extends TokenizerBase {
  /** Loads a repository of the Hub ("org/name"), or a local directory. */
  static from_pretrained<T extends typeof PreTrainedTokenizer>(
    this: T,
    repo_or_path: string,
    options?: PretrainedOptions,
  ): Promise<T['prototype']>;
  encode(text: string, options?: IdOptions): number[];
  return_token_type_ids: boolean;
  padding_side: 'left' | 'right';
  pad_token: string | undefined;
  pad_token_id: number | undefined;
  _call<T extends string | string[]>(text: T, options?: CallOptions<T>): BatchEncoding<T>;
  convert_tokens_to_ids(tokens: string): number | undefined;
  convert_tokens_to_ids(tokens: string[]): (number | undefined)[];
  readonly all_special_ids: number[];
  readonly all_special_tokens: string[];
}

export interface PreTrainedTokenizer {
  <T extends string | string[]>(text: T, options?: CallOptions<T>): BatchEncoding<T>;
}

export class AutoTokenizer {
  /**
   * Loads the tokenizer of a Hub repository ("org/name"), or of a local directory.
   *
   * HF_TOKEN is read from process.env as it is at this call, in a worker from the worker's own.
   */
  static from_pretrained(repo_or_path: string, options?: PretrainedOptions): Promise<PreTrainedTokenizer>;
}

export interface AccessOptions {
  repo: string | { type?: 'model'; name: string };
  /** As the token of PretrainedOptions. */
  accessToken?: string | boolean | null;
  /** Default: HF_ENDPOINT, or https://huggingface.co. */
  hubUrl?: string | null;
  /** Default: main. */
  revision?: string | null;
  /** Seconds for the answer. */
  timeout?: number | null;
  signal?: AbortSignal | null;
}

/**
 * Asks the Hub whether a repository can be read, with the token that from_pretrained would send. If not, it rejects
 * with what from_pretrained would: GatedRepoError, RepositoryNotFoundError, …, with a message that says why and what
 * to do. It costs one request; nothing is fetched, and the cache does not count.
 */
export function checkRepoAccess(options: AccessOptions): Promise<void>;

/**
 * Sets, for the whole process, how many bytes a tokenizer takes at most, about, to remember the ids of words, for each
 * thread that encodes with it at the same time: 16 MiB at the start, 64 KiB at least. Counts for what is not yet
 * there. Less memory means that more words are worked out anew. Throws RangeError for what is no whole number.
 */
export function setWordCacheSize(bytes: number): void;

/** A file of a cached commit. Sizes are bytes. */
export interface CachedFileInfo {
  /** Within the repository. */
  name: string;
  path: string;
  /** Where its content lies: behind the symlink, or the file itself for a copy. */
  blob: { path: string; size: number; lastAccessedAt: Date; lastModifiedAt: Date };
}

export interface CachedRevisionInfo {
  commitOid: string;
  path: string;
  size: number;
  /** Branches, tags and refs/pr/N that led here when last looked up. None: detached. */
  refs: string[];
  lastModifiedAt: Date;
  files: CachedFileInfo[];
}

export interface CachedRepoInfo {
  id: { type: 'model' | 'dataset' | 'space' | 'kernel'; name: string };
  path: string;
  size: number;
  /** Distinct contents. */
  filesCount: number;
  lastAccessedAt: Date;
  lastModifiedAt: Date;
  revisions: CachedRevisionInfo[];
}

/** What lies in a cache, in the names of huggingface.js; `name`, `path`, `incomplete` and `unreferenced` are ours. */
export interface HFCacheInfo {
  /** The cache. */
  path: string;
  /** What repositories share counts once. */
  size: number;
  repos: CachedRepoInfo[];
  /** What downloads that broke off, or are under way, have left. */
  incomplete: { path: string; size: number }[];
  /** Shared contents that no repository uses any more. */
  unreferenced: { path: string; size: number }[];
  /** What a healthy cache would not have. */
  warnings: Error[];
}

/** What was removed from a cache, or would be. */
export interface CacheRemoval {
  /** Removed with all their revisions: "model/org/name". */
  repos: string[];
  /** "model/org/name@commit", those of `repos` included. */
  revisions: string[];
  /** How many remains of broken downloads. */
  incomplete: number;
  /** How many shared contents that nobody uses any more. */
  shared: number;
  /** Bytes. */
  freed: number;
  /** Targets that are not in the cache. */
  missing: string[];
  /** What could not be removed, and why. */
  kept: string[];
}

export interface CacheOptions {
  /** Default: HF_HUB_CACHE, or $HF_HOME/hub. */
  cache_dir?: string | null;
  /** Remove nothing, and tell what would be. Default: false. */
  dry_run?: boolean | null;
}

/**
 * Everything in the cache, whoever put it there: it is the one that huggingface_hub uses. A cache that does not
 * exist is empty. Works off the event loop, and beside loads, as all of `cache` does.
 */
export function scanCacheDir(cacheDir?: string | null): Promise<HFCacheInfo>;

/** What the cache holds, and how to make room in it. */
export const cache: {
  /** The same as scanCacheDir. */
  scan(cacheDir?: string | null): Promise<HFCacheInfo>;
  /** Removes revisions, given by commit, and repositories: "org/name", or "dataset/org/name". */
  delete(targets: string | readonly string[], options?: CacheOptions): Promise<CacheRemoval>;
  /** Removes revisions that no branch or tag leads to, and what broken downloads have left. */
  prune(options?: CacheOptions): Promise<CacheRemoval>;
};

/** Any failure of the library. The message never holds a token. */
export class HftokError extends Error {
  /** A status of hftok.h without HFTOK_ERR_, as "GATED_NO_TOKEN"; LIBRARY if it could not be loaded. */
  code: string;
  /** HTTP status of the answer that caused it. */
  status?: number;
  /** The Hub's X-Request-Id, to quote in a report. */
  requestId?: string;
}

/** No usable libhftok. The message lists the places tried. */
export class LibraryLoadError extends HftokError {}
/** tokenizer.json is malformed. The message holds the JSON path. */
export class InvalidTokenizerError extends HftokError {}
/** The tokenizer can't encode this text as asked. */
export class EncodeError extends HftokError {}
/** These ids can't be decoded as asked. */
export class DecodeError extends HftokError {}
/** Not a valid repository id, revision or file name. */
export class HFValidationError extends HftokError {}
/** Offline mode, and the file is not cached. */
export class OfflineModeIsEnabled extends HftokError {}
/** A token was required (`token: true`), and none was found. */
export class LocalTokenNotFoundError extends HftokError {}

/** The Hub answered with an error; `code` says which. */
export class HfHubHTTPError extends HftokError {}
/** No such repository, or a private one that the token can't see. */
export class RepositoryNotFoundError extends HfHubHTTPError {}
/** A gated repository, without a token or with one that has no access. */
export class GatedRepoError extends RepositoryNotFoundError {}
/** The Hub disabled access to the repository. */
export class DisabledRepoError extends HfHubHTTPError {}
/** The repository has no such branch, tag or commit. */
export class RevisionNotFoundError extends HfHubHTTPError {}

/** No such file, on the Hub or on the disk. */
export class EntryNotFoundError extends HftokError {}
/** The repository has no such file at that revision. */
export class RemoteEntryNotFoundError extends EntryNotFoundError {}
/** The file is not in the cache, and the Hub was not to be asked or did not deliver it. */
export class LocalEntryNotFoundError extends EntryNotFoundError {}
/** The Hub can't be reached (name, network, TLS, proxy, time), or what answered is not a Hub. */
export class HubConnectionError extends LocalEntryNotFoundError {}

export {}; // what is not said to be exported is not
