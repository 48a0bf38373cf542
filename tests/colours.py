"""How well a text can be read on a ground, as WCAG 2.2 computes it."""

from __future__ import annotations

import re

Colour = tuple[int, ...]


def colour_of(text: str) -> Colour:
    """Return an opaque colour written as ``#1b1f24`` or, as browsers do, ``rgb(27, 31, 36)``."""
    if found := re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", text):
        return tuple(int(share, 16) for share in found.groups())
    found = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", text)
    assert found, text
    return tuple(int(share) for share in found.groups())


def luminance(colour: Colour) -> float:
    """Return the relative luminance of an sRGB colour."""
    shares = [part / 255 for part in colour]
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
