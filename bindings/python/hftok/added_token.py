"""AddedToken: a token beside the model's vocabulary."""

from __future__ import annotations

from typing import Optional


class AddedToken:
    """A token that is found in a text before the model sees it, as tokenizers.AddedToken.

    single_word: only where no letter, digit or '_' stands beside it. lstrip, rstrip: takes the
    whitespace on that side with it. normalized: is looked for in the normalized text; unless given, it
    is not if the token is special. special: left out by decode.
    """

    def __init__(
        self,
        content: str = "",
        *,
        single_word: bool = False,
        lstrip: bool = False,
        rstrip: bool = False,
        normalized: Optional[bool] = None,
        special: bool = False,
    ):
        self.content = content
        self.single_word = single_word
        self.lstrip = lstrip
        self.rstrip = rstrip
        self.special = special
        self._normalized = normalized

    @property
    def normalized(self) -> bool:
        return not self.special if self._normalized is None else self._normalized

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
