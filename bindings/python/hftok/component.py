"""What the parts of a tokenizer's pipeline have in common: each is a section of tokenizer.json."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable, ClassVar, Generic, Optional, TypeVar, Union, overload

from ._inputs import boolean, string, utf8
from ._settings import unsigned

if TYPE_CHECKING:
    from .tokenizer import Tokenizer

T = TypeVar("T")
C = TypeVar("C", bound="Component")

Section = dict[str, Any]
Changed = Callable[["Component"], None]

_NO_MODEL = {"type": "WordLevel", "vocab": {}, "unk_token": ""}


class Member(Generic[T]):
    """A member of the section as an attribute. Setting it changes the tokenizers that have the component."""

    def __init__(self, name: str, check: Callable[[Any], T], show: Optional[Callable[[Any], T]] = None):
        """name: in the section. check: makes of a value what stands there, or raises. show: makes of what stands
        there the attribute's value."""
        self.name = name
        self._check = check
        self._show = show

    @overload
    def __get__(self, component: None, owner: Any = None) -> Member[T]: ...

    @overload
    def __get__(self, component: Component, owner: Any = None) -> T: ...

    def __get__(self, component: Optional[Component], owner: Any = None) -> Union[T, Member[T]]:
        if component is None:
            return self
        value: Any = component._section[self.name]
        return value if self._show is None else self._show(value)

    def __set__(self, component: Component, value: T) -> None:
        component._change({**component._section, self.name: self._check(value)})


class Component:
    """A part of a tokenizer's pipeline.

    One that was taken from a tokenizer, or put into it, stays the tokenizer's: setting an attribute changes the
    tokenizer too. Compares by identity; pickled or copied, it is a component by itself.
    """

    _kind: ClassVar[str] = ""  # the name of its section
    _members: ClassVar[Section] = {}  # in the order in which they are shown, with what they are if left out
    _names: ClassVar[tuple[str, ...]] = ()  # further values of "type" that mean this class
    _needed: ClassVar[tuple[str, ...]] = ()  # the members without which a section of no known type is not of it

    _section: Section

    def __init__(self, **members: Any) -> None:
        if type(self)._kind == "" or type(self).__name__ in _BASES:
            raise TypeError(f"cannot create '{type(self).__name__}' instances")
        self._hold({"type": type(self).__name__, **members})
        self._alone()  # raises if they are wrong

    def _hold(self, section: Section) -> None:
        self._section = section
        self._owners: list[Changed] = []
        self._tokenizer: Optional[Tokenizer] = None

    def _alone(self) -> Tokenizer:
        """A tokenizer that has this component and no other."""
        if self._tokenizer is None:
            self._tokenizer = _tokenizer_of(self._kind, self._section)
        return self._tokenizer

    def _change(self, section: Section) -> None:
        before, self._section, self._tokenizer = self._section, section, None
        try:
            self._alone()
            for changed in self._owners:
                changed(self)
        except BaseException:
            self._section, self._tokenizer = before, None
            raise

    def __getstate__(self) -> Any:
        return self._section

    def __setstate__(self, state: Any) -> None:
        self._hold(state)

    def __copy__(self: C) -> C:
        twin = type(self).__new__(type(self))
        twin._hold(copy.deepcopy(self._section))
        return twin

    def __deepcopy__(self: C, memo: dict[int, Any]) -> C:
        return self.__copy__()

    def __repr__(self) -> str:
        members = (f"{name}={_shown(name, value)}" for name, value in self._section.items() if name != "type")
        return f"{type(self).__name__}({', '.join(members)})"


def _tokenizer_of(kind: str, section: Section) -> Tokenizer:
    """A tokenizer of one component and an empty vocabulary."""
    from .tokenizer import Tokenizer

    return Tokenizer.from_str(json.dumps({"version": "1.0", "model": _NO_MODEL, kind: section}))


_BASES = ("Normalizer", "PreTokenizer", "PostProcessor", "Decoder", "Model")


class Parts(Component):
    """A component made of others, one after the other."""

    _member: ClassVar[str] = ""  # that lists them
    _base: ClassVar[type[Component]]

    def __init__(self, parts: Any) -> None:
        if isinstance(parts, str) or not hasattr(parts, "__iter__"):
            raise TypeError(f"'{type(parts).__name__}' object is not an instance of 'Sequence'")
        parts = list(parts)
        for part in parts:
            check(part, self._base)
        super().__init__(**{self._member: [part._section for part in parts]})
        for number, part in enumerate(parts):
            part._owners.append(self._follow(number))

    def _follow(self, number: int) -> Changed:
        """What puts a part that changed back into its place."""

        def changed(part: Component) -> None:
            sections = list(self._section[self._member])
            sections[number] = part._section
            self._change({**self._section, self._member: sections})

        return changed

    def _at(self, index: int) -> int:
        index = unsigned(index, 64)
        if index >= len(self._section[self._member]):
            raise IndexError("Index not found")
        return index

    def __getitem__(self, index: int) -> Any:
        index = self._at(index)
        return view(self._base, self._section[self._member][index], self._follow(index))

    def __setitem__(self, index: int, part: Any) -> None:
        index = self._at(index)
        check(part, self._base)
        self._follow(index)(part)
        part._owners.append(self._follow(index))

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self._section[self._member])))

    def __len__(self) -> int:
        return len(self._section[self._member])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._member}=[{', '.join(map(repr, self))}])"


def view(base: type[C], section: Any, *owners: Changed) -> C:
    """The component that a section stands for: of the class that its type names, or else of the first whose members
    it has, as old files are read."""
    classes = _classes(base)
    named = [c for c in classes if section.get("type") in (c.__name__, *c._names)]
    member = [c for c in classes if c._needed and all(name in section for name in c._needed)]
    kind = (member if base._kind == "post_processor" else []) + named + member + [base]
    component = kind[0].__new__(kind[0])
    component._hold(whole(kind[0], section))
    component._owners += owners
    return component


def whole(kind: type[Component], section: Section) -> Section:
    """A section as the class writes it, with what was left out."""
    if kind.__name__ in _BASES:
        return dict(section)
    return {"type": kind.__name__, **{name: section.get(name, default) for name, default in kind._members.items()}}


def _classes(base: type[C]) -> list[type[C]]:
    found = []
    for kind in base.__subclasses__():
        found += [kind, *_classes(kind)]
    return found


def check(value: Any, base: type[Component]) -> None:
    if not isinstance(value, base):
        what = "'None'" if value is None else f"'{type(value).__name__}' object"
        raise TypeError(f"{what} is not an instance of '{base.__name__}'")


class Regex:
    """A regular expression, in Oniguruma's syntax, where a pattern is asked for."""

    def __init__(self, pattern: str):
        self.pattern = text(pattern)
        section = {"type": "Replace", "pattern": pattern_section(self), "content": ""}
        _tokenizer_of("normalizer", section)  # raises if it is none


Pattern = Union[str, Regex]


def pattern_section(pattern: Any) -> dict[str, str]:
    if isinstance(pattern, Regex):
        return {"Regex": pattern.pattern}
    if isinstance(pattern, str):
        return {"String": text(pattern)}
    raise TypeError(f"a pattern is a str or a Regex, not {type(pattern).__name__}")


# ---- what members may be


def text(value: Any) -> str:
    utf8(string(value))  # a lone surrogate is an error
    return str(value)


def optional_string(value: Any) -> Optional[str]:
    return None if value is None else text(value)


def optional_boolean(value: Any) -> Optional[bool]:
    return None if value is None else boolean(value)


def character(value: Any) -> str:
    if len(text(value)) != 1:
        raise ValueError("expected a string of length 1")
    return str(value)


def count(value: Any) -> int:
    return unsigned(value, 64)


def scheme(value: Any) -> str:
    if string(value) not in ("first", "never", "always"):
        raise ValueError(f"{value} is an unknown variant, should be one of ['first', 'never', 'always']")
    return str(value)


_BEHAVIORS = {
    "removed": "Removed",
    "isolated": "Isolated",
    "merged_with_previous": "MergedWithPrevious",
    "merged_with_next": "MergedWithNext",
    "contiguous": "Contiguous",
}


def behavior(value: Any) -> str:
    if string(value) not in _BEHAVIORS:
        raise ValueError(
            "Wrong value for SplitDelimiterBehavior, expected one of: `removed, isolated, merged_with_previous, "
            "merged_with_next, contiguous`"
        )
    return _BEHAVIORS[value]


# ---- how they are shown


def _shown(name: str, value: Any) -> str:
    if name == "pattern" and isinstance(value, dict):
        return "".join(f"{kind}({_quoted(text)})" for kind, text in value.items())
    if name in ("behavior", "prepend_scheme"):
        return str(value)
    if name in ("sep", "cls") and isinstance(value, list):
        return f"({', '.join(_shown('', v) for v in value)})"
    if name in ("single", "pair") and isinstance(value, list):
        return f"[{', '.join(_piece(p) for p in value)}]"
    if name == "special_tokens" and isinstance(value, dict):
        tokens = (f"{_quoted(k)}:SpecialToken({_members(v)})" for k, v in value.items())
        return f"{{{', '.join(tokens)}}}"
    if name == "vocab" and isinstance(value, dict):
        return f"{{{', '.join(f'{_quoted(k)}:{v}' for k, v in value.items())}}}"
    if name in ("vocab", "merges") and isinstance(value, list):
        rows = (
            f"({', '.join(_shown('', v) for v in row)})" if isinstance(row, (list, tuple)) else _quoted(row)
            for row in value
        )
        return f"[{', '.join(rows)}]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(_shown('', v) for v in value)}]"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _piece(piece: Any) -> str:
    ((kind, members),) = piece.items()
    where = members["id"] if kind == "Sequence" else _quoted(members["id"])
    return f"{kind}(id={where}, type_id={members['type_id']})"


def _members(members: Section) -> str:
    return ", ".join(f"{name}={_shown('', value)}" for name, value in members.items())


def _quoted(text: str) -> str:
    return f'"{text}"'
