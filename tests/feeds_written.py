"""Feeds as tests write them."""

from __future__ import annotations

from scout.reading.feeds import Entry, Feed, read_feed

URL = "https://amt.example/feed/rss.xml"


ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


Row = tuple[str, str, str, str]


def rss(*items: str, head: str = "<title>Amt</title>", version: str = "2.0") -> bytes:
    found = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="{version}"><channel>{head}{found}</channel></rss>'.encode()


def atom(*entries: str, head: str = "") -> bytes:
    found = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<feed {ATOM}><title>Amt</title>{head}{found}</feed>".encode()


def item(title: str = "Titel", more: str = "", link: str = "https://amt.example/a") -> str:
    return f"<title>{title}</title><link>{link}</link>{more}"


def only(content: bytes) -> Entry:
    (entry,) = read_feed(content, URL).entries
    return entry


def codes(feed: Feed) -> list[str]:
    return [finding.code for finding in feed.findings]
