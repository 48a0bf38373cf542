"""Put what an issue tells into entries of lines that both parts of a mail show alike. Pure.

    a call -> title, address, rows -> the text part writes lines, the HTML part a table

Everything that comes from a source is on one line here, bounded, and links only to the web. What
escapes it for HTML is the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scout import deadline_wording, fact_wording, group_wording, reason_wording, wording
from scout.clock import day_of
from scout.digest.changed_rows import Row, changed_rows, fact_rows
from scout.digest.changes import ChangedItem
from scout.digest.compose import Digest
from scout.digest.credit import credit
from scout.digest.deadlines import DeadlineItem, StatedDay, applicants_of
from scout.digest.fitting import Item
from scout.digest.mail_links import MailLink, item_links
from scout.digest.short import LONGEST_TITLE, LONGEST_WORD, quoted, shortened, web_address, words_of
from scout.digest.trends import Trend, by_field
from scout.domain import CallStatus, Project, Source
from scout.fact_wording import Answer
from scout.facts import Facts
from scout.fit import Match, Reason
from scout.links import ReaderLinks
from scout.once import Shared
from scout.reading.applicants.eligibility import eligibility
from scout.store.calls import CallEntry

_SHORT_QUOTE = 200
# Names of applicants and bodies are the strategy's own: a line of them is never cut in practice.
_LONGEST_LINE = 700
_MOST_ALSO = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A call or a news item: title, page ("" for none), rows, what may be said of it."""

    title: str
    url: str
    rows: tuple[Row, ...]
    links: tuple[MailLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; ``note`` stands below it, "" for none."""

    title: str
    note: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DeadlineEntry:
    """A deadline that lies ahead: the days left, the day, and what stands beside the call."""

    left: str
    on: str
    title: str
    url: str
    about: str
    internal: tuple[str, ...]
    links: tuple[MailLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """A digest with what its mail needs beside it: the sources by name, the reader's links."""

    digest: Digest
    sources: Mapping[str, Source] = field(default_factory=dict)
    links: ReaderLinks | None = None

    @property
    def today(self) -> date:
        """The day of the issue."""
        return self.digest.issue_on

    def title_of(self, source: str) -> str:
        """Return what a source is called; its name where nobody knows it any more."""
        return self.sources[source].title if source in self.sources else source

    def credit_of(self, source: str) -> str:
        """Return what a source is called, whose its words are, and under which licence."""
        return credit(self.sources[source]) if source in self.sources else source

    def quoted_sources(self) -> list[Source]:
        """Return the sources whose words stand in the mail, each once."""
        names = [item.call.source for news in self.digest.new for item in news.items]
        for item in self.digest.changed:
            names += [item.call.source, *(other.call.source for other in item.elsewhere)]
        return [self.sources[name] for name in dict.fromkeys(names) if name in self.sources]


def deadline_entries(issue: Issue) -> tuple[DeadlineEntry, ...]:
    """Return the deadlines ahead, in the order of the digest."""
    return tuple(_deadline_entry(issue, item) for item in issue.digest.deadlines)


def new_groups(issue: Issue) -> tuple[Group, ...]:
    """Return the new calls by project."""
    return tuple(
        Group(
            shortened(news.project.title),
            shortened(news.project.field),
            tuple(_new_entry(issue, item, news.project) for item in news.items),
        )
        for news in issue.digest.new
    )


def changed_entries(issue: Issue) -> tuple[Entry, ...]:
    """Return the known calls in which something is different."""
    return tuple(_changed_entry(issue, item) for item in issue.digest.changed)


def trend_groups(issue: Issue) -> tuple[Group, ...]:
    """Return the news by field of the projects that they touch."""
    return tuple(
        Group(shortened(name), "", tuple(_trend_entry(issue, trend) for trend in found))
        for name, found in by_field(issue.digest.trends)
    )


def title_of(call: CallEntry) -> str:
    """Return a call's title, or its key where it has none."""
    title = shortened(call.title or "", LONGEST_TITLE)
    return title or shortened(f"{wording.UNTITLED} {call.key}", LONGEST_TITLE)


def frame(call: CallEntry, today: date) -> str:
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


def _links(issue: Issue, call: CallEntry, project: str) -> tuple[MailLink, ...]:
    return item_links(issue.links, call.id, project, title_of(call))


def _deadline_entry(issue: Issue, item: DeadlineItem) -> DeadlineEntry:
    about = (
        shortened(item.project.title),
        deadline_wording.TRACKED[item.tracked],
        _whose_day(issue, item.days[0]),
    )
    lines = deadline_wording.internal_lines(item.internal)
    return DeadlineEntry(
        left=wording.days_left(item.deadline_on, issue.today),
        on=_moment(item, issue.today),
        title=title_of(item.call),
        url=web_address(item.call.url),
        about=" – ".join(filter(None, about)),
        internal=tuple(shortened(line, _LONGEST_LINE) for line in lines),
        links=_links(issue, item.call, item.project.key),
    )


def _whose_day(issue: Issue, day: StatedDay) -> str:
    """Say whose the day is where sources contradict each other; "" where they do not."""
    return deadline_wording.according_to(issue.title_of(day.source)) if day.is_disputed else ""


def _moment(item: DeadlineItem, today: date) -> str:
    """Say the day, and the hour where the source states one."""
    stated = item.call.facts.deadline if item.call.facts else None
    moments = wording.moments_ahead(stated, today) if stated else ()
    time = next((time for day, time in moments if day == item.deadline_on), "")
    return wording.moment_in(stated.zone if stated else None, item.deadline_on, time)


def _new_entry(issue: Issue, item: Item, project: Project) -> Entry:
    offer = frame(item.call, issue.today)
    rows = (
        Row("Angebot", offer, plain=offer),
        *_fact_rows(item.call, issue.today),
        *_internal_rows(issue, item.call),
        *_contradictions(issue, item.call),
        *_answers(issue, item.call, (project, *item.also)),
        *_reasons(item.match),
        *([Row("Passt auch zu", _also(item.also))] if item.also else []),
        *_sources(issue, item.call, ()),
    )
    links = _links(issue, item.call, item.match.project)
    return Entry(title_of(item.call), web_address(item.call.url), tuple(_quoted_once(rows)), links)


def _quoted_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield ``rows``, words that several of them rest on with the first."""
    shown: set[str] = set()
    for row in rows:
        yield replace(row, notes=tuple(note for note in row.notes if note not in shown))
        shown.update(row.notes)


def _changed_entry(issue: Issue, item: ChangedItem) -> Entry:
    project = issue.digest.projects.get(item.project)
    rows = (
        *([Row("Projekt", shortened(project.title))] if project else []),
        *fact_rows(item, issue.title_of),
        Row("Jetzt", _standing(item, issue.today)),
        *_internal_rows(issue, item.call),
        *_contradictions(issue, item.call),
        *changed_rows(item, issue.title_of),
        *_sources(issue, item.call, {other.call.source for other in item.elsewhere}),
    )
    # Of a project that is gone there is nothing to be said any more.
    is_hers = item.project in issue.digest.projects
    links = _links(issue, item.call, item.project) if is_hers else ()
    return Entry(title_of(item.call), web_address(item.call.url), rows, links)


def _standing(item: ChangedItem, today: date) -> str:
    """Say where a known call stands; of one that is over no deadline: there is none any more."""
    if item.status is CallStatus.CLOSED:
        return wording.STATUS[item.status]
    known = item.call.facts
    until = wording.deadline(known.deadline if known else None, today)
    return f"{wording.STATUS[item.status]} · Frist: {until}"


def _trend_entry(issue: Issue, trend: Trend) -> Entry:
    item = trend.entry.item
    day = f", {wording.german_date(day_of(item.published_at))}" if item.published_at else ""
    touched = f"{shortened(trend.project.title)} – {words_of(trend.match.words)}"
    rows = [Row("Quelle", issue.title_of(item.source) + day), Row("Berührt", touched)]
    if trend.also:
        rows.append(Row("Auch", _also(trend.also)))
    return Entry(shortened(item.title, LONGEST_TITLE), web_address(item.url), tuple(rows))


def _fact_rows(call: CallEntry, today: date) -> Iterator[Row]:
    known = call.facts
    until = known.deadline if known else None
    # A table's cell may hold the day alone.
    days = {wording.german_date(day) for day in until.dates} if until else set()
    words = until.quote if until and until.quote not in days else ""
    yield Row("Frist", wording.deadline(until, today), _quotes(words))
    if known and (funding := fact_wording.funding(known)):
        quote = _quotes(fact_wording.funding_quote(known), _SHORT_QUOTE)
        yield Row("Förderung", shortened(funding), quote)


def _internal_rows(issue: Issue, call: CallEntry) -> Iterator[Row]:
    """Yield by when the applicants' own bodies want the paper."""
    for line in deadline_wording.internal_lines(issue.digest.internal.get(call.id, ())):
        yield Row("Gremien", shortened(line, _LONGEST_LINE))


def _quotes(text: str | None, longest: int | None = None) -> tuple[str, ...]:
    if not text:
        return ()
    return (quoted(text, longest) if longest else quoted(text),)


def _contradictions(issue: Issue, call: CallEntry) -> Iterator[Row]:
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


def _also(projects: Sequence[Project]) -> str:
    """Name the other projects that a call fits, as many as help."""
    names = [shortened(project.title, LONGEST_TITLE) for project in projects[:_MOST_ALSO]]
    rest = len(projects) - len(names)
    more = f"+{wording.counted(rest, 'weiteres Projekt', 'weitere Projekte')}"
    return "; ".join([*names, *([more] if rest else [])])


def _sources(issue: Issue, call: CallEntry, quoted_too: Sequence[str] | set[str]) -> Iterator[Row]:
    """Yield whose words a call's are, and where else it stands; ``quoted_too`` speak as well."""
    yield Row("Quelle", issue.credit_of(call.source))
    shared = issue.digest.shared.get(call.id, Shared(()))
    for each in shared.elsewhere:
        is_quoted = each.source in quoted_too
        label = group_wording.listing(each, shared.disagreements, is_quoted=is_quoted)
        named = issue.credit_of if is_quoted else issue.title_of
        if label:
            yield Row(label, named(each.source), url=web_address(each.url))
