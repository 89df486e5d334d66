'use strict';
// Encoding: everything known of an encoded text's tokens. The numbers stay in one block of memory until
// they are asked for.

const { inspect } = require('node:util');

const NONE = 0xffffffff;

/**
 * A block, as both backends write it: words of 32 bits, then bytes. Words: the numbers of rows and of
 * tokens, whether there are offsets and token strings; for each row its end and its depth (0 an input's
 * own, d cut off the last row before of depth d-1); then the arrays over all tokens, where -1 is none.
 */
class Block {
  constructor(buffer) {
    this.buffer = buffer;
    this.words = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
    const [rows, tokens, hasOffsets, hasTokens] = this.words;
    let at = 4;
    const take = (n) => (at += n) - n;
    this.rows = rows;
    this.rowEnds = take(rows);
    this.rowDepths = take(rows);
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
    return Array.from({ length: to - from }, (_, i) => {
      const at = section + 2 * (from + i);
      return [this.words[at], this.words[at + 1]];
    });
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

class Encoding {
  #block;
  #from;
  #to;

  constructor(block, row, overflowing) {
    this.#block = block;
    this.#from = row === 0 ? 0 : block.words[block.rowEnds + row - 1];
    this.#to = block.words[block.rowEnds + row];
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
    const depth = block.words[block.rowDepths + row];
    path[depth + 1] = new Encoding(block, row, []);
    path[depth].overflowing.push(path[depth + 1]);
  }
  return path[0].overflowing;
}

module.exports = { Encoding, encodings };
