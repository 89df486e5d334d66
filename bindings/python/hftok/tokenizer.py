"""Tokenizer, in the names, signatures and behaviour of tokenizers.Tokenizer 0.23.3."""

from __future__ import annotations

import json
import os
from array import array
from copy import copy
from ctypes import byref, c_size_t, c_uint32, c_void_p, create_string_buffer, sizeof
from typing import TYPE_CHECKING, Any, Iterable, Optional, Sequence, TypeVar, Union

from . import _abi, models
from ._decoders import Decoder
from ._extension import direct
from ._handle import AddedSource, BytesSource, Closed, FileSource, Handle, SectionsSource, Source
from ._inputs import (
    LONG,
    Batch,
    EncodeInput,
    InputSequence,
    boolean,
    borrow_texts,
    borrow_utf8,
    cut,
    ids_array,
    ids_arrays,
    room,
    string,
    utf8,
)
from ._library import Library, Native
from ._pretrained import HubSource, Progress
from ._settings import (
    FROM_FILE,
    Settings,
    padding_parameters,
    padding_section,
    truncation_parameters,
    truncation_section,
    unsigned,
)
from .added_token import AddedToken, as_entry
from .component import Component, check, view
from .encoding import Encoding, check_encoding, combine, first_of_block, from_block
from .normalizers import Normalizer
from .pre_tokenizers import PreTokenizer
from .processors import PostProcessor

if TYPE_CHECKING:
    import asyncio

    from .corpus import EncodedCorpus, Path

_Self = TypeVar("_Self", bound="Tokenizer")
_Component = TypeVar("_Component", bound=Component)

_FLAGS = (_abi.ENCODE_NO_SPECIAL_TOKENS, 0)  # by whether special tokens are added
_SKIP_SPECIAL = _abi.DecodeOptions(size=sizeof(_abi.DecodeOptions))
_KEEP_SPECIAL = _abi.DecodeOptions(size=sizeof(_abi.DecodeOptions), flags=_abi.DECODE_KEEP_SPECIAL_TOKENS)


class _Scratch:
    """Room for the ids of a short text, and the out-parameters of the call that fills it."""

    __slots__ = ("ids", "address", "count", "count_ref", "err", "err_ref")

    CAPACITY = 4096

    def __init__(self) -> None:
        self.ids = array("I", bytes(4 * self.CAPACITY))
        self.address = c_void_p(self.ids.buffer_info()[0])
        self.count = c_size_t()
        self.count_ref = byref(self.count)
        self.err = c_void_p()
        self.err_ref = byref(self.err)


# Those that no call is using. A call takes one out, so that neither another thread nor a signal handler
# on the same one can meet it.
_scratches: list[_Scratch] = []


class Tokenizer:
    """A tokenizer loaded from a tokenizer.json, taken at its word, or made of a model and given its other components
    one by one.

    Any number of threads may use one. In a forked process it goes on working: the first use there
    loads the library afresh and makes the tokenizer again from what it was made of. Pickled, it is its
    tokenizer.json, or the name of its repository.

    There is no training.
    """

    _handle: Any
    _settings: Settings

    def __init__(self, model: models.Model) -> None:
        """A tokenizer of a model alone."""
        check(model, models.Model)
        self._handle = Handle(BytesSource(json.dumps({"version": "1.0", "model": model._whole()})))
        self._settings = Settings(FROM_FILE, FROM_FILE, False)
        model._owners.append(self._replace_model)

    # ---- loading

    @classmethod
    def from_file(cls: type[_Self], path: Union[str, os.PathLike[str]]) -> _Self:
        """Loads a tokenizer.json."""
        path = os.fspath(path)
        if not isinstance(path, str):
            raise TypeError(f"path must be str, not {type(path).__name__}")
        if "\0" in path:
            raise ValueError("path holds a NUL character")
        return cls._make(FileSource(path))

    @classmethod
    def from_str(cls: type[_Self], json: str) -> _Self:
        """Loads the text of a tokenizer.json."""
        if not isinstance(json, str):
            raise TypeError(f"json must be str, not {type(json).__name__}")
        return cls._make(BytesSource(json))

    @classmethod
    def from_buffer(cls: type[_Self], buffer: bytes) -> _Self:
        """Loads the bytes of a tokenizer.json."""
        if not isinstance(buffer, bytes):
            raise TypeError(f"buffer must be bytes, not {type(buffer).__name__}")
        return cls._make(BytesSource(buffer))

    @classmethod
    def from_bytes(cls: type[_Self], data: Union[bytes, bytearray, memoryview]) -> _Self:
        """Loads the bytes of a tokenizer.json."""
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"data must be bytes-like, not {type(data).__name__}")
        return cls._make(BytesSource(bytes(data)))

    @classmethod
    def from_pretrained(
        cls: type[_Self],
        identifier: Union[str, os.PathLike[str]],
        revision: str = "main",
        token: Union[str, bool, None] = None,
        *,
        cache_dir: Union[str, os.PathLike[str], None] = None,
        endpoint: Optional[str] = None,
        subfolder: Optional[str] = None,
        force_download: bool = False,
        local_files_only: bool = False,
        timeout: Optional[float] = None,
        progress: Union[Progress, bool, None] = None,
    ) -> _Self:
        """Loads the tokenizer.json of a repository of the Hub, or of a local directory.

        identifier: "organization/name", or a path. revision: branch, tag, commit or refs/pr/N.
        token: the access token; None takes HF_TOKEN as os.environ has it now, else the file that
        `hf auth login` writes; False sends none, True demands that there is one. timeout: seconds for
        any one answer or stalled read. progress: called on this thread with a file's name, the bytes
        that have arrived, and how many there are (0: unknown); what it raises ends the load. None shows a
        bar on a terminal, unless HF_HUB_DISABLE_PROGRESS_BARS is set; False shows none, True always one.

        The other parameters, the cache and the variables of the environment are those of huggingface_hub;
        so are the errors (hftok.errors).
        """
        return cls._make(
            HubSource(
                identifier,
                auto=False,
                revision=revision,
                token=token,
                cache_dir=cache_dir,
                endpoint=endpoint,
                subfolder=subfolder,
                force_download=force_download,
                local_files_only=local_files_only,
                timeout=timeout,
                progress=progress,
            )
        )

    @classmethod
    def _make(cls: type[_Self], source: Source) -> _Self:
        self = cls.__new__(cls)
        self._handle = Handle(source)
        self._settings = Settings(FROM_FILE, FROM_FILE, False)
        return self

    def close(self) -> None:
        """Gives the tokenizer's memory back now, or when calls under way on other threads and copies of
        this object are done with it. After that only close may be called."""
        self._handle = Closed()

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __copy__(self: _Self) -> _Self:
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy

    def __deepcopy__(self: _Self, memo: dict[int, Any]) -> _Self:
        return self.__copy__()  # what the copies share never changes

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_handle": self._handle.source}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._handle = Handle(state["_handle"])

    def __repr__(self) -> str:
        what = "closed" if isinstance(self._handle, Closed) else repr(self._handle.source)
        return f"<hftok.{type(self).__name__}: {what}>"

    # ---- encoding

    def encode(
        self,
        sequence: InputSequence,
        pair: Optional[InputSequence] = None,
        is_pretokenized: bool = False,
        add_special_tokens: bool = True,
    ) -> Encoding:
        """Encodes a text, or a text and its pair; with is_pretokenized, lists of words."""
        settings = self._settings
        special = add_special_tokens is True or add_special_tokens is not False and boolean(add_special_tokens)
        if is_pretokenized is not False and boolean(is_pretokenized):
            batch = Batch(pretokenized=True)
            batch.add(sequence, pair)
            return self._encode_rows(batch, settings.options(_FLAGS[special], _abi.OFFSETS_CHAR))[0]
        native = self._handle.native
        made = native.direct.encode_full(sequence, pair, settings.text_at[special])
        if made is not None:
            return first_of_block(native.library, *made)
        text, size = borrow_utf8(sequence)
        pair_text, pair_size = (None, 0) if pair is None else borrow_utf8(pair)
        out = c_void_p()
        library = self._call(
            "hftok_encode_full", text, size, pair_text, pair_size, settings.for_text[special], byref(out)
        )
        return from_block(library, out)[0]

    def encode_batch(
        self, input: Sequence[EncodeInput], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> list[Encoding]:
        """Encodes many inputs in parallel, each a text or a pair of texts; with is_pretokenized, each a
        list of words or a pair of such lists."""
        return self._encode_batch(input, is_pretokenized, add_special_tokens, _abi.OFFSETS_CHAR)

    def encode_batch_fast(
        self, input: Sequence[EncodeInput], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> list[Encoding]:
        """encode_batch with less in it: offsets are all (0, 0), words all None, tokens empty, but for those that
        are not of the input, and type ids 0 where no post-processor sets them."""
        flags = _abi.ENCODE_PAIR_TYPE_ZERO
        return self._encode_batch(input, is_pretokenized, add_special_tokens, _abi.OFFSETS_NONE, flags)

    def _encode_batch(
        self,
        rows: Sequence[EncodeInput],
        is_pretokenized: bool,
        add_special_tokens: bool,
        offset_unit: int,
        flags: int = 0,
    ) -> list[Encoding]:
        flags |= _FLAGS[boolean(add_special_tokens)]
        batch = Batch.of(rows, boolean(is_pretokenized))
        return self._encode_rows(batch, self._settings.options(flags, offset_unit))

    def _encode_rows(self, batch: Batch, options: _abi.EncodeOptions) -> list[Encoding]:
        out = c_void_p()
        library = self._call("hftok_encode_batch", *batch.arguments(options), byref(out))
        return from_block(library, out, fast=options.offset_unit == _abi.OFFSETS_NONE)

    def async_encode(
        self,
        sequence: InputSequence,
        pair: Optional[InputSequence] = None,
        is_pretokenized: bool = False,
        add_special_tokens: bool = True,
    ) -> asyncio.Future[Encoding]:
        """encode on another thread: a future of the running event loop."""
        return _later(self.encode, sequence, pair, is_pretokenized, add_special_tokens)

    def async_encode_batch(
        self, input: Sequence[EncodeInput], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> asyncio.Future[list[Encoding]]:
        """encode_batch on another thread: a future of the running event loop."""
        return _later(self.encode_batch, input, is_pretokenized, add_special_tokens)

    def async_encode_batch_fast(
        self, input: Sequence[EncodeInput], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> asyncio.Future[list[Encoding]]:
        """encode_batch_fast on another thread: a future of the running event loop."""
        return _later(self.encode_batch_fast, input, is_pretokenized, add_special_tokens)

    def post_process(
        self, encoding: Encoding, pair: Optional[Encoding] = None, add_special_tokens: bool = True
    ) -> Encoding:
        """Truncates encodings that were made without special tokens, puts special tokens around, and pads."""
        parts = [encoding] if pair is None else [encoding, pair]
        for part in parts:
            check_encoding(part)
        options = self._settings.options(_FLAGS[boolean(add_special_tokens)], _abi.OFFSETS_CHAR)
        return combine("hftok_post_process", parts, lambda copies: (*(*copies, None)[:2], byref(options)), self._handle)

    @property
    def normalizer(self) -> Optional[Normalizer]:
        """The normalizer, None if there is none. Setting it, or an attribute of it, changes how this tokenizer
        encodes; so with the other components."""
        return self._component(Normalizer)

    @normalizer.setter
    def normalizer(self, value: Optional[Normalizer]) -> None:
        self._put(Normalizer, value)

    @property
    def pre_tokenizer(self) -> Optional[PreTokenizer]:
        """The pre-tokenizer, None if there is none."""
        return self._component(PreTokenizer)

    @pre_tokenizer.setter
    def pre_tokenizer(self, value: Optional[PreTokenizer]) -> None:
        self._put(PreTokenizer, value)

    @property
    def post_processor(self) -> Optional[PostProcessor]:
        """The post-processor, None if there is none."""
        return self._component(PostProcessor)

    @post_processor.setter
    def post_processor(self, value: Optional[PostProcessor]) -> None:
        self._put(PostProcessor, value)

    @property
    def decoder(self) -> Optional[Decoder]:
        """The decoder, None if there is none."""
        return self._component(Decoder)

    @decoder.setter
    def decoder(self, value: Optional[Decoder]) -> None:
        self._put(Decoder, value)

    @property
    def model(self) -> models.Model:
        """The model. Setting it, or an attribute of it, makes the tokenizer anew, which takes as long as loading
        it."""
        return models.of(copy(self), self._sections()["model"], self._replace_model)

    @model.setter
    def model(self, value: models.Model) -> None:
        check(value, models.Model)
        self._replace_model(value)
        value._owners.append(self._replace_model)

    def _sections(self) -> dict[str, Any]:
        sections: dict[str, Any] = json.loads(self._string("hftok_sections_json"))
        return sections

    def _component(self, base: type[_Component]) -> Optional[_Component]:
        section = self._sections()[base._kind]
        return None if section is None else view(base, section, self._replace)

    def _put(self, base: type[Component], value: Optional[Component]) -> None:
        if value is None:
            self._with({base._kind: None})
            return
        check(value, base)
        self._replace(value)
        value._owners.append(self._replace)

    def _replace(self, component: Component) -> None:
        self._with({component._kind: component._section})

    def _with(self, sections: dict[str, Any]) -> None:
        self._handle = self._handle_with(sections)

    def _handle_with(self, sections: dict[str, Any]) -> Handle:
        data, out = json.dumps(sections).encode(), c_void_p()
        handle = self._handle
        library = self._call("hftok_with_sections", data, len(data), byref(out))
        return Handle(SectionsSource(handle.source, sections), Native(library, out))

    def _replace_model(self, model: Any) -> None:
        file = json.loads(self.to_str())
        self._handle = Handle(BytesSource(json.dumps({**file, "model": model._whole()})))

    def _by_model_alone(self: _Self) -> _Self:
        """A tokenizer that has this one's model, and nothing else."""
        nothing = dict.fromkeys(("normalizer", "pre_tokenizer", "post_processor", "decoder", "truncation", "padding"))
        alone = copy(self)
        alone._handle = self._handle_with({**nothing, "added_tokens": []})
        alone._settings = Settings(FROM_FILE, FROM_FILE, False)
        return alone

    def _model_tokens(self, text: bytes) -> Encoding:
        """What the model alone makes of a text."""
        out = c_void_p()
        library = self._call("hftok_model_tokens", text, len(text), byref(out))
        return from_block(library, out)[0]

    def encode_ids(self, text: str, add_special_tokens: bool = True) -> array[int]:
        """The ids of a text alone, as an array of 32-bit unsigned integers: the fastest way to them."""
        special = add_special_tokens is True or add_special_tokens is not False and boolean(add_special_tokens)
        ids = self._handle.native.direct.encode_ids(text, self._settings.ids_at[special])
        return self._encode_ids(text, special) if ids is None else ids

    def _encode_ids(self, text: str, special: bool) -> array[int]:
        if not isinstance(text, str) or len(text) >= LONG:
            return self._encode_ids_long(text, special)
        options = self._settings.for_ids[special]
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = utf8(text)  # raises
        native = self._handle.native
        library = native.library
        try:
            scratch = _scratches.pop()
        except IndexError:
            scratch = _Scratch()
        status = library.hftok_encode(
            native.pointer,
            data,
            len(data),
            options,
            scratch.address,
            _Scratch.CAPACITY,
            scratch.count_ref,
            scratch.err_ref,
        )
        if status == _abi.OK:
            ids = scratch.ids[: scratch.count.value]
            _scratches.append(scratch)
            return ids
        if status == _abi.ERR_BUFFER_TOO_SMALL:
            return _kept_ids(library, scratch.err, scratch.count.value)
        library.hftok_error_free(scratch.err)
        return self._encode_ids_long(text, special)  # forked, or the error once more

    def _encode_ids_long(self, text: str, special: bool) -> array[int]:
        options = self._settings.for_ids[special]
        data, size = borrow_utf8(text)
        capacity = size + 64
        ids = room("I", capacity)
        count = c_size_t()
        library, status, err = self._try(
            "hftok_encode", data, size, options, ids.buffer_info()[0], capacity, byref(count)
        )
        if status == _abi.ERR_BUFFER_TOO_SMALL:
            return _kept_ids(library, err, count.value)
        if status != _abi.OK:
            raise library.error(status, err)
        del ids[count.value :]
        return ids

    def encode_files(self, inputs: Union[Path, Iterable[Path]], output: Path, **options: Any) -> EncodedCorpus:
        """Encodes the documents of files of any size into files of ids: hftok.corpus.encode_files, which says what
        options there are."""
        from .corpus import encode_files  # which needs this module

        return encode_files(self, inputs, output, **options)

    def _encode_list(self, text: str, add_special_tokens: bool) -> list[int]:
        """encode_ids as a list."""
        special = add_special_tokens is True or add_special_tokens is not False and boolean(add_special_tokens)
        ids = self._handle.native.direct.encode_list(text, self._settings.ids_at[special])
        return self._encode_ids(text, special).tolist() if ids is None else ids

    def encode_batch_ids(self, texts: Sequence[str], add_special_tokens: bool = True) -> list[list[int]]:
        """The ids of many texts alone, encoded in parallel: for each a list."""
        ids, offsets = self.encode_batch_flat(texts, add_special_tokens)
        rows: Optional[list[list[int]]] = direct.lists(ids.buffer_info()[0], offsets.buffer_info()[0], len(offsets) - 1)
        if rows is None:
            rows = [ids[start:end].tolist() for start, end in zip(offsets, offsets[1:])]
        return rows

    def encode_batch_flat(
        self, texts: Sequence[str], add_special_tokens: bool = True
    ) -> tuple[array[int], array[int]]:
        """The ids of many texts alone, encoded in parallel: those of all texts end to end, 32 bits each, and as many
        64-bit offsets as there are texts, and one; the ids of text i are ids[offsets[i]:offsets[i+1]].
        numpy.frombuffer reads both without a copy."""
        options = self._settings.for_ids[boolean(add_special_tokens)]
        keep, starts, sizes, total = borrow_texts(texts)
        rows = len(keep)
        capacity = total + 8 * rows + 64  # an id seldom stands for less than a byte; what is not written takes no memory
        ids, offsets, count = room("I", capacity), room("Q", rows + 1), c_size_t()
        offsets[0] = 0
        library, status, err = self._try(
            "hftok_encode_texts_ids",
            starts,
            sizes,
            rows,
            options,
            ids.buffer_info()[0],
            capacity,
            offsets.buffer_info()[0] + 8,
            byref(count),
        )
        if status == _abi.ERR_BUFFER_TOO_SMALL:
            return _kept_ids(library, err, count.value), offsets
        if status != _abi.OK:
            raise library.error(status, err)
        cut(ids, count.value)
        return ids, offsets

    @property
    def truncation(self) -> Optional[dict[str, Any]]:
        """The parameters of truncation, None if there is none. Set by enable_truncation."""
        parameters = self._settings.truncation
        return truncation_section(self._info()["truncation"]) if parameters is FROM_FILE else copy(parameters)

    def enable_truncation(
        self, max_length: int, *, stride: int = 0, strategy: str = "longest_first", direction: str = "right"
    ) -> None:
        """From now on cuts encodings to max_length tokens.

        stride: how many tokens of one part the next overflowing part repeats. strategy: "longest_first",
        "only_first" or "only_second" of a pair. direction: the end that is cut, "right" or "left".
        """
        parameters = truncation_parameters(max_length, stride, strategy, direction)
        added = self.num_special_tokens_to_add(False)
        if 0 <= max_length - added < stride:
            raise ValueError(
                f"tokenizer stride set to {stride}, which is greater than or equal to its effective max length of "
                f"{max_length - added} (= {max_length} original max length - {added} added special tokens), "
            )
        self._settings = self._settings.replace(truncation=parameters)

    def no_truncation(self) -> None:
        """Ends truncation."""
        self._settings = self._settings.replace(truncation=None)

    @property
    def padding(self) -> Optional[dict[str, Any]]:
        """The parameters of padding, None if there is none. Set by enable_padding."""
        parameters = self._settings.padding
        return padding_section(self._info()["padding"]) if parameters is FROM_FILE else copy(parameters)

    def enable_padding(
        self,
        *,
        direction: str = "right",
        pad_id: int = 0,
        pad_type_id: int = 0,
        pad_token: str = "[PAD]",
        length: Optional[int] = None,
        pad_to_multiple_of: Optional[int] = None,
    ) -> None:
        """From now on pads encodings to length, or if that is None to the longest of a batch."""
        parameters = padding_parameters(direction, pad_id, pad_type_id, pad_token, length, pad_to_multiple_of)
        self._settings = self._settings.replace(padding=parameters)

    def no_padding(self) -> None:
        """Ends padding."""
        self._settings = self._settings.replace(padding=None)

    @property
    def encode_special_tokens(self) -> bool:
        """Whether special tokens in a text are plain text. Starts as False."""
        return self._settings.special_as_text

    @encode_special_tokens.setter
    def encode_special_tokens(self, value: bool) -> None:
        self._settings = self._settings.replace(special_as_text=boolean(value))

    # ---- decoding

    def decode(self, ids: Sequence[int], skip_special_tokens: bool = True) -> str:
        """The text of ids. Unknown ids are left out."""
        skip = skip_special_tokens is True or skip_special_tokens is not False and boolean(skip_special_tokens)
        text: Optional[str] = self._handle.native.direct.decode(ids, skip)
        if text is not None:
            return text
        array_ = ids_array(ids)
        address, count = array_.buffer_info()
        options = _SKIP_SPECIAL if skip else _KEEP_SPECIAL
        return self._string("hftok_decode", address, count, byref(options)).decode()

    def decode_batch(self, sequences: Sequence[Sequence[int]], skip_special_tokens: bool = True) -> list[str]:
        """The texts of many lists of ids, made in parallel."""
        ids, ends = ids_arrays(sequences)
        text_ends = array("Q", bytes(8 * len(ends)))
        options = _SKIP_SPECIAL if boolean(skip_special_tokens) else _KEEP_SPECIAL
        out = c_void_p()
        library = self._call(
            "hftok_decode_batch",
            ids.buffer_info()[0],
            ends.buffer_info()[0],
            len(ends),
            byref(options),
            byref(out),
            text_ends.buffer_info()[0],
        )
        text = library.take(out, text_ends[-1] if text_ends else 0)
        return [text[start:end].decode() for start, end in zip([0, *text_ends], text_ends)]

    def async_decode_batch(
        self, sequences: Sequence[Sequence[int]], skip_special_tokens: bool = True
    ) -> asyncio.Future[list[str]]:
        """decode_batch on another thread: a future of the running event loop."""
        return _later(self.decode_batch, sequences, skip_special_tokens)

    # ---- vocabulary

    def token_to_id(self, token: str) -> Optional[int]:
        """The id of a token, None if there is no such token."""
        data = string(token).encode()
        id = c_uint32()
        library, status, err = self._try("hftok_token_to_id", data, len(data), byref(id))
        if status == _abi.OK:
            return id.value
        if status == _abi.ERR_NOT_FOUND:
            return None
        raise library.error(status, err)

    def id_to_token(self, id: int) -> Optional[str]:
        """The token of an id, None if there is no such id."""
        id = unsigned(id, 32)
        size = c_size_t(256)
        while True:
            capacity = size.value
            buffer = create_string_buffer(capacity)
            library, status, err = self._try("hftok_id_to_token", id, buffer, capacity, byref(size))
            if status == _abi.OK:
                return buffer.raw[: size.value].decode()
            if status == _abi.ERR_NOT_FOUND:
                return None
            if status != _abi.ERR_BUFFER_TOO_SMALL:
                raise library.error(status, err)
            library.hftok_error_free(err)

    def get_vocab(self, with_added_tokens: bool = True) -> dict[str, int]:
        """The vocabulary: token to id."""
        vocab: dict[str, int] = json.loads(self._string("hftok_vocab_json", boolean(with_added_tokens)))
        return vocab

    def get_vocab_size(self, with_added_tokens: bool = True) -> int:
        """How many tokens there are."""
        size = c_size_t()
        self._call("hftok_vocab_size", boolean(with_added_tokens), byref(size))
        return size.value

    def get_added_tokens_decoder(self) -> dict[int, AddedToken]:
        """The added tokens by id, ascending."""
        tokens = json.loads(self._string("hftok_added_tokens_json"))
        return {token.pop("id"): AddedToken(**token) for token in tokens}

    def add_tokens(self, tokens: list[Union[str, AddedToken]]) -> int:
        """Adds tokens, and returns how many of them were not there in the same form. A token that the model knows
        keeps its id, others get the next free ones. One thread at a time may add tokens."""
        return self._add(tokens, special=False)

    def add_special_tokens(self, tokens: list[Union[str, AddedToken]]) -> int:
        """add_tokens, each of which becomes special: decode leaves it out."""
        return self._add(tokens, special=True)

    def _add(self, tokens: list[Union[str, AddedToken]], special: bool) -> int:
        if not isinstance(tokens, list):
            raise TypeError(f"'{type(tokens).__name__}' object is not an instance of 'list'")
        entries = [as_entry(token, special) for token in tokens]
        data = json.dumps(entries).encode()
        out, added = c_void_p(), c_size_t()
        handle = self._handle
        library = self._call("hftok_add_tokens", data, len(data), byref(out), byref(added))
        if added.value:
            self._handle = Handle(AddedSource(handle.source, entries), Native(library, out))
        else:
            library.hftok_free(out)
        return added.value

    def to_str(self, pretty: bool = False) -> str:
        """A tokenizer.json of the tokenizer as it is now, which tokenizers loads too."""
        return self._json(pretty).decode()

    def save(self, path: str, pretty: bool = True) -> None:
        """Writes to_str to a file."""
        path = os.fspath(path)
        data = self._json(pretty)
        with open(path, "wb") as file:
            file.write(data)

    def _json(self, pretty: bool) -> bytes:
        options = self._settings.options(0, _abi.OFFSETS_NONE)
        return self._string("hftok_to_json", byref(options), _abi.JSON_PRETTY if boolean(pretty) else 0)

    def num_special_tokens_to_add(self, is_pair: bool) -> int:
        """How many special tokens encoding adds to a text, or to a pair."""
        count = c_size_t()
        self._call("hftok_num_special_tokens", boolean(is_pair), byref(count))
        return count.value

    def _info(self) -> dict[str, Any]:
        info: dict[str, Any] = json.loads(self._string("hftok_info_json"))
        return info

    # ---- calls

    def _try(self, symbol: str, *args: Any) -> tuple[Library, int, c_void_p]:
        """Calls symbol(tokenizer, *args, err), in a forked child with the tokenizer made anew. Returns the
        library that was called, the status, and an error that the caller frees."""
        handle = self._handle
        for attempt in range(2):
            native = handle.native
            library, err = native.library, c_void_p()
            status = getattr(library, symbol)(native.pointer, *args, byref(err))
            if status != _abi.ERR_FORKED or attempt:
                break
            library.hftok_error_free(err)
            handle.renew(native)
        return library, status, err

    def _call(self, symbol: str, *args: Any) -> Library:
        """_try for a call that must succeed."""
        library, status, err = self._try(symbol, *args)
        if status != _abi.OK:
            raise library.error(status, err)
        return library

    def _string(self, symbol: str, *args: Any) -> bytes:
        """_try for a call that hands out a string."""
        out, size = c_void_p(), c_size_t()
        library = self._call(symbol, *args, byref(out), byref(size))
        return library.take(out, size.value)


def _later(method: Any, *args: Any) -> asyncio.Future[Any]:
    import asyncio  # here, as it takes longer to import than all of this package

    return asyncio.get_running_loop().run_in_executor(None, method, *args)


def _kept_ids(library: Library, err: c_void_p, count: int) -> array[int]:
    """The ids that did not fit, from the error that says so. Frees it."""
    ids = room("I", count)
    library.hftok_error_ids(err, ids.buffer_info()[0], count)
    library.hftok_error_free(err)
    return ids
