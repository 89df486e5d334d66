'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { test } = require('node:test');
const { Tokenizer, setWordCacheSize } = require('..');

const FILE = path.join(__dirname, '..', '..', '..', 'tests', 'data', 'gpt2-demo', 'tokenizer.json');

test('a small word cache gives the same ids', async () => {
  const text = Array.from({ length: 9000 }, (_, i) => `word${i * 7919} `).join('');
  const want = (await Tokenizer.from_file(FILE)).encode(text).ids;
  try {
    setWordCacheSize(0);
    assert.deepStrictEqual((await Tokenizer.from_file(FILE)).encode(text).ids, want);
  } finally {
    setWordCacheSize(16 << 20);
  }
  for (const bad of [-1, 1.5, NaN, '1', undefined]) assert.throws(() => setWordCacheSize(bad), RangeError);
});
