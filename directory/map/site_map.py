"""Sites on the map of Europe, as plain data for `components/map.html`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from math import hypot
from pathlib import Path

from django.utils.translation import gettext as _

from directory.map.declutter import declutter
from directory.map.labels import Label, labels
from directory.map.projection import EAST, HEIGHT, WEST, WIDTH, place
from directory.models import Site

TARGET = 62
"""Units between marks: 24 px where the map is 390 px wide."""
MOVED = 8
"""Units from which on a line shows where a moved mark belongs."""


@dataclass(frozen=True)
class Pin:
    """A site as the map needs it. Without coordinates it stands somewhere in its country."""

    kind: str
    name: str
    url: str
    country: str
    code: str
    city: str = ""
    coordinates: tuple[float, float] | None = None
    lang: str = ""
    is_open: bool = False
    """Whether a source says that it serves users: its mark is solid then, else hollow."""

    @property
    def short_name(self) -> str:
        """The name without the words that every AI Factory bears."""
        return re.sub(r"\s+AI Factory\b", "", self.name)


@dataclass(frozen=True)
class Mark:
    """A pin with its place in the drawing, in units; `home` is where it would stand if nobody were near."""

    number: int
    pin: Pin
    x: int
    y: int
    home: tuple[int, int]
    name: Label | None = None
    """The name beside the mark, where there is room for it."""

    @property
    def exact(self) -> bool:
        """Whether a source states the city."""
        return self.pin.coordinates is not None

    @property
    def moved(self) -> bool:
        return hypot(self.x - self.home[0], self.y - self.home[1]) > MOVED

    @property
    def label(self) -> str:
        """What a screen reader says of the link."""
        where = f"{self.pin.city}, {self.pin.country}" if self.pin.city else self.pin.country
        noun = _("AI Factory") if self.pin.kind == "factory" else _("AI Factory Antenna")
        name = self.pin.name if noun.casefold() in self.pin.name.casefold() else f"{self.pin.name}, {noun}"
        if self.exact:
            return f"{name}, {where}"
        return _("{name}, {country}; city not stated").format(name=name, country=where)

    @property
    def status(self) -> str:
        """What the mark's filling says."""
        return _("open to users") if self.pin.is_open else _("not stated whether open")


@dataclass
class SiteMap:
    """The drawing: marks, countries to tint by what they have, and the pins that no shape can hold."""

    marks: list[Mark] = field(default_factory=list)
    factories_in: list[str] = field(default_factory=list)
    antennas_in: list[str] = field(default_factory=list)
    takes_part: list[str] = field(default_factory=list)
    unplaced: list[Pin] = field(default_factory=list)
    label: str = ""
    """What a screen reader says of a drawing without links."""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def vague(self) -> bool:
        """Whether any mark stands for a country as a whole."""
        return any(not mark.exact for mark in self.marks)


@cache
def label_places() -> dict[str, tuple[int, int]]:
    """By country code, the place in the drawing that is farthest from the country's borders."""
    file = Path(__file__).parent / "labels.json"
    return {code: (x, y) for code, (x, y) in json.loads(file.read_text()).items()}


def site_pin(site: Site, kind: str, *, documents_only: bool = False, city_stated: bool = True) -> Pin:
    """The pin of a site with its country fetched; `city_stated`: whether the evidence names it."""
    stated = bool(site.city) and city_stated
    located = stated and site.latitude is not None and site.longitude is not None
    return Pin(
        kind=kind,
        name=site.name,
        url=site.get_absolute_url() + ("?evidence=documents" if documents_only else ""),  # type: ignore[attr-defined]
        country=site.country.display_name,
        code=site.country.code,
        city=site.city if stated else "",
        coordinates=(float(site.latitude), float(site.longitude)) if located else None,  # type: ignore[arg-type]
        lang=site.name_language,
        is_open=site.is_open(documents_only=documents_only),
    )


def site_map(pins: Iterable[Pin], *, takes_part: Iterable[str] = (), distance: int = TARGET) -> SiteMap:
    """The map of these pins, numbered in their order; `takes_part` are codes of countries to tint too."""
    drawing = SiteMap()
    numbered, homes = [], []
    for number, pin in enumerate(pins, 1):
        home = place(*pin.coordinates) if pin.coordinates else label_places().get(pin.code)
        if home is None:
            drawing.unplaced.append(pin)
        else:
            numbered.append((number, pin))
            homes.append(home)
    places = list(declutter(homes, distance))
    names = labels([(x, y, pin.short_name) for (_number, pin), (x, y) in zip(numbered, places, strict=True)])
    for (number, pin), home, (x, y), name in zip(numbered, homes, places, names, strict=True):
        drawing.marks.append(Mark(number, pin, round(x), round(y), (round(home[0]), round(home[1])), name))
    shapes = label_places().keys()
    hosts = {pin.code for _number, pin in numbered if pin.kind == "factory"}
    antennas = {pin.code for _number, pin in numbered if pin.kind == "antenna"} - hosts
    drawing.factories_in = sorted(hosts & shapes)
    drawing.antennas_in = sorted(antennas & shapes)
    drawing.takes_part = sorted(set(takes_part) & shapes - hosts - antennas)
    return drawing


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> int:
    """The distance between two places of the drawing in tens of kilometres: it is drawn to scale, nearly."""
    return 10 * round(hypot(one[0] - other[0], one[1] - other[1]) * (EAST - WEST) / WIDTH / 10_000)
