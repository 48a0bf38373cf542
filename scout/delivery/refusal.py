"""Tell a refusal that says "nobody is there" from one that says something of us. Pure.

A server's "no, for ever" (5xx) is about the address, about us, or about what we wrote. Only the
first is a reason to write no more: whoever takes the others for it stops a whole county's digests
on the day on which a relay forgets us. So, in doubt, it is not the address. Such a message has
failed all the same, stands in the outbox, and its calls are told by the next issue.

RFC 3463 gives the answer a second, finer code: ``550 5.1.1``. Its subjects:

    5.1.x  addressing    1 no such mailbox, 2 no such system, 3 syntax, 4 ambiguous, 6 has moved,
                         10 takes no mail at all (RFC 7505). Not 0, 7 and 8: other, or *sender's*.
    5.2.x  mailbox       1 disabled. Not 2 (full), 3 and 4 (this message): they may come to an end.
    5.3.x to 5.7.x       system, network, protocol, content, policy: not the address. ``5.7.1 Relay
                         access denied`` comes at RCPT, for every recipient, and is about us.

Where there is no finer code the first one speaks, and only at RCPT, the one step at which nothing
but the address is new (RFC 5321, 4.2.2 and 4.3.2): 550, 551 and 553 are about mailboxes, 556 (RFC
7504) about their domain. At MAIL it is never the address: the server has not heard it yet. Nor is
it where the words speak of the sender, or of relaying, logins and policies and of no unknown user:
``550 relay not permitted``.

What a server says to nearly everybody in a run is about the server, whatever it says.
"""

from __future__ import annotations

import re
from enum import StrEnum

from scout.log import without_addresses

# After so many in a row, each on a day of its own, an address gets no digests any more.
MOST_REFUSALS = 3
# So many addresses at least, and so many to each that was written to, are nearly everybody.
_FEWEST, _TO_EACH = 2, 3

_ENHANCED = re.compile(r"\d{3}[ -](\d)\.(\d{1,3})\.(\d{1,3})(?!\d)")
_NOBODY_THERE = frozenset({"1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1"})
_OF_MAILBOXES = frozenset({"550", "551", "553", "556"})
_OF_SENDER = re.compile(r"\b(?:sender|absender)", re.IGNORECASE)
_OF_US = re.compile(
    r"relay|not permitted|prohibit|authenticat|authori[sz]|\blog ?in\b|credential|"
    r"polic(?:y|ies)|denied|block(?:ed|ing|list)|blacklist|\bspam\b|\bspf\b|\bdkim\b|\bdmarc\b|"
    r"\b(?:your|client) (?:ip|host)|\bhelo\b|reputation|rate limit|too many",
    re.IGNORECASE,
)
_WHO = r"(?:user|recipient|mailbox|account|address|empfänger|benutzer|postfach|adresse)"
_OF_NOBODY = re.compile(
    rf"{_WHO}\b.{{0,30}}(?:unknown|unbekannt|n['o]t exist|existiert nicht|not found|invalid)|"
    rf"(?:unknown|no such|invalid|unbekannter?)\W+(?:\w+\W+)?{_WHO}|unroute?able",
    re.IGNORECASE,
)


class Step(StrEnum):
    """At which step of a message the server answered; END is after its last byte."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    END = "END"


def is_nobody_there(step: Step, answer: str) -> bool:
    """Tell whether ``answer``, its code first, says that the address is wrong for good."""
    if step is Step.MAIL or not answer.startswith("5"):
        return False
    finer = _ENHANCED.match(answer)
    if finer is None:
        return step is Step.RCPT and answer[:3] in _OF_MAILBOXES and not _is_of_us(answer)
    return finer[1] == "5" and f"{finer[2]}.{finer[3]}" in _NOBODY_THERE


def is_about_the_server(refused: int, taken: int) -> bool:
    """Tell whether a run's refusals speak of the server, because it refused nearly everybody.

    To ``refused`` addresses it said that nobody is there, for ``taken`` others it took a mail. Of
    one address alone nobody can tell.
    """
    return refused >= max(_FEWEST, _TO_EACH * taken)


def _is_of_us(answer: str) -> bool:
    """Tell whether the words of ``answer`` are about the sender or about this computer."""
    words = without_addresses(answer)
    if _OF_SENDER.search(words):
        return True
    return bool(_OF_US.search(words)) and not _OF_NOBODY.search(words)
