'use strict';
// Encoding: everything known of an encoded text's tokens. The numbers stay in one block of memory until
// they are asked for.

const { inspect } = require('node:util');

/** The sections of a block, which both backends write: header (rows, tokens, has offsets, has tokens). */
class Block {
  constructor(buffer) {
    const [rows, tokens, hasOffsets, hasTokens] = new Uint32Array(buffer, 0, 4);
    let at = 16;
    const take = (Type, n) => {
      const section = new Type(buffer, at, n);
      at += section.byteLength;
      return section;
    };
    this.rows = rows;
    this.rowEnds = take(Uint32Array, rows);
    this.rowDepths = take(Uint32Array, rows);
    this.ids = take(Uint32Array, tokens);
    this.typeIds = take(Uint32Array, tokens);
    this.wordIds = take(Int32Array, tokens);
    this.sequenceIds = take(Int32Array, tokens);
    this.offsets = hasOffsets ? take(Uint32Array, 2 * tokens) : null;
    this.tokenEnds = hasTokens ? take(Uint32Array, tokens) : null;
    this.specialTokensMask = take(Uint8Array, tokens);
    this.attentionMask = take(Uint8Array, tokens);
    this.text = hasTokens ? Buffer.from(buffer, at) : null;
  }
}

const orNull = (id) => (id < 0 ? null : id);

/** Each is computed on first use, and then an ordinary property. */
const FIELDS = {
  ids: (b, from, to) => Array.from(b.ids.subarray(from, to)),
  type_ids: (b, from, to) => Array.from(b.typeIds.subarray(from, to)),
  tokens: (b, from, to) => {
    if (b.text === null) return null;
    let start = from === 0 ? 0 : b.tokenEnds[from - 1];
    return Array.from(b.tokenEnds.subarray(from, to), (end) => {
      const token = b.text.utf8Slice(start, end);
      start = end;
      return token;
    });
  },
  offsets: (b, from, to) =>
    b.offsets && Array.from({ length: to - from }, (_, i) => [b.offsets[2 * (from + i)], b.offsets[2 * (from + i) + 1]]),
  attention_mask: (b, from, to) => Array.from(b.attentionMask.subarray(from, to)),
  special_tokens_mask: (b, from, to) => Array.from(b.specialTokensMask.subarray(from, to)),
  word_ids: (b, from, to) => Array.from(b.wordIds.subarray(from, to), orNull),
  sequence_ids: (b, from, to) => Array.from(b.sequenceIds.subarray(from, to), orNull),
};

class Encoding {
  #block;
  #from;
  #to;

  constructor(block, row, overflowing) {
    this.#block = block;
    this.#from = row === 0 ? 0 : block.rowEnds[row - 1];
    this.#to = block.rowEnds[row];
    this.overflowing = overflowing;
  }

  get length() {
    return this.#to - this.#from;
  }

  get token_type_ids() {
    return this.type_ids;
  }

  toJSON() {
    const fields = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, this[name]]));
    return { ...fields, overflowing: this.overflowing };
  }

  [inspect.custom](depth, options) {
    return `Encoding ${inspect(this.toJSON(), { ...options, depth })}`;
  }

  static {
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
  const path = [{ overflowing: [] }]; // the last encoding of each depth, below a root
  for (let row = 0; row < block.rows; row++) {
    const depth = block.rowDepths[row];
    path[depth + 1] = new Encoding(block, row, []);
    path[depth].overflowing.push(path[depth + 1]);
  }
  return path[0].overflowing;
}

module.exports = { Encoding, encodings };
