"""Why a call stands where it does for a project, and what would move it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matching.rank import JUDGED, TEXT, Hit, Ranking, Scored
from matching.texts import Profile
from matching.words import words
from scout.match.each_once import each_once, precedence
from scout.match.matches import is_fitting
from scout.match.pool import Pool
from scout.match.tuning import WEIGHT, WORD

# So many of the project's own words are tried: those behind them move little.
_WORDS_TRIED = 3
_DOUBLED = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A call's place in a ranking: rank from 1, among ``of`` calls that score at all."""

    rank: int
    of: int
    score: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change that an analyst could make, and the place that the call would have then.

    ``name`` is that of a tuning value and ``value`` what it would be set to; ``None`` is a
    judgement that the call is relevant. ``place`` is ``None`` where the call would score nothing.
    """

    name: str | None
    value: float | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a call stands where it does, with those next to it.

    ``place`` is ``None`` where it scores nothing. ``fits`` tells whether it is a match: to reach
    the threshold is not all that it takes. ``hit`` is of the text that stands for the call;
    ``texts`` are all of its texts that are ranked, with their scores, that one first. Of
    ``neighbours`` those are named that are shown.
    """

    hit: Hit
    place: Place | None
    fits: bool
    threshold: float
    judged: bool | None
    neighbours: tuple[tuple[str, Place], ...]
    what_ifs: tuple[WhatIf, ...]
    texts: tuple[tuple[str, float], ...] = ()


def explanation(pool: Pool, folder: Path, project: str, document: str) -> Explanation:
    """Explain the place of a call among those that one of the applicants may apply for.

    Calls that several sources tell of have one place each. ``document`` is any text of the call, of
    which at least one is ranked.
    """
    real = pool.profile(pool.project(project))
    call = _Call(pool, real, pool.shown_for(document), pool.said_of(project))
    profile = replace(real, threshold=0.0)
    ranking = pool.ranking_of_calls(folder, [profile])
    order = call.order(ranking, profile)
    place = _place(order, call.shown)
    texts = call.texts() or [document]
    stands = dict(order).get(call.shown)
    if stands is None:
        stands = ranking.scored(project, document if document in texts else texts[0])
    hit = ranking.explain(project, stands)
    ranks = () if place is None else (place.rank - 1, place.rank + 1)
    return Explanation(
        hit=hit,
        place=place,
        fits=call.fits(hit),
        threshold=real.threshold,
        judged=call.said.get(hit.document),
        neighbours=tuple(
            (order[rank - 1][0], Place(rank, len(order), order[rank - 1][1].score))
            for rank in ranks
            if 1 <= rank <= len(order)
        ),
        what_ifs=_what_ifs(folder, call, profile, hit),
        texts=_with_scores(ranking, project, texts, hit),
    )


# The call that is shown, and the text that stands for it.
_Order = Sequence[tuple[str, Scored]]


@dataclass(frozen=True, slots=True)
class _Call:
    """The call that is asked about; ``shown`` is the document of it that people see.

    ``profile`` is the project's as it is; ``said`` what was judged for it, of any text of a call.
    """

    pool: Pool
    profile: Profile
    shown: str
    said: Mapping[str, bool]

    def texts(self) -> list[str]:
        """Return the documents of the call that are ranked."""
        keys = (document.key for document in self.pool.documents)
        return [key for key in keys if self.pool.shown_for(key) == self.shown]

    def fits(self, hit: Hit) -> bool:
        """Tell whether one of the call's texts is a match."""
        unjudged = replace(self.profile, judged={})
        return self.said.get(hit.document) is not False and is_fitting(unjudged, hit)

    def order(self, ranking: Ranking, profile: Profile) -> _Order:
        """Return what people see of a ranking, each call once, and the call that is asked about."""
        scored = ranking.of(profile.key)
        own = [each for each in scored if self.pool.shown_for(each.document) == self.shown]
        others = [each for each in scored if self._is_seen(each)]
        fitting = set()
        if len(own) > 1:
            hits = (ranking.explain(profile.key, each) for each in own)
            fitting = {hit.document for hit in hits if self.fits(hit)}
        first = precedence(self.pool, self.profile.key, fitting)
        found = each_once(self.pool, [*own, *others], first)
        return sorted(found.items(), key=lambda each: (-each[1].score, each[1].document))

    def _is_seen(self, scored: Scored) -> bool:
        """Tell whether people see a text of another call."""
        entry = self.pool.calls[int(scored.document)]
        return (
            self.pool.shown_for(scored.document) != self.shown
            and self.said.get(scored.document) is not False
            and not self.pool.is_shut_out(self.profile.key, entry)
        )


def _with_scores(
    ranking: Ranking, project: str, texts: Sequence[str], hit: Hit
) -> tuple[tuple[str, float], ...]:
    others = [(key, ranking.scored(project, key).score) for key in texts if key != hit.document]
    others.sort(key=lambda each: (-each[1], each[0]))
    return ((hit.document, hit.score), *others)


def _what_ifs(folder: Path, call: _Call, profile: Profile, hit: Hit) -> tuple[WhatIf, ...]:
    changes: list[tuple[str | None, float | None]] = []
    if call.said.get(hit.document) is not True:
        changes.append((None, None))
    named = [part.signal for part in hit.parts if part.signal not in (TEXT, JUDGED)]
    changes += [(f"{WEIGHT}.{signal}", 0.0) for signal in named]
    own = {word for text in profile.texts.values() for word, _, _ in words(text)}
    tried = [word for word, _ in hit.asked if word in own][:_WORDS_TRIED]
    changes += [(f"{WORD}.{word}", 0.0) for word in tried]
    changes += [(f"{WORD}.{word}", _DOUBLED) for word in tried[:1]]
    # People judge what they are shown, whatever text is ranked.
    judged = call.shown if call.shown in call.texts() else hit.document
    variants = [
        _changed(profile, judged, name, value, f"{profile.key} {number}")
        for number, (name, value) in enumerate(changes)
    ]
    ranking = call.pool.ranking_of_calls(folder, variants)
    return tuple(
        WhatIf(name, value, _place(call.order(ranking, variant), call.shown))
        for (name, value), variant in zip(changes, variants, strict=True)
    )


def _changed(
    profile: Profile, document: str, name: str | None, value: float | None, key: str
) -> Profile:
    if name is None or value is None:
        return replace(profile, key=key, judged={**profile.judged, document: True})
    kind, _, subject = name.partition(".")
    wishes = profile.wishes
    if kind == WEIGHT:
        wishes = replace(wishes, weights={**wishes.weights, subject: value})
    else:
        wishes = replace(wishes, words={**wishes.words, subject: value})
    return replace(profile, key=key, wishes=wishes)


def _place(order: _Order, shown: str) -> Place | None:
    for rank, (document, scored) in enumerate(order, start=1):
        if document == shown:
            return Place(rank, len(order), scored.score)
    return None
