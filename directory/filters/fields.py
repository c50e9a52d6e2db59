"""Fields that read what an address gives, and say what was wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from directory import text_search


@dataclass(frozen=True)
class Choice:
    """One allowed value of a parameter, and how it reads."""

    value: str
    label: str


class Choices:
    """The allowed values of a parameter, in the order in which they are shown."""

    def __init__(self, choices: Iterable[Choice] = ()) -> None:
        self._all = tuple(choices)

    def __iter__(self) -> Iterator[Choice]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values alone."""
        return tuple(self.places)

    @cached_property
    def labels(self) -> dict[str, str]:
        """How each value reads."""
        return {choice.value: choice.label for choice in self._all}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each value stands in the order."""
        return {choice.value: place for place, choice in enumerate(self._all)}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The values by what somebody may have typed: folded labels, and the values in lower case."""
        words = {text_search.fold(choice.label): choice.value for choice in self._all}
        return words | {choice.value.lower(): choice.value for choice in self._all}


class InvalidParameterError(ValueError):
    """A value that does not exist. `allowed` is empty where the list would be too long to help."""

    def __init__(self, message: str, *, allowed: str = "", suggestion: str = "", value: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.value = value
        self.allowed = allowed
        self.suggestion = suggestion


LIST_AT_MOST = 50


class ValuesField:
    """Any number of values from a known list. Returns them in the list's order, each once."""

    def __init__(self, *, normalise: Callable[[str], str] = str) -> None:
        self.normalise = normalise

    def clean(self, given: Sequence[str], choices: Choices) -> Any:
        """What values as they came mean. Raises InvalidParameterError for any other value."""
        came = {item: self.normalise(item) for item in given if item.strip() != ""}
        for item, normal in came.items():
            if normal not in choices.places:
                raise unknown(item, choices)
        return sorted(set(came.values()), key=choices.places.__getitem__)


def unknown(item: str, choices: Choices) -> InvalidParameterError:
    """What to say of a value that is not in the list."""
    words = choices.aliases
    near = text_search.nearest(item.lower(), words) or text_search.nearest(text_search.fold(item), words)
    return InvalidParameterError(
        _("“{value}” is not a value this filter knows.").format(value=shortened(item)),
        allowed=", ".join(choices.places) if len(choices) <= LIST_AT_MOST else "",
        suggestion=words.get(near, ""),
        value=item,
    )


def once(given: Sequence[str]) -> str:
    """The one value that came, "" for none. Given twice it is an error, not a guess."""
    values = [item for item in given if item.strip() != ""]
    if len(values) > 1:
        raise InvalidParameterError(_("This may be given once; here it is given several times."))
    return values[0] if values else ""


class ValueField(ValuesField):
    """One value from a known list, or ""."""

    def clean(self, given: Sequence[str], choices: Choices) -> Any:
        once(given)
        return next(iter(super().clean(given, choices)), "")


class WordsField(ValueField):
    """Free words."""

    def clean(self, given: Sequence[str], choices: Choices) -> Any:
        words = " ".join(once(given).split())
        if len(words) > text_search.MAX_QUERY_LENGTH:
            raise InvalidParameterError(
                _("These are too many words to search for: use at most {n} characters.").format(
                    n=text_search.MAX_QUERY_LENGTH
                )
            )
        if words and not text_search.terms(words):
            raise InvalidParameterError(
                _("There is no letter or digit to search for in “{words}”.").format(words=words)
            )
        return words


class NumberField(ValueField):
    """One whole number of at least 1."""

    def __init__(self, *, default: int, at_most: int | None = None) -> None:
        super().__init__()
        self.default = default
        self.at_most = at_most

    def clean(self, given: Sequence[str], choices: Choices) -> Any:
        text = once(given)
        if not text:
            return self.default
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if number < 1 or (self.at_most and number > self.at_most):
            message = _("“{value}” is not a number this filter knows.").format(value=shortened(text))
            limit = _("a whole number from 1 to {n}").format(n=self.at_most)
            raise InvalidParameterError(
                message, allowed=limit if self.at_most else _("a whole number from 1")
            )
        return number


def shortened(text: str, limit: int = 60) -> str:
    """The text as it may be repeated on a page: printable and not too long."""
    printable = "".join(char if char.isprintable() else "�" for char in text)
    return printable if len(printable) <= limit else printable[: limit - 1] + "…"


def enumeration(labels: Iterable[str]) -> str:
    """“Germany”, “Germany or Poland”, “Germany, Poland or Spain”."""
    items = list(labels)
    if len(items) < 2:
        return "".join(items)
    return _("{first} or {last}").format(first=", ".join(items[:-1]), last=items[-1])
