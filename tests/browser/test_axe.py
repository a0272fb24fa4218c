"""Facts about axe's verdict: of elements that look alike a few are judged for their contrast, and no look is passed over."""

import pytest

from .axe import ALIKE, violations

ROWS = 40
PAGE = """<!doctype html><html lang="en"><title>x</title><style>{style}</style><main><h1>x</h1><p>{words}</p></main></html>"""
WORDS = "".join(f'<span class="word">word</span> <b>bold{number}</b> ' for number in range(ROWS))


def seen(page, style="", words=WORDS) -> list[str]:
    """Return axe's verdict on a page with many words."""
    page.set_content(PAGE.format(style=style, words=words))
    return violations(page)


def test_a_page_of_plain_words_has_no_fault(page):
    """Black on white."""
    assert seen(page) == []


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("", WORDS + '<i style="color: #ccc">pale</i>'),
        (".pale {color: #ccc}", WORDS + '<span class="pale">pale</span>'),
        (".dark {background: #333}", WORDS + '<span class="dark">below</span>'),
        (f".word:nth-of-type({ROWS}) {{color: #ccc}}", WORDS),
        (f"b:nth-of-type({ROWS}) {{background: #222}}", WORDS),
        ("input {color: #ccc}", WORDS + '<input aria-label="x" value="pale">'),
    ],
    ids=["by its style", "by its class", "by its ground", "by its place", "by its ground and place", "in a field"],
)
def test_one_that_is_too_pale_is_found_among_many(page, style, words):
    """Whatever makes it so, it has a look of its own."""
    [fault] = seen(page, style, words)
    assert fault.startswith("color-contrast")


def test_of_those_that_look_alike_a_few_are_judged(page):
    """Each has the same fault, which is told a few times."""
    assert len(seen(page, ".word {color: #ccc}")) == ALIKE


def test_the_other_rules_judge_every_element(page):
    """A picture without a text is found, the last of many, too."""
    pictures = '<img alt="a picture" src="data:,">' * ROWS
    [fault] = seen(page, words=pictures + '<img src="data:,">')
    assert fault.startswith("image-alt")


def test_a_part_is_judged_by_itself(page):
    """What looks alike outside of the part does not stand for what is inside."""
    part = '<span id="part"><span class="word">word</span></span>'
    page.set_content(PAGE.format(style=".word {color: #ccc}", words=WORDS + part))
    assert len(violations(page, "#part")) == 1
    assert violations(page, "h1") == []
