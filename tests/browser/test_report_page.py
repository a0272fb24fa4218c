"""Facts about the class report in Chromium: a class of two hundred, in light and dark, by mouse and by keyboard."""

import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from autograder.pages.class_report import CheckRow, ClassReport, Misconception, Remark, Row
from autograder.pages.report_page import page as written

from .axe import COLOURS, violations

HOSTILE = "<img src=x onerror=alert(1)> “ünal” \u202e"


def made_up(number: int = 200) -> ClassReport:
    """Return a report of a class that nobody has taught."""
    rng = random.Random(3)
    names = [f"student{n:03}" for n in range(number - 1)] + [HOSTILE]
    rows = tuple(
        Row(name, rng.choice([0.0, 10.0, 17.5, 20.0, None]), 20.0, {"sigmoid": 10.0, "sigmoid_grad": rng.choice([0.0, 7.5])},
            86400.0 * (n % 9 == 0), 0.25 * n, (Remark("late by 1 day"),) * (n % 9 == 0))
        for n, name in enumerate(names)
    )  # fmt: skip
    checks = tuple(CheckRow("sigmoid", f"check {n}", n % 4 + 1, 180 - 9 * n, 190) for n in range(12))
    wrong = (
        Misconception("sigmoid", "This is tanh.", tuple(names[:40]), "def sigmoid(x):\n    return np.tanh(x)  # <b>"),
        Misconception("sigmoid_grad", f"It stops with {HOSTILE}", (HOSTILE,), "def sigmoid_grad(x):\n" + "    x += 1\n" * 29),
    )
    points = {"sigmoid": 10.0, "sigmoid_grad": 10.0, "sigmoid_grad_tails": 0.0}
    look = {"sigmoid_grad_tails": tuple(names)}
    return ClassReport(
        "02_sigmoid", anonymous=False, rows=rows, checks=checks, misconceptions=wrong, points=points, unanswered=look,
        missing=("absent",), misplaced={"astray": HOSTILE}, unreadable={"broken": HOSTILE}, stopped={names[3]: (HOSTILE,)},
        stopped_lines={f"NameError: {HOSTILE}": (names[4],)}, followed={"sigmoid_grad": (names[5],)}, without=("seccomp",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report as a file."""
    path: Path = tmp_path_factory.mktemp("report") / "02_sigmoid.html"
    path.write_text(written(made_up()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_the_report_has_no_fault_that_axe_finds(browser: Browser, address: str, scheme: str, width: int) -> None:
    """Contrast, names, order of headings, tables, whatever the scheme and the width; nothing of a student runs."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("dialog", lambda dialog: said.append(dialog.message))
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(address)
    shown.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    # on light ground all rules, not only those of WCAG
    assert violations(shown, rules=COLOURS if scheme == "dark" else {"resultTypes": ["violations"]}) == []
    assert said == []
    assert asked == [address]
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def marks(page: Page) -> list[str]:
    """Return the marks column of the table of students, from the top."""
    return page.locator("section[aria-labelledby=students] tbody tr td:nth-child(2)").evaluate_all(
        "cells => cells.map(cell => Number(cell.dataset.value))"
    )


def test_tables_are_sorted_by_keyboard(page: Page, address: str) -> None:
    """A heading is a button: Enter sorts, Enter again turns the order, and the heading says which it is."""
    page.goto(address)
    heading = page.locator("section[aria-labelledby=students] thead th").nth(1)
    before = marks(page)
    heading.locator("button").focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert marks(page) == sorted(before)
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert marks(page) == sorted(before, reverse=True)


def test_a_print_shows_what_is_folded(page: Page, address: str) -> None:
    """Code and names of a misconception are on paper too."""
    page.goto(address)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("pre").first.is_visible()
    assert not page.locator("nav").is_visible()


@pytest.mark.parametrize("width", [1280, 400])
def test_headings_stay_in_sight(browser: Browser, address: str, width: int) -> None:
    """In the middle of a long table its headings stand at the top, and nothing lies over them; on a narrow page too."""
    shown = browser.new_page(viewport={"width": width, "height": 900})
    shown.goto(address)
    table = shown.locator("section[aria-labelledby=students] table")
    table.locator("tbody tr").nth(150).scroll_into_view_if_needed()
    heading = table.locator("thead button").first
    place = heading.bounding_box()
    assert place is not None
    assert 0 <= place["y"] < 450
    on_top = "([x, y]) => document.elementFromPoint(x, y).textContent"
    assert shown.evaluate(on_top, [place["x"] + 5, place["y"] + 5]) == heading.text_content()
    shown.close()
