'use strict';
// Tokenizer over real tokenizers. Expected values are what tokenizers 0.23.3 gives.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test, describe, before } = require('node:test');
const { Tokenizer, Encoding } = require('..');
const { demo } = require('./support.js');

const TEXT = 'Hello world! 😀é';
const IDS = [1, 388, 447, 1613, 1008, 1544, 1748, 243, 162, 155, 131, 1636];

/** Ids of a text, in both ways. */
function idsOf(tokenizer, ...args) {
  const ids = Array.from(tokenizer.encode_ids(...args));
  assert.deepEqual(tokenizer.encode(...args).ids, ids);
  return ids;
}

let llama;
let bert;
before(async () => {
  llama = await Tokenizer.from_file(demo('llama2'));
  bert = await Tokenizer.from_file(demo('bert'));
});

describe('loading', () => {
  test('a file, its text and its bytes give the same tokenizer', async () => {
    const bytes = fs.readFileSync(demo('llama2'));
    const made = await Promise.all([
      Tokenizer.from_str(bytes.toString()),
      Tokenizer.from_bytes(bytes),
      Tokenizer.from_bytes(new Uint8Array(bytes)),
      Tokenizer.from_bytes(new Uint8Array(bytes).buffer),
      Tokenizer.from_pretrained(demo('llama2')),
    ]);
    for (const t of made) assert.deepEqual(idsOf(t, TEXT), IDS);
  });

  test('bytes may change as soon as the call has returned', async () => {
    const bytes = fs.readFileSync(demo('llama2'));
    const loading = Tokenizer.from_bytes(bytes);
    bytes.fill(0);
    assert.deepEqual((await loading).encode(TEXT).ids, IDS);
  });

  test('many at once', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => Tokenizer.from_file(demo('llama2'))));
    for (const t of made) {
      assert.deepEqual(idsOf(t, TEXT), IDS);
      t.dispose();
    }
  });

  test('what is no tokenizer is refused with a typed error', async () => {
    await assert.rejects(Tokenizer.from_str('{"model": 1'), { name: 'InvalidTokenizerError', code: 'INVALID_TOKENIZER' });
    await assert.rejects(Tokenizer.from_bytes(new Uint8Array(0)), { name: 'InvalidTokenizerError' });
    await assert.rejects(Tokenizer.from_file('/no/such/file'), (e) => e.code === 'IO' && e.message.includes('/no/such/file'));
  });

  test('wrong arguments reject, and do not throw', async () => {
    for (const promise of [
      Tokenizer.from_file(),
      Tokenizer.from_file(7),
      Tokenizer.from_file('a\0b'),
      Tokenizer.from_str(null),
      Tokenizer.from_bytes('{}'),
      Tokenizer.from_pretrained(),
      Tokenizer.from_pretrained('org/name', { revision: 3 }),
      Tokenizer.from_pretrained('org/name', { local_files_only: 'yes' }),
      Tokenizer.from_pretrained('org/name', { timeout: -1 }),
      Tokenizer.from_pretrained('org/name', { progress_callback: 'x' }),
      Tokenizer.from_pretrained('org/name', { signal: {} }),
    ]) {
      await assert.rejects(promise, TypeError);
    }
    assert.throws(() => new Tokenizer(), TypeError);
    assert.throws(() => new Tokenizer({}).encode('x'));
  });
});

describe('encode', () => {
  test('an Encoding, as encode_full', () => {
    const { ids, tokens, attention_mask } = llama.encode(TEXT); // what @huggingface/tokenizers gives
    assert.deepEqual(ids, IDS);
    assert.deepEqual(tokens, llama.tokenize(TEXT, { add_special_tokens: true }));
    assert.deepEqual(attention_mask, IDS.map(() => 1));
    assert.ok(llama.encode(TEXT) instanceof Encoding);
    assert.deepEqual(llama.encode(TEXT).toJSON(), llama.encode_full(TEXT).toJSON());
    ids.push(7); // the caller's own
    assert.deepEqual(idsOf(llama, TEXT), IDS);
  });

  test('encode_ids gives a Uint32Array of its own', () => {
    const ids = llama.encode_ids(TEXT);
    idsOf(llama, 'something else');
    assert.deepEqual(ids, Uint32Array.from(IDS));
    assert.equal(ids.buffer.byteLength, 4 * IDS.length);
  });

  test('options', () => {
    assert.deepEqual(idsOf(llama, TEXT, { add_special_tokens: false }), IDS.slice(1));
    assert.deepEqual(idsOf(llama, TEXT, { add_special_tokens: true, text_pair: null }), IDS);
    assert.deepEqual(idsOf(llama, TEXT, { text_pair: 'pair' }), [...IDS, 1, 296, 1599, 339]);
    assert.deepEqual(idsOf(llama, TEXT, { text_pair: '' }), [...IDS, 1]);
    assert.deepEqual(bert.encode_ids(TEXT, { text_pair: 'pair' }), Uint32Array.of(4, 518, 1652, 1168, 7, 3, 5, 1152, 559, 5));
    assert.deepEqual(idsOf(llama, TEXT, {}), IDS);
  });

  test('special tokens in the text are tokens, or text if asked', () => {
    assert.deepEqual(idsOf(llama, '</s>'), [1, 2]);
    assert.ok(!idsOf(llama, '</s>', { encode_special_tokens: true }).includes(2));
  });

  test('the empty text and NUL', () => {
    assert.deepEqual(idsOf(llama, ''), [1]);
    assert.deepEqual(llama.decode(idsOf(llama, 'a\0b'), { skip_special_tokens: true }), 'a\0b');
  });

  test('a lone surrogate counts as U+FFFD, as with TextEncoder', () => {
    for (const [lone, seen] of [['a\ud83d', 'a\ufffd'], ['\ude00b', '\ufffdb'], ['\ude00\ud83d', '\ufffd\ufffd']]) {
      assert.deepEqual(idsOf(llama, lone), idsOf(llama, seen));
      assert.deepEqual(llama.encode_full(lone).ids, idsOf(llama, seen));
      assert.deepEqual(llama.encode_batch([lone, lone]).map((e) => e.ids), [idsOf(llama, seen), idsOf(llama, seen)]);
    }
    // Halves of a character in two texts do not become one.
    assert.deepEqual(
      llama.encode_batch(['a\ud83d', '\ude00b']).map((e) => e.ids),
      [idsOf(llama, 'a\ufffd'), idsOf(llama, '\ufffdb')],
    );
  });

  test('texts longer than any buffer', () => {
    const text = `${'The quick brown fox. '.repeat(20_000)}é😀`;
    const ids = idsOf(llama, text);
    assert.ok(ids.length > 100_000);
    assert.deepEqual(ids, llama.encode_full(text).ids);
    assert.deepEqual(llama.encode_ids(text), Uint32Array.from(ids));
    assert.equal(llama.decode(ids, { skip_special_tokens: true }), text);
  });

  test('texts about as long as the buffer, with characters of every width at its end', () => {
    for (let length = 65536 - 8; length <= 65536 + 4; length++) {
      for (const tail of ['a', 'é', '€', '😀']) {
        const text = 'a'.repeat(length - Buffer.byteLength(tail)) + tail;
        assert.equal(llama.decode(idsOf(llama, text), { skip_special_tokens: true }), text);
      }
    }
  });

  test('what is no text throws a TypeError', () => {
    for (const text of [undefined, null, 7, ['a'], Buffer.from('a')]) {
      assert.throws(() => idsOf(llama, text), TypeError);
      assert.throws(() => llama.encode_full(text), TypeError);
      assert.throws(() => llama.encode_batch([text]), TypeError);
      assert.throws(() => llama.token_to_id(text), TypeError);
    }
    assert.throws(() => idsOf(llama, 'a', { text_pair: 7 }), TypeError);
    assert.throws(() => llama.encode_batch('abc'), TypeError);
    assert.throws(() => llama.encode_batch(['a'], { text_pair: ['b', 'c'] }), TypeError);
    assert.throws(() => idsOf(llama, 'a', { truncation: 'sometimes', max_length: 3 }), TypeError);
    assert.throws(() => idsOf(llama, 'a', { truncation: true }), TypeError);
    assert.throws(() => idsOf(llama, 'a', { truncation: true, max_length: -1 }), TypeError);
    assert.throws(() => idsOf(llama, 'a', { padding: 'much' }), TypeError);
    assert.throws(() => llama.encode_full('a', { offset_unit: 'word' }), TypeError);
  });
});

describe('encode_full', () => {
  test('every field of a pair', () => {
    const e = bert.encode_full(TEXT, { text_pair: 'pair' });
    assert.ok(e instanceof Encoding);
    assert.equal(e.length, 10);
    assert.deepEqual(e.ids, [4, 518, 1652, 1168, 7, 3, 5, 1152, 559, 5]);
    assert.deepEqual(e.tokens, ['[CLS]', 'he', '##llo', 'world', '!', '[UNK]', '[SEP]', 'pa', '##ir', '[SEP]']);
    assert.deepEqual(e.type_ids, [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    assert.deepEqual(e.token_type_ids, e.type_ids);
    assert.deepEqual(e.attention_mask, Array(10).fill(1));
    assert.deepEqual(e.special_tokens_mask, [1, 0, 0, 0, 0, 0, 1, 0, 0, 1]);
    assert.deepEqual(e.word_ids, [null, 0, 0, 1, 2, 3, null, 0, 0, null]);
    assert.deepEqual(e.sequence_ids, [null, 0, 0, 0, 0, 0, null, 1, 1, null]);
    assert.deepEqual(e.offsets, [[0, 0], [0, 2], [2, 5], [6, 11], [11, 12], [13, 16], [0, 0], [0, 2], [2, 4], [0, 0]]);
    assert.deepEqual(e.overflowing, []);
    assert.deepEqual(JSON.parse(JSON.stringify(e)).ids, e.ids);
  });

  test('offsets in each unit cut the text where the tokens are', () => {
    const units = {
      utf16: [(s) => s, (s) => s],
      char: [(s) => [...s], (s) => s.join('')],
      byte: [(s) => Buffer.from(s), (s) => s.toString()],
    };
    for (const [offset_unit, [units_of, text_of]] of Object.entries(units)) {
      const e = llama.encode_full(TEXT, { offset_unit });
      const pieces = e.offsets.map(([start, end]) => text_of(units_of(TEXT).slice(start, end)));
      assert.deepEqual(pieces, ['', 'H', 'ell', 'o', ' world', '!', ' ', '😀', '😀', '😀', '😀', 'é'], offset_unit);
    }
    assert.equal(llama.encode_full(TEXT, { offset_unit: 'none' }).offsets, null);
    assert.deepEqual(llama.encode_full(TEXT).offsets, llama.encode_full(TEXT, { offset_unit: 'utf16' }).offsets);
  });

  test('an encoding lives on when its tokenizer is gone', async () => {
    const t = await Tokenizer.from_file(demo('llama2'));
    const e = t.encode_full(TEXT);
    t.dispose();
    assert.deepEqual(e.tokens.slice(1, 4), ['▁H', 'ell', 'o']);
  });

  test('console.log shows what is in it', () => {
    assert.match(require('node:util').inspect(llama.encode_full('Hello')), /ids: \[[\s\S]*▁H/);
  });
});

describe('encode_batch', () => {
  test('is each text by itself', () => {
    const texts = [TEXT, '', 'Hello', 'x'.repeat(300)];
    const batch = llama.encode_batch(texts);
    assert.deepEqual(batch.map((e) => e.toJSON()), texts.map((text) => llama.encode_full(text).toJSON()));
    assert.deepEqual(llama.encode_batch([]), []);
  });

  test('pairs', () => {
    const batch = bert.encode_batch(['Hello', 'world'], { text_pair: ['a', 'b'] });
    assert.deepEqual(
      batch.map((e) => e.toJSON()),
      [bert.encode_full('Hello', { text_pair: 'a' }), bert.encode_full('world', { text_pair: 'b' })].map((e) => e.toJSON()),
    );
  });
});

describe('encode_batch_flat', () => {
  const rows = ({ ids, offsets }) => Array.from(offsets.subarray(1), (end, i) => Array.from(ids.subarray(offsets[i], end)));
  const texts = [TEXT, '', 'a\0b', 'x'.repeat(300), 'lone \ud83d', 'é 日本 😀'.repeat(9_000)];

  test('is each text by itself', () => {
    for (const t of [llama, bert]) {
      for (const options of [{}, { add_special_tokens: false }, { threads: 1 }, { truncation: true, max_length: 4 }]) {
        const { threads, ...each } = options;
        const flat = t.encode_batch_flat(texts, options);
        assert.ok(flat.ids instanceof Uint32Array && flat.offsets instanceof Uint32Array);
        assert.equal(flat.ids.buffer.byteLength, 4 * flat.offsets.at(-1));
        assert.deepEqual(rows(flat), texts.map((text) => Array.from(t.encode_ids(text, each))));
      }
      assert.deepEqual(t.encode_batch_flat([]), { ids: new Uint32Array(), offsets: Uint32Array.of(0) });
    }
  });

  test('more ids than there was room for', () => {
    const [many, padded] = [Array(40).fill('\u4e9c\u5516\u54c0'), { padding: 'max_length', max_length: 500, pad_token_id: 0 }];
    const each = many.map((text) => Array.from(bert.encode_ids(text, padded)));
    assert.equal(each[0].length, 500);
    assert.deepEqual(rows(bert.encode_batch_flat(many, padded)), each);
  });

  test('refuses what it can not encode', () => {
    assert.throws(() => llama.encode_batch_flat('abc'), TypeError);
    assert.throws(() => llama.encode_batch_flat(['a', 3]), TypeError);
    assert.throws(() => llama.encode_batch_flat(['a'], { text_pair: ['b'] }), TypeError);
    assert.throws(() => llama.encode_batch_flat(['a'], { is_pretokenized: true }), { code: 'INVALID_ARGUMENT' });
  });
});

describe('decode', () => {
  test('keeps special tokens unless told to skip them', () => {
    assert.equal(llama.decode(IDS), `<s> ${TEXT}`);
    assert.equal(llama.decode(IDS, { skip_special_tokens: true }), TEXT);
  });

  test('takes every kind of list', () => {
    const big = IDS.map(BigInt);
    const tensor = { tolist: () => [big] };
    for (const ids of [IDS, big, Uint32Array.from(IDS), Int32Array.from(IDS), BigInt64Array.from(big), tensor]) {
      assert.equal(llama.decode(ids, { skip_special_tokens: true }), TEXT);
    }
    assert.equal(llama.decode([]), '');
  });

  test('refuses what is no id', () => {
    for (const ids of [[-1], [1.5], [2 ** 32], [NaN], ['1'], [null], [undefined], [[1], [2]], 'abc', 7, null]) {
      assert.throws(() => llama.decode(ids), TypeError, String(ids));
    }
  });

  test('leaves unknown ids out', () => {
    assert.equal(llama.decode([...IDS, 4_000_000_000], { skip_special_tokens: true }), TEXT);
  });

  test('batch_decode is each list by itself', () => {
    const lists = [IDS, [], idsOf(llama, 'Hello'), Uint32Array.from(IDS)];
    for (const skip_special_tokens of [true, false]) {
      assert.deepEqual(
        llama.batch_decode(lists, { skip_special_tokens }),
        lists.map((ids) => llama.decode(ids, { skip_special_tokens })),
      );
    }
    assert.deepEqual(llama.batch_decode([]), []);
    assert.throws(() => llama.batch_decode([1, 2]), TypeError);
  });

  test('clean_up_tokenization_spaces', () => {
    const ids = idsOf(llama, "It 's fine , is n't it ?");
    assert.equal(llama.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: true }), "It's fine, isn't it?");
    assert.equal(llama.decode(ids, { skip_special_tokens: true }), "It 's fine , is n't it ?");
  });
});

describe('the vocabulary', () => {
  test('both ways', () => {
    assert.equal(llama.token_to_id('▁H'), 388);
    assert.equal(llama.id_to_token(388), '▁H');
    assert.equal(llama.token_to_id('no such token'), undefined);
    for (const id of [1e6, -1, 1.5, 2 ** 32, '5', undefined]) assert.equal(llama.id_to_token(id), undefined);
  });

  test('as a whole', () => {
    const vocab = llama.get_vocab();
    assert.ok(vocab instanceof Map);
    assert.equal(vocab.size, 1762);
    assert.equal(llama.get_vocab_size(), 1762);
    assert.equal(vocab.get('▁H'), 388);
    for (const [token, id] of vocab) assert.equal(llama.token_to_id(token), id);
    assert.equal(llama.get_vocab_size(false), llama.get_vocab(false).size);
  });

  test('added and special tokens', () => {
    assert.equal(llama.num_special_tokens_to_add(), 1);
    assert.equal(llama.num_special_tokens_to_add(true), 2);
    assert.deepEqual([...llama.get_added_tokens_decoder().keys()], [0, 1, 2]);
    assert.deepEqual(llama.get_added_tokens_decoder().get(1), {
      id: 1, content: '<s>', single_word: false, lstrip: false, rstrip: false, normalized: false, special: true,
    });
  });

  test('tokenize', () => {
    assert.deepEqual(llama.tokenize('Hello'), ['▁H', 'ell', 'o']);
    assert.deepEqual(llama.tokenize('Hello', { add_special_tokens: true }), ['<s>', '▁H', 'ell', 'o']);
    assert.deepEqual(llama.tokenize('Hello', { pair: 'Hello' }), ['▁H', 'ell', 'o', '▁H', 'ell', 'o']);
  });
});

describe('dispose', () => {
  test('frees once, and later calls throw', async () => {
    const t = await Tokenizer.from_file(demo('llama2'));
    t.dispose();
    t.dispose();
    for (const call of [() => idsOf(t, 'a'), () => t.decode([1]), () => t.get_vocab(), () => t.encode_full('a'), () => t.id_to_token(1)]) {
      assert.throws(call, { name: 'HftokError', code: 'INVALID_HANDLE' });
    }
  });

  test('methods of another object are refused', () => {
    assert.throws(() => Tokenizer.prototype.encode.call({}, 'a'), TypeError);
  });
});
