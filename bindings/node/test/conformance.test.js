'use strict';
// Every field of every edge case, as it arrives in JavaScript, against the goldens of tests/conformance,
// which record.py and oracle.py there describe.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { Tokenizer } = require('..');
const { ROOT, BACKEND, demo } = require('./support.js');

const lines = (...file) => fs.readFileSync(path.join(ROOT, 'tests', ...file), 'utf8').split('\n').filter(Boolean);
const TEXTS = lines('data', 'edge_cases.jsonl').map((line) => JSON.parse(line));
// ffi-napi takes many times as long for the same paths.
const NAMES = BACKEND === 'addon' ? ['llama2', 'gpt2', 'llama3', 'bert', 't5', 'wordlevel', 'strict'] : ['bert', 'strict'];

const words = (numbers) => Buffer.from(Int32Array.from(numbers, (n) => n ?? -1).buffer);
const digest = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 8);

function digests(tokenizer, text, options) {
  const e = tokenizer.encode_full(text, { ...options, offset_unit: 'char' });
  assert.deepEqual(Array.from(tokenizer.encode_ids(text, options)), e.ids);
  assert.deepEqual(e.overflowing, []);
  const decoded = [true, false].map((skip_special_tokens) => tokenizer.decode(e.ids, { skip_special_tokens }));
  return [
    digest(words(e.ids)),
    digest(words(e.type_ids)),
    digest(words(e.tokens.map((token) => [...token].length)), Buffer.from(e.tokens.join(''))),
    digest(words(e.offsets.flat())),
    digest(words(e.word_ids)),
    digest(Buffer.from(e.special_tokens_mask), Buffer.from(e.attention_mask)),
    digest(words(e.sequence_ids)),
    digest(Buffer.from(decoded[0]), Buffer.of(0xff), Buffer.from(decoded[1])),
  ].join('');
}

const OPTIONS = {
  edge: () => ({}),
  'edge-plain': () => ({ add_special_tokens: false }),
  'edge-pair': (i) => ({ text_pair: TEXTS[i + 1] }),
};

for (const name of NAMES) {
  test(name, async () => {
    const tokenizer = await Tokenizer.from_file(demo(name));
    let compared = 0;
    for (const line of lines('conformance', 'goldens', `${name}-demo.txt`)) {
      const [kind, index, expected] = line.split(' ');
      if (!Object.hasOwn(OPTIONS, kind)) continue;
      const [text, options] = [TEXTS[index], OPTIONS[kind](Number(index))];
      if (expected === 'error') assert.throws(() => tokenizer.encode_full(text, options), { name: 'EncodeError', code: 'ENCODE' });
      else assert.equal(digests(tokenizer, text, options), expected, `${kind} ${index}: ${JSON.stringify(text)}`);
      compared++;
    }
    assert.ok(compared > 1500, `${compared} goldens`);
  });
}
