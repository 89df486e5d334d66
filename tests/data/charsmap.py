"""Writes a SentencePiece precompiled_charsmap: u32le byte size of a double-array trie, the trie in
darts-clone's units, then the replacements, each ended by a NUL.

https://github.com/google/sentencepiece/blob/master/src/normalizer.cc (the layout) and
https://github.com/s-yata/darts-clone (the units).
"""

import base64
import struct
import unicodedata

LEAF = 1 << 8


def rules():
    """{text: replacement}: what NFKC does to the blocks that ordinary text meets, spaces and controls
    as SentencePiece's nmt_nfkc has them. Only characters that no Unicode version has changed."""
    table = {}
    blocks = [(0x00A0, 0x0180), (0x2010, 0x2040), (0x2070, 0x20A0), (0x2100, 0x2140), (0x2150, 0x2180),
              (0x2460, 0x24EA), (0x3000, 0x3001), (0x3371, 0x3377), (0x3380, 0x33DE), (0xFB00, 0xFB07),
              (0xFF01, 0xFFDD), (0xFFE0, 0xFFE7)]
    for start, end in blocks:
        for c in map(chr, range(start, end)):
            decomposed, composed = unicodedata.normalize("NFD", c), unicodedata.normalize("NFKC", c)
            if composed != c:
                table[c] = composed
            if decomposed != c and len(decomposed) == 2:
                table[decomposed] = composed
    table.update({c: " " for c in "\t\n\r\u1680\u2000\u2001\u2002\u2003\u2009\u200a\u200b\u2028\u2029\ufeff"})
    table.update({chr(c): "" for c in [*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]})
    return table


def double_array(keys):
    """keys: {bytes: value}. A list of units, in blocks of 256 so that a look-up never leaves it."""
    root = {}
    for key, value in keys.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[0] = value
    units, used = [0] * 256, {0}
    queue, first_free = [(0, root)], 1
    for position, node in queue:
        labels = sorted(node)
        while first_free in used:
            first_free += 1
        base = first_free
        while not used.isdisjoint(base ^ label for label in labels):
            base += 1
        units.extend([0] * ((base | 255) + 1 - len(units)))
        offset = position ^ base
        assert offset < 1 << 21
        units[position] |= offset << 10 | (LEAF if 0 in node else 0)
        for label in labels:
            used.add(base ^ label)
            if label:
                units[base ^ label] = label
                queue.append((base ^ label, node[label]))
            else:
                units[base] = 1 << 31 | node[0]
    return units


def charsmap():
    """The base64 text that tokenizer.json holds."""
    table, blob, places = rules(), bytearray(), {}
    for replacement in sorted(set(table.values())):
        places[replacement] = len(blob)
        blob += replacement.encode() + b"\0"
    units = double_array({key.encode(): places[table[key]] for key in sorted(table)})
    return base64.b64encode(struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + blob).decode()
