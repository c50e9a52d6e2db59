"""Form fields that say what was wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from reference import textsearch


@dataclass(frozen=True)
class Choice:
    """One allowed value of a parameter, and how it reads."""

    value: str
    label: str


class ChoicesError(forms.ValidationError):
    """A value that does not exist. `allowed` is empty where the list would be too long to help."""

    def __init__(self, message: str, *, allowed: str = "", suggestion: str = "", value: str = "") -> None:
        super().__init__(message, code="invalid_choice")
        self.value = value
        self.allowed = allowed
        self.suggestion = suggestion


LIST_AT_MOST = 50


class ValuesField(forms.Field):
    """Any number of values from a known list. Returns them in the list's order, each once."""

    def __init__(self, *, normalise: Callable[[str], str] = str, **kwargs: Any) -> None:
        kwargs |= {"required": False}
        super().__init__(**kwargs)
        self.normalise = normalise
        self.choices: list[Choice] = []

    def clean(self, value: Any) -> Any:
        came = {item: self.normalise(str(item)) for item in value or [] if item.strip() != ""}
        given = list(came.values())
        allowed = {choice.value for choice in self.choices}
        for item, normal in came.items():
            if normal not in allowed:
                raise self.error(item)
        return [choice.value for choice in self.choices if choice.value in given]

    def error(self, item: str) -> ChoicesError:
        """What to say of a value that is not in the list."""
        values = [choice.value for choice in self.choices]
        words = {textsearch.fold(choice.label): choice.value for choice in self.choices}
        words |= {value.lower(): value for value in values}
        near = textsearch.nearest(item.lower(), words) or textsearch.nearest(textsearch.fold(item), words)
        return ChoicesError(
            _("“{value}” is not a value this filter knows.").format(value=shortened(item)),
            allowed=", ".join(values) if len(values) <= LIST_AT_MOST else "",
            suggestion=words.get(near, ""),
            value=item,
        )


class ValueField(ValuesField):
    """One value from a known list, or "". Given twice it is an error, not a guess."""

    def clean(self, value: Any) -> Any:
        if len([item for item in value or [] if item.strip() != ""]) > 1:
            raise ChoicesError(_("This may be given once; here it is given several times."))
        return next(iter(super().clean(value)), "")


class WordsField(ValueField):
    """Free words."""

    def clean(self, value: Any) -> Any:
        given = [item.strip() for item in value or [] if item.strip() != ""]
        if len(given) > 1:
            raise ChoicesError(_("This may be given once; here it is given several times."))
        words = " ".join(given[0].split()) if given else ""
        if len(words) > textsearch.MAX_QUERY_LENGTH:
            raise ChoicesError(
                _("These are too many words to search for: use at most {n} characters.").format(
                    n=textsearch.MAX_QUERY_LENGTH
                )
            )
        if words and not textsearch.terms(words):
            raise ChoicesError(
                _("There is no letter or digit to search for in “{words}”.").format(words=words)
            )
        return words


class NumberField(ValueField):
    """One whole number of at least 1."""

    def __init__(self, *, default: int, at_most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.default = default
        self.at_most = at_most

    def clean(self, value: Any) -> Any:
        given = [item for item in value or [] if item.strip() != ""]
        if len(given) > 1:
            raise ChoicesError(_("This may be given once; here it is given several times."))
        if not given:
            return self.default
        text = given[0]
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if number < 1 or (self.at_most and number > self.at_most):
            message = _("“{value}” is not a number this filter knows.").format(value=shortened(text))
            limit = _("a whole number from 1 to {n}").format(n=self.at_most)
            raise ChoicesError(message, allowed=limit if self.at_most else _("a whole number from 1"))
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
