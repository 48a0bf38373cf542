"""Put what is known of a call into rows: what it offers, by when, who may apply, why it fits. Pure.

Everything that comes from a source is on one line here and bounded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from scout import deadline_wording, fact_wording, group_wording, reason_wording, wording
from scout.digest.changed_rows import Row
from scout.digest.deadlines import applicants_of
from scout.digest.fitting import Item
from scout.digest.issued import Issue
from scout.digest.short import LONGEST_TITLE, LONGEST_WORD, quoted, shortened, web_address, words_of
from scout.domain import Project
from scout.fact_wording import Answer
from scout.facts import Facts
from scout.fit import Match, Reason
from scout.once import Shared
from scout.reading.applicants.eligibility import eligibility
from scout.store.calls import CallEntry

# Names of applicants and bodies are the strategy's own: a line of them is never cut in practice,
# and one of figures with what each holds for hardly ever.
LONGEST_LINE = 700
_SHORT_QUOTE = 200
_MOST_ALSO = 3


def new_rows(issue: Issue, item: Item, project: Project) -> tuple[Row, ...]:
    """Return what a new call offers, by when, to whom of ``project``, why it fits, whose it is."""
    offer = _frame(item.call, issue.today)
    rows = (
        Row("Angebot", offer, plain=offer),
        *_fact_rows(item.call, issue.today),
        *ready_rows(issue, item.call),
        *contradiction_rows(issue, item.call),
        *_answers(issue, item.call, (project, *item.also)),
        *_reasons(item.match),
        *([Row("Passt auch zu", also(item.also))] if item.also else []),
        *source_rows(issue, item.call, ()),
    )
    return tuple(_quoted_once(rows))


def as_reserved(issue: Issue, calls: Iterable[CallEntry], rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return ``rows`` of one call at its sources: without words where a publisher reserved them."""
    since = [issue.digest.reserved[call.id] for call in calls if call.id in issue.digest.reserved]
    if not since:
        return rows
    said = wording.reserved_since(min(since))
    return (*(replace(row, notes=()) for row in rows), Row("Hinweis", said))


def _frame(call: CallEntry, today: date) -> str:
    """Say who gives, in which form, how much, to whom and where, as far as the source says."""
    facts = call.facts
    if facts is None:
        return fact_wording.NOT_READ
    opens_on = facts.opens_on.on if facts.opens_on and facts.opens_on.on > today else None
    parts = [
        wording.LEVELS[facts.level] if facts.level else "",
        shortened(facts.programme or "", LONGEST_WORD),
        wording.listed(wording.KINDS[kind] for kind in facts.kinds),
        _for_whom(facts),
        wording.listed(wording.REGIONS[region] for region in facts.regions),
        wording.budget(facts),
        f"Anträge ab {wording.german_date(opens_on)}" if opens_on else "",
        wording.validity(facts.valid_until.on, today) if facts.valid_until else "",
        f"gefunden am {wording.german_date(call.first_seen_on)}",
    ]
    return " · ".join(part for part in parts if part)


def _for_whom(facts: Facts) -> str:
    """Name the kinds of applicants; say that none are stated only where no words decide either."""
    if facts.applicant_types:
        return "für " + wording.listed(wording.APPLICANTS[kind] for kind in facts.applicant_types)
    decided = facts.county.evidence or facts.town.evidence
    return "" if decided else fact_wording.NO_APPLICANTS


def _quoted_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield ``rows``, words that several of them rest on with the first."""
    shown: set[str] = set()
    for row in rows:
        yield replace(row, notes=tuple(note for note in row.notes if note not in shown))
        shown.update(row.notes)


def _fact_rows(call: CallEntry, today: date) -> Iterator[Row]:
    known = call.facts
    until = known.deadline if known else None
    # A table's cell may hold the day alone.
    days = {wording.german_date(day) for day in until.dates} if until else set()
    words = until.quote if until and until.quote not in days else ""
    yield Row("Frist", wording.deadline(until, today), _quotes(words))
    if known and (funding := fact_wording.funding(known)):
        # A figure may stand at the end of the sentence that proves it: none is cut shorter.
        quotes = tuple(map(quoted, fact_wording.funding_quotes(known)))
        yield Row("Förderung", shortened(funding, LONGEST_LINE), quotes)


def ready_rows(issue: Issue, call: CallEntry) -> Iterator[Row]:
    """Yield by when the applicants' own bodies want the paper."""
    for line in deadline_wording.internal_lines(issue.digest.internal.get(call.id, ())):
        yield Row("Gremien", shortened(line, LONGEST_LINE))


def _quotes(text: str | None) -> tuple[str, ...]:
    return (quoted(text),) if text else ()


def contradiction_rows(issue: Issue, call: CallEntry) -> Iterator[Row]:
    """Yield where the sources of a call disagree, with the day each was read."""
    shared = issue.digest.shared.get(call.id)
    titles = {name: source.title for name, source in issue.sources.items()}
    found = shared.disagreements if shared else ()
    for line in group_wording.contradictions(found, titles, issue.today):
        yield Row("Widerspruch", line, plain=f"Widerspruch – {line}")


def _answers(issue: Issue, call: CallEntry, projects: Sequence[Project]) -> Iterator[Row]:
    """Yield who of the projects' applicants may apply, with the words that decide."""
    facts, bodies = call.facts or Facts(), applicants_of(projects, issue.digest.applicants)
    found = [(body, eligibility(facts, body)) for body in bodies]
    for answer in fact_wording.answers(found, len(projects)):
        yield _answer("Antrag", answer)
    together = fact_wording.joint(facts, found)
    if together:
        yield _answer("Gemeinsam", together)


def _answer(label: str, answer: Answer) -> Row:
    return Row(label, shortened(answer.text), (_bounded(answer.quote),) if answer.quote else ())


def _bounded(words: str) -> str:
    """Cut words that decide where they are too long; a quote within its marks."""
    if words.startswith("„"):
        return quoted(words[1:-1], _SHORT_QUOTE)
    return shortened(words, _SHORT_QUOTE)


def _reasons(match: Match) -> Iterator[Row]:
    for reason in match.reasons:
        if reason.signal == reason_wording.TEXT:
            yield _fit(match, reason)
        elif reason_wording.is_told(reason):
            label = "Auch" if reason.contribution > 0 else "Aber"
            yield Row(label, shortened(reason_wording.reason(reason)))


def _fit(match: Match, reason: Reason) -> Row:
    figure = f"{wording.fit(match.score)} ({wording.german_number(match.score)})"
    return Row("Passung", f"{figure} – {words_of(reason.words)}", _quotes(reason.quote))


def also(projects: Sequence[Project]) -> str:
    """Name the other projects that a call fits, as many as help."""
    names = [shortened(project.title, LONGEST_TITLE) for project in projects[:_MOST_ALSO]]
    rest = len(projects) - len(names)
    more = f"+{wording.counted(rest, 'weiteres Projekt', 'weitere Projekte')}"
    return "; ".join([*names, *([more] if rest else [])])


def source_rows(issue: Issue, call: CallEntry, quoted_too: Collection[str]) -> Iterator[Row]:
    """Yield whose words a call's are, and where else it stands; ``quoted_too`` speak as well."""
    yield Row("Quelle", issue.credit_of(call.source))
    shared = issue.digest.shared.get(call.id, Shared(()))
    for each in shared.elsewhere:
        is_quoted = each.source in quoted_too
        label = group_wording.listing(each, shared.disagreements, is_quoted=is_quoted)
        named = issue.credit_of if is_quoted else issue.title_of
        if label:
            yield Row(label, named(each.source), url=web_address(each.url))
