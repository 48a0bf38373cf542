"""Take turns: of the processes of one home only one at a time reads pages of a domain.

A crawl is polite by what it knows: one request at a time, delays, what a host asked for. Another
crawl knows nothing of it, and two of different sources may well meet at one host: ministries are
read by several. So each holds the domains that its source declares while it reads, by a lock for
each, which ends with its process, however that ends.

Who finds one taken gives back the others and waits holding none: nobody can wait for each other.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from scout.domain import Source
from scout.lock import process_lock

_POLL_S = 0.2
_NO_NAME = re.compile(r"[^a-z0-9.-]")
_NUMBERS = re.compile(r"[0-9.]+|.*:.*")
_log = logging.getLogger(__name__)


@contextmanager
def turn(
    home: Path, source: Source, progress: Callable[[str, int], None], poll_s: float = _POLL_S
) -> Iterator[None]:
    """Hold the domains of ``source`` while the block runs; wait for whoever reads one of them.

    That it waits is logged, once. ``progress`` is told between two tries: who wants it to end
    raises there. Waits as long as the other crawl takes, which has a limit of its own.
    """
    domains = domains_of(source)
    waits = False
    while True:
        with ExitStack() as held:
            taken = next((each for each in domains if not _takes(home, each, held)), None)
            if taken is None:
                yield
                return
        if not waits:
            waits = True
            _log.warning("%s waits: another process is reading pages of %s", source.name, taken)
        progress(source.name, 0)
        time.sleep(poll_s)


def domains_of(source: Source) -> Sequence[str]:
    """Return the domains that a crawl of ``source`` may ask for pages, each once.

    Of a name these are its last two parts, as "bund.de": two sources that may meet at one host have
    one in common. An address in numbers stands for itself.
    """
    hosts = (urlsplit(source.url).hostname or "", *source.hosts)
    return sorted({_domain(host.lower().rstrip(".")) for host in hosts})


def _domain(host: str) -> str:
    return host if _NUMBERS.fullmatch(host) else ".".join(host.split(".")[-2:])


def _takes(home: Path, domain: str, held: ExitStack) -> bool:
    name = f"domains.{_NO_NAME.sub('_', domain)}"
    return held.enter_context(process_lock(home, name))
