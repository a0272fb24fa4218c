"""Facts about right answers whose numbers come in another form: no form is an error of the grader's, near enough is right."""

import ast

import pytest
from judge.judged import Bench

from autograder.judge.hidden_checks import CHECKS
from autograder.judge.lesson import Lesson
from bench.measure_bed import Answer, bed

RIGHT: dict[str, dict[str, Answer]] = {}  # assignment -> function -> the bed's first right answer
for answer in bed():
    if answer.kind == "right":
        RIGHT.setdefault(answer.assignment, {}).setdefault(answer.function, answer)

# What is done to each number or array that a right function returns; of several ways the next one is taken at each call.
# `near` is the tolerance that the lesson promises.
FORMS = {
    "the same numbers": """
        np.longdouble(a) | np.asarray(a, '>f8') | np.asarray(a).tolist() if np.size(a) else a | np.ma.masked_array(a, np.zeros(np.shape(a), bool))
        np.asarray(a).view(Own) | fixed(a) | np.asfortranarray(a) if np.ndim(a) else a | np.where(np.asarray(a) == 0, -0.0, a)
    """,
    "near enough": "np.asarray(a) * (1 + 0.9 * near * noise(a))",
    "off by 1e-9": "np.asarray(a) * (1 + 1e-9 * noise(a))",
    "off by 1e-7": "np.asarray(a) * (1 + 1e-7 * noise(a))",
    "off by 1e-7 everywhere": "np.asarray(a) + 1e-7 * noise(a)",
    "float32": "np.float32(a)",
    "rounded to 8 digits": "np.round(a, 8)",
    "too few digits": "np.float16(a) | np.round(a, 6) | np.round(a, 7) | np.asarray(a) * (1 + 1e-4 * noise(a))",
    "other kinds": """
        np.asarray(a).astype(int) | np.asarray(a).astype(np.uint8) | np.asarray(a, object) | np.asarray(a, complex) | np.asarray(a, str)
        np.asarray(a, bool) | np.ma.masked_array(a, np.ones(np.shape(a), bool)) | np.asarray(a, [('a', float)]) | np.asarray(a)[None]
        np.matrix(a) if np.ndim(a) < 3 else a
    """,
    "the ends of the range": """
        one(a, np.inf) | one(a, np.nan) | one(a, 5e-324) | one(a, 1.7e308) | np.asarray(a) * 0 + 5e-324 | np.asarray(a) * 0 + 1.7e308
    """,
}
ELEMENTWISE, SLOPES = 1e-5, ("gradient_step", "cross_entropy_grad", "mlp_backward", "softmax_jacobian")
# Relative, of the functions that have another one than 1e-5, or no room for small numbers beside it
TOLERANCES = {
    **{"softmax": 1e-7, "cross_entropy": 1e-7, "masked_softmax": 1e-7, "perceptron": 1e-9},
    **{"sigmoid_grad_tails": 9e-6, "tanh_accurate": 1e-12, **dict.fromkeys(SLOPES, 1e-6)},
}
# Form -> the tolerance with which an answer in this form is right
RIGHT_FROM = {
    **{"the same numbers": 0.0, "near enough": 0.0, "off by 1e-9": 1e-9},
    **dict.fromkeys(("off by 1e-7", "float32", "rounded to 8 digits"), ELEMENTWISE),
}

ALTERED = """
rng = np.random.default_rng(0)
ways = [WAYS]
class Own(np.ndarray): pass
def noise(a): return rng.uniform(-1, 1, np.shape(a))
def fixed(a):
    a = np.array(a)
    a.flags.writeable = False
    return a
def one(a, value):
    a = np.array(a, dtype=float)
    if a.size: a.flat[a.size // 2] = value
    return a
def altered(function, near):
    def form(a):
        ways.append(ways.pop(0))
        return a if type(a) is int else ways[-1](a, near)
    def answer(*args):
        value = function(*args)
        return tuple(map(form, value)) if isinstance(value, tuple) else form(value)
    return answer
"""


def cell(answer: Answer, near: float) -> str:
    """Return a cell that defines a function, its numbers in another form; what else the answer defines stays as it is."""
    return f"own = {{'np': np}}\nexec({answer.source!r}, own)\n{answer.function} = altered(own['{answer.function}'], {near})"


@pytest.mark.parametrize("assignment", RIGHT)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_right_answer_fails_the_grader(bench: Bench, assignment: str, form: str) -> None:
    """Each function gets marks or loses them, whatever its numbers are made of; what the lesson promises to accept is right."""
    rules = Lesson.read(bench.course, assignment)
    near = {function: TOLERANCES.get(function, ELEMENTWISE) for function in RIGHT[assignment]}
    ways = [way.strip() for line in FORMS[form].strip().splitlines() for way in line.split(" | ")]
    altered = ALTERED.replace("WAYS", ", ".join(f"lambda a, near: {way}" for way in ways))
    cells = [cell(answer, near[function]) for function, answer in RIGHT[assignment].items()]
    verdict, _ = bench.judge(altered, *cells, assignment=assignment)
    assert [each.function for each in verdict.cells] == [*rules.points, *rules.stretch]
    for each in verdict.cells:
        if near[each.function] >= RIGHT_FROM.get(form, 1.0):
            assert each.share == 1, (each.function, [check.cause for check in each.checks if not check.passed])


def test_no_check_asserts() -> None:
    """A check compares within its tolerance, which raises Failure: an assertion on an answer's numbers would be the grader's error."""
    for path in CHECKS.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assert)], path
        assert "np.testing" not in text, path
