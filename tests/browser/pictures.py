"""Pictures for the documentation, taken while the browser tests do what it describes."""

import os
from pathlib import Path

from playwright.sync_api import Page

WIDTH, HEIGHT = 1100, 820


def picture(page: Page, name: str) -> None:
    """Keep what the window shows, where PICTURES names a folder; else do nothing."""
    folder = os.environ.get("PICTURES")
    if folder:
        size = page.viewport_size
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.screenshot(path=Path(folder) / f"{name}.png")
        if size:
            page.set_viewport_size(size)
