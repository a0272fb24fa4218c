"""Facts about docs/attacks.md, which `make attacks` writes: what stock nbgrader gives and takes is what its course has to give."""

import re
import warnings
from itertools import chain, combinations

import numpy as np
from attacks import collection, files, stock

from bench import attack_table

POINTS = collection.points()
SUMS = {sum(some) for some in chain.from_iterable(combinations(POINTS.values(), number) for number in range(len(POINTS) + 1))}
ROWS = [line.strip("| \n").split(" | ") for line in attack_table.PAGE.read_text().split("\n## growth")[0].splitlines()]
ROWS = [row for row in ROWS if len(row) == 6 and row[0] not in ("attack", "---")]


def change(cell: str) -> float:
    """Return the points that a cell says were gained (positive) or lost."""
    found = re.match(r"[+−][\d.]+", cell)
    return float(found[0].replace("−", "-")) if found else 0


def test_an_attack_deserves_the_points_of_whole_functions_in_a_stock_course() -> None:
    """A function gets all of its points or none there."""
    assert {attack.due for attack in collection.load()} <= SUMS


def test_the_page_has_a_row_for_each_attack() -> None:
    """The facts below are about rows: there are as many as the page's first number says."""
    number = re.search(r"^(\d+) hostile submissions", attack_table.PAGE.read_text(), re.MULTILINE)
    assert number
    assert len(ROWS) == int(number[1])


def test_no_row_gains_or_loses_more_points_than_its_functions_have() -> None:
    """What is deserved and what changed add up to points that exist: in a stock course to those of whole functions."""
    for row in ROWS:
        deserved, *in_stock = (float(number) for number in re.findall(r"[\d.]+", row[2]) or "0")
        assert (in_stock or [deserved])[0] + change(row[3]) in SUMS, row
        assert all(0 <= deserved + change(cell) <= sum(POINTS.values()) for cell in row[4:]), row


def test_a_right_answer_passes_stocks_hidden_tests_and_writes_nothing_to_stderr() -> None:
    """For nbgrader a test has failed that writes to stderr: no attack may lose points by a warning about its right answer."""
    with warnings.catch_warnings(), np.errstate():
        warnings.simplefilter("error")
        exec(files.RIGHT + stock.hidden_tests("sigmoid", 0), {"np": np})
