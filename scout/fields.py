"""What a source says, as named fields: the form in which it is compared and counted."""

from __future__ import annotations

from scout.domain import FundingCall, NewsItem


def source_fields(call: FundingCall) -> dict[str, str]:
    """Flatten a call to the named source fields that are compared, counted and kept in history.

    Lists become lines; fields that are empty are left out. Does not include ``source`` and ``key``,
    which are identity and cannot change.
    """
    fields = {"title": call.title or "", "url": call.url, "funder": call.funder or ""}
    fields["language"] = call.language
    fields["links"] = "\n".join(f"{link.title} {link.url}" for link in call.links)
    for section in call.sections:
        fields[f"section.{section.heading}"] = section.text
    for group, codes in call.codes.items():
        fields[f"code.{group}"] = "\n".join(codes)
    for name, value in call.stated.items():
        fields[f"stated.{name}"] = value
    return {name: value for name, value in fields.items() if value}


def news_fields(item: NewsItem) -> dict[str, str]:
    """Flatten a news item to the named fields that are compared and counted; empty ones left out.

    Does not include ``source`` and ``key``, which are identity.
    """
    published = item.published_at.isoformat() if item.published_at else ""
    fields = {"title": item.title, "url": item.url, "published_at": published}
    fields |= {"summary": item.summary, "language": item.language}
    return {name: value for name, value in fields.items() if value}
