"""The bundled sample: a strategy and two days of a small Förderdatenbank, written by the project.

Programmes are kept in TOML, where people can read and correct them; ``write_bundle`` puts them into
the form of the real export and into a recorded day of the web (see docs/bundles.md).
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files

STRATEGY = files("scout.sample").joinpath("strategy.toml")
# What a new source begins with, see scout.collect.new_source.
SOURCE_FILES = files("scout.sample").joinpath("source")
DAYS = (date(2026, 11, 16), date(2026, 11, 23))
