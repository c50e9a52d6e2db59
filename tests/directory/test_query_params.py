"""Parameters are read strictly: what a field does not allow is an error that says what is."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict

from directory.query_params import (
    ChoiceField,
    ChoicesField,
    NumberField,
    PageForm,
    ParamField,
    WordsField,
    country_code,
    read_param,
)

COUNTRIES = {"DE": "Germany", "GR": "Greece", "PL": "Poland"}
COUNTRY = ChoicesField(choices=COUNTRIES, normalise=country_code)
SORT = ChoiceField(choices={"name": "Name", "-name": "Name, Z to A"}, default="name")
NUMBER = NumberField(default=1, at_most=200)


@pytest.mark.parametrize(
    ("field", "query", "value"),
    [
        (COUNTRY, "", []),
        (COUNTRY, "x=&x=+", []),
        (COUNTRY, "x=pl&x=el&x=PL", ["GR", "PL"]),
        (SORT, "", "name"),
        (SORT, "x=&x=-name", "-name"),
        (NUMBER, "", 1),
        (NUMBER, "x=200", 200),
        (WordsField(), "x=+brain%2B%2B++now", "brain++ now"),
    ],
)
def test_field_returns_its_values_or_the_default(field: ParamField, query: str, value: Any) -> None:
    assert read_param(QueryDict(query), "x", field) == value


@pytest.mark.parametrize(
    ("field", "query", "message"),
    [
        (
            COUNTRY,
            "x=DE&x=polnd",
            "“x”: “polnd” is not a value of this parameter. Did you mean “PL”? Allowed: DE, ",
        ),
        (COUNTRY, "x=%00", "“x”: “�” is not a value of this parameter. Allowed: DE, GR, PL."),
        (SORT, "x=name&x=-name", "“x”: This may be given once"),
        (
            NUMBER,
            "x=0",
            "“x”: “0” is not a number that is allowed here. Allowed: a whole number from 1 to 200.",
        ),
        (NUMBER, "x=１", "“１” is not a number"),
        (WordsField(), "x=%25%21", "There is no letter or digit to search for in “%!”."),
        (WordsField(), f"x={'a' * 101}", "use at most 100 characters"),
    ],
)
def test_field_refuses_what_it_does_not_allow(field: ParamField, query: str, message: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_param(QueryDict(query), "x", field)
    assert message in str(refused.value)


def test_form_names_every_problem_and_keeps_the_defaults_of_what_is_wrong() -> None:
    form = PageForm(QueryDict("pge=2&page=0&page_size=10"))
    assert [(problem.parameter, problem.suggestion) for problem in form.problems] == [
        ("pge", "page"),
        ("page", ""),
    ]
    assert form.values == {"page": 1, "page_size": 10}


def test_form_writes_the_canonical_query() -> None:
    form = PageForm(QueryDict("page_size=10&page=2"))
    assert form.query() == "page=2&page_size=10"
    assert form.query(page=1) == "page_size=10"
    assert form.address("/sources/", page="", page_size="") == "/sources/"
