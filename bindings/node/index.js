'use strict';
const { AutoTokenizer, PreTrainedTokenizer } = require('./lib/pretrained.js');
const { Tokenizer } = require('./lib/tokenizer.js');
const { Encoding } = require('./lib/encoding.js');
const { DecodeStream } = require('./lib/decode_stream.js');
const { checkRepoAccess } = require('./lib/loading.js');
const { cache, scanCacheDir } = require('./lib/cache.js');
const { setWordCacheSize } = require('./lib/memory.js');
const { makeError, ...errors } = require('./lib/errors.js');

module.exports = { AutoTokenizer, PreTrainedTokenizer, Tokenizer, Encoding, DecodeStream, cache, scanCacheDir, checkRepoAccess, setWordCacheSize, ...errors };
