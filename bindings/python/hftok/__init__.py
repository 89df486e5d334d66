"""Tokenizers from the Hugging Face Hub, private and gated ones included, by libhftok."""

from . import decoders
from ._abi import VERSION
from .added_token import AddedToken
from .auto import AutoTokenizer, PreTrainedTokenizer
from .encoding import Encoding
from .errors import *  # noqa: F403
from .errors import __all__ as _errors
from .tokenizer import Tokenizer

__version__ = VERSION

__all__ = ["AddedToken", "AutoTokenizer", "Encoding", "PreTrainedTokenizer", "Tokenizer", "decoders", *_errors]
