"""Facts about first messages: what people read first about wrong answers that others wrote, and how often it names the cause.

The answers in tests/bed/second/ were written by somebody who had not read the causes, each with its true cause. labels.json holds
what a reader said of each first message (named, half, generic; passes: the answer had full marks), with words that a message that
names the cause must hold. The table stands in docs/fairness.md.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from autograder.judge import feedback_text
from bench.measure_bed import Answer, judge_all, lesson, load

SECOND = Path(__file__).parent / "second"
NAMED = 0.9  # the least share of first messages that name the cause
LABELS = json.loads((SECOND / "labels.json").read_text(encoding="utf-8"))
CASES = load(SECOND / "cases.py")


def known(assignment: str, function: str) -> bool:
    """Return whether the course has the function: some of the answers wait for the second edition."""
    whole = lesson(assignment)
    return function in (*whole.points, *whole.stretch)


def first_messages(answers: list[Answer]) -> list[tuple[Answer, str]]:
    """Return what is read first about each answer; '' if it has full marks."""
    outcomes = judge_all(answers, (0,))
    said = (feedback_text.failures_by_sentence(outcome.cell, "cause") for outcome in outcomes)
    return [(outcome.answer, sentences[0][0] if sentences else "") for outcome, sentences in zip(outcomes, said, strict=True)]


def test_nine_in_ten_first_messages_name_the_cause() -> None:
    """Over the answers of somebody who had not read the causes; the words of each that does are checked."""
    answers = []
    for path in sorted(SECOND.glob("[0-9]*.py")):
        assignment = path.stem
        for function, wrong in load(path).WRONG.items():
            if known(assignment, function):
                answers += [Answer(assignment, function, "wrong", name, source) for name, (source, _) in wrong.items()]
    assert len(answers) >= 200
    verdicts: Counter[str] = Counter()
    lost = []
    for answer, said in first_messages(answers):
        label, words = LABELS[answer.function][answer.name]
        holds = words in said and bool(said)
        verdicts[label if label != "named" or holds else "lost"] += 1
        if label == "named" and not holds:
            lost.append((answer.function, answer.name, words, said))
    assert verdicts["misleading"] == 0
    assert verdicts["named"] >= NAMED * len(answers), lost


@pytest.mark.parametrize("function", CASES.WRONG)
def test_a_message_that_did_not_name_the_cause_does_now(function: str) -> None:
    """Each was told something else, or nothing, in the first edition."""
    wrong = CASES.WRONG[function]
    answers = [Answer(CASES.LESSON[function], function, "wrong", name, source) for name, (source, _) in wrong.items()]
    found = [(answer.name, wrong[answer.name][1], said) for answer, said in first_messages(answers)]
    assert [row for row in found if row[1] not in row[2]] == []
