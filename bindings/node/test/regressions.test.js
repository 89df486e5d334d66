'use strict';
// Cases that once differed, with what tokenizers answers to them, as tests/conformance/generate.py recorded them.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { Tokenizer } = require('..');
const { ROOT } = require('./support.js');

const DIR = path.join(ROOT, 'tests', 'conformance', 'regressions');

const orError = (f) => {
  try {
    return f();
  } catch (error) {
    assert.ok(error.code, error.stack); // the library's own
    return 'error';
  }
};

const shown = ({ ids, type_ids, tokens, offsets, word_ids, special_tokens_mask, attention_mask, sequence_ids, overflowing }) => ({
  ids, type_ids, tokens, offsets, word_ids, masks: [special_tokens_mask, attention_mask], sequence_ids,
  overflowing: overflowing.map(shown),
});

function encode(tokenizer, { text, pair, words, pair_words, plain, as_text, truncation, padding }) {
  const options = { offset_unit: 'char', add_special_tokens: !plain, encode_special_tokens: Boolean(as_text) };
  if (truncation) {
    const { max_length, stride, strategy, direction } = truncation;
    Object.assign(options, { truncation: strategy, max_length, stride, truncation_side: direction });
  }
  if (padding) return undefined; // by batch or to a length of its own
  if (text != null) return shown(tokenizer.encode(text, { ...options, text_pair: pair }));
  return shown(tokenizer.encode(words, { ...options, text_pair: pair_words, is_pretokenized: true }));
}

/** Answers of a tokenizer in the form of the recorded ones, for those questions that can be asked here. */
function answers(tokenizer, { add = [], inputs = [], decode = [], streams = [], tokens = [], ids = [] }) {
  return {
    added: add.map((list) => orError(() => tokenizer.add_tokens(list))),
    inputs: inputs.map((input) => orError(() => encode(tokenizer, input))),
    decode: decode.map(({ ids: list, skip }) => orError(() => tokenizer.decode(list, { skip_special_tokens: Boolean(skip) }))),
    streams: streams.map(({ ids: before, steps, skip }) => {
      const stream = tokenizer.decode_stream({ ids: before ?? [], skip_special_tokens: Boolean(skip) });
      return steps.map((step) => orError(() => stream.step(step)));
    }),
    tokens: tokens.map((token) => tokenizer.token_to_id(token) ?? null),
    ids: ids.map((id) => tokenizer.id_to_token(id) ?? null),
    sizes: [tokenizer.get_vocab_size(false), tokenizer.get_vocab_size(true)],
    vocab: Object.fromEntries(tokenizer.get_vocab()),
    specials: [tokenizer.num_special_tokens_to_add(), tokenizer.num_special_tokens_to_add(true)],
  };
}

for (const file of fs.readdirSync(DIR)) {
  test(file, async () => {
    const { tokenizer: content, expected, ...questions } = JSON.parse(fs.readFileSync(path.join(DIR, file), 'utf8'));
    const loading = Tokenizer.from_str(typeof content === 'string' ? content : JSON.stringify(content));
    if (expected.load != null) return assert.rejects(loading, { name: 'InvalidTokenizerError' });
    const tokenizer = await loading;
    const given = answers(tokenizer, questions);
    for (const [name, answer] of Object.entries(given)) {
      const wanted = Array.isArray(answer) ? answer.map((a, i) => (a === undefined ? undefined : expected[name][i])) : expected[name];
      assert.deepEqual(answer, wanted, name);
    }
    if (questions.add === undefined) { // what is added twice is special for good, but not when saved
      assert.deepEqual(answers(await Tokenizer.from_str(tokenizer.to_str()), questions), given, 'saved and loaded');
    }
  });
}
