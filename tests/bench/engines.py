"""The engines that are measured, each behind the same few methods. Runs inside a worker, one engine a process.

An engine loads a tokenizer.json and offers *paths* from texts to ids: "each", one call a text, and, where the
engine has one, "batch", one call for all of them. Each is the fastest that the engine's documentation names
for ids alone. What a path returns is the engine's own container; `rows` turns it into arrays afterwards,
outside of the time measured.
"""

import base64
import json
import os
import tempfile
from array import array
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Engine:
    """special: whether the ids that the paths give have the special tokens that the post-processor adds.
    modules: what is imported before a load is timed."""

    special = False
    modules = ()
    paths = {}  # name: the call, as documentation of the result

    def __init__(self, path):
        self.path = path

    def close(self):
        pass

    @staticmethod
    def map():
        """Maps the engine's library into memory, if importing the modules does not."""

    @staticmethod
    def held(ids):
        """A list of ids as `decode` likes it best."""
        return ids

    @staticmethod
    def spans(offsets):
        """The offsets that `full` gives, as pairs."""
        return offsets

    @staticmethod
    def rows(path, result):
        """The ids of each text, as little-endian 32-bit numbers."""
        return (memoryview(array("I", ids)) for ids in result)


class Hftok(Engine):
    modules = ("hftok",)
    paths = {"each": "Tokenizer.encode_ids", "batch": "Tokenizer.encode_batch_flat"}

    @staticmethod
    def map():
        from hftok import _library

        _library.current()

    def __init__(self, path):
        from hftok import Tokenizer, decoders

        self.tokenizer = Tokenizer.from_file(path)
        self.new_stream = decoders.DecodeStream
        if not hasattr(Tokenizer, "encode_batch_flat"):
            self.paths = {"each": self.paths["each"]}

    def each(self, texts):
        encode = self.tokenizer.encode_ids
        return [encode(text, False) for text in texts]

    def batch(self, texts):
        return self.tokenizer.encode_batch_flat(texts, add_special_tokens=False)

    @staticmethod
    def rows(path, result):
        return map(memoryview, result) if path == "each" else cut(*result)

    @staticmethod
    def held(ids):
        return array("I", ids)

    def decode(self, rows):
        decode = self.tokenizer.decode
        return [decode(row, False) for row in rows]

    def full(self, texts):
        encode = self.tokenizer.encode
        return [(e.ids_array, e.offsets_array) for e in map(encode, texts)]

    @staticmethod
    def spans(offsets):
        return zip(offsets[::2], offsets[1::2])

    def stream(self, rows):
        return [self._streamed(row) for row in rows]

    def _streamed(self, ids):
        step, tokenizer = self.new_stream(skip_special_tokens=False).step, self.tokenizer
        return "".join(filter(None, [step(tokenizer, id) for id in ids]))

    def close(self):
        self.tokenizer.close()


class Reference(Engine):
    """tokenizers 0.23.3, whose ids are the right ones."""

    modules = ("tokenizers",)
    paths = {"each": "Tokenizer.encode(...).ids", "batch": "Tokenizer.encode_batch_fast, .ids of each"}

    def __init__(self, path):
        from tokenizers import Tokenizer, decoders

        self.tokenizer = Tokenizer.from_file(path)
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.new_stream = decoders.DecodeStream

    def each(self, texts, special=False):
        encode = self.tokenizer.encode
        return [encode(text, add_special_tokens=special).ids for text in texts]

    def batch(self, texts):
        return [encoding.ids for encoding in self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

    def full(self, texts):
        encode = self.tokenizer.encode
        return [(e.ids, e.offsets) for e in map(encode, texts)]

    decode = Hftok.decode
    stream = Hftok.stream
    _streamed = Hftok._streamed


class ReferenceNext(Engine):
    """tokenizers 1.0.0rc3."""

    modules = ("tokenizers", "numpy")
    paths = {"each": "Tokenizer.encode(...).ids_array", "batch": "Tokenizer.encode_batch, .ids_array of each"}

    def __init__(self, path):
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(path)
        self.tokenizer.padding = self.tokenizer.truncation = None

    def each(self, texts):
        encode = self.tokenizer.encode
        return [encode(text, add_special_tokens=False).ids_array for text in texts]

    def batch(self, texts):
        return [encoding.ids_array for encoding in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    @staticmethod
    def rows(path, result):
        return (memoryview(ids) for ids in result)

    @staticmethod
    def held(ids):
        import numpy

        return numpy.array(ids, "uint32")

    decode = Hftok.decode


class Fastokens(Engine):
    modules = ("fastokens",)
    paths = {"each": "Tokenizer.encode_batch_flat([text])", "batch": "Tokenizer.encode_batch_flat"}

    def __init__(self, path):
        from fastokens import Tokenizer

        self.tokenizer = Tokenizer.from_file(path)
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def each(self, texts):
        encode = self.tokenizer.encode_batch_flat
        return [encode([text]) for text in texts]

    def batch(self, texts):
        return self.tokenizer.encode_batch_flat(texts)

    @staticmethod
    def rows(path, result):
        if path == "each":
            return (memoryview(ids) for ids, _ in result)
        ids, offsets = result
        return cut(memoryview(ids).cast("I"), memoryview(offsets).cast("Q"))

    def decode(self, rows):
        decode = self.tokenizer.decode
        return [decode(row, False) for row in rows]


class Gigatoken(Engine):
    modules = ("gigatoken", "awkward")
    paths = {"each": "Tokenizer.encode", "batch": "Tokenizer.encode_batch"}

    def __init__(self, path):
        import gigatoken

        try:
            self.tokenizer = gigatoken.Tokenizer(path)
        except RuntimeError:
            file = Path(path).read_bytes()
            if _KIMI not in file:
                raise
            ranks, added = byte_ranks(json.loads(file))  # it knows this pattern by a name only
            with tempfile.NamedTemporaryFile("wb", suffix=".tiktoken") as file:
                file.writelines(b"%s %d\n" % (base64.b64encode(token), rank) for token, rank in ranks.items())
                file.flush()
                self.tokenizer = gigatoken.Tokenizer.from_tiktoken(file.name, "kimi", added)
        self.parallel = os.environ["RAYON_NUM_THREADS"] != "1"

    def each(self, texts):
        encode = self.tokenizer.encode
        return [encode(text) for text in texts]

    def batch(self, texts):
        return self.tokenizer.encode_batch(texts, parallel=self.parallel)

    @staticmethod
    def rows(path, result):
        if path == "each":
            return (memoryview(ids) for ids in result)
        import awkward
        import numpy

        ends = numpy.cumsum(awkward.to_numpy(awkward.num(result))).tolist()
        return cut(memoryview(numpy.ascontiguousarray(awkward.to_numpy(awkward.flatten(result)))), [0, *ends])

    held = staticmethod(ReferenceNext.held)

    def decode(self, rows):
        decode = self.tokenizer.decode
        return [decode(row).decode("utf-8", "replace") for row in rows]


class Splintr(Engine):
    modules = ("splintr",)
    special = True
    paths = {"each": "AnyTokenizer.encode_flat", "batch": "AnyTokenizer.encode_batch_flat"}
    rows = staticmethod(lambda path, result: map(memoryview, result) if path == "each" else Fastokens.rows(path, result))

    def __init__(self, path):
        import splintr

        self.tokenizer = splintr.from_json(path)

    def each(self, texts):
        encode = self.tokenizer.encode_flat
        return [encode(text) for text in texts]

    def batch(self, texts):
        return self.tokenizer.encode_batch_flat(texts)

    def decode(self, rows):
        decode = self.tokenizer.decode_with_special
        return [decode(row) for row in rows]

    def stream(self, rows):
        return [self._streamed(row) for row in rows]

    def _streamed(self, ids):
        stream = self.tokenizer.streaming_decoder_with_special()
        step = stream.add_token
        return "".join(filter(None, [*map(step, ids), stream.flush()]))


class Tiktoken(Engine):
    """From a byte-level tokenizer.json, whose ids tell the order of merges: as in all of OpenAI's."""

    modules = ("tiktoken", "numpy")
    paths = {"each": "Encoding.encode_to_numpy(allowed_special='all')", "batch": "Encoding.encode_batch"}

    def __init__(self, path):
        import tiktoken

        file = json.loads(Path(path).read_bytes())
        ranks, added = byte_ranks(file)
        self.tokenizer = tiktoken.Encoding("bench", pat_str=_pattern(file), mergeable_ranks=ranks, special_tokens=added)
        self.threads = int(os.environ["RAYON_NUM_THREADS"])

    def each(self, texts):
        encode = self.tokenizer.encode_to_numpy
        return [encode(text, allowed_special="all") for text in texts]

    def batch(self, texts):
        return self.tokenizer.encode_batch(texts, allowed_special="all", num_threads=self.threads)

    @staticmethod
    def rows(path, result):
        return (memoryview(ids) for ids in result) if path == "each" else Engine.rows(path, result)

    def decode(self, rows):
        decode = self.tokenizer.decode
        return [decode(row) for row in rows]


class SentencePiece(Engine):
    """From the .model file beside the tokenizer.json."""

    modules = ("sentencepiece",)
    paths = {"each": "SentencePieceProcessor.encode", "batch": "SentencePieceProcessor.encode(list)"}

    def __init__(self, path):
        import sentencepiece

        models = [f for name in ("tokenizer.model", "spiece.model") if (f := Path(path).with_name(name)).exists()]
        if not models:
            raise ValueError("no SentencePiece model beside the tokenizer.json")
        self.tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(models[0]))
        self.threads = int(os.environ["RAYON_NUM_THREADS"])

    def each(self, texts):
        encode = self.tokenizer.encode
        return [encode(text) for text in texts]

    def batch(self, texts):
        return self.tokenizer.encode(texts, num_threads=self.threads)

    def decode(self, rows):
        decode = self.tokenizer.decode
        return [decode(row) for row in rows]


def cut(ids, offsets):
    """The rows of ids laid end to end: row i is from offsets[i] to offsets[i + 1]."""
    ids = memoryview(ids)
    return (ids[start:end] for start, end in zip(offsets, offsets[1:]))


def byte_ranks(file):
    """The vocabulary of a byte-level tokenizer.json as tiktoken has it: bytes to rank, and added token to id."""
    if "merges" not in file["model"] or file["model"].get("byte_fallback"):
        raise ValueError("not byte-level BPE")
    added = {token["content"]: token["id"] for token in file["added_tokens"]}
    vocab = file["model"]["vocab"].items()
    ranks = {bytes(_BYTES[c] for c in token): id for token, id in vocab if token not in added}
    if any(bytes([b]) not in ranks for b in range(256)):
        raise ValueError("not every byte is a token")
    return ranks, added


def _byte_alphabet():
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = (b for b in range(256) if b not in printable)
    return {**{chr(b): b for b in printable}, **{chr(256 + i): b for i, b in enumerate(rest)}}


_BYTES = _byte_alphabet()
_KIMI = rb'"[\\p{Han}]+|'
_GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def _pattern(file):
    """The one pattern that the pre-tokenizer splits by."""
    steps = file["pre_tokenizer"]
    steps = steps["pretokenizers"] if steps["type"] == "Sequence" else [steps]
    patterns = [step["pattern"]["Regex"] for step in steps if step["type"] == "Split"]
    patterns += [_GPT2 for step in steps if step["type"] == "ByteLevel" and step.get("use_regex", True)]
    if len(patterns) != 1:
        raise ValueError(f"splits by {len(patterns)} patterns, not by one")
    return patterns[0]


# By name, those of Python; process.py knows the others.
ENGINES = {
    "hftok": Hftok,
    "tokenizers": Reference,
    "tokenizers-1.0rc": ReferenceNext,
    "fastokens": Fastokens,
    "gigatoken": Gigatoken,
    "splintr": Splintr,
    "tiktoken": Tiktoken,
    "sentencepiece": SentencePiece,
}
