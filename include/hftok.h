/* hftok.h - tokenizers from the Hugging Face Hub, private and gated ones included.
 *
 * This header is the whole contract: what it does not name is private.
 *
 * CONVENTIONS
 *
 *   Status.    Calls that can fail return an hftok_status: HFTOK_OK (0) or a negative HFTOK_ERR_*
 *              code. Out-parameters are untouched on failure unless the call says otherwise.
 *   Errors.    The last parameter `hftok_error **err` may be NULL. On failure it receives an object
 *              that the caller frees with hftok_error_free; on success it is set to NULL. Nothing is
 *              kept per thread, so a call may be made on one thread and its error read on another.
 *   Text.      UTF-8, as pointer + length in bytes; NUL is an ordinary character. Text that is not
 *              valid UTF-8 is refused with HFTOK_ERR_INVALID_ARGUMENT and its byte position.
 *              A NULL pointer is allowed where the length is 0. One text has fewer than 2^31-1 bytes.
 *              `const char *` parameters without a length are NUL-terminated UTF-8.
 *   Ownership. Inputs are borrowed for the call. What a call hands out is the caller's, to be freed
 *              by the function its comment names. Every free function accepts NULL.
 *   Options.   Structs begin with `size`; hftok_*_options_init sets it and zeroes the rest, and every
 *              zero is a default. A NULL options pointer means all defaults. A struct from an older
 *              header (smaller) is accepted; from a newer one (larger) only if what we do not know is
 *              zero, else HFTOK_ERR_UNSUPPORTED, as for a flag that we do not know.
 *   Threads.   A tokenizer is immutable: any number of threads may use one at once. Other handles
 *              belong to one thread at a time unless their comment says more.
 *   Handles.   A handle (tokenizer, encoding, packed, stream, cancel token) is a number in the guise of a pointer. One
 *              that was freed, or never was one, gives HFTOK_ERR_INVALID_HANDLE, not a crash; the free
 *              functions ignore it.
 *              Handles may be declared as size_t by a foreign-function interface, and every
 *              out-parameter is a slot of 8 bytes unless it is an array.
 *   Fork.      In a child forked after this library was loaded every call that needs the Go runtime
 *              answers HFTOK_ERR_FORKED at once; hftok_cancel_trigger, hftok_set_* and the frees of
 *              handles do nothing. The remedy is to load a fresh copy of the library in the child
 *              (under another file name) and make the tokenizers again, or to start the child with
 *              exec.
 *   Signals.   The library installs no handler for SIGINT, SIGTERM, SIGCHLD or SIGPROF. Handlers of the
 *              host that lack SA_ONSTACK are given it, as Go needs. No function may be called from a
 *              signal handler.
 *   Unloading. Not possible: dlclose leaves the library resident.
 *
 * Functions marked [C] are written in C and never enter the Go runtime.
 */
#ifndef HFTOK_H
#define HFTOK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#define HFTOK_API __attribute__((visibility("default")))
#else
#define HFTOK_API
#endif

/* ABI number. Within one number symbols, codes and struct fields are only added. */
#define HFTOK_ABI_VERSION 1u
/* Version of the library that this header came with; hftok_version is that of the one loaded. */
#define HFTOK_VERSION "0.1.0"

/* ---- status ------------------------------------------------------------------------------- */

typedef int32_t hftok_status;

enum {
  HFTOK_OK = 0,
  HFTOK_ERR_INVALID_ARGUMENT = -1,  /* a parameter breaks the contract; bad UTF-8, with position  */
  HFTOK_ERR_INVALID_HANDLE = -2,    /* freed, or never a handle of this kind                      */
  HFTOK_ERR_BUFFER_TOO_SMALL = -3,  /* the needed size was stored                                 */
  HFTOK_ERR_NOT_FOUND = -4,         /* no such token or id                                        */
  HFTOK_ERR_INTERNAL = -5,          /* a bug of ours, caught                                      */
  HFTOK_ERR_FORKED = -6,            /* called in a forked child                                   */
  HFTOK_ERR_CANCELLED = -7,         /* hftok_cancel_trigger, or a progress function returned != 0 */
  HFTOK_ERR_OUT_OF_MEMORY = -8,
  HFTOK_ERR_UNSUPPORTED = -9,       /* valid, but not implemented by this version                 */

  HFTOK_ERR_IO = -20,               /* reading or writing a local file                            */
  HFTOK_ERR_INVALID_TOKENIZER = -21,/* tokenizer.json is malformed; message has the JSON path     */

  HFTOK_ERR_ENCODE = -30,           /* the tokenizer can't encode this (no unk token, truncation) */
  HFTOK_ERR_DECODE = -31,           /* ids can't be decoded as asked (a stream out of step)       */

  HFTOK_ERR_GATED_NO_TOKEN = -100,  /* gated repository, no token was sent                        */
  HFTOK_ERR_GATED_DENIED = -101,    /* gated repository, this token's account has no access       */
  HFTOK_ERR_BAD_TOKEN = -102,       /* the Hub rejected the token itself                          */
  HFTOK_ERR_REPO_NOT_FOUND = -103,  /* missing, or private and the token can't see it             */
  HFTOK_ERR_REVISION_NOT_FOUND = -104,
  HFTOK_ERR_ENTRY_NOT_FOUND = -105, /* the repository has no such file                            */
  HFTOK_ERR_DISABLED = -106,        /* the Hub disabled access to this repository                 */
  HFTOK_ERR_FORBIDDEN = -107,       /* 403 for another reason: token scope, IP policy             */
  HFTOK_ERR_RATE_LIMITED = -108,
  HFTOK_ERR_SERVER = -109,          /* 5xx after all retries                                      */
  HFTOK_ERR_NOT_A_HUB = -110,       /* an answer that no Hub gives: proxy, captive portal         */
  HFTOK_ERR_INTEGRITY = -111,       /* size or hash differs from what the Hub announced           */
  HFTOK_ERR_NETWORK = -112,         /* DNS, connect, reset                                        */
  HFTOK_ERR_TLS = -113,
  HFTOK_ERR_PROXY = -114,
  HFTOK_ERR_OFFLINE = -115,         /* offline mode, and the file is not cached                   */
  HFTOK_ERR_LOCAL_MISS = -116,      /* local_files_only, and the file is not cached               */
  HFTOK_ERR_TIMEOUT = -117,
  HFTOK_ERR_INVALID_REPO = -118,    /* not a valid repository id, revision or file name           */
  HFTOK_ERR_TOKEN_NOT_FOUND = -119  /* HFTOK_PRETRAINED_REQUIRE_TOKEN, and there is none          */
};

/* [C] The library's ABI number; compare with HFTOK_ABI_VERSION. */
HFTOK_API uint32_t hftok_abi_version(void);
/* [C] The library's version, "1.2.3". Static. */
HFTOK_API const char *hftok_version(void);
/* [C] "GATED_NO_TOKEN" for HFTOK_ERR_GATED_NO_TOKEN, "UNKNOWN" for a code it does not know. Static. */
HFTOK_API const char *hftok_status_name(hftok_status status);

/* ---- errors ------------------------------------------------------------------------------- */

/* Plain memory, not a handle: after hftok_error_free it must not be used. NULL is accepted by all of
 * these and reads as "no error". No message ever holds a token. */
typedef struct hftok_error hftok_error;

HFTOK_API hftok_status hftok_error_code(const hftok_error *err);        /* [C] HFTOK_OK for NULL */
HFTOK_API int32_t hftok_error_http_status(const hftok_error *err);      /* [C] 0 if none         */
HFTOK_API const char *hftok_error_message(const hftok_error *err);      /* [C] "" for NULL; lives as long as err */
HFTOK_API const char *hftok_error_request_id(const hftok_error *err);   /* [C] the Hub's X-Request-Id, or "" */
/* [C] Copies the message, cut to cap-1 bytes and NUL-terminated, into buf. Returns its full length. */
HFTOK_API size_t hftok_error_copy_message(const hftok_error *err, char *buf, size_t cap);
/* [C] After hftok_encode, hftok_encode_batch_ids or hftok_encode_texts_ids said BUFFER_TOO_SMALL: the ids it
 * computed, so that no second encode is needed. Copies at most cap ids; returns how many there are (0 for any
 * other error). */
HFTOK_API size_t hftok_error_ids(const hftok_error *err, uint32_t *ids, size_t cap);
HFTOK_API void hftok_error_free(hftok_error *err);                      /* [C] */

/* ---- loading ------------------------------------------------------------------------------ */

typedef struct hftok_tokenizer hftok_tokenizer;
typedef struct hftok_cancel hftok_cancel;

/* Called on the thread that made the call, before it returns: when a file's download begins, as it
 * proceeds, when it ends (done == total), and at least five times a second while the call waits for
 * anything (file is then NULL), so that the host can look at its own signals.
 * file: NUL-terminated name within the repository; total: bytes, 0 if unknown.
 * Returns 0 to go on; anything else cancels the call with HFTOK_ERR_CANCELLED. */
typedef int32_t (*hftok_progress_fn)(void *user, const char *file, uint64_t done, uint64_t total);

enum {
  HFTOK_PRETRAINED_AUTO = 1,             /* as transformers.AutoTokenizer, not tokenizer.json alone   */
  HFTOK_PRETRAINED_LOCAL_FILES_ONLY = 2, /* no network: cache or LOCAL_MISS                           */
  HFTOK_PRETRAINED_FORCE_DOWNLOAD = 4,   /* fetch again even when cached                              */
  HFTOK_PRETRAINED_NO_TOKEN = 8,         /* token=False: send none, whatever the environment says     */
  HFTOK_PRETRAINED_REQUIRE_TOKEN = 16    /* token=True: fail before any request if none is found      */
};

typedef struct hftok_pretrained_options {
  uint32_t size;
  uint32_t flags;               /* HFTOK_PRETRAINED_*                                               */
  const char *revision;         /* branch, tag, commit or refs/pr/N; NULL: "main"                   */
  const char *token;            /* NULL: environment, then token file; blank is an error            */
  const char *cache_dir;        /* NULL: HF_HUB_CACHE, or $HF_HOME/hub                              */
  const char *endpoint;         /* NULL: HF_ENDPOINT, or https://huggingface.co                     */
  const char *subfolder;        /* NULL or "": the repository's root                                */
  const char *user_agent;       /* appended to ours, e.g. "python/3.12"; NULL: nothing              */
  /* The environment to use instead of the process's: "NAME=value" strings, each followed by a NUL,
   * env_size bytes in all. For hosts whose environment C can't see (a Node worker). NULL: getenv. */
  const char *env;
  size_t env_size;
  double timeout;               /* seconds for any one answer or stalled read; 0: environment or 10 */
  hftok_progress_fn progress;   /* NULL: none                                                       */
  void *progress_user;
  hftok_cancel *cancel;         /* NULL: not cancellable from another thread                        */
} hftok_pretrained_options;

HFTOK_API void hftok_pretrained_options_init(hftok_pretrained_options *opts, uint32_t size); /* [C] */

/* Loads the tokenizer of a Hub repository ("org/name"), or of a local directory or tokenizer.json.
 * With no `token` option and no `env`, HF_TOKEN is read from the process's environment as it is now.
 * *out: free with hftok_free. */
HFTOK_API hftok_status hftok_from_pretrained(const char *repo_or_path, const hftok_pretrained_options *opts,
                                             hftok_tokenizer **out, hftok_error **err);
/* Asks the Hub whether hftok_from_pretrained would be refused, and gives the error that says why and what to do:
 * GATED_NO_TOKEN, GATED_DENIED, BAD_TOKEN, REPO_NOT_FOUND, … One request; nothing is fetched, and the cache does
 * not count. A repository that can be read but has no tokenizer.json is HFTOK_OK, and so is a local path. */
HFTOK_API hftok_status hftok_check_access(const char *repo, const hftok_pretrained_options *opts, hftok_error **err);
/* Loads a tokenizer.json from a file, or from memory (copied). What a file of 256 KiB or more is compiled to
 * is kept where the environment says (HFTOK_IMAGES, docs/hub.md) and makes later loads fast, here and in
 * hftok_from_pretrained. */
HFTOK_API hftok_status hftok_from_file(const char *path, hftok_tokenizer **out, hftok_error **err);
HFTOK_API hftok_status hftok_from_bytes(const uint8_t *json, size_t len, hftok_tokenizer **out, hftok_error **err);
/* Frees a tokenizer. Calls under way on other threads finish; later ones get INVALID_HANDLE. */
HFTOK_API void hftok_free(hftok_tokenizer *t);

/* A token to stop a hftok_from_pretrained from any thread. One token may serve many calls. */
HFTOK_API hftok_status hftok_cancel_new(hftok_cancel **out, hftok_error **err);
/* The calls that were given the token return HFTOK_ERR_CANCELLED, those that begin later at once. */
HFTOK_API void hftok_cancel_trigger(hftok_cancel *cancel);
/* Calls under way go on; they just can't be cancelled any more. */
HFTOK_API void hftok_cancel_free(hftok_cancel *cancel);

/* ---- cache -------------------------------------------------------------------------------- */

/* What is cached, whoever put it there. Of opts only cache_dir, env and env_size count. Results are JSON
 * objects whose keys are only ever added: to be freed with hftok_string_free. Sizes are bytes, times
 * seconds since 1970. All of these may run beside loads, in any process. */

enum {
  HFTOK_CACHE_DRY_RUN = 1 /* remove nothing, and tell what would be */
};

/* {"cache_dir", "size_on_disk", "repos": [{"id": "model/org/name", "path", "size_on_disk", "files",
 *  "last_accessed", "last_modified", "revisions": [{"commit", "path", "size_on_disk", "refs": ["main"],
 *  "last_modified", "files": [{"name", "path", "blob", "size_on_disk", "last_accessed", "last_modified"}]}]}],
 *  "incomplete": [{"path", "size_on_disk"}] (remains of downloads, or downloads under way),
 *  "unreferenced": [{"path", "size_on_disk"}] (shared contents without a user), "warnings": ["…"]} */
HFTOK_API hftok_status hftok_cache_scan(const hftok_pretrained_options *opts, char **out, size_t *len,
                                        hftok_error **err);
/* Removes targets: strings, each followed by a NUL, targets_size bytes in all; commits, or repositories
 * as "org/name" or "model/org/name". flags: HFTOK_CACHE_*.
 * {"repos": ["model/org/name"], "revisions": ["model/org/name@commit"], "incomplete", "shared" (how many
 *  of each), "freed" (bytes), "missing": [targets that are not cached], "kept": ["path: why"]} */
HFTOK_API hftok_status hftok_cache_delete(const hftok_pretrained_options *opts, const char *targets,
                                          size_t targets_size, uint32_t flags, char **out, size_t *len,
                                          hftok_error **err);
/* Removes revisions that no branch or tag leads to, remains of broken downloads, and shared contents
 * without a user; downloads under way are left alone. The result is that of hftok_cache_delete. */
HFTOK_API hftok_status hftok_cache_prune(const hftok_pretrained_options *opts, uint32_t flags, char **out, size_t *len,
                                         hftok_error **err);

/* ---- encoding ----------------------------------------------------------------------------- */

enum {
  HFTOK_ENCODE_NO_SPECIAL_TOKENS = 1, /* add_special_tokens=False                                     */
  HFTOK_ENCODE_SPECIAL_AS_TEXT = 2,   /* encode_special_tokens=True: "<s>" in the text is plain text  */
  HFTOK_ENCODE_PRETOKENIZED = 4,      /* hftok_encode_batch: the strings are words, see sequence_ends */
  HFTOK_ENCODE_NO_TOKENS = 8,         /* hftok_encoding: leave token strings out                      */
  HFTOK_ENCODE_PAIR_TYPE_ZERO = 16    /* the pair's tokens start with type id 0, as from the reference's
                                       * encode_batch_fast; what a post-processor sets it sets          */
};
enum { HFTOK_OFFSETS_BYTE = 0, HFTOK_OFFSETS_CHAR = 1, HFTOK_OFFSETS_UTF16 = 2, HFTOK_OFFSETS_NONE = 3 };
enum { HFTOK_TRUNCATION_FROM_FILE = 0, HFTOK_TRUNCATION_NONE = 1, HFTOK_TRUNCATION_LONGEST_FIRST = 2,
       HFTOK_TRUNCATION_ONLY_FIRST = 3, HFTOK_TRUNCATION_ONLY_SECOND = 4 };
enum { HFTOK_PADDING_FROM_FILE = 0, HFTOK_PADDING_NONE = 1, HFTOK_PADDING_BATCH_LONGEST = 2, HFTOK_PADDING_FIXED = 3 };
enum { HFTOK_SIDE_RIGHT = 0, HFTOK_SIDE_LEFT = 1 };

typedef struct hftok_encode_options {
  uint32_t size;
  uint32_t flags;               /* HFTOK_ENCODE_*                                                    */
  uint32_t offset_unit;         /* HFTOK_OFFSETS_*                                                   */
  uint32_t threads;             /* batches: at most so many; 0: one per processor                    */
  uint32_t truncation;          /* HFTOK_TRUNCATION_*; the fields below count unless FROM_FILE or NONE */
  uint32_t truncation_side;     /* HFTOK_SIDE_*                                                      */
  uint64_t max_length;
  uint64_t stride;
  uint32_t padding;             /* HFTOK_PADDING_*; the fields below count unless FROM_FILE or NONE  */
  uint32_t padding_side;        /* HFTOK_SIDE_*                                                      */
  uint64_t pad_length;          /* FIXED                                                             */
  uint64_t pad_to_multiple_of;  /* 0: any                                                            */
  uint32_t pad_id;
  uint32_t pad_type_id;
  const char *pad_token;        /* NULL: "[PAD]"                                                     */
  /* hftok_encode_batch with PRETOKENIZED: sequence i is the strings sequence_ends[i-1] up to, but not
   * including, sequence_ends[i]. Borrowed. Without PRETOKENIZED every string is a sequence. */
  const uint64_t *sequence_ends;
  size_t sequences;
  /* hftok_encode_batch: one byte a row, non-zero where the row takes two sequences, a text and its
   * pair. NULL: every row is one sequence. rows must be set when pairs is. */
  const uint8_t *pairs;
  size_t rows;
  /* For models with dropout: calls with the same seed and input give the same. Row i of a batch has the
   * seed + i. 0: chance. */
  uint64_t seed;
} hftok_encode_options;

HFTOK_API void hftok_encode_options_init(hftok_encode_options *opts, uint32_t size); /* [C] */

/* Ids of one text into the caller's buffer. ids may be NULL when cap is 0. *count receives the number
 * of ids, also with BUFFER_TOO_SMALL, when hftok_error_ids gives them. What ids holds after a failure is
 * unspecified. Uses no other thread. */
HFTOK_API hftok_status hftok_encode(const hftok_tokenizer *t, const char *text, size_t len,
                                    const hftok_encode_options *opts, uint32_t *ids, size_t cap,
                                    size_t *count, hftok_error **err);

/* An immutable block in C memory; any number of threads may read one. */
typedef struct hftok_encoding hftok_encoding;

/* One text, or with pair != NULL a pair, with everything known of its tokens. Uses no other thread.
 * *out: free with hftok_encoding_free. */
HFTOK_API hftok_status hftok_encode_full(const hftok_tokenizer *t, const char *text, size_t len,
                                         const char *pair, size_t pair_len, const hftok_encode_options *opts,
                                         hftok_encoding **out, hftok_error **err);

/* n strings laid end to end in data: string i ends before byte ends[i] and begins where the one before
 * it ends. They make rows as the options say; each row is encoded as by hftok_encode_full, then padded
 * together. An error names the row. */
HFTOK_API hftok_status hftok_encode_batch(const hftok_tokenizer *t, const char *data, const uint64_t *ends, size_t n,
                                          const hftok_encode_options *opts, hftok_encoding **out, hftok_error **err);

/* Ids alone of n strings laid end to end as for hftok_encode_batch, each a text: those that it gives the row,
 * without what truncation cuts off. They go one after the other into the caller's buffer; row_ends, the
 * caller's array of n, receives where each row's ids end. *count receives the number of ids in all, also with
 * BUFFER_TOO_SMALL, when row_ends holds too and hftok_error_ids gives the ids. What ids and row_ends hold after
 * another failure is unspecified. The rows are encoded in parallel, in shares of equally many bytes. An error
 * names the row. */
HFTOK_API hftok_status hftok_encode_batch_ids(const hftok_tokenizer *t, const char *data, const uint64_t *ends,
                                              size_t n, const hftok_encode_options *opts, uint32_t *ids, size_t cap,
                                              uint64_t *row_ends, size_t *count, hftok_error **err);
/* The same for texts that lie anywhere: text i is the lens[i] bytes at texts[i]. */
HFTOK_API hftok_status hftok_encode_texts_ids(const hftok_tokenizer *t, const char *const *texts, const size_t *lens,
                                              size_t n, const hftok_encode_options *opts, uint32_t *ids, size_t cap,
                                              uint64_t *row_ends, size_t *count, hftok_error **err);

/* Arrays over all tokens of all rows, row after row. A row is an input's encoding or, right after it,
 * a part that truncation cut off ("overflowing"). Arrays live as long as the encoding. */
typedef struct hftok_encoding_view {
  uint32_t size;                       /* set by the caller: sizeof(hftok_encoding_view)            */
  uint32_t offset_unit;                /* HFTOK_OFFSETS_*                                           */
  size_t rows;
  size_t tokens;
  const uint64_t *row_ends;            /* [rows] end of the row in the arrays below                 */
  const uint32_t *row_inputs;          /* [rows] the input that the row belongs to; overflow repeats it */
  const uint32_t *ids;                 /* [tokens]                                                  */
  const uint32_t *type_ids;            /* [tokens]                                                  */
  const uint32_t *offsets;             /* [2*tokens] start, end in the input text; NULL with NONE   */
  const int32_t *word_ids;             /* [tokens] -1: none                                         */
  const int32_t *sequence_ids;         /* [tokens] 0 text, 1 pair, -1: special or padding           */
  const uint8_t *special_tokens_mask;  /* [tokens]                                                  */
  const uint8_t *attention_mask;       /* [tokens]                                                  */
  const char *token_text;              /* token strings end to end, UTF-8; NULL with NO_TOKENS      */
  const uint64_t *token_ends;          /* [tokens]                                                  */
  const uint32_t *row_depths;          /* [rows] 0: the input's own. d: cut off the last row before it of depth d-1;
                                        * with truncated pairs a part has parts of its own           */
  /* Where the input sequences (0 text, 1 pair) lie in their rows, 4 numbers each: row, sequence, first
   * token, one past the last, both counted from the row's first. By row, then by sequence. A row of which
   * nothing is said (truncation forgets it) counts as one sequence, 0, over all its tokens. */
  const uint32_t *sequence_ranges;     /* [4*sequences]                                             */
  size_t sequences;
} hftok_encoding_view;

/* [C] Fills *view, which may be that of an older or newer header: what is unknown here is zeroed. */
HFTOK_API hftok_status hftok_encoding_get(const hftok_encoding *e, hftok_encoding_view *view);
HFTOK_API void hftok_encoding_free(hftok_encoding *e); /* [C] */

/* Encodings from encodings. Their arguments stay as they are; *out: free with hftok_encoding_free. */

/* What *view shows, copied: the counterpart of hftok_encoding_get, for an encoding that was kept elsewhere.
 * sequence_ids is not read, since sequence_ranges says it all; row_inputs and row_depths NULL: each row is an
 * input. INVALID_ARGUMENT if the arrays contradict each other. */
HFTOK_API hftok_status hftok_encoding_new(const hftok_encoding_view *view, hftok_encoding **out, hftok_error **err);
/* Pads all inputs, with their overflowing parts, as opts.padding says: PADDING_FIXED or BATCH_LONGEST. */
HFTOK_API hftok_status hftok_encoding_pad(const hftok_encoding *e, const hftok_encode_options *opts,
                                          hftok_encoding **out, hftok_error **err);
/* Cuts each input to max_length tokens; what is cut off becomes overflowing parts, which repeat stride tokens
 * each. side: HFTOK_SIDE_*, the end that is cut. Parts that there were are lost where something is cut. */
HFTOK_API hftok_status hftok_encoding_truncate(const hftok_encoding *e, uint64_t max_length, uint64_t stride,
                                               uint32_t side, hftok_encoding **out, hftok_error **err);
/* Joins the inputs of n encodings, one after the other, in one. growing_offsets: not 0 to count the offsets of
 * each from the end of the last token before it. */
HFTOK_API hftok_status hftok_encoding_merge(const hftok_encoding *const *encodings, size_t n, int32_t growing_offsets,
                                            hftok_encoding **out, hftok_error **err);
/* Makes the encoding of a text, or with pair != NULL of a pair, from encodings of one input each that were made
 * with NO_SPECIAL_TOKENS: truncates, puts special tokens around, pads. Of opts, NO_SPECIAL_TOKENS, truncation
 * and padding count. */
HFTOK_API hftok_status hftok_post_process(const hftok_tokenizer *t, const hftok_encoding *e, const hftok_encoding *pair,
                                          const hftok_encode_options *opts, hftok_encoding **out, hftok_error **err);

/* ---- corpora ------------------------------------------------------------------------------ */

/* For corpora that are bigger than memory: the host reads their files in blocks, each of which ends where a
 * document ends, and packs each block on a thread of its own. */

enum {
  HFTOK_DOCUMENTS_LINES = 0,      /* each line, without its "\n" or "\r\n"                             */
  HFTOK_DOCUMENTS_JSON_LINES = 1, /* a string in the JSON object of each line; lines of white space are none */
  HFTOK_DOCUMENTS_SEPARATED = 2,  /* what lies before each separator and, unless empty, behind the last */
  HFTOK_DOCUMENTS_PARAGRAPHS = 3, /* each run of lines that are not empty, without the line end behind it */
  HFTOK_DOCUMENTS_ENDS = 4        /* n of them, laid end to end: document i ends before byte ends[i]    */
};
enum {
  HFTOK_PACK_APPEND = 1, /* append_id follows the ids of each document                              */
  HFTOK_PACK_SKIP = 2,   /* leave out documents that can't be read or encoded, and count them       */
  HFTOK_PACK_16_BIT = 4  /* ids of 16 bits; INVALID_ARGUMENT if one has more                        */
};

typedef struct hftok_pack_options {
  uint32_t size;
  uint32_t flags;        /* HFTOK_PACK_*                                                            */
  uint32_t documents;    /* HFTOK_DOCUMENTS_*                                                       */
  uint32_t append_id;
  const char *separator; /* SEPARATED: not empty                                                    */
  size_t separator_size;
  /* JSON_LINES: the keys that lead to the string, from the outermost, each followed by a NUL; field_size
   * bytes in all. NULL: "text". Of equal keys the last counts, as in Python's json.loads. */
  const char *field;
  size_t field_size;
  const uint64_t *ends;  /* ENDS: [n], ascending, none beyond data                                  */
  size_t n;
} hftok_pack_options;

HFTOK_API void hftok_pack_options_init(hftok_pack_options *opts, uint32_t size); /* [C] */

/* An immutable block in C memory; any number of threads may read one. */
typedef struct hftok_packed hftok_packed;

/* The ids of all documents of a block of a file, each as by hftok_encode. Of encode, flags and seed count:
 * nothing is truncated or padded. Document i has the seed + i. Uses no other thread.
 * *out: free with hftok_packed_free. *at, which may be NULL: where in data it is wrong, if a document is. */
HFTOK_API hftok_status hftok_pack(const hftok_tokenizer *t, const char *data, size_t len,
                                  const hftok_encode_options *encode, const hftok_pack_options *opts,
                                  hftok_packed **out, size_t *at, hftok_error **err);

/* Arrays that live as long as the hftok_packed. */
typedef struct hftok_packed_view {
  uint32_t size;           /* set by the caller: sizeof(hftok_packed_view)                            */
  uint32_t id_bytes;       /* 4, or 2 with 16_BIT                                                   */
  size_t documents;
  size_t tokens;
  const void *ids;         /* [tokens] uint32_t or uint16_t, document after document                */
  const uint32_t *lengths; /* [documents] how many ids each has                                     */
  size_t skipped;          /* documents left out                                                    */
} hftok_packed_view;

/* [C] Fills *view, which may be that of an older or newer header: what is unknown here is zeroed. */
HFTOK_API hftok_status hftok_packed_get(const hftok_packed *p, hftok_packed_view *view);
HFTOK_API void hftok_packed_free(hftok_packed *p); /* [C] */

/* ---- steps -------------------------------------------------------------------------------- */

/* What the tokenizer's normalizer makes of a text. *out: len bytes and a NUL; free with hftok_string_free. */
HFTOK_API hftok_status hftok_normalize(const hftok_tokenizer *t, const char *text, size_t text_len, char **out,
                                       size_t *len, hftok_error **err);
/* What its pre-tokenizer makes of a text that was not normalized, nor searched for added tokens: a JSON array of
 * ["piece", start, end], where start and end are its range in the text. offset_unit: HFTOK_OFFSETS_*, not NONE.
 * Free with hftok_string_free. */
HFTOK_API hftok_status hftok_pre_tokenize(const hftok_tokenizer *t, const char *text, size_t text_len,
                                          uint32_t offset_unit, char **out, size_t *len, hftok_error **err);

/* What the tokenizer's model alone makes of a text, taken as one piece. Offsets are in bytes of it; those of tokens
 * that stand for bytes lie within characters. *out: free with hftok_encoding_free. */
HFTOK_API hftok_status hftok_model_tokens(const hftok_tokenizer *t, const char *text, size_t text_len,
                                          hftok_encoding **out, hftok_error **err);
/* What the tokenizer's decoder makes of n token strings laid end to end in data, which need not be in the
 * vocabulary: string i ends before byte ends[i]. *out: free with hftok_string_free. */
HFTOK_API hftok_status hftok_decode_tokens(const hftok_tokenizer *t, const char *data, const uint64_t *ends, size_t n,
                                           char **out, size_t *len, hftok_error **err);
/* The components as a JSON object: "normalizer", "pre_tokenizer", "post_processor" and "decoder" as in
 * tokenizer.json, null for those that the tokenizer has not, and "model" without its vocabulary and merges. Free
 * with hftok_string_free. */
HFTOK_API hftok_status hftok_sections_json(const hftok_tokenizer *t, char **out, size_t *len, hftok_error **err);
/* Makes a tokenizer that has other sections; t stays as it is. sections: a JSON object of those to replace, as in
 * tokenizer.json, but not "model", which the two share; null removes one. *out: free with
 * hftok_free. */
HFTOK_API hftok_status hftok_with_sections(const hftok_tokenizer *t, const char *sections, size_t sections_len,
                                           hftok_tokenizer **out, hftok_error **err);

/* ---- decoding ----------------------------------------------------------------------------- */

enum {
  HFTOK_DECODE_KEEP_SPECIAL_TOKENS = 1 /* skip_special_tokens=False                                */
};

typedef struct hftok_decode_options {
  uint32_t size;
  uint32_t flags; /* HFTOK_DECODE_* */
} hftok_decode_options;

HFTOK_API void hftok_decode_options_init(hftok_decode_options *opts, uint32_t size); /* [C] */

/* Text of ids. Unknown ids are left out, as the reference does. *out: UTF-8, len bytes and a NUL that
 * len does not count; free with hftok_string_free. Uses no other thread. */
HFTOK_API hftok_status hftok_decode(const hftok_tokenizer *t, const uint32_t *ids, size_t n,
                                    const hftok_decode_options *opts, char **out, size_t *len, hftok_error **err);
/* The same into the caller's buffer, without a NUL. buf may be NULL when cap is 0. *len receives the bytes of the
 * text, also with BUFFER_TOO_SMALL; what buf holds after a failure is unspecified. */
HFTOK_API hftok_status hftok_decode_into(const hftok_tokenizer *t, const uint32_t *ids, size_t n,
                                         const hftok_decode_options *opts, char *buf, size_t cap, size_t *len,
                                         hftok_error **err);
/* n id lists laid end to end: list i ends before ids[ends[i]]. *out: all texts end to end, to be freed
 * with hftok_string_free; out_ends: the caller's array of n, where each text ends. */
HFTOK_API hftok_status hftok_decode_batch(const hftok_tokenizer *t, const uint32_t *ids, const uint64_t *ends, size_t n,
                                          const hftok_decode_options *opts, char **out, uint64_t *out_ends,
                                          hftok_error **err);
/* [C] Frees text that a call handed out. */
HFTOK_API void hftok_string_free(char *s);

/* Decodes ids that arrive bit by bit. Belongs to one thread at a time, and outlives its tokenizer. */
typedef struct hftok_decode_stream hftok_decode_stream;

/* ids: tokens that came before, such as a prompt. They are decoded with those that come, but their text is not
 * given out. *out: free with hftok_decode_stream_free. */
HFTOK_API hftok_status hftok_decode_stream_new(const hftok_tokenizer *t, const uint32_t *ids, size_t n,
                                               const hftok_decode_options *opts, hftok_decode_stream **out,
                                               hftok_error **err);
/* Adds ids. *out: the text that is certain now, len bytes and a NUL, to be freed with hftok_string_free; NULL,
 * and *len 0, while there is none, as within a character. DECODE if the text no longer begins with what was
 * given out; the ids stay in the stream. */
HFTOK_API hftok_status hftok_decode_stream_step(hftok_decode_stream *stream, const uint32_t *ids, size_t n, char **out,
                                                size_t *len, hftok_error **err);
/* A second stream in the same state, which goes on by itself. */
HFTOK_API hftok_status hftok_decode_stream_clone(const hftok_decode_stream *stream, hftok_decode_stream **out,
                                                 hftok_error **err);
HFTOK_API void hftok_decode_stream_free(hftok_decode_stream *stream);

/* ---- vocabulary --------------------------------------------------------------------------- */

/* NOT_FOUND, without an error object, if the tokenizer has no such token. */
HFTOK_API hftok_status hftok_token_to_id(const hftok_tokenizer *t, const char *token, size_t len, uint32_t *id,
                                         hftok_error **err);
/* Copies the token, not NUL-terminated, into buf; *len receives its length, also with
 * BUFFER_TOO_SMALL. NOT_FOUND, without an error object, if there is no such id. */
HFTOK_API hftok_status hftok_id_to_token(const hftok_tokenizer *t, uint32_t id, char *buf, size_t cap, size_t *len,
                                         hftok_error **err);
/* with_added_tokens: 0 for the model's own vocabulary, else with the added tokens. */
HFTOK_API hftok_status hftok_vocab_size(const hftok_tokenizer *t, int32_t with_added_tokens, size_t *out,
                                        hftok_error **err);
/* The vocabulary as a JSON object {"token": id}. Free with hftok_string_free. */
HFTOK_API hftok_status hftok_vocab_json(const hftok_tokenizer *t, int32_t with_added_tokens, char **out, size_t *len,
                                        hftok_error **err);
/* The added tokens as a JSON array, each as in tokenizer.json ("id", "content", "single_word", "lstrip",
 * "rstrip", "normalized", "special"), by ascending id. Free with hftok_string_free. */
HFTOK_API hftok_status hftok_added_tokens_json(const hftok_tokenizer *t, char **out, size_t *len, hftok_error **err);
/* How many special tokens encoding adds to a text, or to a pair. */
HFTOK_API hftok_status hftok_num_special_tokens(const hftok_tokenizer *t, int32_t is_pair, size_t *out,
                                                hftok_error **err);
/* How the tokenizer was loaded, as a JSON object: "commit" of the Hub's repository, null if it came from
 * elsewhere; "truncation" and "padding" as in tokenizer.json, null for none; "normalizer" and "pre_tokenizer",
 * true if there is one; "max_id", the largest id; "piecewise", true if decoding an id adds the same text wherever it
 * comes after text that is not empty and does not end within a character. Keys are only ever added. Free with
 * hftok_string_free. */
HFTOK_API hftok_status hftok_info_json(const hftok_tokenizer *t, char **out, size_t *len, hftok_error **err);

enum {
  HFTOK_JSON_PRETTY = 1 /* indented by two spaces */
};
/* A tokenizer.json of the tokenizer, which the reference loads too. Of opts, truncation and padding count: they
 * are what the file says then. flags: HFTOK_JSON_*. Free with hftok_string_free. */
HFTOK_API hftok_status hftok_to_json(const hftok_tokenizer *t, const hftok_encode_options *opts, uint32_t flags,
                                     char **out, size_t *len, hftok_error **err);
/* Makes a tokenizer that has more added tokens; t stays as it is. tokens: a JSON array of strings, and of objects
 * {"content", "single_word", "lstrip", "rstrip", "normalized", "special"}. Only "content" is mandatory; flags that
 * are left out are false, but "normalized" is then the opposite of "special". A token that the model knows keeps
 * its id, others get the next free ones.
 * *out: free with hftok_free. *added: how many were not there in the same form. */
HFTOK_API hftok_status hftok_add_tokens(const hftok_tokenizer *t, const char *tokens, size_t tokens_len,
                                        hftok_tokenizer **out, size_t *added, hftok_error **err);

/* ---- log ---------------------------------------------------------------------------------- */

enum { HFTOK_LOG_WARNING = 1, HFTOK_LOG_INFO = 2, HFTOK_LOG_DEBUG = 3 };

/* Receives messages such as "the Hub can't be reached; using the cached file". Called on the thread
 * that made the call which has something to say, before it returns. message: valid during the call. */
typedef void (*hftok_log_fn)(void *user, int32_t level, const char *message);

/* [C] Sends messages up to level to fn, for the whole process. fn NULL (the start): nothing is logged,
 * and the library never writes to stdout or stderr. A message that another thread is being told may
 * still reach the fn of before. */
HFTOK_API void hftok_set_log(hftok_log_fn fn, void *user, int32_t level);

/* ---- memory ------------------------------------------------------------------------------- */

/* Sets, for the whole process, how many bytes a tokenizer takes at most, about, to remember the ids of words: for
 * each thread that encodes with it at the same time. 16 MiB at the start, 64 KiB at least. Counts for what is not yet
 * there: what is remembered by then stays. Less memory means that more words are worked out anew. */
HFTOK_API void hftok_set_word_cache_size(uint64_t bytes);

#ifdef __cplusplus
}
#endif
#endif
