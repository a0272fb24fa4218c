"""A real JupyterLab and a real Chromium for the tests of this folder. Without Chromium they skip; in CI that is a failure."""

import shutil
from pathlib import Path

import pytest
from jupyterlab_page import jupyterlab

ROOT = Path(__file__).parents[2]
PATIENCE = 120_000  # milliseconds that a busy machine may take for a step


def pytest_addoption(parser):
    """Offer to renew the tracked pictures of docs/walks/; without it no test writes there."""
    parser.addoption("--walks", action="store_true", help="renew the pictures in docs/walks/")


@pytest.fixture(scope="session")
def chromium():
    """Give a headless Chromium."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if not executable:
        pytest.skip("no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=executable, args=options)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """Give a page of 1280 by 900 pixels."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Give a JupyterLab on a copy of the instructors' notebooks, in which every answer is right."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "source", folder / "course")
    with jupyterlab(folder / "course", tmp_path_factory.mktemp("home")) as lab:
        yield lab


@pytest.fixture
def walks(request):
    """Give a function that keeps a picture of a page in docs/walks/ where --walks asks for it."""

    def keep(page, name):
        if request.config.getoption("--walks"):
            page.screenshot(path=ROOT / "docs" / "walks" / f"{name}.png")

    return keep
