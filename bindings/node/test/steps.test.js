'use strict';
// Look-ups and changes of encodings, the steps by themselves, streams, added tokens, saving. Expected values are
// what tokenizers 0.23.3 gives.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test, describe, before } = require('node:test');
const { Tokenizer, Encoding, DecodeStream } = require('..');
const { demo, scratch } = require('./support.js');

const TEXT = 'Hello world again and again';
const plain = { add_special_tokens: false };
let llama;
let bert;
before(async () => {
  llama = await Tokenizer.from_file(demo('llama2'));
  bert = await Tokenizer.from_file(demo('bert'));
});

const tree = (e) => [e.ids, ...e.overflowing.map(tree)];
const upTo = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const SPECIAL = null;

describe('look-ups', () => {
  test('of a pair', () => {
    const e = bert.encode('Hello worlds again', { text_pair: 'one two' });
    assert.equal(e.n_sequences, 2);
    assert.deepEqual(upTo(12, (i) => e.token_to_sequence(i)), [SPECIAL, 0, 0, 0, 0, 0, SPECIAL, 1, 1, SPECIAL, null, null]);
    assert.deepEqual(
      upTo(11, (i) => e.token_to_chars(i)),
      [SPECIAL, [0, 2], [2, 5], [6, 11], [11, 12], [13, 18], SPECIAL, [0, 3], [4, 7], SPECIAL, null],
    );
    assert.deepEqual(upTo(11, (i) => e.token_to_word(i)), [SPECIAL, 0, 0, 1, 1, 2, SPECIAL, 0, 1, SPECIAL, null]);
    const first = [[1, 3], [3, 5], [5, 6], null];
    assert.deepEqual(upTo(4, (i) => e.word_to_tokens(i)), first);
    assert.deepEqual(upTo(4, (i) => e.word_to_tokens(i, 1)), [[7, 8], [8, 9], null, null]);
    assert.deepEqual(upTo(4, (i) => e.word_to_tokens(i, 2)), first); // a sequence that there is not counts as all
    assert.deepEqual(upTo(4, (i) => e.word_to_chars(i)), [[0, 5], [6, 12], [13, 18], null]);
    assert.deepEqual(upTo(4, (i) => e.word_to_chars(i, 1)), [[0, 3], [4, 7], null, null]);
    assert.deepEqual(upTo(19, (i) => e.char_to_token(i)), [1, 1, 2, 2, 2, null, 3, 3, 3, 3, 3, 4, null, 5, 5, 5, 5, 5, null]);
    assert.deepEqual(upTo(9, (i) => e.char_to_token(i, 1)), [7, 7, 7, null, 8, 8, 8, null, null]);
    assert.deepEqual(upTo(13, (i) => e.char_to_word(i)), [0, 0, 0, 0, 0, null, 1, 1, 1, 1, 1, 1, null]);
  });

  test('count in the unit of the offsets, and need offsets', () => {
    assert.deepEqual(['utf16', 'char', 'byte'].map((offset_unit) => bert.encode('😀 b', { offset_unit }).token_to_chars(2)), [[3, 4], [2, 3], [5, 6]]);
    const e = bert.encode('a b', { offset_unit: 'none' });
    assert.deepEqual([e.token_to_chars(1), e.word_to_chars(0), e.char_to_token(0), e.token_to_word(2)], [null, null, null, 1]);
  });

  test('agree with the arrays, in each row of a batch', () => {
    const batch = bert.encode_batch([TEXT, 'a', ''], { text_pair: ['b', TEXT, 'x'], truncation: true, max_length: 7 });
    for (const e of batch.flatMap((b) => [b, ...b.overflowing])) {
      assert.deepEqual(upTo(e.length, (i) => e.token_to_sequence(i)), e.sequence_ids);
      assert.deepEqual(upTo(e.length, (i) => e.token_to_word(i)), e.word_ids);
      e.sequence_ids.forEach((sequence, i) => {
        if (sequence === null) return;
        assert.deepEqual(e.token_to_chars(i), e.offsets[i]);
        assert.equal(e.char_to_token(e.offsets[i][0], sequence), i);
        const [start, end] = e.word_to_tokens(e.word_ids[i], sequence);
        assert.ok(start <= i && i < end);
      });
    }
  });
});

describe('changes of an encoding', () => {
  test('truncate, then pad', () => {
    const e = bert.encode(TEXT);
    assert.equal(e.truncate(4, 1), e);
    assert.deepEqual(tree(e), [[4, 518, 1652, 1168], [[1168, 1033, 522, 1033]], [[1033, 5]]]);
    assert.deepEqual([e.sequence_ids, e.n_sequences, e.length], [[0, 0, 0, 0], 1, 4]); // truncation forgets
    assert.equal(e.pad(6, { direction: 'left', pad_id: 2, pad_type_id: 1, pad_token: '[MASK]' }), e);
    assert.deepEqual(tree(e), [[2, 2, 4, 518, 1652, 1168], [[2, 2, 1168, 1033, 522, 1033]], [[2, 2, 2, 2, 1033, 5]]]);
    assert.deepEqual(e.tokens, ['[MASK]', '[MASK]', '[CLS]', 'he', '##llo', 'world']);
    assert.deepEqual(e.type_ids, [1, 1, 0, 0, 0, 0]);
    assert.deepEqual(e.attention_mask, [0, 0, 1, 1, 1, 1]);
    assert.deepEqual(e.word_ids, [null, null, null, 0, 0, 1]);
    assert.deepEqual(e.offsets, [[0, 0], [0, 0], [0, 0], [0, 2], [2, 5], [6, 11]]);
    assert.deepEqual(e.overflowing[1].tokens, ['[MASK]', '[MASK]', '[MASK]', '[MASK]', 'again', '[SEP]']);
    assert.deepEqual(tree(bert.encode(TEXT).truncate(3, 0, 'left')), [[522, 1033, 5], [[1652, 1168, 1033]], [[4, 518]]]);
  });

  test('pad fills up with [PAD], and does not cut', () => {
    const e = bert.encode('a', { text_pair: 'b' });
    const ids = [...e.ids];
    assert.deepEqual(e.pad(7).ids, [...ids, 0, 0]);
    assert.equal(e.tokens.at(-1), '[PAD]');
    assert.equal(e.n_sequences, 2);
    assert.equal(e.token_to_sequence(3), 1);
    assert.deepEqual(e.pad(2).ids, [...ids, 0, 0]);
  });

  test('leave the others of a batch alone', () => {
    const [first, second] = bert.encode_batch(['a b', 'c']);
    const before = second.toJSON();
    first.truncate(1);
    assert.deepEqual(second.toJSON(), before);
    const alone = bert.encode('c');
    assert.deepEqual(second.pad(9).toJSON(), alone.pad(9).toJSON());
  });

  test('merge', () => {
    const parts = [bert.encode('a bc', plain), bert.encode('d', plain)];
    const merged = Encoding.merge(parts);
    assert.deepEqual(merged.ids, [42, 43, 293, 45]);
    assert.deepEqual(merged.offsets, [[0, 1], [2, 3], [3, 4], [4, 5]]);
    assert.deepEqual(merged.word_ids, [0, 1, 1, 0]);
    assert.deepEqual(Encoding.merge(parts, false).offsets, [[0, 1], [2, 3], [3, 4], [0, 1]]);
    assert.deepEqual(parts[1].ids, [45]);
    assert.deepEqual(Encoding.merge([]).ids, []);
  });

  test('without offsets or token strings', () => {
    const e = bert.encode('a b', { offset_unit: 'none' });
    assert.deepEqual(e.pad(6).ids, [4, 42, 43, 5, 0, 0]);
    assert.equal(e.offsets, null);
    assert.throws(() => Encoding.merge([e, bert.encode('a')]), { code: 'INVALID_ARGUMENT' });
  });

  test('refuse what makes no sense', () => {
    const e = bert.encode('a b');
    const before = e.toJSON();
    assert.throws(() => e.truncate(2, 2), (error) => error.code !== undefined);
    for (const call of [
      () => e.pad(-1), () => e.pad(), () => e.pad(5, { direction: 'up' }), () => e.pad(5, { pad_token: 7 }), () => e.truncate(1.5),
      () => e.truncate(1, 0, 'up'), () => Encoding.merge(e), () => Encoding.merge([{}]), () => new Encoding(), () => new DecodeStream(),
    ]) {
      assert.throws(call, TypeError, String(call));
    }
    assert.deepEqual(e.toJSON(), before);
  });

  test('post_process makes what encode makes', () => {
    const [a, b] = [TEXT, 'one two'].map((text) => bert.encode(text, plain));
    for (const options of [{}, plain, { max_length: 7, stride: 1 }, { padding: 'max_length', max_length: 20, pad_token_id: 0 }]) {
      assert.deepEqual(bert.post_process(a, null, options).toJSON(), bert.encode(TEXT, options).toJSON());
    }
    // Of a pair it does not know which tokens are of the first text.
    const pair = bert.post_process(a, b, { max_length: 7 });
    assert.deepEqual(tree(pair), [[4, 518, 1652, 5, 688, 824, 5], [[4, 1168, 1033, 5, 688, 824, 5]], [[4, 522, 1033, 5, 688, 824, 5]]]);
    for (const e of [pair, ...pair.overflowing]) assert.deepEqual(e.sequence_ids, [null, null, null, null, 1, 1, null]);
    assert.equal(pair.n_sequences, 2);
    assert.deepEqual(a.toJSON(), bert.encode(TEXT, plain).toJSON());
    assert.throws(() => bert.post_process('a'), TypeError);
    assert.throws(() => bert.post_process(a, {}), TypeError);
  });
});

test('normalize and pre_tokenize', () => {
  assert.equal(bert.normalize('HÉllo\tWörld'), 'hello world');
  assert.equal(llama.normalize('Hello world'), '▁Hello▁world');
  assert.equal(bert.normalize(''), '');
  assert.deepEqual(bert.pre_tokenize('Hey, 😀 you!', { offset_unit: 'char' }), [
    ['Hey', [0, 3]], [',', [3, 4]], ['😀', [5, 6]], ['you', [7, 10]], ['!', [10, 11]],
  ]);
  const text = 'Hey, 😀 you!\0';
  for (const [piece, [start, end]] of bert.pre_tokenize(text)) assert.equal(text.slice(start, end), piece);
  assert.throws(() => bert.pre_tokenize('a', { offset_unit: 'none' }), TypeError);
  assert.throws(() => bert.normalize(7), TypeError);
});

test('the model and the decoder by themselves', () => {
  const tokens = llama.model_tokens('▁H😀');
  assert.deepEqual(tokens.map(({ value }) => value), ['▁H', '<0xF0>', '<0x9F>', '<0x98>', '<0x80>']);
  assert.deepEqual(tokens.map(({ offsets }) => offsets), [[0, 4], [4, 5], [5, 6], [6, 7], [7, 8]]);
  for (const { id, value } of tokens) assert.equal(llama.token_to_id(value), id);
  assert.deepEqual(bert.model_tokens(''), []);
  assert.equal(bert.decode_tokens(['no', '##where', 'is', '.', '']), 'nowhere is. ');
  assert.equal(bert.decode_tokens([]), '');
  assert.equal(llama.decode_tokens(['▁a', '<0xC3>', '<0xA9>', '▁\0']), 'aé \0');
  for (const call of [() => bert.model_tokens(7), () => bert.decode_tokens('a'), () => bert.decode_tokens([7])]) {
    assert.throws(call, TypeError);
  }
});

test('components', async () => {
  const own = await Tokenizer.from_file(demo('bert'));
  const before = own.get_components();
  assert.deepEqual(Object.keys(before), ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder', 'model']);
  assert.equal(before.normalizer.type, 'BertNormalizer');
  assert.equal(before.model.vocab, undefined);
  const ids = own.encode('Hello WORLD').ids;
  own.set_components({ normalizer: { ...before.normalizer, lowercase: false }, post_processor: null });
  assert.notDeepEqual(own.encode('Hello WORLD').ids, ids);
  assert.deepEqual(own.encode('hello world').ids, ids.slice(1, -1));
  assert.equal(own.get_components().post_processor, null);
  assert.throws(() => own.set_components({ decoder: { type: 'Nonsense' } }), { code: 'INVALID_ARGUMENT', message: /decoder/ });
  assert.throws(() => own.set_components({ model: { type: 'WordLevel', vocab: {}, unk_token: '' } }), { code: 'INVALID_ARGUMENT' });
  assert.throws(() => own.set_components(null), TypeError);
  const { model, ...others } = before;
  own.set_components(others);
  assert.deepEqual(own.get_components(), { ...others, model });
  assert.deepEqual(own.encode('Hello WORLD').ids, ids);
  own.dispose();
  assert.throws(() => own.get_components(), { code: 'INVALID_HANDLE' });
});

describe('decode_stream', () => {
  const IDS = [1, 388, 1607, 1748, 243, 162, 155, 131, 1636, 1552, 268, 1609];
  const PIECES = ['<s>', ' H', 'i', ' ', null, null, null, '😀', 'é', ',', ' o', 'k'];

  test('gives text as it becomes certain', () => {
    const stream = llama.decode_stream();
    assert.ok(stream instanceof DecodeStream);
    assert.deepEqual(IDS.map((id) => stream.step(id)), PIECES);
    const bigints = llama.decode_stream();
    assert.deepEqual(IDS.map((id) => bigints.step(BigInt(id))), PIECES);
    assert.equal(llama.decode_stream().step(Uint32Array.from(IDS)), PIECES.join(''));
    assert.equal(llama.decode_stream().step([]), null);
  });

  test('goes on from a prompt', () => {
    const stream = llama.decode_stream({ ids: IDS.slice(0, 3), skip_special_tokens: true });
    assert.deepEqual(IDS.slice(3).map((id) => stream.step(id)), PIECES.slice(3));
  });

  test('a clone goes its own way', () => {
    const stream = llama.decode_stream();
    IDS.slice(0, 5).forEach((id) => stream.step(id));
    const clone = stream.clone();
    assert.deepEqual(IDS.slice(5).map((id) => clone.step(id)), PIECES.slice(5));
    assert.deepEqual(IDS.slice(5).map((id) => stream.step(id)), PIECES.slice(5));
  });

  test('outlives its tokenizer, and ends with dispose', async () => {
    const tokenizer = await Tokenizer.from_file(demo('llama2'));
    const stream = tokenizer.decode_stream();
    tokenizer.dispose();
    assert.equal(stream.step(IDS[1]), 'H');
    stream.dispose();
    stream.dispose();
    assert.throws(() => stream.step(1), { code: 'INVALID_HANDLE' });
    assert.throws(() => stream.clone(), { code: 'INVALID_HANDLE' });
    assert.throws(() => tokenizer.decode_stream(), { code: 'INVALID_HANDLE' });
    for (const id of [-1, 1.5, 'x', null, undefined]) assert.throws(() => llama.decode_stream().step(id), TypeError);
  });
});

describe('added tokens', () => {
  test('are found from then on', async () => {
    const t = await Tokenizer.from_file(demo('bert'));
    assert.equal(t.add_tokens(['foo bar', 'hello', { content: 'x y', single_word: true }]), 3);
    assert.equal(t.add_special_tokens(['<x>', { content: '<y>', lstrip: true }]), 2);
    assert.equal(t.add_tokens(['foo bar']), 0);
    assert.equal(t.add_special_tokens(['[CLS]']), 0);
    assert.equal(t.add_tokens([]), 0);
    assert.deepEqual(
      t.encode('a foo bar <y> hello <x>x ya').tokens,
      ['[CLS]', 'a', 'foo bar', ' <y>', 'hello', '<x>', 'x', 'y', '##a', '[SEP]'],
    );
    assert.deepEqual([t.token_to_id('<y>'), t.get_vocab_size()], [2162, 2163]);
    assert.equal(t.decode([2158, 2161], { skip_special_tokens: true }), 'foo bar');
    assert.deepEqual(
      [...t.get_added_tokens_decoder().values()].slice(5).map((a) => [a.content, a.single_word, a.lstrip, a.normalized, a.special]),
      [
        ['foo bar', false, false, true, false], ['hello', false, false, true, false], ['x y', true, false, true, false],
        ['<x>', false, false, false, true], ['<y>', false, true, false, true],
      ],
    );
    assert.ok(!t.encode('<x>', { encode_special_tokens: true }).tokens.includes('<x>'));
    assert.equal(bert.token_to_id('<x>'), undefined); // another tokenizer
  });

  test("another tokenizer's can be added", async () => {
    const [from, to] = await Promise.all([Tokenizer.from_file(demo('bert')), Tokenizer.from_file(demo('bert'))]);
    from.add_tokens([{ content: 'Zz', rstrip: true, normalized: false }]);
    assert.equal(to.add_tokens([...from.get_added_tokens_decoder().values()]), 1);
    assert.deepEqual(to.get_added_tokens_decoder(), from.get_added_tokens_decoder());
  });

  test('wrong ones are refused, and none is added', async () => {
    const t = await Tokenizer.from_file(demo('bert'));
    for (const tokens of ['<x>', [7], [null], [undefined], [{}], [{ content: 7 }], undefined]) assert.throws(() => t.add_tokens(tokens), TypeError);
    for (const token of [{ content: 'z z', flag: true }, { content: 'z z', lstrip: 1 }]) {
      assert.throws(() => t.add_tokens(['y y', token]), { code: 'INVALID_ARGUMENT' });
    }
    assert.equal(t.token_to_id('y y'), undefined);
    t.dispose();
    assert.throws(() => t.add_tokens(['a b']), { code: 'INVALID_HANDLE' });
    assert.throws(() => t.to_str(), { code: 'INVALID_HANDLE' });
  });
});

test('what is saved is what was there', async (t) => {
  const tokenizer = await Tokenizer.from_file(demo('bert'));
  tokenizer.add_special_tokens(['<x>é']);
  const file = path.join(scratch(t), 'tokenizer.json');
  await tokenizer.save(file);
  const saved = fs.readFileSync(file, 'utf8');
  assert.equal(saved, tokenizer.to_str(true));
  assert.ok(saved.startsWith('{\n  "version": "1.0"') && !tokenizer.to_str().includes('\n'));
  assert.deepEqual(JSON.parse(saved), JSON.parse(tokenizer.to_str()));
  await tokenizer.save(file, false);
  assert.equal(fs.readFileSync(file, 'utf8'), tokenizer.to_str());
  const again = await Tokenizer.from_file(file);
  assert.equal(again.to_str(), tokenizer.to_str());
  assert.deepEqual(again.encode(`${TEXT} <x>é`).toJSON(), tokenizer.encode(`${TEXT} <x>é`).toJSON());
  await assert.rejects(tokenizer.save(path.join(file, 'none')), { code: 'ENOTDIR' });
});

test('a seed makes dropout repeatable', async () => {
  const json = JSON.parse(fs.readFileSync(demo('gpt2')));
  json.model.dropout = 0.5;
  const t = await Tokenizer.from_str(JSON.stringify(json));
  const text = 'the quick brown fox jumps over the lazy dog '.repeat(20);
  const seeds = upTo(5, (i) => t.encode(text, { seed: i + 1 }).ids);
  assert.equal(new Set(seeds.map(String)).size, 5);
  seeds.forEach((ids, i) => assert.deepEqual(Array.from(t.encode_ids(text, { seed: i + 1 })), ids));
  assert.deepEqual(t.encode_batch(Array(5).fill(text), { seed: 1 }).map((e) => e.ids), seeds);
  assert.throws(() => t.encode(text, { seed: -1 }), TypeError);
});
