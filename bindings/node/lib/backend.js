'use strict';
// The one way to the library: opens it on first use, through the Node-API addon or through ffi-napi.
// Both give an object with the same functions. A `native` is a tokenizer as the backend holds it.
//
//   load(request, done(error, native), progress(file, loaded, total), warning(message)) → id
//       request: one of repo (with the options of hftok_pretrained_options), path, bytes (Uint8Array). With
//       only_asks the repo's access is checked, and native is undefined.
//       All callbacks come later, on the event loop, and must not throw. progress may be undefined;
//       ffi-napi calls neither of the last two.
//   cancel(id)           the load ends soon, with CANCELLED or, too late, as it would have
//   cache(operation, directory or undefined, env, targets, flags, done(error, json))
//       as cache.js says; done comes later, on the event loop
//   free(native)         later calls fail with INVALID_HANDLE
//   encode(native, text[, numbers, padToken])
//       → how many ids stand in `ids`, until the next call; or a Uint32Array, when they do not fit there
//   encode_full(native, text, pair, numbers, padToken) → ArrayBuffer, which encoding.js reads
//   encode_batch(native, data, ends, numbers, padToken, sequenceEnds, pairs) → ArrayBuffer
//       the strings as text.js packs them; the last two as in hftok_encode_options
//   encode_batch_ids(native, data, ends, numbers, padToken, rowEnds) → Uint32Array; writes rowEnds
//   encoding_pad(columns, numbers, padToken), encoding_truncate(columns, maxLength, stride, side),
//   encoding_merge([columns], growingOffsets), post_process(native, columns, pair's columns, numbers, padToken)
//       → ArrayBuffer; columns are what encoding.js makes of an encoding
//   normalize(native, text) → string, pre_tokenize(native, text, unit) → JSON
//   model_tokens(native, text) → ArrayBuffer, decode_tokens(native, data, ends) → string
//   sections_json(native) → JSON, set_sections(native, JSON); native has them from then on
//   stream_new(native, Uint32Array, skipSpecialTokens) → stream, stream_step(stream, Uint32Array) → string or
//       undefined, stream_clone(stream) → stream, stream_free(stream)
//   decode(native, Uint32Array, count, skipSpecialTokens) → string
//   decode_batch(native, Uint32Array, ends, skipSpecialTokens, textEnds) → Buffer; writes textEnds
//   token_to_id(native, token), id_to_token(native, id) → undefined if there is none
//   vocab_size(native, withAddedTokens), vocab_json(…), added_tokens_json(native), num_special_tokens(native, isPair)
//   set_word_cache_size(bytes)
//   to_json(native, pretty), add_tokens(native, JSON) → how many were new; native has them from then on
//
// `numbers` and `padToken` come from encode_options.js; absent options are undefined, never null.

const fs = require('node:fs');
const path = require('node:path');
const { LibraryLoadError, makeError } = require('./errors.js');

const LIBRARY = process.platform === 'darwin' ? 'libhftok.dylib' : 'libhftok.so';
const BUILD = path.resolve(__dirname, '..', '..', '..', 'build'); // what `make` fills in a source tree

/** Where the library may be: [path, what makes us look there]. */
function places() {
  const chosen = process.env.HFTOK_LIBRARY;
  if (chosen) return [[path.resolve(chosen), 'HFTOK_LIBRARY']];
  return [[path.join(BUILD, LIBRARY), 'what `make` builds in a source tree']];
}

const backends = {
  addon() {
    const addon = require(path.join(BUILD, 'hftok.node'));
    addon.ids = addon.setup(makeError);
    return addon;
  },
  'ffi-napi': () => require('./ffi-napi.js'),
};

function choose() {
  const chosen = process.env.HFTOK_NODE_BACKEND;
  if (chosen && !Object.hasOwn(backends, chosen)) {
    throw new LibraryLoadError(`hftok: HFTOK_NODE_BACKEND is "${chosen}"; it can be addon or ffi-napi`, { code: 'LIBRARY' });
  }
  const failures = [];
  for (const name of chosen ? [chosen] : Object.keys(backends)) {
    try {
      return { name, backend: backends[name]() };
    } catch (cause) {
      if (cause.code !== 'MODULE_NOT_FOUND' && cause.code !== 'ERR_DLOPEN_FAILED') throw cause;
      failures.push(`  ${name}: ${cause.message.split('\n', 1)[0]}`);
    }
  }
  throw new LibraryLoadError(
    `hftok: no way to call the library. Tried:\n${failures.join('\n')}\n` +
      'Build the addon with `make`, or install ffi-napi: npm install --ignore-scripts ffi-napi ref-napi',
    { code: 'LIBRARY' },
  );
}

function open() {
  const { name, backend } = choose();
  const failures = [];
  for (const [file, why] of places()) {
    try {
      if (!fs.existsSync(file)) throw new Error('no such file');
      return Object.assign(backend, { name, library: file, version: backend.open(file) });
    } catch (cause) {
      failures.push(`  ${file} (${why}): ${cause.message}`);
    }
  }
  throw new LibraryLoadError(
    `hftok: the library could not be loaded. Tried:\n${failures.join('\n')}\n` +
      'Build it with `make`, or set HFTOK_LIBRARY to the file.',
    { code: 'LIBRARY' },
  );
}

let opened;

/** The opened backend, with `name`, `library` (its path) and `version`. Throws LibraryLoadError. */
module.exports = function backend() {
  return (opened ??= open());
};
