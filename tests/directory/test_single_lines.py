"""What is one line of text holds no line ends and no control characters; language codes are some."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from directory.models import Organisation


@pytest.mark.parametrize(
    "text", ["two\nlines", "a\ttab", "a\x07bell", "next\u0085line", "line\u2028separator"]
)
def test_a_name_is_one_line(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Organisation(slug="x", name=text).clean_fields()
    assert set(refused.value.message_dict) >= {"name"}


@pytest.mark.parametrize("text", ["Zürich", "non\u00a0breaking", "soft\u00adhyphen", "Łódź – “quoted”"])
def test_ordinary_text_is_accepted(text: str) -> None:
    Organisation(slug="x", name=text).clean_fields(exclude=_others("name"))


@pytest.mark.parametrize(
    ("code", "accepted"), [("fi", True), ("sr-Latn", True), ("", True), ("Finnish!", False)]
)
def test_a_language_is_a_code(code: str, accepted: bool) -> None:
    organisation = Organisation(slug="x", name="x", name_language=code)
    if accepted:
        organisation.clean_fields(exclude=_others("name_language"))
    else:
        with pytest.raises(ValidationError, match="language code"):
            organisation.clean_fields(exclude=_others("name_language"))


def _others(*names: str) -> set[str]:
    return {field.name for field in Organisation._meta.fields} - set(names)
