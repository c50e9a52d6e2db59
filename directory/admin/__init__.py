"""The editors' pages of the nouns, and what the pages of factories and antennas are made of."""

from directory.admin import records

__all__ = ["records"]
