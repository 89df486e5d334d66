"""AddedToken: a token beside the model's vocabulary."""

from __future__ import annotations

from typing import Any, Optional

from ._inputs import boolean, string

_UNSET: Any = ...


class AddedToken:
    """A token that is found in a text before the model sees it, as tokenizers.AddedToken.

    single_word: only where no letter, digit or '_' stands beside it. lstrip, rstrip: takes the
    whitespace on that side with it. normalized: is looked for in the normalized text; unless given, it
    is not if the token is special. special: left out by decode.
    """

    def __init__(
        self,
        content: Optional[str] = None,
        *,
        single_word: bool = False,
        lstrip: bool = False,
        rstrip: bool = False,
        normalized: Optional[bool] = _UNSET,
        special: bool = False,
    ):
        self.content = "" if content is None else content
        self._single_word = boolean(single_word)
        self._lstrip = boolean(lstrip)
        self._rstrip = boolean(rstrip)
        self.special = special
        self._normalized = None if normalized is _UNSET else boolean(normalized)

    @property
    def content(self) -> str:
        return self._content

    @content.setter
    def content(self, value: str) -> None:
        string(value).encode()  # a lone surrogate is an error
        self._content = value

    @property
    def single_word(self) -> bool:
        return self._single_word

    @property
    def lstrip(self) -> bool:
        return self._lstrip

    @property
    def rstrip(self) -> bool:
        return self._rstrip

    @property
    def normalized(self) -> bool:
        return not self.special if self._normalized is None else self._normalized

    @property
    def special(self) -> bool:
        return self._special

    @special.setter
    def special(self, value: bool) -> None:
        self._special = boolean(value)

    def _key(self) -> tuple[object, ...]:
        return self.content, self.single_word, self.lstrip, self.rstrip, self.normalized, self.special

    def __str__(self) -> str:
        return self.content

    def __repr__(self) -> str:
        return (
            f'AddedToken("{self.content}", rstrip={self.rstrip}, lstrip={self.lstrip}, '
            f"single_word={self.single_word}, normalized={self.normalized}, special={self.special})"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AddedToken):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self.content)


def as_entry(token: Any, special: bool) -> dict[str, Any]:
    """A token as hftok_add_tokens takes it. special: it becomes a special one, the AddedToken itself too."""
    if isinstance(token, str):
        try:
            token = AddedToken(token, special=special)
        except UnicodeEncodeError:
            raise TypeError("Input must be a List[Union[str, AddedToken]]") from None
    elif not isinstance(token, AddedToken):
        raise TypeError("Input must be a List[Union[str, AddedToken]]")
    elif special:
        token.special = True
    names = ("content", "single_word", "lstrip", "rstrip", "normalized", "special")
    return {name: getattr(token, name) for name in names}
