'use strict';
// Tokenizer: tokenizer.json taken at its word; and what it shares with PreTrainedTokenizer.

const fs = require('node:fs/promises');
const backend = require('./backend.js');
const { DecodeStream } = require('./decode_stream.js');
const { numbers, padToken, oneOf, OFFSET_UNITS } = require('./encode_options.js');
const { columns, encodings } = require('./encoding.js');
const { loadBytes, loadFile, loadPretrained } = require('./loading.js');
const { pack, unpack, idArray, idList, copyIds } = require('./text.js');

// The usual options are made once, so that a call for the ids of a short text makes nothing but the ids.
const FULL = numbers({}, true);
const NO_SPECIAL_TOKENS = numbers({ offset_unit: 'none', add_special_tokens: false }, false);
const USUAL = new Set(['text_pair', 'add_special_tokens', 'return_token_type_ids']);

let scratch = new Uint32Array(1024); // ids on their way to decode

function checkText(text, name = 'text') {
  if (typeof text !== 'string') throw new TypeError(`${name} must be a string`);
}

/** May be returned by a subclass in place of `this`, which is how an instance can be a function. */
class Self {
  constructor(self) {
    if (self !== undefined) return self;
  }
}

class TokenizerBase extends Self {
  #native;

  /** Made by the static functions only; `self` is for subclasses. */
  constructor(native, self) {
    if (native === null || typeof native !== 'object') {
      throw new TypeError('a Tokenizer is made by from_pretrained, from_file, from_str or from_bytes');
    }
    super(self);
    this.#native = native;
  }

  /** Frees the tokenizer now and not when the garbage collector finds it. May be called again. */
  dispose() {
    backend().free(this.#native);
  }

  /** How many ids stand in the backend's `ids` until the next call, or the ids. */
  #encode(text, options) {
    checkText(text);
    if (options === undefined) return backend().encode(this.#native, text);
    if (options.text_pair != null) {
      return this._encode_full(text, { ...options, offset_unit: 'none' }, false).ids;
    }
    if (!Object.keys(options).every((name) => USUAL.has(name))) {
      return backend().encode(this.#native, text, numbers({ ...options, offset_unit: 'none' }, false), padToken(options));
    }
    if (options.add_special_tokens === false) return backend().encode(this.#native, text, NO_SPECIAL_TOKENS);
    return backend().encode(this.#native, text);
  }

  /** Token ids of a text, or with `text_pair` of a pair. */
  encode_ids(text, options) {
    const result = this.#encode(text, options);
    return typeof result === 'number' ? backend().ids.slice(0, result) : Uint32Array.from(result);
  }

  /** As encode_ids, into a plain array. */
  _encode_list(text, options) {
    const result = this.#encode(text, options);
    if (typeof result !== 'number') return Array.from(result);
    const { ids } = backend();
    const list = new Array(result);
    for (let i = 0; i < result; i++) list[i] = ids[i];
    return list;
  }

  /** Everything known of a text's tokens; with `is_pretokenized`, of an array of words. */
  encode_full(text, options) {
    if (options !== undefined) return this._encode_full(text, options, true);
    checkText(text);
    return encodings(backend().encode_full(this.#native, text, undefined, FULL, undefined))[0];
  }

  /** Encodings of many texts, in parallel, padded together; `text_pair` is then an array too. */
  encode_batch(texts, options = {}) {
    return this._encode_batch(texts, options, true);
  }

  /**
   * The ids of many texts alone, encoded in parallel: those of all texts end to end in `ids`; those of text i are
   * ids.subarray(offsets[i], offsets[i + 1]).
   */
  encode_batch_flat(texts, options = {}) {
    if (!Array.isArray(texts)) throw new TypeError('texts must be an array');
    if (options.text_pair != null) throw new TypeError('encode_batch_flat takes no text_pair');
    const { data, ends } = pack(texts);
    const rowEnds = new BigUint64Array(ends.length);
    const settings = numbers({ ...options, offset_unit: 'none' }, false);
    const ids = backend().encode_batch_ids(this.#native, data, ends, settings, padToken(options), rowEnds);
    const offsets = new Uint32Array(ends.length + 1);
    rowEnds.forEach((end, i) => (offsets[i + 1] = Number(end)));
    return { ids, offsets };
  }

  /** tokens: whether the encoding shall have the tokens' strings. */
  _encode_full(text, options, tokens) {
    if (options.is_pretokenized) {
      const text_pair = options.text_pair == null ? null : [options.text_pair];
      return this._encode_batch([text], { ...options, text_pair }, tokens)[0];
    }
    checkText(text);
    const pair = options.text_pair ?? undefined;
    if (pair !== undefined) checkText(pair, 'text_pair');
    const block = backend().encode_full(this.#native, text, pair, numbers(options, tokens), padToken(options));
    return encodings(block)[0];
  }

  _encode_batch(texts, options, tokens) {
    const { text_pair: second } = options;
    if (!Array.isArray(texts)) throw new TypeError('texts must be an array');
    if (second != null && (!Array.isArray(second) || second.length !== texts.length)) {
      throw new TypeError('text_pair must be an array as long as the texts');
    }
    const sequences = second == null ? texts : texts.flatMap((text, i) => [text, second[i]]);
    let strings = sequences;
    let sequenceEnds;
    if (options.is_pretokenized) {
      if (!sequences.every(Array.isArray)) throw new TypeError('with is_pretokenized a text must be an array of words');
      strings = sequences.flat();
      let end = 0n;
      sequenceEnds = BigUint64Array.from(sequences, (words) => (end += BigInt(words.length)));
    }
    const { data, ends } = pack(strings);
    const pairs = second == null ? undefined : new Uint8Array(texts.length).fill(1);
    return encodings(
      backend().encode_batch(this.#native, data, ends, numbers(options, tokens), padToken(options), sequenceEnds, pairs),
    );
  }

  /**
   * The encoding of a text, or of a pair, from encodings made without special tokens: truncates, puts special
   * tokens around, pads.
   */
  post_process(encoding, pair = null, options = {}) {
    const second = pair === null ? undefined : columns(pair);
    const settings = numbers(options, true);
    return encodings(backend().post_process(this.#native, columns(encoding), second, settings, padToken(options)))[0];
  }

  /** What the tokenizer's normalizer makes of a text. */
  normalize(text) {
    checkText(text);
    return backend().normalize(this.#native, text);
  }

  /** What its pre-tokenizer makes of a text, which is not normalized before: [piece, [start, end]]. */
  pre_tokenize(text, { offset_unit = 'utf16' } = {}) {
    checkText(text);
    const unit = oneOf(OFFSET_UNITS, offset_unit, 'offset_unit');
    if (unit === OFFSET_UNITS.none) throw new TypeError('offset_unit must be one of byte, char, utf16');
    return JSON.parse(backend().pre_tokenize(this.#native, text, unit)).map(([piece, start, end]) => [piece, [start, end]]);
  }

  /** What its model alone makes of a text, taken as one piece: { id, value, offsets }, offsets in bytes of UTF-8. */
  model_tokens(text) {
    checkText(text);
    const [{ ids, tokens, offsets }] = encodings(backend().model_tokens(this.#native, text));
    return ids.map((id, i) => ({ id, value: tokens[i], offsets: offsets[i] }));
  }

  /** What its decoder makes of token strings, which need not be in the vocabulary. */
  decode_tokens(tokens) {
    if (!Array.isArray(tokens)) throw new TypeError('tokens must be an array');
    const { data, ends } = pack(tokens);
    return backend().decode_tokens(this.#native, data, ends);
  }

  /**
   * `normalizer`, `pre_tokenizer`, `post_processor` and `decoder` as in tokenizer.json, null for those that there
   * are not, and `model` without its vocabulary and merges.
   */
  get_components() {
    return JSON.parse(backend().sections_json(this.#native));
  }

  /** Puts other components in place of those named, null for none; the model stays. */
  set_components(components) {
    if (components === null || typeof components !== 'object') throw new TypeError('components must be an object');
    backend().set_sections(this.#native, JSON.stringify(components).toWellFormed());
  }

  /** A text's tokens as strings. */
  tokenize(text, { pair = null, text_pair = pair, add_special_tokens = false } = {}) {
    return this.encode_full(text, { text_pair, add_special_tokens, offset_unit: 'none' }).tokens;
  }

  /** Text of token ids: numbers, bigints, a typed array, or a tensor. */
  decode(token_ids, { skip_special_tokens = false, clean_up_tokenization_spaces = false } = {}) {
    let ids = idList(token_ids);
    if (ids.length === 1 && Array.isArray(ids[0])) [ids] = ids; // a tensor of one row
    if (ids.length > scratch.length) scratch = new Uint32Array(2 * ids.length);
    copyIds(ids, scratch, 0);
    const text = backend().decode(this.#native, scratch, ids.length, skip_special_tokens);
    return clean_up_tokenization_spaces ? cleanUp(text) : text;
  }

  /** Texts of many lists of token ids. */
  batch_decode(batch, { skip_special_tokens = false, clean_up_tokenization_spaces = false } = {}) {
    const lists = Array.from(idList(batch), idList);
    const ids = new Uint32Array(lists.reduce((n, list) => n + list.length, 0));
    const ends = new BigUint64Array(lists.length);
    const textEnds = new BigUint64Array(lists.length);
    let at = 0;
    lists.forEach((list, i) => {
      copyIds(list, ids, at);
      at += list.length;
      ends[i] = BigInt(at);
    });
    const texts = unpack(backend().decode_batch(this.#native, ids, ends, skip_special_tokens, textEnds), textEnds);
    return clean_up_tokenization_spaces ? texts.map(cleanUp) : texts;
  }

  /** Decodes ids that arrive bit by bit; `ids` are tokens that came before, such as a prompt. */
  decode_stream({ ids = [], skip_special_tokens = false } = {}) {
    return new DecodeStream(backend().stream_new(this.#native, idArray(ids), skip_special_tokens));
  }

  token_to_id(token) {
    checkText(token, 'token');
    return backend().token_to_id(this.#native, token);
  }

  id_to_token(id) {
    if (id >>> 0 !== id) return undefined;
    return backend().id_to_token(this.#native, id);
  }

  get_vocab(with_added_tokens = true) {
    return new Map(Object.entries(JSON.parse(backend().vocab_json(this.#native, with_added_tokens))));
  }

  get_vocab_size(with_added_tokens = true) {
    return backend().vocab_size(this.#native, with_added_tokens);
  }

  /** The added tokens by id, each with `id`, `content`, `single_word`, `lstrip`, `rstrip`, `normalized`, `special`. */
  get_added_tokens_decoder() {
    return new Map(JSON.parse(backend().added_tokens_json(this.#native)).map((token) => [token.id, token]));
  }

  num_special_tokens_to_add(is_pair = false) {
    return backend().num_special_tokens(this.#native, is_pair);
  }

  /**
   * Adds tokens: strings, or objects like those of get_added_tokens_decoder, whose ids are not looked at.
   * A token that the model knows keeps its id, others get the next free ones.
   * @returns {number} how many were not there in the same form
   */
  add_tokens(tokens) {
    return this.#add(tokens, {});
  }

  /** As add_tokens, all of them special. */
  add_special_tokens(tokens) {
    return this.#add(tokens, { special: true });
  }

  #add(tokens, flags) {
    if (!Array.isArray(tokens)) throw new TypeError('tokens must be an array');
    const list = tokens.map((token, i) => {
      const { content, ...rest } = typeof token === 'string' ? { content: token } : (token ?? {});
      checkText(content, `the content of token ${i}`);
      return { ...rest, id: undefined, content: content.toWellFormed(), ...flags };
    });
    return backend().add_tokens(this.#native, JSON.stringify(list));
  }

  /** A tokenizer.json of this tokenizer. */
  to_str(pretty = false) {
    return backend().to_json(this.#native, Boolean(pretty));
  }

  /** Writes a tokenizer.json of the tokenizer as it is at this call. */
  async save(path, pretty = true) {
    await fs.writeFile(path, this.to_str(pretty));
  }
}

if (Symbol.dispose) TokenizerBase.prototype[Symbol.dispose] = TokenizerBase.prototype.dispose;

class Tokenizer extends TokenizerBase {
  /** Loads a repository of the Hub, or a local directory or file. */
  static async from_pretrained(repo_or_path, options) {
    return new this(await loadPretrained(repo_or_path, options, { auto: false }));
  }

  /** Loads a tokenizer.json. */
  static async from_file(path) {
    return new this(await loadFile(path));
  }

  /** Loads the text of a tokenizer.json. */
  static async from_str(json) {
    checkText(json, 'json');
    return new this(await loadBytes(Buffer.from(json)));
  }

  /** Loads the bytes of a tokenizer.json: a Buffer, a Uint8Array or an ArrayBuffer. */
  static async from_bytes(bytes) {
    return new this(await loadBytes(bytes));
  }

  /** As encode_full. */
  encode(text, options) {
    return this.encode_full(text, options);
  }
}

/** What huggingface's libraries call clean_up_tokenization. */
function cleanUp(text) {
  return text.replace(/ (\.|\?|!|,)/g, '$1').replaceAll(" ' ", "'").replace(/ (n't|'m|'s|'ve|'re)/g, '$1');
}

module.exports = { Tokenizer, TokenizerBase };
