"""Draw the pictures of a report: how scores are spread, and what judging has brought.

Figures are drawn without pyplot, so that nothing is kept between two of them, and the same values
always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, MultipleLocator, NullLocator

from scout.match.progress import Point
from scout.match.quality import Agreement
from scout.report.figures import histogram
from scout.report.svg import embedded
from scout.report.wording import threshold as exact
from scout.wording import counted, german_number

# Blue and vermilion of Okabe and Ito: told apart by everybody, and legible on white (4.7 : 1).
BLUE, RED = "#0072b2", "#c24e00"
_INK, _QUIET, _BARS = "#1b1f24", "#4a5360", "#78818c"
_FOOT = 0.6
_FINE = 200
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
# Typed by matplotlib as one literal for each of its hundreds of names.
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "foerderscout",
    "font.family": ["DejaVu Sans"],
    # A page shows a picture at 0.9 to 1.6 times its size: letters keep 11 pixels.
    "font.size": 12,
    "text.color": _INK,
    "axes.edgecolor": _QUIET,
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.titlesize": 12.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.unicode_minus": False,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture for screens of one sort; sizes are (width, height), in inches of 72 pixels."""

    name: str
    scores_size: tuple[float, float]
    quality_size: tuple[float, float]
    most_steps: int


WIDE = Shape("wide", (9.6, 4.6), (9.6, 4.4), 10)
NARROW = Shape("narrow", (4.0, 4.4), (4.0, 6.6), 4)


def scores_plot(
    scores: Sequence[tuple[float, bool | None]],
    threshold: float,
    shape: Shape = WIDE,
    *,
    name: str,
) -> str:
    """Draw how many texts have which score, the threshold, and where judged calls stand."""
    is_judged = any(judged is not None for _, judged in scores)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=shape.scores_size, layout="constrained")
        if is_judged:
            above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1.1))
            above.tick_params(axis="x", length=0)
            _draw_judged(below, scores)
        else:
            above = below = figure.subplots()
        _draw_bars(above, scores, threshold)
        for axes in dict.fromkeys((above, below)):
            axes.axvline(threshold, color=_INK, linewidth=1.6, linestyle=(0, (5, 3)))
        top = max([2 * threshold, *(score for score, _ in scores)])
        _draw_scale(below, top, shape.most_steps)
        drawn = _drawn(figure)
    reached = sum(score >= threshold for score, _ in scores)
    marks = " Darunter stehen die Werte der bewerteten Aufrufe." if is_judged else ""
    return embedded(
        drawn,
        name,
        "Verteilung der Werte",
        f"Säulen zeigen, wie viele der {len(scores)} Aufrufe und Meldungen welchen Wert haben;"
        f" bei {reached} ist er so hoch wie die Schwelle {exact(threshold)} oder höher.{marks}"
        " Dieselben Zahlen stehen in der Tabelle unter dem Bild.",
    )


def _draw_bars(axes: Axes, scores: Sequence[tuple[float, bool | None]], threshold: float) -> None:
    bins = [each for each in histogram(scores, threshold) if each.count]
    counts = [each.count for each in bins]
    axes.bar(
        [each.low for each in bins],
        # A logarithmic axis has no 0 to stand on.
        [count - _FOOT for count in counts],
        bottom=_FOOT,
        width=[each.high - each.low for each in bins],
        align="edge",
        color=_BARS,
        edgecolor="white",
        linewidth=0.8,
    )
    most = max([*counts, 1])
    axes.set_yscale("log")
    axes.set_ylim(_FOOT, max(most * 2.2, 12))
    axes.yaxis.set_major_locator(FixedLocator(_ticks(most)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.set_ylabel("Anzahl")
    axes.annotate(
        f"Schwelle {exact(threshold)}",
        (threshold, 1),
        xycoords=("data", "axes fraction"),
        xytext=(5, -4),
        textcoords="offset points",
        va="top",
        color=_INK,
    )


def _ticks(most: int) -> list[int]:
    """Return where a logarithmic axis is labelled: few places, and the highest count if it fits."""
    steps = (1, 2, 5) if most <= _FINE else (1,)
    ticks = [step * 10**power for power in range(6) for step in steps if step * 10**power <= most]
    return [*ticks, most] if most >= 1.5 * ticks[-1] else ticks


def _draw_judged(axes: Axes, scores: Sequence[tuple[float, bool | None]]) -> None:
    rows = ((True, 1, "o", BLUE), (False, 0, "X", RED))
    for fits, height, marker, colour in rows:
        found = [score for score, judged in scores if judged is fits]
        axes.scatter(
            found,
            [height] * len(found),
            marker=marker,
            color=colour,
            s=46,
            edgecolors="white",
            linewidths=0.6,
            clip_on=False,
            zorder=3,
        )
    axes.set_ylim(-0.6, 1.6)
    axes.set_yticks([1, 0], ["passend ●", "unpassend ✖"])
    for label, colour in zip(axes.get_yticklabels(), (BLUE, RED), strict=True):
        label.set_color(colour)
    axes.tick_params(axis="y", length=0)


def _draw_scale(axes: Axes, top: float, most_steps: int) -> None:
    axes.set_xlim(left=-0.015 * top)
    # Steps that two decimals can say.
    step = next(each for each in _STEPS if top / each <= most_steps)
    axes.xaxis.set_major_locator(MultipleLocator(step))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: german_number(abs(value))))
    axes.set_xlabel("Wert")


def quality_plot(points: Sequence[Point], shape: Shape = WIDE, *, name: str) -> str:
    """Draw both measures after the first few judgements and after all, tuned and untuned."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=shape.quality_size, layout="constrained")
        is_wide = shape is WIDE
        first, second = figure.subplots(*((1, 2) if is_wide else (2, 1)), sharex=True, sharey=True)
        _draw_lines(first, "Genauigkeit", points, "average_precision")
        _draw_lines(second, "Güte der ersten zehn", points, "ndcg10")
        handles, labels = first.get_legend_handles_labels()
        if is_wide:
            first.set_ylabel("0 = schlecht, 1 = alle passenden zuerst")
        else:
            first.set_xlabel("")
            labels = [label.replace(" und ", "\nund ") for label in labels]
        figure.legend(
            handles, labels, loc="outside lower center", ncols=2 if is_wide else 1, frameon=False
        )
        drawn = _drawn(figure)
    last = points[-1]
    return embedded(
        drawn,
        name,
        "Güte der Rangliste im Lauf der Bewertungen",
        f"Zwei Linienbilder mit {counted(len(points), 'Messung', 'Messungen')}. Nach allen"
        f" {last.judgements} Bewertungen: Genauigkeit {_measure(last.now.average_precision)} heute"
        f" und {_measure(last.untuned.average_precision)} ohne Einstellungen und Bewertungen; Güte"
        f" der ersten zehn {_measure(last.now.ndcg10)} und {_measure(last.untuned.ndcg10)}."
        " Dieselben Zahlen stehen in der Tabelle unter dem Bild.",
    )


def _draw_lines(axes: Axes, title: str, points: Sequence[Point], measure: str) -> None:
    series = (
        ("ohne Einstellungen und Bewertungen", "untuned", RED, "s", "--"),
        ("mit heutigen Einstellungen und Bewertungen", "now", BLUE, "o", "-"),
    )
    for label, side, colour, marker, line in series:
        values = [_value(getattr(point, side), measure) for point in points]
        axes.plot(
            [point.judgements for point in points],
            values,
            label=label,
            color=colour,
            marker=marker,
            linestyle=line,
            linewidth=2,
            markersize=6,
            clip_on=False,
        )
    axes.set_title(title)
    axes.set_ylim(0, 1)
    axes.set_xlim(0, points[-1].judgements)
    axes.grid(axis="y", color="#d5dae1", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("Anzahl der Bewertungen")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: german_number(value, 1)))


def _value(agreement: Agreement, measure: str) -> float:
    found: float | None = getattr(agreement, measure)
    # What could not be measured is a gap in the line.
    return float("nan") if found is None else found


def _measure(found: float | None) -> str:
    return "nicht messbar" if found is None else german_number(found)


def _drawn(figure: Figure) -> bytes:
    file = BytesIO()
    # Who drew it and when would make each drawing another one.
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()
