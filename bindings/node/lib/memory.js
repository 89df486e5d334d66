'use strict';
const backend = require('./backend.js');

/** See index.d.ts. */
function setWordCacheSize(bytes) {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError('hftok: bytes must be a whole number, 0 or more');
  backend().set_word_cache_size(bytes);
}

module.exports = { setWordCacheSize };
