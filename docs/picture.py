"""Take the README's picture of the mail: run the demo, open a mail in Chromium, keep what it shows.

    make picture

Needs Debian's chromium (make test-system).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "digest.png"
RECIPIENT = "t.rensing@olfen.example"
WIDTH, HEIGHT = 760, 1180
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


def main() -> None:
    """Write the picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed: make test-system")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        subprocess.run([sys.executable, "-m", "scout", "demo", "--home", home], check=True)  # noqa: S603 - our own command
        (mail,) = Path(home, "outbox").glob(f"2026-11-16_{RECIPIENT}_*.html")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(mail.as_uri())
        page.screenshot(path=PICTURE, clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
        browser.close()


if __name__ == "__main__":
    main()
