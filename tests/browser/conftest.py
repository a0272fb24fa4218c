"""Fixtures of the browser tests: a real Chromium, real JupyterLab servers, pictures of what a person sees."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from .desk import ROOT, jupyter, solved_lessons

WIDTH, HEIGHT = 1280, 900
# the first is Chromium without a window to draw: pages are the same, and it computes a sixth less
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# what one sees of a page that kept a test waiting: a message in the way, a kernel that does nothing, cells that run
STATE = """() => {
    const session = window.jupyterapp?.shell?.currentWidget?.sessionContext?.session;
    const cells = window.jupyterapp?.shell?.currentWidget?.content?.widgets ?? [];
    return {
        address: location.href,
        focus: document.activeElement.outerHTML.slice(0, 200),
        messages: [...document.querySelectorAll(".jp-Dialog, .lm-Menu, .modal.in")].map(each => each.innerText),
        kernel: [session?.kernel?.status, session?.kernel?.connectionStatus],
        cells: cells.map(each => [each.model.executionState, each.model.executionCount]).join(" "),
    };
}"""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        pytest.skip("no Chromium on PATH: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Add to a failed test's report what its pages show."""
    report = yield
    started = item.funcargs.get("browser") if isinstance(item, pytest.Function) else None
    if report.failed and started is not None:
        for number, page in enumerate([page for context in started.contexts for page in context.pages], 1):
            try:
                shown = json.dumps(page.evaluate(STATE), indent=1, ensure_ascii=False)
            except Error as error:  # the page has gone, or its script does not come to an end
                shown = str(error)
            report.sections.append((f"page {number}", shown))
    return report


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
def picture():
    """Keep a picture of the page, or of a part of it, in docs/walks/ under a name, if COURSE_WALKS=1 asks for pictures."""

    def keep(shown, name: str) -> None:
        if not os.environ.get("COURSE_WALKS"):
            return
        path = ROOT / f"docs/walks/{name}.png"
        shown.screenshot(path=path)
        from PIL import Image

        with Image.open(path) as image:  # small, since it is kept
            image.convert("RGB").quantize(64).save(path, optimize=True)

    return keep
