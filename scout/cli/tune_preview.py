"""What a change of tuning would do, as a table and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from scout.cli.common import print_table, printable, shortened

if TYPE_CHECKING:
    from scout.match.pool import Pool
    from scout.match.preview import Preview
    from scout.match.quality import Agreement

_LONGEST_TITLE = 70


def preview_values(pool: Pool, preview: Preview) -> dict[str, Any]:
    """Return a preview in the form that is promised to programs."""
    from scout.match.matches import title_of

    return {
        "project": preview.project,
        "matches": {"before": preview.matches_before, "after": preview.matches_after},
        "quality": {
            "before": quality_values(preview.quality_before),
            "after": quality_values(preview.quality_after),
        },
        "moves": [
            asdict(move) | {"kind": move.kind, "title": title_of(pool, move.document)}
            for move in preview.moves
        ],
    }


def quality_values(found: Agreement) -> dict[str, Any]:
    """Return how well a ranking agrees with judgements, in the form promised to programs."""
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in asdict(found).items()
        if name != "precisions"
    }


def moves_anything(preview: Preview) -> bool:
    """Tell whether a change makes any difference to the matches of a project."""
    return preview.matches_before != preview.matches_after or any(
        move.kind != "stays" for move in preview.moves
    )


def print_preview(pool: Pool, preview: Preview, *, alone: bool) -> None:
    """Print a project's first twenty; where it is not alone, only what moves."""
    from scout.match.matches import title_of

    moves = [move for move in preview.moves if alone or move.kind != "stays"]
    rows = [
        (
            move.kind,
            _rank(move.rank_before),
            _rank(move.rank_after),
            _score(move.score_before),
            _score(move.score_after),
            shortened(printable(title_of(pool, move.document)), _LONGEST_TITLE),
        )
        for move in moves
    ]
    heads = ("top 20", "before#", "after#", "score#", "after#", "title")
    print_table(
        f"{preview.project}: {preview.matches_before} matches before,"
        f" {preview.matches_after} after",
        heads,
        rows,
        texts=("title",),
    )
    typer.echo(_quality_line(preview))


def _rank(rank: int | None) -> str:
    return "" if rank is None else str(rank)


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}"


def _quality_line(preview: Preview) -> str:
    before, after = preview.quality_before, preview.quality_after
    if before.average_precision is None or after.average_precision is None:
        return (
            f"Quality: not measurable with {before.judgements} judgements, {before.relevant} of"
            " them relevant; it takes at least one of each kind"
        )
    return (
        f"Quality on {before.judgements} judgements: nDCG@10 {before.ndcg10:.3f} →"
        f" {after.ndcg10:.3f}, average precision {before.average_precision:.3f} →"
        f" {after.average_precision:.3f}"
    )
