'use strict';
// JavaScript's values as the library takes them. Text becomes UTF-8 as TextEncoder makes it: a lone
// surrogate, which is no character, becomes U+FFFD.

/** Strings end to end as UTF-8, and where each ends. */
function pack(strings) {
  const lengths = strings.map((s, i) => {
    if (typeof s !== 'string') throw new TypeError(`text ${i} must be a string`);
    return Buffer.byteLength(s);
  });
  const data = Buffer.allocUnsafe(lengths.reduce((a, b) => a + b, 0));
  const ends = new BigUint64Array(strings.length);
  let at = 0;
  strings.forEach((s, i) => {
    data.utf8Write(s, at, lengths[i]);
    at += lengths[i];
    ends[i] = BigInt(at);
  });
  return { data, ends };
}

/** Bytes cut at `ends`, as strings. */
function unpack(data, ends) {
  let start = 0;
  return Array.from(ends, (end) => {
    const s = data.utf8Slice(start, Number(end));
    start = Number(end);
    return s;
  });
}

/** A tensor's or an array's token ids as an array-like. */
function idList(ids) {
  if (typeof ids?.tolist === 'function') ids = ids.tolist();
  if (Array.isArray(ids) || ArrayBuffer.isView(ids)) return ids;
  throw new TypeError('token_ids must be an array of integers');
}

/** Copies token ids, numbers or bigints, into a Uint32Array at `at`. */
function copyIds(ids, into, at) {
  if (ids instanceof Uint32Array) {
    into.set(ids, at);
    return;
  }
  for (let i = 0; i < ids.length; i++) {
    const id = typeof ids[i] === 'bigint' ? Number(ids[i]) : ids[i];
    if (id >>> 0 !== id) {
      throw new TypeError(`token_ids[${i}] is not a token id: ${String(ids[i])}`);
    }
    into[at + i] = id;
  }
}

/** Token ids as a Uint32Array. */
function idArray(ids) {
  const list = idList(ids);
  const array = new Uint32Array(list.length);
  copyIds(list, array, 0);
  return array;
}

module.exports = { pack, unpack, idList, idArray, copyIds };
