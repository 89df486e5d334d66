'use strict';
// Truncation, padding and words, through every way to encode. Expected values are what tokenizers 0.23.3 gives.

const assert = require('node:assert/strict');
const path = require('node:path');
const { test, before } = require('node:test');
const { Tokenizer, AutoTokenizer } = require('..');
const { demo } = require('./support.js');

const TEXT = 'Hello world again and again';
let bert;
before(async () => {
  bert = await Tokenizer.from_file(demo('bert'));
});

/** An encoding's ids, followed by those of its parts. */
const tree = (e) => [e.ids, ...e.overflowing.map(tree)];

test('truncation, with what it cuts off', () => {
  const e = bert.encode_full(TEXT, { truncation: true, max_length: 5, stride: 1 });
  assert.deepEqual(tree(e), [[4, 518, 1652, 1168, 5], [[4, 1168, 1033, 522, 5]], [[4, 522, 1033, 5]]]);
  assert.deepEqual(e.overflowing[1].tokens, ['[CLS]', 'and', 'again', '[SEP]']);
  assert.deepEqual(e.overflowing[1].offsets, [[0, 0], [18, 21], [22, 27], [0, 0]]);
});

test('truncation of pairs: parts have parts', () => {
  const e = bert.encode_full(TEXT, { text_pair: 'one two three', truncation: 'longest_first', max_length: 7 });
  const three = [[4, 1168, 1033, 5, 1150, 5]];
  const last = [[4, 522, 1033, 5, 1150, 5]];
  assert.deepEqual(tree(e), [
    [4, 518, 1652, 5, 688, 824, 5],
    [[4, 1168, 1033, 5, 688, 824, 5], three],
    three,
    [[4, 522, 1033, 5, 688, 824, 5], last],
    last,
    [[4, 518, 1652, 5, 1150, 5], three, last],
  ]);
});

test('truncation of one side, and from the left', () => {
  const options = { text_pair: 'one', truncation: 'only_first', truncation_side: 'left', max_length: 6 };
  assert.deepEqual(tree(bert.encode_full(TEXT, options)), [
    [4, 522, 1033, 5, 688, 5],
    [[4, 1168, 1033, 5, 688, 5]],
    [[4, 518, 1652, 5, 688, 5]],
  ]);
  assert.deepEqual(bert.encode(TEXT, options).ids, [4, 522, 1033, 5, 688, 5]);
});

test('max_length alone truncates, for ids too', () => {
  assert.deepEqual(bert.encode(TEXT, { max_length: 5 }).ids, [4, 518, 1652, 1168, 5]);
  assert.deepEqual(bert.encode_ids(TEXT, { max_length: 5 }), Uint32Array.of(4, 518, 1652, 1168, 5));
});

test('padding of a batch', () => {
  const [long, short] = bert.encode_batch(['Hello world', 'Hi'], {
    padding: true, padding_side: 'left', pad_token_id: 2, pad_token_type_id: 1, pad_token: '[MASK]', pad_to_multiple_of: 8,
  });
  assert.deepEqual(long.ids, [2, 2, 2, 4, 518, 1652, 1168, 5]);
  assert.deepEqual(short.ids, [2, 2, 2, 2, 4, 49, 299, 5]);
  assert.deepEqual(short.tokens, ['[MASK]', '[MASK]', '[MASK]', '[MASK]', '[CLS]', 'h', '##i', '[SEP]']);
  assert.deepEqual(short.type_ids, [1, 1, 1, 1, 0, 0, 0, 0]);
  assert.deepEqual(short.attention_mask, [0, 0, 0, 0, 1, 1, 1, 1]);
  assert.deepEqual(short.special_tokens_mask, [1, 1, 1, 1, 1, 0, 0, 1]);
  assert.deepEqual(short.word_ids, [null, null, null, null, null, 0, 0, null]);
});

test('padding to a length does not truncate', () => {
  const options = { padding: 'max_length', max_length: 5, pad_token_id: 0 };
  assert.deepEqual(bert.encode('Hi', options).ids, [4, 49, 299, 5, 0]);
  assert.equal(bert.encode(TEXT, options).length, 8);
  assert.deepEqual(bert.encode(TEXT, { ...options, truncation: true }).ids, [4, 518, 1652, 1168, 5]);
});

test('words', () => {
  const e = bert.encode_full(['Hello', 'worlds'], { is_pretokenized: true });
  assert.deepEqual(e.ids, [4, 518, 1652, 1168, 309, 5]);
  assert.deepEqual(e.offsets, [[0, 0], [0, 2], [2, 5], [0, 5], [5, 6], [0, 0]]);
  assert.deepEqual(e.word_ids, [null, 0, 0, 1, 1, null]);
  const pair = bert.encode_full(['Hello', 'worlds'], { is_pretokenized: true, text_pair: ['x'] });
  assert.deepEqual(pair.ids, [4, 518, 1652, 1168, 309, 5, 65, 5]);
  const batch = bert.encode_batch([['Hello', 'worlds'], [], ['Hello', 'worlds']], { is_pretokenized: true });
  assert.deepEqual(batch.map((b) => b.ids), [e.ids, [4, 5], e.ids]);
  assert.throws(() => bert.encode_full('Hello', { is_pretokenized: true }), TypeError);
});

test('a call pads and truncates as transformers does', async () => {
  const tokenizer = await AutoTokenizer.from_pretrained(path.dirname(demo('llama2')));
  assert.deepEqual(tokenizer(['Hello world!', 'Hello'], { padding: true, pad_token_id: 0 }), {
    input_ids: [[1, 388, 447, 1613, 1008, 1544], [1, 388, 447, 1613, 0, 0]],
    attention_mask: [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]],
  });
  tokenizer.pad_token_id = 2;
  tokenizer.padding_side = 'left';
  assert.deepEqual(tokenizer(['Hello world!', 'Hello'], { padding: 'max_length', truncation: true, max_length: 5 }).input_ids, [
    [1, 388, 447, 1613, 1008],
    [2, 1, 388, 447, 1613],
  ]);
});
