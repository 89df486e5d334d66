'use strict';
// What transformers.js calls a PreTrainedTokenizer: what AutoTokenizer makes of a repository, as a
// function with methods.

const { loadPretrained } = require('./loading.js');
const { TokenizerBase } = require('./tokenizer.js');

class PreTrainedTokenizer extends TokenizerBase {
  /** Whether a call gives token_type_ids when its options do not say. */
  return_token_type_ids = false;

  padding_side = 'right';

  /** What padding is made of; a call that pads needs pad_token_id, here or in its options. */
  pad_token = undefined;
  pad_token_id = undefined;

  constructor(native) {
    const tokenizer = (...args) => tokenizer._call(...args);
    super(native, Object.setPrototypeOf(tokenizer, new.target.prototype));
  }

  /** Loads a repository as transformers' AutoTokenizer does. */
  static async from_pretrained(repo_or_path, options) {
    return new this(await loadPretrained(repo_or_path, options, { auto: true }));
  }

  /**
   * Token ids of a text, or with `text_pair` of a pair.
   * @returns {number[]}
   */
  encode(text, options) {
    return this._encode_list(text, options);
  }

  /**
   * Encodes a text or an array of texts for a model: { input_ids, attention_mask, token_type_ids? },
   * each an array of numbers, or of such arrays for an array of texts.
   */
  _call(text, options = {}) {
    const { text_pair = null, return_token_type_ids = null, return_tensor = false, ...rest } = options;
    if (return_tensor) {
      throw new TypeError('hftok makes arrays, not tensors: leave return_tensor out, or set it to false');
    }
    const batched = Array.isArray(text);
    if (batched && text.length === 0) throw new TypeError('text array must be non-empty');
    if (batched ? text_pair !== null && !Array.isArray(text_pair) : Array.isArray(text_pair)) {
      throw new TypeError('text and text_pair must both be strings, or both arrays');
    }
    const settings = {
      padding_side: this.padding_side,
      pad_token: this.pad_token,
      pad_token_id: this.pad_token_id,
      ...rest,
      text_pair,
      offset_unit: 'none',
    };
    const encodings = batched ? this._encode_batch(text, settings, false) : this._encode_full(text, settings, false);
    const field = (name) => (batched ? encodings.map((e) => e[name]) : encodings[name]);
    const result = { input_ids: field('ids'), attention_mask: field('attention_mask') };
    if (return_token_type_ids ?? this.return_token_type_ids) result.token_type_ids = field('type_ids');
    return result;
  }

  convert_tokens_to_ids(tokens) {
    return Array.isArray(tokens) ? tokens.map((token) => this.token_to_id(token)) : this.token_to_id(tokens);
  }

  get all_special_ids() {
    return specials(this).map((token) => token.id);
  }

  get all_special_tokens() {
    return specials(this).map((token) => token.content);
  }
}

function specials(tokenizer) {
  return [...tokenizer.get_added_tokens_decoder().values()].filter((token) => token.special);
}

/** Loads the tokenizer of a repository, as in transformers.js. */
class AutoTokenizer {
  /** @returns {Promise<PreTrainedTokenizer>} */
  static from_pretrained(repo_or_path, options) {
    return PreTrainedTokenizer.from_pretrained(repo_or_path, options);
  }
}

module.exports = { AutoTokenizer, PreTrainedTokenizer };
