"""Facts about code that takes highlighters very long."""

import time

import pytest

from autograder.pages import highlighting


def test_ordinary_code_is_shown_as_it_is() -> None:
    """A long cell of ordinary code comes back unchanged."""
    source = "def f(x):\n    return [x + 1 for _ in range(3)]  # σ\n\n" * 50
    patience = highlighting.Patience()
    assert source == patience.code(source)
    assert 0 < patience.left < highlighting.NOTEBOOK_SECONDS
    again = highlighting.Patience()
    assert source == again.code(source)
    assert again.left == highlighting.NOTEBOOK_SECONDS  # what was quick once costs no second look


def test_code_that_takes_too_long_is_replaced_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """20,000 characters of white lines, which pygments takes minutes for, cost the seconds of a cell."""
    assert highlighting.CELL_SECONDS <= 1
    monkeypatch.setattr(highlighting, "CELL_SECONDS", 0.2)
    started = time.process_time()
    shown = highlighting.Patience().code("x = 1" + "\n " * 10_000)
    assert shown == "# Not shown: highlighting this cell takes too long. The submitted file holds it. It begins:\n# x = 1 "
    assert time.process_time() - started < 10


def test_a_notebook_has_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred such cells cost no more than the notebook's seconds."""
    monkeypatch.setattr(highlighting, "CELL_SECONDS", 0.2)
    monkeypatch.setattr(highlighting, "NOTEBOOK_SECONDS", 0.3)  # more than one cell's
    started = time.process_time()
    patience = highlighting.Patience()
    assert all(patience.code("\n " * 10_000).startswith("# Not shown") for _ in range(100))
    assert time.process_time() - started < 3.0  # a hundred times 0.2 are 20
