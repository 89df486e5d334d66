'use strict';
// A caller's encoding options, in transformers.js's names, as the numbers of hftok_encode_options.

const NO_SPECIAL_TOKENS = 1;
const SPECIAL_AS_TEXT = 2;
const PRETOKENIZED = 4;
const NO_TOKENS = 8;

const OFFSET_UNITS = { byte: 0, char: 1, utf16: 2, none: 3 };
const TRUNCATIONS = { longest_first: 2, only_first: 3, only_second: 4 };
const [PADDING_FROM_FILE, PADDING_NONE, PADDING_BATCH_LONGEST, PADDING_FIXED] = [0, 1, 2, 3];
const SIDES = { right: 0, left: 1 };

function oneOf(table, value, name) {
  if (!Object.hasOwn(table, value)) {
    throw new TypeError(`${name} must be one of ${Object.keys(table).join(', ')}, not ${String(value)}`);
  }
  return table[value];
}

function count(value, name) {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${name} must be a whole number of at least 0`);
  return value;
}

function truncation({ truncation, max_length }) {
  if (truncation === false) return 1;
  if (truncation == null && max_length == null) return 0; // as tokenizer.json says
  if (max_length == null) throw new TypeError('truncation needs max_length');
  return truncation == null || truncation === true ? TRUNCATIONS.longest_first : oneOf(TRUNCATIONS, truncation, 'truncation');
}

function padding({ padding, max_length }) {
  switch (padding) {
    case undefined:
    case null:
      return PADDING_FROM_FILE;
    case false:
      return PADDING_NONE;
    case true:
    case 'longest':
      return PADDING_BATCH_LONGEST;
    case 'max_length':
      if (max_length == null) throw new TypeError("padding: 'max_length' needs max_length");
      return PADDING_FIXED;
    default:
      throw new TypeError("padding must be true, false, 'longest' or 'max_length'");
  }
}

/**
 * The options in the order that the backends read.
 * @param {object} options
 * @param {boolean} tokens whether the tokens' strings are wanted
 * @returns {Float64Array}
 */
function numbers(options, tokens) {
  const pad = padding(options);
  // max_length may be there for the padding alone.
  const cut = pad === PADDING_FIXED && options.truncation == null ? 0 : truncation(options);
  const pads = pad === PADDING_BATCH_LONGEST || pad === PADDING_FIXED;
  if (pads && options.pad_token_id == null) throw new TypeError('padding needs pad_token_id');
  const max_length = count(options.max_length ?? 0, 'max_length');
  return Float64Array.of(
    (options.add_special_tokens === false ? NO_SPECIAL_TOKENS : 0) |
      (options.encode_special_tokens ? SPECIAL_AS_TEXT : 0) |
      (options.is_pretokenized ? PRETOKENIZED : 0) |
      (tokens ? 0 : NO_TOKENS),
    oneOf(OFFSET_UNITS, options.offset_unit ?? 'utf16', 'offset_unit'),
    count(options.threads ?? 0, 'threads'),
    cut,
    oneOf(SIDES, options.truncation_side ?? 'right', 'truncation_side'),
    max_length,
    count(options.stride ?? 0, 'stride'),
    pad,
    oneOf(SIDES, options.padding_side ?? 'right', 'padding_side'),
    max_length,
    count(options.pad_to_multiple_of ?? 0, 'pad_to_multiple_of'),
    count(options.pad_token_id ?? 0, 'pad_token_id'),
    count(options.pad_token_type_id ?? 0, 'pad_token_type_id'),
    count(options.seed ?? 0, 'seed'),
  );
}

function padToken({ pad_token }) {
  if (pad_token == null) return undefined;
  if (typeof pad_token !== 'string') throw new TypeError('pad_token must be a string');
  if (pad_token.includes('\0')) throw new TypeError('pad_token must not contain NUL');
  return pad_token;
}

module.exports = { numbers, padToken, oneOf, count, OFFSET_UNITS, SIDES };
