"""Query strings, read strictly: what is not allowed is an error that says what is, and never a guess.

A `StrictForm`, which is also the form of the filter sets, names every problem at once. Views with few
parameters take `allow_params` and `read_param`, and answer 400 at the first problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import text_search
from editions.current import records

View = Callable[..., HttpResponseBase]
Choices = dict[str, str]
"""The allowed values of a parameter with their labels, in the order in which they are shown."""

DOCUMENTS = "documents"  # of `evidence`: only what the source documents say counts
FULL = "full"  # of `evidence`: what every source says is printed beside each fact
PAGE_SIZE = 50
LARGEST_PAGE = 200
LIST_AT_MOST = 50  # values that a message enumerates


@dataclass(frozen=True)
class Problem:
    """What is wrong with one parameter, what is allowed, and what was probably meant."""

    parameter: str
    legend: str
    message: str
    allowed: str = ""
    suggestion: str = ""
    value: str = ""
    """The wrong value as it came, where the error is about one value."""
    known: bool = True
    """Whether there is a parameter of this name."""
    values: Sequence[str] = ()  # allowed ones, where they are a list

    @classmethod
    def of(cls, name: str, error: ValidationError, legend: str = "") -> Problem:
        """The problem that a field has with the parameter `name`."""
        details = {
            key: (error.params or {}).get(key, "") for key in ("allowed", "suggestion", "value", "values")
        }
        return cls(name, legend or name, error.messages[0], **details)

    def __str__(self) -> str:
        """Everything in one line, for errors without a form."""
        parts = [f"“{self.parameter}”: {self.message}" if self.known else self.message]
        if self.suggestion:
            parts.append(_("Did you mean “{value}”?").format(value=self.suggestion))
        if self.allowed or not self.known:
            parts.append(_("Allowed: {values}.").format(values=self.allowed or _("none")))
        return " ".join(parts)


REPLACED = {"stage": gettext_lazy("“stage” was replaced by “machine” and “open”.")}
"""Parameters of earlier versions, and what to ask for now."""


def unknown_name(name: str, names: Iterable[str]) -> Problem:
    """A parameter that does not exist."""
    names = list(names)
    unknown = _("There is no parameter called “{name}”.").format(name=shortened(name))
    replaced = name in REPLACED and REPLACED[name]
    return Problem(
        shortened(name),
        shortened(name),
        f"{unknown} {replaced}" if replaced else unknown,
        allowed=", ".join(names),
        suggestion=text_search.nearest(name.lower(), names) if len(name) < 40 and not replaced else "",
        known=False,
        values=tuple(names),
    )


def no_such_page(number: int, last: int) -> Problem:
    """A page beyond the last one."""
    message = _("There is no page {number} of this list.").format(number=number)
    return Problem("page", _("Page"), message, _("a whole number from 1 to {n}").format(n=last), "1")


class ParamField(forms.Field):
    """One text. A field gets all values of its parameter, so that it can refuse a second one."""

    widget = forms.MultipleHiddenInput
    many = False

    def __init__(self, *, default: Any = "", **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.default = default
        """The value of an address that does not name the parameter."""

    def clean(self, value: Sequence[str]) -> Any:
        stated = [item for item in value if item.strip()]
        if len(stated) > 1:
            raise ValidationError(_("This may be given once; here it is given several times."))
        return stated[0] if stated else ""


class ChoicesField(ParamField):
    """Any number of allowed values. Cleaned, they are in the order of the choices, each once."""

    many = True

    def __init__(
        self,
        *,
        choices: Choices | Callable[[], Choices],
        normalise: Callable[[str], str] = str,
        default: Any = (),
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(default=list(default) if self.many else default or "", **kwargs)
        self._choices = choices
        self.normalise = normalise
        self.fixed = fixed  # words of the code, and not records

    @property
    def choices(self) -> Choices:
        return self._choices() if callable(self._choices) else self._choices

    def clean(self, value: Sequence[str]) -> Any:
        stated = {self.normalise(item): item for item in value if item.strip()}
        if not stated:
            return self.default
        choices = self.choices
        for normal, item in stated.items():
            if normal not in choices:
                raise self._unknown(item, choices)
        return [choice for choice in choices if choice in stated]

    def _unknown(self, item: str, choices: Choices) -> ValidationError:
        aliases = {text_search.fold(label): choice for choice, label in choices.items()}
        aliases |= {choice.lower(): choice for choice in choices}
        near = text_search.nearest(item.lower(), aliases) or text_search.nearest(
            text_search.fold(item), aliases
        )
        listed = tuple(choices) if len(choices) <= LIST_AT_MOST else ()
        return ValidationError(
            _("“%(shown)s” is not a value of this parameter."),
            params={
                "shown": shortened(item),
                "value": item,
                "allowed": ", ".join(listed),
                "values": listed,
                "suggestion": aliases.get(near, ""),
            },
        )


class ChoiceField(ChoicesField):
    """One allowed value, or the default."""

    many = False

    def clean(self, value: Sequence[str]) -> Any:
        stated = ParamField.clean(self, value)
        return super().clean([stated])[0] if stated else self.default


class WordsField(ParamField):
    """Free words."""

    def clean(self, value: Sequence[str]) -> str:
        words = " ".join(super().clean(value).split())
        if len(words) > text_search.MAX_QUERY_LENGTH:
            raise ValidationError(
                _("These are too many words to search for: use at most %(n)s characters."),
                params={"n": text_search.MAX_QUERY_LENGTH},
            )
        if words and not text_search.terms(words):
            raise ValidationError(
                _("There is no letter or digit to search for in “%(words)s”."), params={"words": words}
            )
        return words


class NumberField(ParamField):
    """One whole number of at least 1."""

    def __init__(self, *, at_most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at_most = at_most

    def clean(self, value: Sequence[str]) -> int:
        text = super().clean(value)
        if not text:
            return int(self.default)
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if number < 1 or (self.at_most and number > self.at_most):
            limit = _("a whole number from 1 to {n}").format(n=self.at_most)
            raise ValidationError(
                _("“%(shown)s” is not a number that is allowed here."),
                params={
                    "shown": shortened(text),
                    "allowed": limit if self.at_most else _("a whole number from 1"),
                },
            )
        return number


class StrictForm(forms.Form):
    """A form that refuses parameters it has no field for. Its fields stand in the order of canonical
    addresses; without any it is the form of a page that has no parameters.
    """

    data: QueryDict
    fields: dict[str, ParamField]  # type: ignore[assignment]

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, **kwargs)

    def clean(self) -> None:
        for name in self.data:
            if name not in self.fields:
                self.add_error(None, ValidationError(name, code="unknown"))

    @cached_property
    def values(self) -> dict[str, Any]:
        """Each parameter's value; its default where it was left out or wrong."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, field.default) for name, field in self.fields.items()}

    @cached_property
    def problems(self) -> list[Problem]:
        """All that is wrong with the query: unknown names, then the parameters in their order."""
        errors = self.errors.as_data()
        names = [str(error.message) for error in errors.pop(NON_FIELD_ERRORS, ())]
        return [
            *(unknown_name(name, self.fields) for name in names),
            *(Problem.of(name, error, str(self.fields[name].label)) for name, (error,) in errors.items()),
        ]

    def raw_values(self, name: str) -> list[str]:
        """The values as they came, for showing the form as it was."""
        return [value for value in self.data.getlist(name) if value.strip()]

    @property
    def has_empty_values(self) -> bool:
        """Whether the address carries parameters without a value, as forms send them."""
        return any(not value.strip() for name in self.data for value in self.data.getlist(name))

    @property
    def documents_only(self) -> bool:
        """Whether only the source documents count."""
        return self.values.get("evidence") == DOCUMENTS

    def query(self, **changes: Any) -> str:
        """The canonical query string, with changes such as `page=2`: values sorted, defaults left out."""
        return urlencode(list(self._pairs(changes)))

    def _pairs(self, changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name, field in self.fields.items():
            value = changes.get(name, self.values[name])
            if value and value != field.default:
                for item in sorted(value) if field.many else [value]:
                    yield name, str(item)

    def address(self, path: str, **changes: Any) -> str:
        """The canonical address at a path, with changes as in `query`."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path


class PageForm(StrictForm):
    """The parameters of a list that has pages, and no filters."""

    page = NumberField(label=gettext_lazy("Page"), default=1)
    page_size = NumberField(label=gettext_lazy("Records a page"), default=PAGE_SIZE, at_most=LARGEST_PAGE)


def evidence_choices() -> Choices:
    """The allowed values of `evidence`."""
    return {DOCUMENTS: _("Only the source documents")}


class SiteRecordForm(StrictForm):
    """The parameters of a site."""

    evidence = ChoiceField(label=gettext_lazy("Evidence"), choices=evidence_choices)


def read_param(query: QueryDict, name: str, field: ParamField) -> Any:
    """The value of one parameter. Raises BadRequest where the field does not allow it."""
    try:
        return field.clean(query.getlist(name))
    except ValidationError as error:
        raise BadRequest(str(Problem.of(name, error))) from error


def choice_param(request: HttpRequest, name: str, allowed: Iterable[str]) -> str:
    """The one value of a parameter, "" where it has none. Raises BadRequest for any other."""
    value: str = read_param(request.GET, name, ChoiceField(choices={item: item for item in allowed}))
    return value


def evidence_param(request: HttpRequest) -> str:
    """Which evidence the page of a site shows: `documents`, `full` or "". Raises BadRequest for any other."""
    return choice_param(request, "evidence", [DOCUMENTS, FULL])


def allow_params(*names: str) -> Callable[[View], View]:
    """Refuses query parameters that the page does not have, so that a slip never shows everything.

    An empty value is as if absent: it leads to the address without it, as on the lists.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            for name in request.GET:
                if name not in names:
                    raise BadRequest(str(unknown_name(name, names)))
            pairs = [(name, value) for name in names for value in request.GET.getlist(name)]
            stated = [(name, value) for name, value in pairs if value.strip()]
            if len(stated) < len(pairs):
                return redirect(f"{request.path}?{urlencode(stated)}" if stated else request.path)
            return view(request, *args, **kwargs)

        return strict

    return decorate


def country_code(value: str) -> str:
    """An ISO code in capitals; the EU's own codes EL and UK are accepted."""
    code = value.upper() if value.isascii() else value
    return {"EL": "GR", "UK": "GB"}.get(code, code)


def shortened(text: str, limit: int = 60) -> str:
    """The text as it may be repeated on a page: printable and not too long."""
    printable = "".join(char if char.isprintable() else "�" for char in text)
    return printable if len(printable) <= limit else printable[: limit - 1] + "…"


def get_or_404[M: Model](model: type[M], **key: str) -> M:
    """The record of the edition whose unique field has this value, or a 404 that says what was looked for."""
    ((field, value),) = key.items()
    try:
        return records().get(model, field, value)
    except model.DoesNotExist as error:  # type: ignore[attr-defined]
        name = model._meta.verbose_name
        raise Http404(_("There is no {noun} at this address.").format(noun=name)) from error
