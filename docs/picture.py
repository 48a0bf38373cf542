"""Take the README's pictures of mails: run the demo, open mails in Chromium, keep what they show.

    make picture

One as a screen shows it, and one as a phone does in the dark. Needs Debian's chromium (make
test-system).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parent
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


@dataclass(frozen=True, slots=True)
class Picture:
    """A mail of the sample, by its reader and day, and how it is shown."""

    name: str
    reader: str
    day: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    scale: int = 1


PICTURES = (
    Picture("digest.png", "a.luetkebohm@billerbeck.example", "2026-11-23", 760, 1180, "light"),
    Picture("digest-phone.png", "n.overkamp@duelmen.example", "2026-12-07", 360, 640, "dark", 2),
)


def main() -> None:
    """Write the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed: make test-system")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        _scout("demo", "--home", home)
        for picture in PICTURES[1:]:
            _scout("digest", "--home", home, "--today", picture.day, "--to", picture.reader)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for picture in PICTURES:
            _take(picture, browser, Path(home, "outbox"))
        browser.close()


def _scout(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "scout", *words], check=True)  # noqa: S603 - our own commands


def _take(picture: Picture, browser: Browser, outbox: Path) -> None:
    (mail,) = outbox.glob(f"{picture.day}_{picture.reader}_*.html")
    size = {"width": picture.width, "height": picture.height}
    page = browser.new_page(
        viewport=size, color_scheme=picture.scheme, device_scale_factor=picture.scale
    )
    page.goto(mail.as_uri())
    page.screenshot(path=DOCS / picture.name, clip={"x": 0, "y": 0, **size})
    page.close()


if __name__ == "__main__":
    main()
