"""docs/fairness.md shows ten wrong answers as the judge marks them now."""

import re
from collections.abc import Iterator

import pytest
from tracked_files import ROOT

from autograder.judge import feedback_text
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.suite import Suite
from bench.measure_bed import bed, judged

TEN = (  # function, name of the answer in tests/bed/, in the order of the page
    ("affine", "bias in every coordinate"),
    ("predict", "np.sign"),
    ("perceptron", "batch"),
    ("perceptron", "sum of all w"),
    ("sigmoid", "e^x over 1 + e^x"),
    ("sigmoid_grad", "x (1 - x)"),
    ("relu", "vectorize that takes the first kind"),
    ("softmax", "no keepdims in the sum"),
    ("cross_entropy", "log of a share that is 0"),
    ("mlp_forward", "W2 turned round"),
)


def rows_of_the_page() -> list[tuple[str, ...]]:
    """Return function, marks and sentences of each row of the page's table."""
    text = (ROOT / "docs/fairness.md").read_text(encoding="utf-8")
    section = text.partition("## Ten wrong answers")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)`: .+? \| (\d+ %) \| (.+) \| .+? \|$", section, re.MULTILINE)


@pytest.fixture(scope="module")
def fresh_suite() -> Iterator[Suite]:
    """A suite that has judged nothing: one that has tries the causes of earlier answers first, and its sentences may differ."""
    with Suite() as suite:
        yield suite


def test_the_ten_wrong_answers_have_these_marks_and_sentences(fork_server: ForkServer, fresh_suite: Suite) -> None:
    """Under seed 0."""
    wrong = {(answer.function, answer.name): answer for answer in bed() if answer.kind == "wrong"}
    outcomes = judged(fork_server, fresh_suite, [wrong[place] for place in TEN], (0,))
    expected = [
        (
            outcome.answer.function,
            f"{100 * outcome.share:.0f} %",
            " ".join(sentence for sentence, _ in feedback_text.failures_by_sentence(outcome.cell, "cause")),
        )
        for outcome in outcomes
    ]
    assert expected == rows_of_the_page()
