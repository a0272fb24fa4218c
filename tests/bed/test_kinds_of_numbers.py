"""Facts about right answers whose numbers come in another form: no form is an error of the grader's, near enough is right."""

import pytest
from judge.judged import Bench

from autograder.judge.lesson import Lesson
from bench.measure_bed import Answer, bed

RIGHT: dict[str, dict[str, Answer]] = {}  # assignment -> function -> the bed's first right answer
for answer in bed():
    if answer.kind == "right":
        RIGHT.setdefault(answer.assignment, {}).setdefault(answer.function, answer)

# What is done to each number or array that a right function returns; `near` is the tolerance that the lesson promises.
FORMS = {
    "float32": "np.float32(a)",
    "float16": "np.float16(a)",
    "longdouble": "np.longdouble(a)",
    "big-endian": "np.asarray(a, '>f8')",
    "integers": "np.asarray(a).astype(int)",
    "bytes": "np.asarray(a).astype(np.uint8)",
    "objects": "np.asarray(a, object)",
    "complex": "np.asarray(a, complex)",
    "text": "np.asarray(a, str)",
    "booleans": "np.asarray(a, bool)",
    "a list": "np.asarray(a).tolist()",
    "a masked array": "np.ma.masked_array(a, np.zeros(np.shape(a), bool))",
    "a masked number": "np.ma.masked_array(a, np.ones(np.shape(a), bool))",
    "a matrix": "np.matrix(a) if np.ndim(a) < 3 else a",
    "a subclass": "np.asarray(a).view(Own)",
    "a record": "np.asarray(a, [('a', float)])",
    "read-only": "fixed(a)",
    "in Fortran's order": "np.asfortranarray(a) if np.ndim(a) else a",
    "one axis more": "np.asarray(a)[None]",
    "0-d": "np.asarray(a)",
    "right within the tolerance": "np.asarray(a) * (1 + 0.9 * near * noise(a))",
    "negative zeros": "np.where(np.asarray(a) == 0, -0.0, a)",
    "infinite in one place": "one(a, np.inf)",
    "nan in one place": "one(a, np.nan)",
    "the least number in one place": "one(a, 5e-324)",
    "the least numbers": "np.asarray(a) * 0 + 5e-324",
    "the largest number in one place": "one(a, 1.7e308)",
    "the largest numbers": "np.asarray(a) * 0 + 1.7e308",
    **{f"rounded to {digits} digits": f"np.round(a, {digits})" for digits in range(4, 16)},
    **{f"off by {size}": f"np.asarray(a) * (1 + {size} * noise(a))" for size in (1e-4, 1e-6, 1e-7, 1e-8, 1e-9)},
    **{f"off by {size} everywhere": f"np.asarray(a) + {size} * noise(a)" for size in (1e-6, 1e-7, 1e-8, 1e-9)},
}
SAME = {"longdouble", "big-endian", "a list", "a masked array", "a subclass", "read-only", "in Fortran's order", "0-d"}
NEAR = {"right within the tolerance", "negative zeros", "off by 1e-09", "rounded to 15 digits"}
# In lessons whose numbers are right to 1e-5, which is promised of elementwise functions
FEW_DIGITS = {"float32", "off by 1e-06", "off by 1e-07", "rounded to 8 digits", "rounded to 9 digits"}
TOLERANCES = {"softmax": 1e-7, "cross_entropy": 1e-7, "masked_softmax": 1e-7, "perceptron": 1e-9, "tanh_accurate": 1e-12}
ELEMENTWISE, SLOPES = 1e-5, ("gradient_step", "cross_entropy_grad", "mlp_backward", "softmax_jacobian")

ALTERED = """
rng = np.random.default_rng(0)
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
        return a if type(a) is int else FORM
    def answer(*args):
        value = function(*args)
        return tuple(map(form, value)) if isinstance(value, tuple) else form(value)
    return answer
"""


def cell(answer: Answer, near: float) -> str:
    """Return a cell that defines a function, its numbers in another form; what else the answer defines stays as it is."""
    return f"own = {{'np': np}}\nexec({answer.source!r}, own)\n{answer.function} = altered(own['{answer.function}'], {near})"


def promised(function: str) -> float:
    """Return the relative tolerance that a lesson promises."""
    return TOLERANCES.get(function, 1e-6 if function in SLOPES else ELEMENTWISE)


@pytest.mark.parametrize("assignment", RIGHT)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_right_answer_fails_the_grader(bench: Bench, assignment: str, form: str) -> None:
    """Each function gets marks or loses them, whatever its numbers are made of; what the lesson promises to accept is right."""
    rules = Lesson.read(bench.course, assignment)
    cells = [cell(answer, promised(function)) for function, answer in RIGHT[assignment].items()]
    verdict, _ = bench.judge(ALTERED.replace("FORM", FORMS[form]), *cells, assignment=assignment)
    assert [each.function for each in verdict.cells] == [*rules.points, *rules.stretch]
    assert verdict.error is None
    for each in verdict.cells:
        few = promised(each.function) == ELEMENTWISE and each.function != "sigmoid_grad_tails"
        if form in SAME | NEAR or (few and form in FEW_DIGITS):
            assert each.share == 1, (each.function, [check.cause for check in each.checks if not check.passed])
