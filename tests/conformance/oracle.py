"""What the reference makes of a document, reduced to one digest a field. digest.go does the same with ours."""

import struct
from array import array
from hashlib import sha256
from itertools import chain

import tokenizers

VERSION = "0.23.3"
FIELDS = ("ids", "type_ids", "tokens", "offsets", "word_ids", "masks", "sequence_ids", "decoded")
ERROR = "error"  # stands for the digests where the reference refuses the text
SEPARATOR = struct.pack("<I", 0xFFFFFFFF)  # before each part that truncation cut off

assert tokenizers.__version__ == VERSION, f"needs tokenizers {VERSION}, this is {tokenizers.__version__}"


def fields(e):
    """The fields but the last of an Encoding, in bytes: 32-bit little-endian numbers (masks: bytes), -1 for none.
    Tokens are their lengths in characters, then their text."""
    tokens = e.tokens
    none = lambda values: [-1 if v is None else v for v in values]
    return (
        array("I", e.ids).tobytes(),
        array("I", e.type_ids).tobytes(),
        array("I", map(len, tokens)).tobytes() + "".join(tokens).encode(),
        array("I", chain.from_iterable(e.offsets)).tobytes(),
        array("i", none(e.word_ids)).tobytes(),
        bytes(e.special_tokens_mask) + bytes(e.attention_mask),
        array("i", none(e.sequence_ids)).tobytes(),
    )


def readable(e):
    return {"ids": e.ids, "type_ids": e.type_ids, "tokens": e.tokens, "offsets": e.offsets, "word_ids": e.word_ids,
            "masks": [e.special_tokens_mask, e.attention_mask], "sequence_ids": e.sequence_ids}


class Oracle:
    def __init__(self, path):
        self.tokenizer = tokenizers.Tokenizer.from_file(str(path))

    def specials(self):
        return [t.content for t in self.tokenizer.get_added_tokens_decoder().values()]

    def results(self, documents):
        """Yields (ids, digests) for each document; (None, ERROR) where the reference raises or panics."""
        encodings = {}
        for plain in (False, True):
            chosen = [i for i, d in enumerate(documents) if d.plain == plain]
            encodings.update(zip(chosen, self._encode([documents[i] for i in chosen], not plain)))
        done = [e for e in encodings.values() if e is not None]
        texts = [self._decode([e.ids for e in done], skip) for skip in (True, False)]
        decoded = {id(e): (a, b) for e, a, b in zip(done, *texts)}
        for i in range(len(documents)):
            e = encodings[i]
            yield (None, ERROR) if e is None else (e.ids, self._digest(e, decoded[id(e)]))

    def show(self, document):
        """Every field of one document, as values."""
        e = self._encode([document], not document.plain)[0]
        if e is None:
            return {ERROR: True}
        decoded = [self._decode([e.ids], skip)[0] for skip in (True, False)]
        return {**readable(e), "decoded": decoded, "overflowing": [readable(o) for o in e.overflowing]}

    def _encode(self, documents, add_special_tokens):
        inputs = [d.text if d.pair is None else (d.text, d.pair) for d in documents]
        if self.tokenizer.padding is not None and len(inputs) > 1:  # a batch would be padded together
            return [self._encode([d], add_special_tokens)[0] for d in documents]
        try:
            return self.tokenizer.encode_batch(inputs, add_special_tokens=add_special_tokens)
        except KeyboardInterrupt:
            raise
        except BaseException:  # a panic is no Exception
            if len(documents) == 1:
                return [None]
            middle = len(documents) // 2
            return (self._encode(documents[:middle], add_special_tokens)
                    + self._encode(documents[middle:], add_special_tokens))

    def _decode(self, ids, skip_special_tokens):
        return self.tokenizer.decode_batch(ids, skip_special_tokens=skip_special_tokens)

    @staticmethod
    def _digest(e, decoded):
        parts = list(fields(e))
        for cut in e.overflowing:
            parts = [a + SEPARATOR + b for a, b in zip(parts, fields(cut))]
        parts.append(b"\xff".join(text.encode() for text in decoded))
        return "".join(sha256(p).hexdigest()[:8] for p in parts)
