"""Facts about students' ids: each can stand in a file's name, a link, a page and a terminal."""

import pytest

from autograder.submissions.student_ids import ID_CAP, unfit

UNFIT = ["a[b]", "a*", "a?", "<b>", 'a"b', "a&lt;b", "a\\b", "a\x1bb", "a\u202eb", "a\nb", " ", "", "a/b", "\ud800", "a\tb"]


@pytest.mark.parametrize("name", UNFIT)
def test_what_pages_would_take_for_html_or_nobody_could_see_is_no_id(name: str) -> None:
    """Nor is what file names cannot hold, or what a search for files reads as a pattern."""
    reason = unfit(name)
    assert reason is not None
    assert "cannot be a student's id" in reason


@pytest.mark.parametrize("name", ["ada", "-bo ünal", "o'brien", "a.b@c.org", "李", "x_1-2", "(a)", "a+b", "émile"])
def test_other_letters_and_signs_are_allowed(name: str) -> None:
    """In whatever script."""
    assert unfit(name) is None


def test_an_id_has_a_length_and_no_dot_at_its_beginning() -> None:
    """The length is counted in bytes, as a file system does it."""
    assert unfit("a" * ID_CAP) is None
    assert "at most 128 bytes" in str(unfit("a" * (ID_CAP + 1)))
    assert "at most 128 bytes" in str(unfit("李" * 43))  # three bytes each
    assert "no dot" in str(unfit(".ada"))
