"""Fixtures of the browser tests: a real Chromium, real JupyterLab servers, pictures of what a person sees."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .desk import ROOT, jupyter, solved_lessons

WIDTH, HEIGHT = 1280, 900


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on PATH: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser window, as wide as a small laptop's."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="package")
def place() -> Iterator[Path]:
    """A folder that other users may enter (pytest's own are closed to them)."""
    folder = Path(tempfile.mkdtemp(prefix="course-browser-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def answered(place: Path) -> Iterator[str]:
    """JupyterLab on every lesson's student version with the solutions filled in; gives its address."""
    home = place / "answered"
    home.mkdir()
    with jupyter(solved_lessons(home)) as url:
        yield url


@pytest.fixture
def picture(tmp_path: Path):
    """Keep a picture of the page or of a part of it under a name; in docs/walks/ only where COURSE_WALKS=1 asks for it."""
    folder = ROOT / "docs/walks" if os.environ.get("COURSE_WALKS") else tmp_path

    def keep(shown, name: str) -> Path:
        path = folder / f"{name}.png"
        shown.screenshot(path=path)
        if folder != tmp_path:  # small, since it is kept
            from PIL import Image

            with Image.open(path) as image:
                image.convert("RGB").quantize(64).save(path, optimize=True)
        return path

    return keep
