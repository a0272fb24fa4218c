"""Facts about the judge: one real suite, real workers, and functions that try to be more than they compute."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from judge.judged import RIGHT, Bench, causes, share

from autograder.course import Course
from autograder.gradebook.fingerprints import content_digest
from autograder.gradebook.verdict_files import Record, VerdictFiles
from autograder.judge import feedback_text
from autograder.judge.check_base import Checks
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.hidden_checks import CHECKS, Check, GraderError, shipped
from autograder.judge.lesson import Lesson
from autograder.judge.suite import Outcome, Suite, Undecided, results
from autograder.judge.verdict import Failure, Verdict

LOG = """
seen = []
def sigmoid(x):
    seen.append(np.asarray(x, dtype=float).ravel())
    return right(x)
def first(): return np.concatenate(seen[:8])
def everything(): return np.concatenate(seen)
def how_many(): return len(seen)
"""


def test_inputs_and_their_order_are_the_seeds(bench: Bench) -> None:
    """The same seed asks the same in the same order; another seed asks something else in another order."""
    one, again, other = (bench.judge(RIGHT, LOG, seed=seed, ask="everything")[1] for seed in (5, 5, 6))
    assert isinstance(one, np.ndarray)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    shapes = """
        sizes = []
        def sigmoid(x):
            sizes.append(np.size(x))
            return right(x)
        def order(): return np.array(sizes)
    """
    orders = [bench.judge(RIGHT, shapes, seed=seed, ask="order")[1] for seed in (5, 6)]
    assert not np.array_equal(*(np.resize(order, 30) for order in orders))


def test_ordinary_inputs_of_two_seeds_have_nothing_in_common(bench: Bench) -> None:
    """What was learned of one seed's numbers answers no question of another's, but for the landmarks that all know."""
    one, other = (set(bench.judge(RIGHT, LOG, seed=seed, ask="everything")[1].tolist()) for seed in (7, 8))
    common = one & other
    assert len(one) > 100
    assert all(x == round(x) for x in common), "only whole numbers, 0 and 1000 are everybody's"


def test_calls_repeat(bench: Bench) -> None:
    """Each check asks something a second time: a function that answers once and then otherwise loses it."""
    once = """
        known = set()
        def sigmoid(x):
            key = (np.asarray(x).tobytes(), np.shape(x), type(x))
            if key in known and np.size(x): return right(x) + 0.5
            known.add(key)
            return right(x)
    """
    verdict, _ = bench.judge(RIGHT, once)
    assert share(verdict) == 0
    assert causes(verdict) == {
        "sigmoid gives another answer when it is asked the same again. Does it keep something from call to call?"
    }


# A worker whose functions answer with anything: whatever it is, no check may fail by itself.
ODD = """
rng = np.random.default_rng({seed})
specials = [0.0, -0.0, 1.0, -1.0, np.nan, np.inf, -np.inf, 1e308, -1e308, 5e-324, 1e154, 2.0**53, 0.5]
dtypes = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?", "c16", "O", "U3"]
def numbers(shape):
    with np.errstate(all="ignore"):
        import warnings
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kind = rng.integers(5)
            if kind == 0: values = rng.choice(specials, shape)
            elif kind == 1: values = np.full(shape, rng.choice(specials))
            elif kind == 2: values = rng.normal(size=shape) * 10.0 ** rng.integers(-300, 300)
            elif kind == 3: values = rng.integers(-3, 4, shape) * 1.0
            else: return rng.choice([-2**63, 2**63 - 1, 0, -1], shape)
            return values if rng.random() < 0.5 else values.astype(rng.choice(dtypes))
def shape_like(args):
    shape = np.shape(args[0]) if args else ()
    match rng.integers(9):
        case 0: return ()
        case 1: return (0,)
        case 2: return shape[::-1]
        case 3: return (1, *shape)
        case 4: return shape[:-1]
        case 5: return shape[1:]
        case 6: return tuple(rng.integers(0, 5, rng.integers(0, 6)))
        case _: return shape
def odd(*args, **more):
    match rng.integers(14):
        case 0: return rng.choice(np.array([None, True, "x" * 400, b"x", 1j, 2**62, 1e400, float("nan")], dtype=object))
        case 1: return tuple(numbers(shape_like(args)) for _ in range(rng.integers(0, 5)))
        case 2: return list(map(float, rng.choice(specials, rng.integers(0, 5))))
        case 3: return [[1.0], [2.0, 3.0]]
        case 4: return (numbers(np.shape(args[0])[1:]), float(rng.choice(specials)), rng.choice(specials))
        case 5: return (numbers(np.shape(args[0])[1:]), int(rng.integers(-5, 5)), int(rng.integers(-2, 400)))
        case 6: raise rng.choice(np.array([ValueError("x"), KeyError(), TypeError(), NotImplementedError(), NameError("n")]))
        case 7: return args[0] if args else None
        case _: return numbers(shape_like(args))
"""


@pytest.mark.parametrize("assignment", ["01_linear_separability", "02_sigmoid", "03_tanh", "04_relu", "05_softmax", "06_network"])
def test_no_answer_makes_a_check_itself_fail(bench: Bench, assignment: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Odd shapes, dtypes and numbers of every size are wrong answers; none of them is an error of the grader's, or noise."""
    lesson = Lesson.read(bench.course, assignment)
    functions = [*lesson.points, *lesson.stretch]
    for seed in range(6):
        cell = ODD.format(seed=seed) + "".join(f"{name} = odd\n" for name in functions)
        verdict, _ = bench.judge(cell, assignment=assignment, seed=seed)
        assert verdict.score < lesson.max_score / 2
    assert capfd.readouterr() == ("", "")


def test_a_mistake_on_top_of_another_is_named(bench: Bench) -> None:
    """Numbers that come of a wrong earlier function fit no known form; beside a right one they do."""
    tanh = "def sigmoid(x):\n    return np.tanh(np.asarray(x, dtype=float))\n"
    verdict, _ = bench.judge(tanh, "def sigmoid_grad(x):\n    return 1 - sigmoid(x)\n")
    cell = next(cell for cell in verdict.cells if cell.function == "sigmoid_grad")
    assert cell.score == 0
    assert "without a square below: the slope is the product" in feedback_text.comment(cell)


IN_PLACE = "def relu(x):\n    x = np.asarray(x, dtype=float)\n    x *= x > 0\n    return x\nmine = relu\n"
WAYS = """
def relu_grad(x):
    x = np.asarray(x, dtype=float)
    relu(x.copy())
    if {condition}:
        return np.where(x > 0, 1.0, 0.0)
    return x + 7.0
"""


@pytest.mark.parametrize("condition", ["x.ndim == 1", "x.size > 5", "abs(x).max(initial=0) < 4", "x.all()"])
def test_of_two_ways_of_answering_one_counts_as_a_whole(bench: Bench, condition: str) -> None:
    """A function that sees which version of an earlier one stands there has the marks of one way, not each check's better one."""

    def worth(condition: str) -> float:
        code = IN_PLACE + WAYS.format(condition=condition)
        return share(bench.judge(code, assignment="04_relu")[0], "relu_grad")

    one, other = worth(condition), worth(f"not ({condition})")
    assert 0 < one < 1 or 0 < other < 1
    assert worth(f"(relu is mine) == bool({condition})") == pytest.approx(max(one, other))


def test_what_passes_with_the_students_own_function_alone_is_said(bench: Bench) -> None:
    """The run that brings more marks counts, with what it loses."""
    code = IN_PLACE + WAYS.format(condition="relu is not mine and x.ndim == 1 or relu is mine and x.ndim == 0")
    verdict, _ = bench.judge(code, assignment="04_relu")
    assert share(verdict, "relu_grad") == pytest.approx(
        share(bench.judge(IN_PLACE + WAYS.format(condition="x.ndim == 1"), assignment="04_relu")[0], "relu_grad")
    )
    assert any(
        cause.startswith("With your own relu this check passes, and with a right relu") for cause in causes(verdict, "relu_grad")
    )


OWN_FAULTS = {
    "a name": (
        "s = sigmoid(x)\n    return s * (1 - t)",
        "in line 3 of its cell: a name that it uses has no value there. Where should it get",
    ),
    "a known name": ("return sigmoid(x) * exp(-x) * sigmoid(x)", "NumPy has it, as np.exp"),
    "too early": ("s = s * sigmoid(x)\n    return s", "used before it gets a value"),
    "True and False": ("return sigmoid(x) > 0", "returns True and False: a comparison only says whether it holds"),
}


@pytest.mark.parametrize("name", OWN_FAULTS)
def test_a_fault_of_its_own_is_named_beside_an_earlier_function_that_is_not_written(bench: Bench, name: str) -> None:
    """What fails with a right version in the place of the earlier one, too, is no fault of the earlier one."""
    body, words = OWN_FAULTS[name]
    stub = "def sigmoid(x):\n    raise NotImplementedError()\n"
    verdict, _ = bench.judge(stub, f"def sigmoid_grad(x):\n    {body}\n")
    cell = next(cell for cell in verdict.cells if cell.function == "sigmoid_grad")
    assert words in feedback_text.comment(cell)
    assert "not written yet" not in feedback_text.comment(cell)


def test_arrays_changed_by_an_earlier_function_cost_the_later_one_nothing(bench: Bench) -> None:
    """The only check that fails is about all calls; with a right version of the earlier function all of them are asked."""
    in_place = """
        def sigmoid(x):
            x = np.asarray(x, dtype=float)
            np.negative(x, out=x)
            with np.errstate(over="ignore"):
                return np.asarray(1 / (1 + np.exp(x)))
    """
    slope = """
        def sigmoid_grad(x):
            s = sigmoid(x)
            return s * (1 - s)
    """
    verdict, _ = bench.judge(in_place, slope)
    assert share(verdict, "sigmoid") < 1
    assert share(verdict, "sigmoid_grad") == 1


def test_partial_credit_follows_the_weights(bench: Bench) -> None:
    """A function that fails one of its checks loses that check's share, and only that."""
    code = "def sigmoid(x):\n    if np.ndim(x) == 0: raise ValueError('one number')\n    return right(x)"
    verdict, _ = bench.judge(RIGHT, code)
    cell = verdict.cells[0]
    failed = [check for check in cell.checks if not check.passed]
    assert [check.title for check in failed] == ["A single number, whole or not, and an array without axes"]
    assert cell.score == pytest.approx(
        cell.max_score * (1 - failed[0].weight / sum(check.weight for check in cell.checks)), abs=0.01
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_marks_do_not_depend_on_the_order_of_checks(bench: Bench, seed: int) -> None:
    """A function that never ends, or ends Python, for some inputs loses those checks, whichever come first."""
    code = """
        import os
        def sigmoid(x):
            if np.ndim(x) == 0:
                while True: pass
            if np.ndim(x) == 3: os._exit(1)
            return right(x)
    """
    verdict, _ = bench.judge(RIGHT, code, seed=seed)
    failed = {check.title for check in verdict.cells[0].checks if not check.passed}
    assert failed == {
        "A single number, whole or not, and an array without axes",
        "Arrays of every length keep their shape (1-D, 2-D, 3-D), and so do axes of length 1, squares and cubes",
        "Every second column, turned and reversed, and a turned block",  # of three axes
    }


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A folder for a suite of a test's own, for the functions of lesson 02."""
    yield tmp_path
    sys.modules.pop("test_02_sigmoid", None)


LATER = ("sigmoid_grad", "gradient_step", "sigmoid_grad_tails")


def written(folder: Path, body: str) -> Path:
    """Write a suite in which every function of lesson 02 has one check, `body` being that of sigmoid."""
    head = "import numpy as np\nimport pytest\nfrom autograder.judge.check_base import Checks, Failure\n"
    classes = "".join(
        f"class Test{number}(Checks):\n    function = {name!r}\n    def test_one(self, call, rng):\n        'One'\n        {code}\n"
        for number, (name, code) in enumerate({"sigmoid": body, **dict.fromkeys(LATER, "pass")}.items())
    )
    (folder / "test_02_sigmoid.py").write_text(head + classes)
    return folder


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("assert call.numbers(1.0) == 7", "AssertionError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("pytest.skip('not today')", "not today"),
        ("pytest.fail('no')", "no"),
    ],
)
def test_a_check_that_fails_itself_decides_nothing(
    fork_server: ForkServer, course: Course, own: Path, body: str, word: str
) -> None:
    """It is reported with its name, to the instructor alone; a person marks the submission, and the suite goes on with the next."""
    with Suite(written(own, body)) as suite:
        bench = Bench(suite, fork_server, course)
        for _ in range(2):
            with pytest.raises(Undecided) as caught:
                bench.judge("def sigmoid(x): return 1.0")
            assert "the check test_02_sigmoid.py::Test0::test_one (" in caught.value.where
            assert word in caught.value.where
            assert "test_one" not in caught.value.what + caught.value.next_step


def test_a_suite_that_cannot_be_read_says_why(own: Path) -> None:
    """A syntax error in the checks is an error before anything is judged."""
    (own / "test_02_sigmoid.py").write_text("def broken(:\n")
    with pytest.raises(GraderError, match="SyntaxError"):
        Suite(own)


def test_a_function_without_checks_is_the_graders_error(fork_server: ForkServer, course: Course, own: Path) -> None:
    """No points are given for nothing."""
    written(own, "pass")
    (own / "test_02_sigmoid.py").write_text((own / "test_02_sigmoid.py").read_text().replace("'sigmoid_grad'", "'other'"))
    with Suite(own) as suite, pytest.raises(GraderError, match="no hidden check for 'sigmoid_grad'"):
        Bench(suite, fork_server, course).judge("def sigmoid(x): return 1.0")


REFUSED = {
    "tmp_path": "def test_one(self, call, tmp_path): 'One'",
    "setup_method": "def setup_method(self): self.x = 1\n    def test_one(self, call): 'One'",
    "teardown_class": "@classmethod\n    def teardown_class(cls): pass\n    def test_one(self, call): 'One'",
    "own": "@pytest.fixture(autouse=True)\n    def own(self): return 1\n    def test_one(self, call): 'One'",
    "n": "@pytest.mark.parametrize('n', [1, 2])\n    def test_one(self, call, n): 'One'",
    "request": "def test_one(self, request): 'One'",
    "pytestmark": "@pytest.mark.skip\n    def test_one(self, call): 'One'",
}


@pytest.mark.parametrize(("name", "code"), REFUSED.items(), ids=REFUSED)
def test_a_check_that_asks_for_more_than_call_and_rng_is_refused(own: Path, name: str, code: str) -> None:
    """When the suite is collected, with the check, what it asks for, and what to do instead."""
    head = "import pytest\nfrom autograder.judge.check_base import Checks\nclass TestIt(Checks):\n    function = 'sigmoid'\n    "
    (own / "test_02_sigmoid.py").write_text(head + code + "\n")
    with pytest.raises(GraderError, match=rf"check test_02_sigmoid.py::TestIt::test_one.* asks for {name}, .*; write fixtures"):
        Suite(own)


class Collector:
    """A pytest plug-in that keeps the items."""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep them."""
        self.items = session.items


def test_the_checks_are_those_that_pytest_collects() -> None:
    """With the same ids, in the same order: seeds and shuffles depend on both."""
    collector = Collector()
    quiet = ["--collect-only", "--disable-plugin-autoload", "--noconftest", "-pno:terminal", "-pno:cacheprovider"]
    pytest.main([*quiet, "-c", os.devnull, f"--rootdir={CHECKS}", str(CHECKS)], plugins=[collector])
    items = [(item.nodeid, item.cls, item.name) for item in collector.items if isinstance(item, pytest.Function)]
    assert [(each.id, each.checks, each.name) for some in shipped().values() for each in some] == items


def test_the_suite_loads_neither_scipy_nor_pytest() -> None:
    """They take longer to load than ten submissions to grade; only wrong answers need SciPy, and only tests pytest."""
    loaded = "assert not {'scipy', 'pytest', '_pytest'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", f"import sys, autograder.judge.suite as s; assert s.shipped(); {loaded}"], check=True)


def failed(check_weight: int, *causes: str) -> Outcome:
    """Return a failed check that the given causes explain."""
    return Outcome(Check(str(causes), Checks, "test_one", (), "One", check_weight), Failure(causes[0], causes=causes))


def test_a_failure_with_several_causes_gets_the_one_that_explains_most() -> None:
    """If 'swapped' and 'one' explain a check alike, the one that explains the heavier checks is named in all."""
    outcomes = [failed(1, "swapped", "one"), failed(4, "one"), failed(1, "one", "sign"), failed(2, "swapped")]
    assert [result.cause for result in results(outcomes)] == ["one", "one", "one", "swapped"]


def test_causes_that_explain_alike_keep_their_order() -> None:
    """Of two causes that explain the same checks, the first one written is named."""
    assert {result.cause for result in results([failed(1, "first", "second"), failed(1, "first", "second")])} == {"first"}


def test_a_result_holds_what_the_failure_says() -> None:
    """Its only cause, its example and its kind; a check that passed has none of them."""
    check = Check("a", Checks, "test_one", (), "One", 2)
    wrong, right = results([Outcome(check, Failure("only", "x", kind="timeout")), Outcome(check, None, follows=True)])
    assert (wrong.passed, wrong.cause, wrong.example, wrong.kind, wrong.weight) == (False, "only", "x", "timeout", 2)
    assert (right.passed, right.cause, right.follows, right.title) == (True, "", True, "One")


def test_a_new_hand_in_meets_new_inputs(tmp_path: Path) -> None:
    """The same file is judged with the same seed, however often; a changed one, or another student's, with another."""
    records = VerdictFiles(Course(tmp_path))
    seeds = [
        records.seed("02_sigmoid", student, content_digest(raw))
        for student, raw in (("ada", b"1"), ("ada", b"1"), ("ada", b"2"), ("bo", b"1"))
    ]
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 3
    records.save(Record("ada", "02_sigmoid", "key", Verdict("02_sigmoid", 17), content_digest(b"1")))
    assert records.seed("02_sigmoid", "ada", content_digest(b"1")) == 17
    assert records.seed("02_sigmoid", "ada", content_digest(b"2")) == seeds[2]
    assert (tmp_path / "verdicts" / ".secret").stat().st_mode & 0o077 == 0
