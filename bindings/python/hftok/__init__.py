"""Tokenizers from the Hugging Face Hub, private and gated ones included, by libhftok."""

from . import decoders, models, normalizers, pre_tokenizers, processors
from ._abi import VERSION
from ._memory import set_word_cache_size
from ._pretrained import auth_check
from .added_token import AddedToken
from .auto import AutoTokenizer, PreTrainedTokenizer
from .component import Regex
from .encoding import Encoding
from .errors import *  # noqa: F403
from .errors import __all__ as _errors
from .models import Token
from .tokenizer import Tokenizer

__version__ = VERSION

__all__ = [
    "AddedToken",
    "AutoTokenizer",
    "Encoding",
    "PreTrainedTokenizer",
    "Regex",
    "Token",
    "Tokenizer",
    "auth_check",
    "decoders",
    "models",
    "normalizers",
    "pre_tokenizers",
    "processors",
    "set_word_cache_size",
    *_errors,
]
