'use strict';
// DecodeStream: text of ids that arrive bit by bit, as from a model that is generating.

const backend = require('./backend.js');
const { idArray } = require('./text.js');

/** An id on its way to the library, which keeps a copy. */
const one = new Uint32Array(1);

class DecodeStream {
  #native;

  /** Made by a tokenizer's decode_stream, which it outlives. */
  constructor(native) {
    if (native === null || typeof native !== 'object') {
      throw new TypeError("a DecodeStream is made by a tokenizer's decode_stream");
    }
    this.#native = native;
  }

  /** Takes an id, or several, and gives the text that is certain now; null while there is none. */
  step(ids) {
    if (typeof ids === 'number' && ids >>> 0 === ids) {
      one[0] = ids;
      return backend().stream_step(this.#native, one) ?? null;
    }
    const list = typeof ids === 'number' || typeof ids === 'bigint' ? [ids] : ids;
    return backend().stream_step(this.#native, idArray(list)) ?? null;
  }

  /** A second stream in the same state, which goes on by itself. */
  clone() {
    return new DecodeStream(backend().stream_clone(this.#native));
  }

  /** Frees the stream now and not when the garbage collector finds it. */
  dispose() {
    backend().stream_free(this.#native);
  }
}

if (Symbol.dispose) DecodeStream.prototype[Symbol.dispose] = DecodeStream.prototype.dispose;

module.exports = { DecodeStream };
