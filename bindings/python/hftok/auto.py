"""AutoTokenizer, in the call forms of transformers."""

from __future__ import annotations

import os
from typing import Any, Optional, Sequence, Union

from . import _abi
from ._pretrained import HubSource, Progress
from .encoding import Encoding
from .tokenizer import Tokenizer


class BatchEncoding(dict[str, Any]):
    """What calling a tokenizer gives: lists by name, also as attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class AutoTokenizer:
    """Loads what transformers.AutoTokenizer makes of a repository."""

    def __init__(self) -> None:
        raise TypeError("PreTrainedTokenizer objects come from AutoTokenizer.from_pretrained")

    @staticmethod
    def from_pretrained(
        pretrained_model_name_or_path: Union[str, os.PathLike[str]],
        *,
        revision: str = "main",
        token: Union[str, bool, None] = None,
        cache_dir: Union[str, os.PathLike[str], None] = None,
        endpoint: Optional[str] = None,
        subfolder: Optional[str] = None,
        force_download: bool = False,
        local_files_only: bool = False,
        timeout: Optional[float] = None,
        progress: Union[Progress, bool, None] = None,
    ) -> PreTrainedTokenizer:
        """Loads the tokenizer of a repository of the Hub, or of a local directory. The parameters are those
        of Tokenizer.from_pretrained."""
        tokenizer = Tokenizer._make(
            HubSource(
                pretrained_model_name_or_path,
                auto=True,
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
        # As transformers does: truncation and padding are asked for by the call, not by the file.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return PreTrainedTokenizer(tokenizer)


class PreTrainedTokenizer:
    """A tokenizer in the call forms of transformers. What transformers has and this has not is missing,
    not different."""

    def __init__(self, tokenizer: Tokenizer):
        self._tokenizer = tokenizer

    @property
    def backend_tokenizer(self) -> Tokenizer:
        """The same tokenizer in the call forms of tokenizers."""
        return self._tokenizer

    def __call__(
        self,
        text: Union[str, list[str]],
        text_pair: Union[str, list[str], None] = None,
        add_special_tokens: bool = True,
        *,
        return_token_type_ids: bool = False,
        return_attention_mask: bool = True,
    ) -> BatchEncoding:
        """Encodes a text or a pair, or a list of them, into lists named input_ids, attention_mask and, if
        asked for, token_type_ids."""
        plain = self._tokenizer._settings.is_plain
        if plain and text_pair is None and not return_token_type_ids:  # ids are all that has to be asked for
            ids: Any
            if isinstance(text, str):
                ids = self._tokenizer._encode_list(text, add_special_tokens)
                mask = [1] * len(ids)
            else:
                ids = self._tokenizer.encode_batch_ids(text, add_special_tokens)
                mask = [[1] * len(row) for row in ids]
            return BatchEncoding(input_ids=ids, attention_mask=mask) if return_attention_mask else BatchEncoding(input_ids=ids)
        encodings: Union[Encoding, list[Encoding]]
        if isinstance(text, str):
            encodings = self._tokenizer.encode(text, text_pair, add_special_tokens=add_special_tokens)
        else:
            rows: list[Any] = list(text)
            if text_pair is not None:
                if isinstance(text_pair, str) or len(text_pair) != len(rows):
                    raise ValueError("text_pair must be a list as long as text")
                rows = list(zip(rows, text_pair))
            encodings = self._tokenizer._encode_batch(rows, False, add_special_tokens, _abi.OFFSETS_NONE)
        names = {"input_ids": "ids"}
        if return_token_type_ids:
            names["token_type_ids"] = "type_ids"
        if return_attention_mask:
            names["attention_mask"] = "attention_mask"
        return BatchEncoding(
            {
                name: [getattr(e, column) for e in encodings]
                if isinstance(encodings, list)
                else getattr(encodings, column)
                for name, column in names.items()
            }
        )

    def encode(self, text: str, text_pair: Optional[str] = None, add_special_tokens: bool = True) -> list[int]:
        """The ids of a text or a pair."""
        if text_pair is None:
            return self._tokenizer._encode_list(text, add_special_tokens)
        return self._tokenizer.encode(text, text_pair, add_special_tokens=add_special_tokens).ids

    def tokenize(self, text: str, pair: Optional[str] = None, add_special_tokens: bool = False) -> list[str]:
        """The tokens of a text or a pair."""
        return self._tokenizer.encode(text, pair, add_special_tokens=add_special_tokens).tokens

    def decode(
        self, token_ids: Union[int, Sequence[int], Sequence[Sequence[int]]], skip_special_tokens: bool = False
    ) -> Union[str, list[str]]:
        """The text of an id or of a list of ids, or the texts of many lists."""
        if isinstance(token_ids, int):
            token_ids = [token_ids]
        if len(token_ids) > 0 and isinstance(token_ids[0], (list, tuple)):
            return self._tokenizer.decode_batch(token_ids, skip_special_tokens)  # type: ignore[arg-type]
        return self._tokenizer.decode(token_ids, skip_special_tokens)  # type: ignore[arg-type]

    def batch_decode(self, sequences: Sequence[Any], skip_special_tokens: bool = False) -> list[str]:
        """decode for many lists of ids; always a list."""
        texts = self.decode(sequences, skip_special_tokens)
        return [texts] if isinstance(texts, str) else texts

    def convert_tokens_to_ids(self, tokens: Union[str, Sequence[str]]) -> Union[int, list[int]]:
        """The id of a token, or of each of many. A token that there is not is a KeyError."""
        if isinstance(tokens, str):
            id = self._tokenizer.token_to_id(tokens)
            if id is None:
                raise KeyError(tokens)
            return id
        return [self.convert_tokens_to_ids(token) for token in tokens]  # type: ignore[misc]

    def convert_ids_to_tokens(self, ids: Union[int, Sequence[int]]) -> Union[str, None, list[Optional[str]]]:
        """The token of an id, or of each of many; None for an id that there is not."""
        if isinstance(ids, int):
            return self._tokenizer.id_to_token(ids)
        return [self._tokenizer.id_to_token(id) for id in ids]

    def get_vocab(self) -> dict[str, int]:
        """The vocabulary with the added tokens: token to id."""
        return self._tokenizer.get_vocab()

    @property
    def vocab_size(self) -> int:
        """How many tokens there are without the added ones."""
        return self._tokenizer.get_vocab_size(with_added_tokens=False)

    def __len__(self) -> int:
        return self._tokenizer.get_vocab_size()

    def close(self) -> None:
        """Tokenizer.close."""
        self._tokenizer.close()

    def __enter__(self) -> PreTrainedTokenizer:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<hftok.PreTrainedTokenizer: {self._tokenizer!r}>"
