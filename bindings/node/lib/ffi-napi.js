'use strict';
// The library through ffi-napi, where there is no addon. Slower: microseconds a call, and a load occupies
// one thread of libuv's pool. It tells of no progress and no warnings: a thread that calls back into
// JavaScript through ffi-napi waits until the event loop answers, which at the program's end is for ever.
//
// ffi-napi makes a pointer into an object in milliseconds, so none is ever returned: handles and addresses
// are numbers (size_t), out-parameters slots of 8 bytes, and C memory is copied with memcpy.

const { constants } = require('node:os');
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');
const { makeError } = require('./errors.js');

// Ours, or one that the program itself installed.
const from = { paths: [__dirname, path.dirname(process.argv[1] ?? __dirname)] };
const ffi = require(require.resolve('ffi-napi', from));
const ref = require(require.resolve('ref-napi', from));

// A worker that ends unloads the addons that only it has, and ffi-napi's has work left then.
for (const file of Object.keys(require.cache)) {
  if (file.endsWith('.node') && /[/\\](ffi|ref)-napi[/\\]/.test(file)) new ffi.DynamicLibrary(file);
}

const OK = 0;
const BUFFER_TOO_SMALL = -3;
const NOT_FOUND = -4;
const ABI_VERSION = 1;
const IDS_CAPACITY = 1 << 14;

const size = 'size_t';
const pointer = 'pointer';
const status = 'int32';
const FUNCTIONS = {
  hftok_abi_version: ['uint32', []],
  hftok_version: [size, []],
  hftok_status_name: [size, ['int32']],
  hftok_error_http_status: ['int32', [size]],
  hftok_error_request_id: [size, [size]],
  hftok_error_copy_message: [size, [size, pointer, size]],
  hftok_error_ids: [size, [size, pointer, size]],
  hftok_error_free: ['void', [size]],
  hftok_check_access: [status, [pointer, pointer, pointer]],
  hftok_from_pretrained: [status, [pointer, pointer, pointer, pointer]],
  hftok_from_file: [status, [pointer, pointer, pointer]],
  hftok_from_bytes: [status, [pointer, size, pointer, pointer]],
  hftok_free: ['void', [size]],
  hftok_set_word_cache_size: ['void', ['uint64']],
  hftok_cache_scan: [status, [pointer, pointer, pointer, pointer]],
  hftok_cache_delete: [status, [pointer, pointer, size, 'uint32', pointer, pointer, pointer]],
  hftok_cache_prune: [status, [pointer, 'uint32', pointer, pointer, pointer]],
  hftok_cancel_new: [status, [pointer, pointer]],
  hftok_cancel_trigger: ['void', [size]],
  hftok_cancel_free: ['void', [size]],
  hftok_encode: [status, [size, pointer, size, pointer, pointer, size, pointer, pointer]],
  hftok_encode_full: [status, [size, pointer, size, pointer, size, pointer, pointer, pointer]],
  hftok_encode_batch: [status, [size, pointer, pointer, size, pointer, pointer, pointer]],
  hftok_encode_batch_ids: [status, [size, pointer, pointer, size, pointer, pointer, size, pointer, pointer, pointer]],
  hftok_encoding_get: [status, [size, pointer]],
  hftok_encoding_free: ['void', [size]],
  hftok_encoding_new: [status, [pointer, pointer, pointer]],
  hftok_encoding_pad: [status, [size, pointer, pointer, pointer]],
  hftok_encoding_truncate: [status, [size, 'uint64', 'uint64', 'uint32', pointer, pointer]],
  hftok_encoding_merge: [status, [pointer, size, 'int32', pointer, pointer]],
  hftok_post_process: [status, [size, size, size, pointer, pointer, pointer]],
  hftok_normalize: [status, [size, pointer, size, pointer, pointer, pointer]],
  hftok_pre_tokenize: [status, [size, pointer, size, 'uint32', pointer, pointer, pointer]],
  hftok_model_tokens: [status, [size, pointer, size, pointer, pointer]],
  hftok_decode_tokens: [status, [size, pointer, pointer, size, pointer, pointer, pointer]],
  hftok_sections_json: [status, [size, pointer, pointer, pointer]],
  hftok_with_sections: [status, [size, pointer, size, pointer, pointer]],
  hftok_decode_stream_new: [status, [size, pointer, size, pointer, pointer, pointer]],
  hftok_decode_stream_step: [status, [size, pointer, size, pointer, pointer, pointer]],
  hftok_decode_stream_clone: [status, [size, pointer, pointer]],
  hftok_decode_stream_free: ['void', [size]],
  hftok_decode: [status, [size, pointer, size, pointer, pointer, pointer, pointer]],
  hftok_decode_batch: [status, [size, pointer, pointer, size, pointer, pointer, pointer, pointer]],
  hftok_string_free: ['void', [size]],
  hftok_token_to_id: [status, [size, pointer, size, pointer, pointer]],
  hftok_id_to_token: [status, [size, 'uint32', pointer, size, pointer, pointer]],
  hftok_vocab_size: [status, [size, 'int32', pointer, pointer]],
  hftok_vocab_json: [status, [size, 'int32', pointer, pointer, pointer]],
  hftok_added_tokens_json: [status, [size, pointer, pointer, pointer]],
  hftok_num_special_tokens: [status, [size, 'int32', pointer, pointer]],
  hftok_to_json: [status, [size, pointer, 'uint32', pointer, pointer, pointer]],
  hftok_add_tokens: [status, [size, pointer, size, pointer, pointer, pointer]],
};

const libc = ffi.Library(null, {
  memcpy: [size, [pointer, size, size]],
  strlen: [size, [size]],
});
let lib;

// ---- memory ----

const out = Buffer.alloc(8);
const out2 = Buffer.alloc(8);
const err = Buffer.alloc(8);
const ids = new Uint32Array(IDS_CAPACITY);
const idsBuffer = Buffer.from(ids.buffer);

const slot = (buffer) => Number(buffer.readBigUInt64LE(0));
const bytesOf = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const cString = (s) => Buffer.from(`${s}\0`);

function peek(address, length) {
  const copy = Buffer.allocUnsafeSlow(length);
  if (length > 0) libc.memcpy(copy, address, length);
  return copy;
}

const peekString = (address) => peek(address, libc.strlen(address)).toString();

function takeString(address, length) {
  const text = peek(address, length);
  lib.hftok_string_free(address);
  return text;
}

// ---- errors ----

function failure(code, error = slot(err)) {
  const length = lib.hftok_error_copy_message(error, ref.NULL, 0);
  const message = Buffer.alloc(length + 1);
  lib.hftok_error_copy_message(error, message, message.length);
  const made = makeError(
    peekString(lib.hftok_status_name(code)),
    message.toString('utf8', 0, length),
    lib.hftok_error_http_status(error),
    peekString(lib.hftok_error_request_id(error)),
  );
  lib.hftok_error_free(error);
  return made;
}

function check(code) {
  if (code !== OK) throw failure(code);
}

// ---- opening ----

/** Why and how: addon/signals.c. ffi-napi's Library keeps no handle open of its own, so the library is
 * asked for by name without loading it: who finds it loaded finds children watched too. */
function watchChildren(file) {
  const RTLD_LAZY = 1;
  const RTLD_NOLOAD = process.platform === 'darwin' ? 0x10 : 4;
  const UV_SIGNAL = 16;
  const { dlopen, malloc } = ffi.Library(null, {
    dlopen: [size, [pointer, 'int']],
    malloc: [size, [size]],
  });
  if (dlopen(cString(file), RTLD_LAZY | RTLD_NOLOAD) !== 0) return;
  const uv = ffi.Library(null, {
    uv_loop_size: [size, []],
    uv_loop_init: ['int', [size]],
    uv_handle_size: [size, ['int']],
    uv_signal_init: ['int', [size, size]],
    uv_signal_start: ['int', [size, pointer, 'int']],
    uv_signal_stop: ['int', [size]],
  });
  const loop = malloc(uv.uv_loop_size());
  const watcher = malloc(uv.uv_handle_size(UV_SIGNAL));
  if (loop === 0 || watcher === 0 || uv.uv_loop_init(loop) !== 0 || uv.uv_signal_init(loop, watcher) !== 0) return;
  const never = new ffi.DynamicLibrary(null).get('uv_signal_stop'); // any function: the loop does not run
  uv.uv_signal_start(watcher, never, constants.signals.SIGCHLD);
}

function isMusl() {
  if (process.platform !== 'linux') return false;
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}

function open(file) {
  if (isMusl()) {
    throw new Error("this C library is not glibc, and musl can't load a shared library made by Go (golang/go#54805)");
  }
  watchChildren(file);
  lib = ffi.Library(file, FUNCTIONS);
  const abi = lib.hftok_abi_version();
  if (abi !== ABI_VERSION) throw new Error(`its ABI number is ${abi}, and this package needs ${ABI_VERSION}`);
  return peekString(lib.hftok_version());
}

// ---- loading ----

const PRETRAINED_STRINGS = { revision: 8, token: 16, cache_dir: 24, endpoint: 32, subfolder: 40, user_agent: 48 };

/** hftok_pretrained_options, with what it points to in `keep`. */
function pretrainedOptions(request, cancel, keep) {
  const options = Buffer.alloc(104);
  const point = (offset, buffer) => {
    keep.push(buffer);
    ref.writePointer(options, offset, buffer);
  };
  options.writeUInt32LE(options.length, 0);
  options.writeUInt32LE(request.flags, 4);
  for (const [name, offset] of Object.entries(PRETRAINED_STRINGS)) {
    if (request[name] !== undefined) point(offset, cString(request[name]));
  }
  if (request.env !== undefined) {
    point(56, request.env.length > 0 ? request.env : Buffer.alloc(1));
    options.writeBigUInt64LE(BigInt(request.env.length), 64);
  }
  options.writeDoubleLE(request.timeout ?? 0, 72);
  options.writeBigUInt64LE(BigInt(cancel), 96);
  return options;
}

const jobs = new Map(); // id → cancel handle
let lastJob = 0;

function load(request, done) {
  check(lib.hftok_cancel_new(out, err));
  const cancel = slot(out);
  const id = ++lastJob;
  const result = Buffer.alloc(8);
  const error = Buffer.alloc(8);
  const keep = [];
  jobs.set(id, cancel);
  // Not within ffi-napi's own call, which does not survive what may end a worker.
  const ended = (thrown, code) => setImmediate(end, thrown, code);
  const end = (thrown, code) => {
    jobs.delete(id);
    lib.hftok_cancel_free(cancel);
    keep.length = 0;
    if (thrown) done(thrown);
    else if (code !== OK) done(failure(code, slot(error)));
    else done(null, request.only_asks ? undefined : adopt(slot(result)));
  };
  if (request.repo !== undefined) {
    const repo = cString(request.repo);
    const options = pretrainedOptions(request, cancel, keep);
    keep.push(repo, options);
    if (request.only_asks) lib.hftok_check_access.async(repo, options, error, ended);
    else lib.hftok_from_pretrained.async(repo, options, result, error, ended);
  } else if (request.path !== undefined) {
    const file = cString(request.path);
    keep.push(file);
    lib.hftok_from_file.async(file, result, error, ended);
  } else {
    const bytes = Buffer.from(request.bytes); // the caller may change theirs
    keep.push(bytes);
    lib.hftok_from_bytes.async(bytes, bytes.length, result, error, ended);
  }
  return id;
}

function cancel(id) {
  if (jobs.has(id)) lib.hftok_cancel_trigger(jobs.get(id));
}

// ---- the cache ----

function cache(operation, cache_dir, env, targets, flags, done) {
  const keep = [targets];
  const options = pretrainedOptions({ flags: 0, cache_dir, env }, 0, keep);
  const [json, length, error] = [8, 8, 8].map((n) => Buffer.alloc(n));
  keep.push(options, json, length, error);
  const end = (thrown, code) => {
    keep.length = 0;
    if (thrown) done(thrown);
    else if (code !== OK) done(failure(code, slot(error)));
    else done(null, takeString(slot(json), slot(length)).toString());
  };
  const rest = [json, length, error, (thrown, code) => setImmediate(end, thrown, code)]; // as in load
  if (operation === 0) lib.hftok_cache_scan.async(options, ...rest);
  else if (operation === 1) lib.hftok_cache_delete.async(options, pointerTo(targets), targets.length, flags, ...rest);
  else lib.hftok_cache_prune.async(options, flags, ...rest);
}

// ---- tokenizers and streams ----

// A native is a Native. What a worker still holds when it ends, it frees; one that is terminated can't.
const live = new Set();
const collected = new FinalizationRegistry(release);

class Native {
  constructor(handle, free) {
    this.held = { handle, free };
    live.add(this.held);
    collected.register(this, this.held);
  }

  get handle() {
    return this.held.handle;
  }
}

function release(held) {
  if (live.delete(held)) held.free(held.handle);
}

const adopt = (handle) => new Native(handle, lib.hftok_free);
const adoptStream = (handle) => new Native(handle, lib.hftok_decode_stream_free);

function free(native) {
  release(native.held);
}

process.once('exit', () => {
  for (const cancel of jobs.values()) lib.hftok_cancel_trigger(cancel); // Node waits for libuv's pool
  if (!isMainThread) [...live].forEach(release);
});

// ---- encoding ----

const pointerTo = (bytes) => (bytes.length > 0 ? bytesOf(bytes) : ref.NULL);

/** hftok_encode_options, with what it points to in `keep`. */
function encodeOptions(numbers, padToken, keep) {
  if (numbers === undefined) return ref.NULL;
  const options = Buffer.alloc(120);
  const [flags, unit, threads, truncation, side, length, stride, padding, padSide, padLength, multiple, id, typeId, seed] = numbers;
  options.writeUInt32LE(options.length, 0);
  [flags, unit, threads, truncation, side].forEach((n, i) => options.writeUInt32LE(n, 4 + 4 * i));
  options.writeBigUInt64LE(BigInt(length), 24);
  options.writeBigUInt64LE(BigInt(stride), 32);
  options.writeUInt32LE(padding, 40);
  options.writeUInt32LE(padSide, 44);
  options.writeBigUInt64LE(BigInt(padLength), 48);
  options.writeBigUInt64LE(BigInt(multiple), 56);
  options.writeUInt32LE(id, 64);
  options.writeUInt32LE(typeId, 68);
  options.writeBigUInt64LE(BigInt(seed), 112);
  if (padToken !== undefined) {
    keep.push(cString(padToken));
    ref.writePointer(options, 72, keep.at(-1));
  }
  return options;
}

function encode(native, text, numbers, padToken) {
  const keep = [];
  const bytes = Buffer.from(text);
  const options = encodeOptions(numbers, padToken, keep);
  const code = lib.hftok_encode(native.handle, bytes, bytes.length, options, idsBuffer, IDS_CAPACITY, out, err);
  return code === OK ? slot(out) : keptIds(code);
}

/** The ids that did not fit, from the error that says so, if it does. */
function keptIds(code) {
  if (code !== BUFFER_TOO_SMALL) throw failure(code);
  const all = new Uint32Array(slot(out));
  lib.hftok_error_ids(slot(err), bytesOf(all), all.length);
  lib.hftok_error_free(slot(err));
  return all;
}

const VIEW_SIZE = 136; // of hftok_encoding_view

/** The encoding as one ArrayBuffer, laid out as encoding.js reads it; frees the encoding. */
function block(encoding) {
  const view = Buffer.alloc(VIEW_SIZE);
  view.writeUInt32LE(view.length, 0);
  try {
    check(lib.hftok_encoding_get(encoding, view));
    const word = (offset) => Number(view.readBigUInt64LE(offset));
    const [rows, tokens, sequences] = [word(8), word(16), word(128)];
    const narrow = (address, n) => {
      const wide = peek(address, 8 * n);
      const ends = new Uint32Array(n);
      for (let i = 0; i < n; i++) ends[i] = Number(wide.readBigUInt64LE(8 * i));
      return ends;
    };
    const [hasOffsets, hasTokens] = [word(56) !== 0, word(96) !== 0];
    const tokenEnds = hasTokens ? narrow(word(104), tokens) : new Uint32Array(0);
    const parts = [
      Uint32Array.of(rows, tokens, sequences, hasOffsets, hasTokens, view.readUInt32LE(4)),
      narrow(word(24), rows),
      peek(word(112), 4 * rows),
      peek(word(120), 16 * sequences),
      ...[40, 48, 64, 72].map((offset) => peek(word(offset), 4 * tokens)),
      peek(word(56), hasOffsets ? 8 * tokens : 0),
      tokenEnds,
      peek(word(80), tokens),
      peek(word(88), tokens),
      peek(word(96), tokenEnds.at(-1) ?? 0),
    ].map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all.buffer;
  } finally {
    lib.hftok_encoding_free(encoding);
  }
}

function encode_full(native, text, pair, numbers, padToken) {
  const keep = [];
  const first = Buffer.from(text);
  // An empty Buffer may be a null pointer, which would mean that there is no pair.
  const second = pair === undefined ? ref.NULL : cString(pair);
  const options = encodeOptions(numbers, padToken, keep);
  const secondLength = pair === undefined ? 0 : second.length - 1;
  check(lib.hftok_encode_full(native.handle, first, first.length, second, secondLength, options, out, err));
  return block(slot(out));
}

function encode_batch(native, data, ends, numbers, padToken, sequenceEnds, pairs) {
  const keep = [];
  const options = encodeOptions(numbers, padToken, keep);
  const point = (offset, array) => {
    if (array === undefined) return;
    keep.push(bytesOf(array));
    if (array.length > 0) ref.writePointer(options, offset, keep.at(-1));
    options.writeBigUInt64LE(BigInt(array.length), offset + 8);
  };
  point(80, sequenceEnds);
  point(96, pairs);
  check(lib.hftok_encode_batch(native.handle, data, pointerTo(ends), ends.length, options, out, err));
  return block(slot(out));
}

function encode_batch_ids(native, data, ends, numbers, padToken, rowEnds) {
  const keep = [];
  const options = encodeOptions(numbers, padToken, keep);
  const room = new Uint32Array(data.length + 8 * ends.length + 64);
  const [from, to] = [pointerTo(ends), pointerTo(rowEnds)];
  const code = lib.hftok_encode_batch_ids(native.handle, data, from, ends.length, options, bytesOf(room), room.length, to, out, err);
  return code === OK ? room.slice(0, slot(out)) : keptIds(code);
}

// ---- encodings from encodings ----

// Where hftok_encoding_view points to each of encoding.js's columns, but for the first.
const COLUMN_OFFSETS = [24, 112, 120, 40, 48, 64, 56, 104, 96, 80, 88];

/** Calls use(handle…) with encodings made of columns, or 0 for undefined, and gives the block of what it makes. */
function combine(list, use) {
  const made = [];
  try {
    for (const columns of list) {
      if (columns === undefined) {
        made.push(0);
        continue;
      }
      const [unit, ...arrays] = columns;
      const [rowEnds, , ranges, tokenIds] = arrays;
      const view = Buffer.alloc(VIEW_SIZE);
      const buffers = arrays.map((array) => (array === undefined || array.length === 0 ? undefined : bytesOf(array)));
      view.writeUInt32LE(view.length, 0);
      view.writeUInt32LE(unit[0], 4);
      view.writeBigUInt64LE(BigInt(rowEnds.length), 8);
      view.writeBigUInt64LE(BigInt(tokenIds.length), 16);
      view.writeBigUInt64LE(BigInt(ranges.length / 4), 128);
      buffers.forEach((buffer, i) => buffer && ref.writePointer(view, COLUMN_OFFSETS[i], buffer));
      check(lib.hftok_encoding_new(view, out, err));
      made.push(slot(out));
    }
    check(use(...made));
    return block(slot(out));
  } finally {
    made.forEach((handle) => lib.hftok_encoding_free(handle));
  }
}

function encoding_pad(columns, numbers, padToken) {
  const keep = [];
  const options = encodeOptions(numbers, padToken, keep);
  return combine([columns], (e) => lib.hftok_encoding_pad(e, options, out, err));
}

function encoding_truncate(columns, maxLength, stride, side) {
  return combine([columns], (e) => lib.hftok_encoding_truncate(e, maxLength, stride, side, out, err));
}

function encoding_merge(list, growing) {
  return combine(list, (...handles) => {
    const array = BigUint64Array.from(handles, BigInt);
    return lib.hftok_encoding_merge(pointerTo(array), array.length, growing ? 1 : 0, out, err);
  });
}

function post_process(native, columns, pair, numbers, padToken) {
  const keep = [];
  const options = encodeOptions(numbers, padToken, keep);
  return combine([columns, pair], (e, second) => lib.hftok_post_process(native.handle, e, second, options, out, err));
}

// ---- steps ----

function normalize(native, text) {
  const bytes = Buffer.from(text);
  check(lib.hftok_normalize(native.handle, bytes, bytes.length, out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function pre_tokenize(native, text, unit) {
  const bytes = Buffer.from(text);
  check(lib.hftok_pre_tokenize(native.handle, bytes, bytes.length, unit, out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function model_tokens(native, text) {
  const bytes = Buffer.from(text);
  check(lib.hftok_model_tokens(native.handle, bytes, bytes.length, out, err));
  return block(slot(out));
}

function decode_tokens(native, data, ends) {
  check(lib.hftok_decode_tokens(native.handle, data, pointerTo(ends), ends.length, out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function sections_json(native) {
  check(lib.hftok_sections_json(native.handle, out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function set_sections(native, json) {
  const bytes = Buffer.from(json);
  const { handle } = native;
  check(lib.hftok_with_sections(handle, bytes, bytes.length, out, err));
  native.held.handle = slot(out);
  lib.hftok_free(handle);
}

// ---- decoding and the vocabulary ----

function decodeOptions(skipSpecialTokens) {
  const options = Buffer.alloc(8);
  options.writeUInt32LE(options.length, 0);
  options.writeUInt32LE(skipSpecialTokens ? 0 : 1, 4);
  return options;
}

function decode(native, list, count, skip) {
  check(lib.hftok_decode(native.handle, pointerTo(list), count, decodeOptions(skip), out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function decode_batch(native, list, ends, skip, textEnds) {
  const options = decodeOptions(skip);
  const [at, to] = [pointerTo(ends), pointerTo(textEnds)];
  check(lib.hftok_decode_batch(native.handle, pointerTo(list), at, ends.length, options, out, to, err));
  return takeString(slot(out), Number(textEnds.at(-1) ?? 0n));
}

function stream_new(native, list, skip) {
  check(lib.hftok_decode_stream_new(native.handle, pointerTo(list), list.length, decodeOptions(skip), out, err));
  return adoptStream(slot(out));
}

function stream_step(stream, list) {
  check(lib.hftok_decode_stream_step(stream.handle, pointerTo(list), list.length, out, out2, err));
  return slot(out) === 0 ? undefined : takeString(slot(out), slot(out2)).toString();
}

function stream_clone(stream) {
  check(lib.hftok_decode_stream_clone(stream.handle, out, err));
  return adoptStream(slot(out));
}

function token_to_id(native, token) {
  const bytes = Buffer.from(token);
  const code = lib.hftok_token_to_id(native.handle, bytes, bytes.length, out, err);
  if (code === NOT_FOUND) return undefined;
  check(code);
  return out.readUInt32LE(0);
}

function id_to_token(native, id) {
  let buffer = Buffer.alloc(256);
  let code = lib.hftok_id_to_token(native.handle, id, buffer, buffer.length, out, err);
  if (code === BUFFER_TOO_SMALL) {
    lib.hftok_error_free(slot(err));
    buffer = Buffer.alloc(slot(out));
    code = lib.hftok_id_to_token(native.handle, id, buffer, buffer.length, out, err);
  }
  if (code === NOT_FOUND) return undefined;
  check(code);
  return buffer.toString('utf8', 0, slot(out));
}

function vocab_size(native, withAddedTokens) {
  check(lib.hftok_vocab_size(native.handle, withAddedTokens ? 1 : 0, out, err));
  return slot(out);
}

function vocab_json(native, withAddedTokens) {
  check(lib.hftok_vocab_json(native.handle, withAddedTokens ? 1 : 0, out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function added_tokens_json(native) {
  check(lib.hftok_added_tokens_json(native.handle, out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function set_word_cache_size(bytes) {
  lib.hftok_set_word_cache_size(bytes);
}

function num_special_tokens(native, isPair) {
  check(lib.hftok_num_special_tokens(native.handle, isPair ? 1 : 0, out, err));
  return slot(out);
}

function to_json(native, pretty) {
  check(lib.hftok_to_json(native.handle, ref.NULL, pretty ? 1 : 0, out, out2, err));
  return takeString(slot(out), slot(out2)).toString();
}

function add_tokens(native, json) {
  const bytes = Buffer.from(json);
  const { handle } = native;
  check(lib.hftok_add_tokens(handle, bytes, bytes.length, out, out2, err));
  native.held.handle = slot(out);
  lib.hftok_free(handle);
  return slot(out2);
}

module.exports = {
  ids,
  open,
  load,
  cancel,
  cache,
  free,
  encode,
  encode_full,
  encode_batch,
  encode_batch_ids,
  encoding_pad,
  encoding_truncate,
  encoding_merge,
  post_process,
  normalize,
  pre_tokenize,
  model_tokens,
  decode_tokens,
  sections_json,
  set_sections,
  stream_new,
  stream_step,
  stream_clone,
  stream_free: free,
  decode,
  decode_batch,
  token_to_id,
  id_to_token,
  vocab_size,
  vocab_json,
  added_tokens_json,
  num_special_tokens,
  set_word_cache_size,
  to_json,
  add_tokens,
};
