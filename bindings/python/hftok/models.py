"""Models, in the names and signatures of tokenizers.models 0.23.3. They are not trained here."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Optional, Union

from ._inputs import boolean, string, utf8
from .component import Changed, Component, Member, Section, count, optional_string, text, whole

if TYPE_CHECKING:
    from .tokenizer import Tokenizer

Vocab = dict[str, int]
Merges = list[tuple[str, str]]

_TABLES = ("vocab", "merges")


class Token:
    """A token that a model found: its id, its text, and its range in the text, in bytes of UTF-8."""

    __slots__ = ("id", "value", "offsets")

    def __init__(self, id: int, value: str, offsets: tuple[int, int]):
        self.id = id
        self.value = value
        self.offsets = offsets

    def as_tuple(self) -> tuple[int, str, tuple[int, int]]:
        return self.id, self.value, self.offsets


class Model(Component):
    """What makes tokens of the pieces of a text."""

    _kind: ClassVar[str] = "model"

    # The tokenizer that it was taken from, whose vocabulary and merges it has; None: its section has them.
    _source: Optional[Tokenizer] = None

    def _alone(self) -> Tokenizer:
        if self._tokenizer is None:
            from .tokenizer import Tokenizer

            if self._source is None:
                self._tokenizer = Tokenizer.from_str(json.dumps({"version": "1.0", "model": self._section}))
            else:
                self._tokenizer = self._source._by_model_alone()
        return self._tokenizer

    def _whole(self) -> Section:
        """The section with its tables."""
        if self._source is not None:
            file = json.loads(self._source.to_str())["model"]
            self._section = {name: file[name] if name in _TABLES else value for name, value in self._section.items()}
            self._source = None
        return self._section

    def _change(self, section: Section) -> None:
        tables = {name: table for name, table in self._whole().items() if name in _TABLES}
        super()._change({**section, **tables})

    def __getstate__(self) -> Any:
        return self._whole()

    def __copy__(self) -> Any:
        self._whole()
        return super().__copy__()

    def __repr__(self) -> str:
        self._whole()
        return super().__repr__()

    def tokenize(self, sequence: str) -> list[Token]:
        """The tokens of a piece of text."""
        encoding = (self._source or self._alone())._model_tokens(utf8(string(sequence)))
        return [Token(*token) for token in zip(encoding.ids, encoding.tokens, encoding.offsets)]

    def token_to_id(self, token: str) -> Optional[int]:
        """The id of a token of the model, None if it has none."""
        return self._alone().token_to_id(text(token))

    def id_to_token(self, id: int) -> Optional[str]:
        """The token of an id of the model, None if it has none."""
        return self._alone().id_to_token(id)

    def save(self, folder: str, prefix: Optional[str] = None) -> list[str]:
        """Writes the vocabulary's files into a folder, their names after `prefix-`. Returns their paths."""
        paths = []
        for name, content in self._files().items():
            paths.append(os.path.join(os.fspath(folder), name if prefix is None else f"{prefix}-{name}"))
            with open(paths[-1], "w", encoding="utf-8", newline="") as file:
                file.write(content)
        return paths

    def _files(self) -> dict[str, str]:
        raise NotImplementedError

    def _in_order(self) -> Vocab:
        return dict(sorted(self._whole()["vocab"].items(), key=lambda entry: entry[1]))


def of(tokenizer: Tokenizer, section: Section, changed: Changed) -> Model:
    """The model of a tokenizer. section: without tables."""
    kinds: dict[str, type[Model]] = {"BPE": BPE, "WordPiece": WordPiece, "WordLevel": WordLevel, "Unigram": Unigram}
    kind = kinds.get(section.get("type") or _typed(tokenizer), Model)
    model = kind.__new__(kind)
    model._hold(whole(kind, section))
    model._owners.append(changed)
    model._source = tokenizer
    return model


def _typed(tokenizer: Tokenizer) -> Any:
    """The type of a model that does not name it, by its members, in the reference's order."""
    members = json.loads(tokenizer.to_str())["model"]
    if "merges" in members:
        return "BPE"
    if isinstance(members["vocab"], list):
        return "Unigram"
    return "WordPiece" if "continuing_subword_prefix" in members else "WordLevel"


class BPE(Model):
    """Byte-pair encoding. vocab and merges: both, or neither."""

    _members: ClassVar[Section] = {
        "dropout": None,
        "unk_token": None,
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": False,
        "byte_fallback": False,
        "ignore_merges": False,
        "vocab": None,
        "merges": None,
    }

    dropout = Member("dropout", lambda value: None if value is None else float(value))
    unk_token = Member("unk_token", optional_string)
    continuing_subword_prefix = Member("continuing_subword_prefix", optional_string)
    end_of_word_suffix = Member("end_of_word_suffix", optional_string)
    fuse_unk = Member("fuse_unk", boolean)
    byte_fallback = Member("byte_fallback", boolean)
    ignore_merges = Member("ignore_merges", boolean)

    def __init__(
        self,
        vocab: Optional[Vocab] = None,
        merges: Optional[Merges] = None,
        *,
        cache_capacity: Optional[int] = None,
        dropout: Optional[float] = None,
        unk_token: Optional[str] = None,
        continuing_subword_prefix: Optional[str] = None,
        end_of_word_suffix: Optional[str] = None,
        fuse_unk: Optional[bool] = None,
        byte_fallback: bool = False,
        ignore_merges: bool = False,
    ):
        """cache_capacity is not used."""
        if (vocab is None) != (merges is None):
            raise ValueError("`vocab` and `merges` must be both specified")
        super().__init__(
            dropout=dropout,
            unk_token=optional_string(unk_token),
            continuing_subword_prefix=optional_string(continuing_subword_prefix),
            end_of_word_suffix=optional_string(end_of_word_suffix),
            fuse_unk=False if fuse_unk is None else boolean(fuse_unk),
            byte_fallback=boolean(byte_fallback),
            ignore_merges=boolean(ignore_merges),
            vocab=dict(vocab or {}),
            merges=[list(merge) for merge in merges or []],
        )

    @staticmethod
    def read_file(vocab: str, merges: str) -> tuple[Vocab, Merges]:
        """vocab.json and merges.txt as the constructor takes them."""
        with open(vocab, encoding="utf-8") as file:
            words = json.load(file)
        with open(merges, encoding="utf-8", newline="\n") as file:
            lines = [line for line in file.read().split("\n") if line and not line.startswith("#version")]
        pairs = [line.split(" ") for line in lines]
        for number, pair in enumerate(pairs, 1):
            if len(pair) != 2:
                raise ValueError(f"Merges text file invalid at line {number}")
        return words, [(left, right) for left, right in pairs]

    @classmethod
    def from_file(cls, vocab: str, merges: str, **kwargs: Any) -> BPE:
        """The model of a vocab.json and a merges.txt; kwargs: those of the constructor."""
        return cls(*cls.read_file(vocab, merges), **kwargs)

    def _files(self) -> dict[str, str]:
        merges = (merge if isinstance(merge, str) else " ".join(merge) for merge in self._whole()["merges"])
        return {"vocab.json": _json(self._in_order()), "merges.txt": "\n".join(["#version: 0.2", *merges, ""])}


class Unigram(Model):
    """SentencePiece's Unigram. vocab: pieces and their scores."""

    _members: ClassVar[Section] = {"unk_id": None, "vocab": None, "byte_fallback": False}

    def __init__(
        self,
        vocab: Optional[Sequence[tuple[str, float]]] = None,
        unk_id: Optional[int] = None,
        byte_fallback: Optional[bool] = None,
    ):
        if vocab is None:
            vocab, unk_id = [("<unk>", 0.0)], 0
        super().__init__(
            unk_id=None if unk_id is None else count(unk_id),
            vocab=[[text(piece), float(score)] for piece, score in vocab],
            byte_fallback=False if byte_fallback is None else boolean(byte_fallback),
        )

    def _files(self) -> dict[str, str]:
        return {"unigram.json": json.dumps(self._whole(), ensure_ascii=False, indent=2)}


class WordLevel(Model):
    """Each piece is a token or unknown."""

    _members: ClassVar[Section] = {"vocab": None, "unk_token": None}

    unk_token = Member("unk_token", text)

    def __init__(self, vocab: Optional[Vocab] = None, unk_token: Optional[str] = None):
        super().__init__(vocab=dict(vocab or {}), unk_token="<unk>" if unk_token is None else text(unk_token))

    @staticmethod
    def read_file(vocab: str) -> Vocab:
        """vocab.json as the constructor takes it."""
        with open(vocab, encoding="utf-8") as file:
            words: Vocab = json.load(file)
        return words

    @classmethod
    def from_file(cls, vocab: str, unk_token: Optional[str] = None) -> WordLevel:
        """The model of a vocab.json."""
        return cls(cls.read_file(vocab), unk_token)

    def _files(self) -> dict[str, str]:
        return {"vocab.json": _json(self._in_order())}


class WordPiece(Model):
    """BERT's: cuts a piece greedily into the longest tokens."""

    _members: ClassVar[Section] = {
        "unk_token": None,
        "continuing_subword_prefix": None,
        "max_input_chars_per_word": 100,
        "vocab": None,
    }

    unk_token = Member("unk_token", text)
    continuing_subword_prefix = Member("continuing_subword_prefix", text)
    max_input_chars_per_word = Member("max_input_chars_per_word", count)

    def __init__(
        self,
        vocab: Optional[Vocab] = None,
        unk_token: str = "[UNK]",
        max_input_chars_per_word: int = 100,
        continuing_subword_prefix: str = "##",
    ):
        super().__init__(
            unk_token=text(unk_token),
            continuing_subword_prefix=text(continuing_subword_prefix),
            max_input_chars_per_word=count(max_input_chars_per_word),
            vocab=dict(vocab or {}),
        )

    @staticmethod
    def read_file(vocab: str) -> Vocab:
        """vocab.txt as the constructor takes it."""
        with open(vocab, encoding="utf-8", newline="\n") as file:
            lines = file.read().split("\n")
        return {line.rstrip(): id for id, line in enumerate(lines if lines[-1] else lines[:-1])}

    @classmethod
    def from_file(cls, vocab: str, **kwargs: Any) -> WordPiece:
        """The model of a vocab.txt; kwargs: those of the constructor."""
        return cls(cls.read_file(vocab), **kwargs)

    def _files(self) -> dict[str, str]:
        return {"vocab.txt": "".join(f"{token}\n" for token in self._in_order())}


def _json(vocab: Union[Vocab, Section]) -> str:
    return json.dumps(vocab, ensure_ascii=False, separators=(",", ":"))
