'use strict';
// Encoding: everything known of an encoded text's tokens. The numbers stay in one block of memory until
// they are asked for.

const { inspect } = require('node:util');
const backend = require('./backend.js');
const { numbers, padToken, oneOf, count, SIDES } = require('./encode_options.js');

const NONE = 0xffffffff;
const WHOLE = [[0, 0, Infinity]]; // what a row is of which nothing is said

/**
 * A block, as both backends write it: words of 32 bits, then bytes. Words: the numbers of rows, of tokens and
 * of sequence ranges, whether there are offsets and token strings, and the offsets' unit; for each row its
 * end; its depth (0 an input's own, d cut off the last row before of depth d-1); the ranges as in hftok.h;
 * then the arrays over all tokens, where -1 is none.
 */
class Block {
  constructor(buffer) {
    this.buffer = buffer;
    this.words = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
    const [rows, tokens, sequences, hasOffsets, hasTokens, unit] = this.words;
    let at = 6;
    const take = (n) => (at += n) - n;
    this.rows = rows;
    this.unit = unit;
    this.rowEnds = take(rows);
    this.rowDepths = take(rows);
    this.ranges = this.words.subarray(at, take(4 * sequences) + 4 * sequences);
    this.ids = take(tokens);
    this.typeIds = take(tokens);
    this.wordIds = take(tokens);
    this.sequenceIds = take(tokens);
    this.offsets = hasOffsets ? take(2 * tokens) : null;
    this.tokenEnds = hasTokens ? take(tokens) : null;
    this.specialTokensMask = 4 * at; // the bytes
    this.attentionMask = 4 * at + tokens;
    this.text = 4 * at + 2 * tokens;
  }

  /** Where the sequences lie in a row: [sequence, start, end] by sequence, counted from the row's first token. */
  sequences(row) {
    if (this.rangesOf === undefined) {
      this.rangesOf = new Map();
      for (let i = 0; i < this.ranges.length; i += 4) {
        const [of, ...range] = this.ranges.subarray(i, i + 4);
        if (!this.rangesOf.has(of)) this.rangesOf.set(of, []);
        this.rangesOf.get(of).push(range);
      }
    }
    return this.rangesOf.get(row) ?? WHOLE;
  }

  numbers(section, from, to) {
    return Array.from(this.words.subarray(section + from, section + to));
  }

  numbersOrNull(section, from, to) {
    return Array.from(this.words.subarray(section + from, section + to), (n) => (n === NONE ? null : n));
  }

  bytes(section, from, to) {
    return Array.from(new Uint8Array(this.buffer, section + from, to - from));
  }

  pairs(section, from, to) {
    const { words } = this;
    const all = new Array(to - from);
    for (let i = 0, at = section + 2 * from; i < all.length; i++, at += 2) all[i] = [words[at], words[at + 1]];
    return all;
  }

  strings(section, from, to) {
    const text = Buffer.from(this.buffer, this.text);
    let start = from === 0 ? 0 : this.words[section + from - 1];
    return Array.from(this.words.subarray(section + from, section + to), (end) => {
      const s = text.utf8Slice(start, end);
      start = end;
      return s;
    });
  }
}

/** Each is computed on first use, and is then an ordinary property. */
const FIELDS = {
  ids: (b, from, to) => b.numbers(b.ids, from, to),
  type_ids: (b, from, to) => b.numbers(b.typeIds, from, to),
  tokens: (b, from, to) => (b.tokenEnds === null ? null : b.strings(b.tokenEnds, from, to)),
  offsets: (b, from, to) => (b.offsets === null ? null : b.pairs(b.offsets, from, to)),
  attention_mask: (b, from, to) => b.bytes(b.attentionMask, from, to),
  special_tokens_mask: (b, from, to) => b.bytes(b.specialTokensMask, from, to),
  word_ids: (b, from, to) => b.numbersOrNull(b.wordIds, from, to),
  sequence_ids: (b, from, to) => b.numbersOrNull(b.sequenceIds, from, to),
};

/** An encoding and its parts, as the backends take them. */
let columns;

class Encoding {
  #block;
  #row;
  #from;
  #to;
  #overflowing;

  /** Made by the library only. */
  constructor(block, row, overflowing) {
    if (!(block instanceof Block)) throw new TypeError('an Encoding comes from a tokenizer');
    this.#set(block, row, overflowing);
  }

  #set(block, row, overflowing) {
    this.#block = block;
    this.#row = row;
    this.#from = row === 0 ? 0 : block.words[block.rowEnds + row - 1];
    this.#to = block.words[block.rowEnds + row];
    this.#overflowing = overflowing;
    for (const name of Object.keys(FIELDS)) delete this[name];
  }

  /** Becomes the one encoding of a block. */
  #become(buffer) {
    const [made] = encodings(buffer);
    this.#set(made.#block, made.#row, made.#overflowing);
    return this;
  }

  get length() {
    return this.#to - this.#from;
  }

  get token_type_ids() {
    return this.type_ids;
  }

  /** What truncation cut off. */
  get overflowing() {
    return [...this.#overflowing];
  }

  // ---- look-ups; each gives null where there is nothing ----

  /** How many input sequences there are: 2 for a pair. */
  get n_sequences() {
    return this.#block.sequences(this.#row).length;
  }

  /** The tokens of a sequence, as [start, end]. All of them, if nothing is known of it. */
  #sequence(index) {
    const [, start, end] = this.#block.sequences(this.#row).find(([id]) => id === index) ?? WHOLE[0];
    return [start, Math.min(end, this.length)];
  }

  #word(token) {
    const word = this.#block.words[this.#block.wordIds + this.#from + token];
    return word === NONE ? null : word;
  }

  /** A token's [start, end], where there are offsets. */
  #offsets(token) {
    const at = this.#block.offsets + 2 * (this.#from + token);
    return [this.#block.words[at], this.#block.words[at + 1]];
  }

  token_to_sequence(token) {
    if (!(token >= 0 && token < this.length)) return null;
    const range = this.#block.sequences(this.#row).findLast(([, start, end]) => start <= token && token < end);
    return range === undefined ? null : range[0];
  }

  /** The token's range in its sequence. */
  token_to_chars(token) {
    return this.#block.offsets === null || this.token_to_sequence(token) === null ? null : this.#offsets(token);
  }

  token_to_word(token) {
    return this.token_to_sequence(token) === null ? null : this.#word(token);
  }

  /** The word's tokens as [start, end], where end is one past the last. */
  word_to_tokens(word, sequence = 0) {
    const [from, to] = this.#sequence(sequence);
    let found = null;
    for (let i = from; i < to; i++) {
      const of = this.#word(i);
      if (of === null) continue;
      if (of > word) break; // words ascend
      if (of === word) found = [found === null ? i : found[0], i + 1];
    }
    return found;
  }

  word_to_chars(word, sequence = 0) {
    const tokens = this.word_to_tokens(word, sequence);
    if (tokens === null || this.#block.offsets === null) return null;
    return [this.#offsets(tokens[0])[0], this.#offsets(tokens[1] - 1)[1]];
  }

  /** The first token that covers a position in a sequence. */
  char_to_token(position, sequence = 0) {
    if (this.#block.offsets === null) return null;
    const [from, to] = this.#sequence(sequence);
    for (let i = from; i < to; i++) {
      const [start, end] = this.#offsets(i);
      if (start <= position && position < end) return i;
    }
    return null;
  }

  char_to_word(position, sequence = 0) {
    const token = this.char_to_token(position, sequence);
    return token === null ? null : this.token_to_word(token);
  }

  // ---- changes, of this encoding itself ----

  /** Pads to a length, what truncation cut off too. */
  pad(length, { direction = 'right', pad_id = 0, pad_type_id = 0, pad_token = '[PAD]' } = {}) {
    const options = {
      padding: 'max_length',
      max_length: count(length, 'length'),
      padding_side: direction,
      pad_token_id: pad_id,
      pad_token_type_id: pad_type_id,
    };
    return this.#become(backend().encoding_pad(columns(this), numbers(options, true), padToken({ pad_token })));
  }

  /** Cuts to max_length tokens; what is cut off becomes `overflowing`, in parts that repeat stride tokens each. */
  truncate(max_length, stride = 0, direction = 'right') {
    const side = oneOf(SIDES, direction, 'direction');
    return this.#become(
      backend().encoding_truncate(columns(this), count(max_length, 'max_length'), count(stride, 'stride'), side),
    );
  }

  /** A new encoding of several, one after the other; growing_offsets counts on from the end of the one before. */
  static merge(list, growing_offsets = true) {
    if (!Array.isArray(list)) throw new TypeError('encodings must be an array');
    return encodings(backend().encoding_merge(list.map(columns), Boolean(growing_offsets)))[0];
  }

  /** Calls visit(block, row, from, to, depth) for this encoding and then for its parts. */
  #visit(visit, depth) {
    visit(this.#block, this.#row, this.#from, this.#to, depth);
    for (const part of this.#overflowing) part.#visit(visit, depth + 1);
  }

  toJSON() {
    const fields = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, this[name]]));
    return { ...fields, overflowing: this.overflowing };
  }

  [inspect.custom](depth, options) {
    return `Encoding ${inspect(this.toJSON(), { ...options, depth })}`;
  }

  static {
    columns = (encoding) => {
      if (typeof encoding !== 'object' || encoding === null || !(#block in encoding)) {
        throw new TypeError('an Encoding is expected');
      }
      return columnsOf((visit) => encoding.#visit(visit, 0));
    };
    for (const [name, compute] of Object.entries(FIELDS)) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        get() {
          const value = compute(this.#block, this.#from, this.#to);
          Object.defineProperty(this, name, { value, enumerable: true, writable: true, configurable: true });
          return value;
        },
      });
    }
  }
}

/** The encodings of a backend's block, one for each input; what truncation cut off hangs below its own. */
function encodings(buffer) {
  const block = new Block(buffer);
  const lists = [[]]; // of each depth the one that is being filled
  for (let row = 0; row < block.rows; row++) {
    const depth = block.words[block.rowDepths + row];
    lists[depth + 1] = [];
    lists[depth].push(new Encoding(block, row, lists[depth + 1]));
  }
  return lists[0];
}

/** The arrays of an encoding and its parts, in the order that the backends read. */
function columnsOf(each) {
  const rowEnds = [];
  const depths = [];
  const ranges = [];
  const parts = { ids: [], typeIds: [], wordIds: [], offsets: [], special: [], attention: [], text: [] };
  const tokenEnds = [];
  let tokens = 0;
  let text = 0;
  let first;
  each((block, row, from, to, depth) => {
    first ??= block;
    const words = (section, width = 1) => block.words.subarray(section + width * from, section + width * to);
    const bytes = (at) => new Uint8Array(block.buffer, at + from, to - from);
    for (const [sequence, start, end] of block.sequences(row)) {
      if (end !== Infinity) ranges.push(rowEnds.length, sequence, start, end);
    }
    tokens += to - from;
    rowEnds.push(BigInt(tokens));
    depths.push(depth);
    parts.ids.push(words(block.ids));
    parts.typeIds.push(words(block.typeIds));
    parts.wordIds.push(words(block.wordIds));
    if (block.offsets !== null) parts.offsets.push(words(block.offsets, 2));
    parts.special.push(bytes(block.specialTokensMask));
    parts.attention.push(bytes(block.attentionMask));
    if (block.tokenEnds !== null) {
      const begin = from === 0 ? 0 : block.words[block.tokenEnds + from - 1];
      for (const end of words(block.tokenEnds)) tokenEnds.push(BigInt(text + end - begin));
      const end = to === from ? begin : block.words[block.tokenEnds + to - 1];
      parts.text.push(new Uint8Array(block.buffer, block.text + begin, end - begin));
      text += end - begin;
    }
  });
  return [
    Uint32Array.of(first.unit),
    BigUint64Array.from(rowEnds),
    Uint32Array.from(depths),
    Uint32Array.from(ranges),
    join(Uint32Array, parts.ids),
    join(Uint32Array, parts.typeIds),
    join(Uint32Array, parts.wordIds),
    first.offsets === null ? undefined : join(Uint32Array, parts.offsets),
    first.tokenEnds === null ? undefined : BigUint64Array.from(tokenEnds),
    first.tokenEnds === null ? undefined : join(Uint8Array, parts.text),
    join(Uint8Array, parts.special),
    join(Uint8Array, parts.attention),
  ];
}

function join(Kind, arrays) {
  const all = new Kind(arrays.reduce((n, array) => n + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

module.exports = { Encoding, encodings, columns };
