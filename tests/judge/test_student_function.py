"""A student's function as a check sees it: tolerances, calls, failures, with real workers behind them."""

import contextlib
import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from autograder.judge.arguments import brief, plain_argument, show
from autograder.judge.error_meanings import no_value
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.known_causes import Cause
from autograder.judge.limits import Limits
from autograder.judge.session import Answer, Failed, Session
from autograder.judge.student_function import Function
from autograder.judge.tolerance import Array, Tolerance
from autograder.judge.verdict import Failure, Kind, Stop
from autograder.wire import Listed, Other, Table

ORDER = random.Random(1)
NONE = Session(None, [])  # type: ignore[arg-type]  # for sentences alone: nobody is asked


Proxy = Callable[..., Function]


@pytest.fixture
def proxy(fork_server: ForkServer) -> Iterator[Proxy]:
    """A maker of proxies of a function f(x) whose last lines are given; their workers end with the test."""
    with contextlib.ExitStack() as sessions:

        def make(body: str, **more: object) -> Function:
            lines = "".join(f"    {line}\n" for line in body.splitlines())
            cells = ["import numpy as np", f"def f(x, *more):\n{lines}"]
            session = sessions.enter_context(Session(fork_server, cells, Limits(call_seconds=0.3)))
            session.run()
            return Function("f", session, **more)  # type: ignore[arg-type]

        yield make


def test_arguments_travel_as_what_they_are() -> None:
    """Lists as lists, numpy scalars as floats, arrays and numbers as they are."""
    assert isinstance(plain_argument([1, 2]), Listed)
    assert type(plain_argument(np.float32(0.5))) is float
    x = np.arange(3)
    assert plain_argument(x) is x
    table = Table(np.arange(2.0), np.arange(2.0))
    assert plain_argument(table) is table


def test_numbers_are_shown_in_one_short_line() -> None:
    """Whatever their size and shape."""
    for values in (1.5, np.arange(10**5), np.ones((30, 30, 3)), np.zeros((0, 3)), np.array([np.nan, -np.inf, 1e308]), np.array(5)):
        assert len(brief(values)) <= 160
        assert "\n" not in brief(values)
    assert show((np.arange(3), Table(np.arange(2.0), np.arange(2.0)))) == "[0, 1, 2], act"


REFUSED = Failed("PermissionError", "[Errno 1] Operation not permitted", 3)
WHY: list[tuple[Answer, Kind, str]] = [
    (
        Answer("missing"),
        "missing",
        "f is not defined when the notebook runs from top to bottom. Its cell stops in line 3 with NameError: name 'y' is not",
    ),
    (Answer("missing", note="int"), "missing", "f is not a function any more: the notebook sets it to a value of type int."),
    (Answer("timeout"), "timeout", "f does not come to an end in time. Does a loop in it never stop?"),
    (Answer("died", note="signal 9"), "died", "f ended Python itself, or needed more memory than there is (signal 9)."),
    (Answer("garbled", note="x"), "garbled", "f sent something that is not an answer (x)."),
    (
        Answer("raised", error=Failed("NotImplementedError", "")),
        "not_written",
        "f is not written yet: replace the line 'raise NotImplementedError()' with your answer.",
    ),
    (
        Answer("raised", error=Failed("NotImplementedError", "", trace=("line 2, in f", "line 1, in g"))),
        "not_written",
        "f calls g, and g is not written yet: replace the line 'raise NotImplementedError()' with your answer.",
    ),
    (
        Answer("raised", error=Failed("TypeError", "f() takes 2", at_call=True)),
        "raised",
        "f cannot be called as the task says: f() takes 2. Is it a function with a def line of its own?",
    ),
    (Answer("raised", error=Failed("TypeError", "bad", 3)), "raised", "f stops in line 3 of its cell with TypeError: bad"),
    (
        Answer("raised", error=Failed("NameError", "name 'y' is not defined", 2)),
        "raised",
        "f stops in line 2 of its cell: name 'y' is not defined. Where should it get its value: from an input",
    ),
    (
        Answer("raised", error=Failed("NameError", "name 'g' is not defined", 2)),
        "refused",
        "f stops in line 2 of its cell: name 'g' is not defined. g should come from your cell "
        "that stops in line 3 with PermissionError: [Errno 1] Operation not permitted",
    ),
    (
        Answer("raised", error=Failed("NameError", "name 'h' is not defined", 2)),
        "raised",
        "f stops in line 2 of its cell: name 'h' is not defined. h should come from its own cell. Is it still there?",
    ),
    (
        Answer("raised", error=REFUSED),
        "refused",
        "f stops in line 3 of its cell with PermissionError: [Errno 1] Operation not permitted",
    ),
    (Answer("raised", error=Failed("MemoryError", "")), "memory", "f needs more memory than there is."),
]


@pytest.mark.parametrize(("answer", "kind", "sentence"), WHY)
def test_a_call_without_a_value_has_a_kind_and_a_sentence(answer: Answer, kind: Kind, sentence: str) -> None:
    """Each way of giving no answer has its own; so has what the sandbox refuses."""
    troubles = {"f": Failed("NameError", "name 'y' is not defined", 3), "g": REFUSED, "h": None}
    failure = no_value("f", answer, [], troubles)
    assert failure.cause.startswith(sentence)
    assert failure.kind == kind


def test_the_error_of_a_cell_is_part_of_the_sentence() -> None:
    """It has no line if the line is not known; a function whose cell the sandbox stopped was refused, not forgotten."""
    assert no_value("f", Answer("missing"), [], {"f": Failed("E", "")}).cause.endswith("to bottom. Its cell stops with E")
    assert no_value("f", Answer("missing"), [], {"f": None}).cause.endswith("to bottom.")
    assert no_value("f", Answer("missing"), [], {"f": REFUSED}).kind == "refused"


def test_an_exception_is_kept_as_data() -> None:
    """Its type, its text as quoted, and in which line of whose cell it arose."""
    error = Failed("ValueError", "bad 0.25", 3, trace=("line 2, in f", "line 3, in g"))
    stop = no_value("f", Answer("raised", error=error), [], {"f": None, "g": None}).stop
    assert stop == Stop("ValueError", 3, "g", "bad …")
    assert stop.place == " in line 3 of g's cell"


NO_NUMBERS = [
    (None, "not an array of numbers"), ("abc", "text"),
    (True, "True and False"), (np.array([True]), "True and False"), ((np.zeros(2), np.zeros(2)), "2 values"),
    (Other("set"), "a set, which forgets order"), (Other("Bag"), "not an array of numbers: Bag"),
    (Table(np.arange(2.0), np.arange(2.0)), "not an array of numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "word"), NO_NUMBERS, ids=repr)
def test_what_is_no_number_is_said(value: object, word: str) -> None:
    """Booleans, texts, tuples and strangers each have their sentence."""
    with pytest.raises(Failure, match=word) as caught:
        Function("f", NONE).as_numbers(value)  # type: ignore[arg-type]
    assert caught.value.kind == "not_numbers"


def test_a_list_of_numbers_is_as_good_and_earns_a_note() -> None:
    """It costs no mark."""
    function = Function("f", NONE)
    assert function.as_numbers(Listed(np.arange(3))).tolist() == [0, 1, 2]
    assert function.notes == {"listed"}


def double(x: object) -> np.ndarray:
    """Return twice x."""
    return 2 * np.asarray(x, dtype=float)


def said(function: Function, x: object, **more: object) -> tuple[str, str]:
    """Return the cause and the example of the failure that comes of asking for twice x."""
    with pytest.raises(Failure) as caught:
        function.agrees(x, expected=double(x), **more)  # type: ignore[arg-type]
    return caught.value.cause, caught.value.example


def test_right_numbers_agree_in_any_plain_form(proxy: Proxy) -> None:
    """Arrays, lists, scalars, integers and single precision within the tolerance."""
    x = np.array([1.0, 2.0])
    for body in ("return 2 * x", "return [2 * v for v in x]", "return (2 * x).astype(int)", "return (2 * x).astype('f4')"):
        proxy(body).agrees(x, expected=double(x))
    proxy("return 2 * x").agrees(1.5, expected=3.0)


def test_a_wrong_answer_names_cause_and_example(proxy: Proxy) -> None:
    """The first wrong number with its input; nan and infinity by name; the shape where that is the matter."""
    x = np.array([1.0, 3.0])
    assert said(proxy("return x + 1"), x) == (
        "f gives wrong numbers. Compare a value by hand with the formula.",
        "f at 3. should be 6., and is 4.",
    )
    assert said(proxy("return x * np.nan"), x, kind="small x")[0] == (
        "f gives nan for small x. Which step leaves the range of the numbers?"
    )
    assert said(proxy("return x + np.inf"), x, hint="Why?")[0] == "f gives infinity. Why?"
    assert said(proxy("return x[:1]"), x)[0] == (
        "f gives one number where 2 are expected: one answer for each. "
        "Is one of them picked, or is one question asked about all of them, as any, all and sum do?"
    )
    assert said(proxy("print(x)"), x)[0] == (
        "f returns nothing (None), but it prints something. Did you print the result instead of returning it?"
    )


def test_a_known_wrong_form_is_named(proxy: Proxy) -> None:
    """A cause whose function goes wrong in the same way speaks; one that cannot compute this input keeps silent."""
    broken = Cause("broken", lambda x: 1 / 0)
    other = Cause("other", lambda x: np.zeros((3, 3)))
    square = Cause("This is the square.", lambda x: x**2)
    function = proxy("return x ** 2", causes=(broken, other, square))
    assert said(function, np.array([1.0, 3.0]))[0] == "This is the square."


TURNED = np.arange(6.0).reshape(2, 3).T


@pytest.mark.parametrize(
    ("body", "x", "words"),
    [
        ("return np.array(list(np.nditer(x))).reshape(x.shape)", TURNED, "right for a table that stands in memory row by row"),
        ("return x + isinstance(x, int)", 7, "right for x = 7.0 and wrong for x = 7."),
        ("return np.copy(x[::-1])", TURNED, "f gives wrong numbers"),
    ],
)
def test_a_form_of_input_is_named_where_it_alone_is_wrong(proxy: Proxy, body: str, x: Array | int, words: str) -> None:
    """The same numbers in a plainer form are asked too: if these go right, the form is the cause."""
    with pytest.raises(Failure) as caught:
        proxy(body, names=("x",)).agrees(x, expected=x)
    assert words in caught.value.cause


def test_an_exception_keeps_type_line_and_text(proxy: Proxy) -> None:
    """As plain text; the input is in the example, which the level of detail may hide."""
    cause, example = said(proxy("y = 1\nraise ValueError('<b>\\x1b[1mno')"), np.array([7.25]))
    assert cause == "f stops in line 3 of its cell with ValueError: <b>no"
    assert example == "called with [7.25]"


def test_a_changed_input_is_said(proxy: Proxy) -> None:
    """Writing into the argument, turning its sign bit, and reshaping it in place are changes; computing beside it is none."""
    x = np.array([0.0, 2.0])
    for body in ("x[0] = 9\nreturn x", "x *= -1\nreturn x", "x.shape = (2, 1)\nreturn x"):
        with pytest.raises(Failure, match="changes the array it is given") as caught:
            proxy(body).unchanged(x)
        assert caught.value.kind == "changes_input"
    proxy("x = x.copy()\nx[0] = 9\nreturn x").unchanged(x)
    assert x.tolist() == [0, 2]


def test_the_same_question_gets_the_same_answer(proxy: Proxy) -> None:
    """Asked again, a function that has kept something from the first time is told so; one that has not passes."""
    x = np.array([1.0, 2.0])
    keeps = proxy("f.n = getattr(f, 'n', 0) + 1\nreturn 2 * x if f.n == 1 else x")
    with pytest.raises(Failure, match="another answer when it is asked the same again") as caught, keeps.one_check(ORDER):
        keeps.agrees(x, expected=double(x))
    assert caught.value.kind == "unstable"
    steady = proxy("return 2 * x")
    with steady.one_check(ORDER):
        steady.agrees(x, expected=double(x))
    with proxy("raise ValueError").one_check(ORDER):
        pass  # nothing was asked


AS_IT_WAS = Cause("The numbers come out as they went in.", lambda x: x)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return x if (x > 0).any() else 0 * x", "f gives a number another answer if other numbers stand beside it"),
        ("return x if (x > 0).all() else 0 * x", "All answers of f are the same, 0, and they change"),
        ("return x if (x > 0).all() else 0.0", "All answers of f are the same, 0, and they change"),
        ("return x", AS_IT_WAS.sentence),
        ("f.n = getattr(f, 'n', 0) + 1\nreturn x * f.n", "Does it keep something from call to call?"),
    ],
)
def test_a_wrong_answer_is_asked_about_again(proxy: Proxy, body: str, words: str) -> None:
    """What is right for each number alone, or another answer next time, is no known wrong form of the formula."""
    x = np.array([1.0, -2.0, 3.0, -4.0, 5.0])
    function = proxy(body, causes=(AS_IT_WAS,), alone=True, curve=lambda x: np.maximum(x, 0))
    with pytest.raises(Failure) as caught:
        function.agrees(x, expected=np.maximum(x, 0))
    assert words in caught.value.cause


def test_one_true_or_false_for_all_is_told_apart_from_a_comparison(proxy: Proxy) -> None:
    """Where each number has an answer of its own."""
    x = np.array([1.0, -2.0])
    assert "as any and all do" in said(proxy("return (x > 0).any()", alone=True), x)[0]
    assert "returns True and False" in said(proxy("return x > 0", alone=True), x)[0]
    assert "returns True and False" in said(proxy("return (x > 0).any()"), x)[0]


def test_answers_of_one_number_are_looked_at_together(proxy: Proxy) -> None:
    """Whole numbers for four questions: each of them alone may be chance, and so is a cause that fits one."""
    chance = Cause("This is the largest of all.", lambda x: np.asarray(x.max()))
    function = proxy("return int(x.mean())", causes=(chance,))
    failures = []
    for x in np.array([[1.0, 1.5, 3.0], [4.0, -1.0, 1.0], [5.5, 5.0, 6.2], [2.0, 2.0, 2.4]]):
        with pytest.raises(Failure) as caught:
            function.agrees(x, expected=x.mean())
        failures.append(caught.value)
    assert {function.explained(failure).cause for failure in failures} == {
        "f cuts its answers to whole numbers. Does int(...) or // do that, or is the array made for whole numbers?"
    }


def test_the_questions_of_a_check_are_asked_together_and_in_order(proxy: Proxy) -> None:
    """They wait until the check ends, calls the function itself, or goes on from a Failure; the first wrong answer counts."""
    counts = proxy("f.n = getattr(f, 'n', 0) + 1\nreturn x + f.n")

    def ask(number: int) -> None:
        counts.agrees(np.zeros(2), expected=np.full(2, float(number)))

    def first_check() -> None:
        with counts.one_check(ORDER):
            ask(1)
            ask(2)
            assert counts.numbers(0.0) == 3
            ask(4)
            with counts.at_once():
                ask(5)
                with pytest.raises(Failure):
                    ask(99)  # 6, and the next ones where it is looked at more closely
            ask(int(counts.numbers(0.0)) + 1)

    def second_check() -> None:
        with counts.one_check(ORDER):
            counts.agrees(np.full(2, 0.25), expected=np.full(2, -1.0))
            counts.agrees(np.full(2, 0.75), expected=np.full(2, -2.0))

    with pytest.raises(Failure, match="asked the same again"):
        first_check()
    with pytest.raises(Failure) as caught:
        second_check()
    assert "0.25" in caught.value.example
    assert counts.last.args[0].tolist() == [0.25, 0.25]


def test_a_tolerance_is_the_checks_own(proxy: Proxy) -> None:
    """An answer is held against the tolerance that the check names, the second time too."""
    x = np.array([1.0])
    function = proxy("return 2 * x + 1e-6")
    with function.one_check(ORDER):
        function.agrees(x, expected=double(x))
    with pytest.raises(Failure, match="wrong numbers"):
        function.agrees(x, expected=double(x), tolerance=Tolerance(1e-9, 0.0))
