'use strict';
// Loads tokenizers off the event loop: what a caller asked for, as the backends' request.

const backend = require('./backend.js');
const { HftokError, makeError } = require('./errors.js');
const { Bar, isWatched, progressEvents } = require('./progress.js');

const AUTO = 1;
const LOCAL_FILES_ONLY = 2;
const FORCE_DOWNLOAD = 4;
const NO_TOKEN = 8;
const REQUIRE_TOKEN = 16;

/** A string for a parameter that C ends at NUL; undefined stays undefined. */
function cString(value, name) {
  if (value == null) return undefined;
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  if (value.includes('\0')) throw new TypeError(`${name} must not contain NUL`);
  return value;
}

function flag(value, name, bit) {
  if (value == null) return 0;
  if (typeof value !== 'boolean') throw new TypeError(`${name} must be a boolean`);
  return value ? bit : 0;
}

/** Whether the token is where transformers.js looks for it if HF_TOKEN is not set. */
function isAccessToken(env) {
  return env.HF_TOKEN === undefined && env.HUGGING_FACE_HUB_TOKEN === undefined && env.HF_ACCESS_TOKEN !== undefined;
}

/**
 * The environment as this thread sees it now: a worker has one of its own, and what a program sets in
 * code is there too. Only this reaches the library; it does not look at the process's.
 * @returns {Buffer} as hftok_pretrained_options.env
 */
function environment() {
  const env = { ...process.env };
  if (isAccessToken(env)) env.HF_TOKEN = env.HF_ACCESS_TOKEN;
  // A worker's own variables may hold what the environment of a process can't: C would see them cut.
  const entries = Object.entries(env).map(([name, value]) => `${name}=${value}`.split('\0', 1)[0] + '\0');
  return Buffer.from(entries.join(''));
}

function tokenFlags(token) {
  if (token === false) return NO_TOKEN;
  if (token === true) return REQUIRE_TOKEN;
  return 0;
}

function start(request, { signal, progress }) {
  return new Promise((resolve, reject) => {
    const b = backend();
    signal?.throwIfAborted();
    let thrown = null; // what the caller's progress function threw
    let id;
    const abort = () => b.cancel(id);
    const done = (error, native) => {
      signal?.removeEventListener('abort', abort);
      if (thrown === null && !signal?.aborted) {
        if (error === null) resolve(native);
        else reject(error);
        return;
      }
      if (native !== undefined) b.free(native);
      reject(thrown === null ? signal.reason : thrown.reason);
    };
    const report = progress && ((...args) => {
      if (thrown !== null) return;
      try {
        progress(...args);
      } catch (reason) {
        thrown = { reason };
        b.cancel(id);
      }
    });
    id = b.load(request, done, report, (message) => process.emitWarning(message, 'HftokWarning'));
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Runs a request. Resolves with a native tokenizer. */
async function run(request, options = {}) {
  try {
    return await start(request, options);
  } catch (error) {
    if (error instanceof HftokError) Error.captureStackTrace(error, run); // who waits for it, not the event loop
    throw error;
  }
}

/** The request for a repository, with the options that loading and asking share. */
function repoRequest(repo, { token, endpoint, revision, timeout, signal }) {
  if (repo == null) throw new TypeError('the repository must be a string');
  if (timeout != null && !(typeof timeout === 'number' && timeout >= 0)) {
    throw new TypeError('timeout must be a number of seconds');
  }
  if (signal != null && !(signal instanceof AbortSignal)) throw new TypeError('signal must be an AbortSignal');
  return {
    repo: cString(repo, 'the repository'),
    flags: tokenFlags(token),
    revision: cString(revision, 'revision'),
    token: typeof token === 'boolean' ? undefined : cString(token, 'token'),
    endpoint: cString(endpoint, 'endpoint'),
    user_agent: `node/${process.versions.node}`,
    timeout: timeout ?? undefined,
    env: environment(),
  };
}

/** Runs a request for a repository; errors call the token's variable by the name that the program gave it. */
async function runRepo(request, { signal, progress }) {
  const named = isAccessToken(process.env);
  try {
    return await run(request, { signal: signal ?? undefined, progress });
  } catch (error) {
    if (!named || !(error instanceof HftokError)) throw error;
    throw makeError(error.code, error.message.replaceAll('HF_TOKEN', 'HF_ACCESS_TOKEN'), error.status, error.requestId);
  }
}

async function loadPretrained(repo, options, { auto }) {
  const { cache_dir, subfolder, signal, local_files_only, force_download, progress_callback: callback, ...rest } = options ?? {};
  if (callback != null && callback !== false && typeof callback !== 'function') {
    throw new TypeError('progress_callback must be a function, or false');
  }
  const request = repoRequest(repo, { ...rest, signal });
  request.flags |=
    (auto ? AUTO : 0) |
    flag(local_files_only, 'local_files_only', LOCAL_FILES_ONLY) |
    flag(force_download, 'force_download', FORCE_DOWNLOAD);
  request.cache_dir = cString(cache_dir, 'cache_dir');
  request.subfolder = cString(subfolder, 'subfolder');
  const bar = callback == null && isWatched() ? new Bar() : undefined;
  try {
    return await runRepo(request, { signal, progress: callback ? progressEvents(repo, callback) : bar?.update });
  } finally {
    bar?.close();
  }
}

/** Asks the Hub whether a repository can be read; huggingface.js has a function of this name. */
async function checkRepoAccess({ repo, accessToken, hubUrl, ...rest } = {}) {
  const { type = 'model', name } = typeof repo === 'string' ? { name: repo } : (repo ?? {});
  if (type !== 'model') throw new TypeError(`only models can be asked about, not a ${String(type)}`);
  await runRepo({ ...repoRequest(name, { ...rest, token: accessToken, endpoint: hubUrl }), only_asks: true }, rest);
}

async function loadFile(path) {
  if (path == null) throw new TypeError('the path must be a string');
  return run({ path: cString(path, 'the path') });
}

async function loadBytes(bytes) {
  if (bytes instanceof ArrayBuffer) bytes = new Uint8Array(bytes);
  if (!(bytes instanceof Uint8Array)) throw new TypeError('bytes must be a Uint8Array or an ArrayBuffer');
  return run({ bytes });
}

module.exports = { loadPretrained, loadFile, loadBytes, checkRepoAccess, cString, environment, flag };
