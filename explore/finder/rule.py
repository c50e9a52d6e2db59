"""What a rule of the finder is, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from django.utils.functional import Promise

from directory.cites import Cite
from explore.finder.answers import Answers
from explore.finder.candidates import Candidate


@dataclass(frozen=True)
class Argument:
    """What a rule says of a site: for it (a weight above zero), or against."""

    rule: type[Rule]
    text: str
    cite: Cite = field(default_factory=Cite)

    @property
    def weight(self) -> int:
        return self.rule.weight


class Rule:
    """One rule. `question` is the parameter whose answer it looks at."""

    name: ClassVar[str]
    question: ClassVar[str]
    weight: ClassVar[int]
    text: ClassVar[str | Promise]
    tie: ClassVar[bool] = True
    """Whether a source ties the site to what was answered; being next door is no tie."""
    of_many: ClassVar[bool] = False
    """Whether it holds for every site of a kind or a country, and so singles none out."""

    def arguments(self, answers: Answers, site: Candidate) -> Iterator[Argument]:
        """What the rule says of this site under these answers: nothing, one thing, or one a value."""
        raise NotImplementedError

    def says(self, text: str, *cites: Cite) -> Argument:
        """An argument of this rule."""
        cite = Cite()
        for more in cites:
            cite = cite.merged(more)
        # The sources' own terms would drown the argument; the site's page has them.
        return Argument(type(self), text, replace(cite, terms=[]))
