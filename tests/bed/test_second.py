"""Facts about first messages: what people read first about wrong answers that others wrote, and how often it names the cause.

The answers in tests/bed/second/ were written by somebody who had not read the causes, each with its true cause. labels.json holds
what a reader said of each first message (named, half, generic; passes: the answer had full marks), with words that a message that
names the cause must hold. The table stands in docs/fairness.md.
"""

import json
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from autograder.judge import feedback_text
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.suite import Suite
from bench.measure_bed import Answer, judged, lesson, load

SECOND = Path(__file__).parent / "second"
NAMED = 0.9  # the least share of first messages that name the cause
LABELS = json.loads((SECOND / "labels.json").read_text(encoding="utf-8"))
CASES = [load(SECOND / name) for name in ("cases.py", "misled.py", "asked_again.py")]
LESSON = {function: lesson for case in CASES for function, lesson in case.LESSON.items()}
WRONG = {function: {name: each for case in CASES for name, each in case.WRONG.get(function, {}).items()} for function in LESSON}


def known(assignment: str, function: str) -> bool:
    """Return whether the course has the function: some of the answers wait for the second edition."""
    whole = lesson(assignment)
    return function in (*whole.points, *whole.stretch)


def second() -> list[Answer]:
    """Return the answers of somebody who had not read the causes."""
    return [
        Answer(path.stem, function, "wrong", name, source)
        for path in sorted(SECOND.glob("[0-9]*.py"))
        for function, wrong in load(path).WRONG.items()
        if known(path.stem, function)
        for name, (source, _) in wrong.items()
    ]


def cases(function: str) -> list[Answer]:
    """Return the answers to one function about which an earlier edition said something else, or nothing."""
    return [Answer(LESSON[function], function, "wrong", name, source) for name, (source, _) in WRONG[function].items()]


@pytest.fixture(scope="module")
def first_messages(fork_server: ForkServer, suite: Suite) -> dict[Answer, str]:
    """What is read first about each answer of both kinds, judged together; '' if it has full marks."""
    outcomes = list(judged(fork_server, suite, [*second(), *chain.from_iterable(map(cases, WRONG))], (0,)))
    said = (feedback_text.failures_by_sentence(outcome.cell, "cause") for outcome in outcomes)
    return {outcome.answer: sentences[0][0] if sentences else "" for outcome, sentences in zip(outcomes, said, strict=True)}


def test_nine_in_ten_first_messages_name_the_cause(first_messages: dict[Answer, str]) -> None:
    """Over the answers of somebody who had not read the causes; the words of each that does are checked."""
    answers = second()
    assert len(answers) >= 200
    verdicts: Counter[str] = Counter()
    lost = []
    for answer in answers:
        said = first_messages[answer]
        label, words = LABELS[answer.function][answer.name]
        holds = words in said and bool(said)
        verdicts[label if label != "named" or holds else "lost"] += 1
        if label == "named" and not holds:
            lost.append((answer.function, answer.name, words, said))
    assert verdicts["misleading"] == 0
    assert verdicts["named"] >= NAMED * len(answers), lost


@pytest.mark.parametrize("function", WRONG)
def test_a_message_that_did_not_name_the_cause_does_now(first_messages: dict[Answer, str], function: str) -> None:
    """Each was told something else, or nothing, in an earlier edition."""
    wrong = WRONG[function]
    found = [(answer.name, wrong[answer.name][1], first_messages[answer]) for answer in cases(function)]
    assert [row for row in found if row[1] not in row[2]] == []
