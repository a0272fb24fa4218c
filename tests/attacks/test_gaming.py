"""An answer that notices that it is graded gains nothing by it."""

import pytest
from judge.judged import RIGHT, Bench, causes, share

GRADED = """
import sys, time, gc, inspect
def graded():
    return any("autograder" in frame.filename for frame in inspect.stack())
"""
# Functions that know, or guess, that they are graded. None of them computes a sigmoid then.
CHEATS = {
    "looks at the stack": GRADED + "def sigmoid(x): return np.ones(np.shape(x)) if graded() else right(x)",
    "counts its calls": """
calls = []
def sigmoid(x):
    calls.append(1)
    return right(x) if len(calls) < 4 else np.zeros(np.shape(x))
""",
    "looks at the clock": "import time\nlast = [0.0]\ndef sigmoid(x):\n    gap, last[0] = time.time() - last[0], time.time()\n"
    "    return right(x) if gap > 1 else np.zeros(np.shape(x))",
    "looks for the answers": GRADED + """
def sigmoid(x):
    for frame in inspect.stack():
        for value in frame.frame.f_locals.values():
            if isinstance(value, np.ndarray) and value.shape == np.shape(x) and value is not x: return value
    for value in gc.get_objects():
        if isinstance(value, np.ndarray) and value.shape == np.shape(x) and value is not x and value.dtype == float: return value
    return x
""",
    "imports the reference": """
def sigmoid(x):
    try:
        from autograder.reference.sigmoid import sigmoid as stolen
        return stolen(x)
    except BaseException: return np.zeros(np.shape(x))
""",
    "patches numpy": """
for name in ("allclose", "array_equal", "all", "isfinite", "isclose", "equal", "less_equal"):
    setattr(np, name, lambda *args, **more: True)
np.testing.assert_allclose = lambda *args, **more: None
def sigmoid(x): return np.zeros(np.shape(x))
""",
    "patches its worker": """
import sys
worker = sys.modules["autograder.worker.worker"]
def call(self, name, args, seconds, sent):
    return {"status": "ok", "value": ["bool", True], "after": [], "passed": True, "score": 10}
worker.Worker.call = call
def sigmoid(x): return 0
""",
    "answers with an object that equals all": """
class Equal:
    def __eq__(self, other): return True
    def __sub__(self, other): return 0
    __rsub__ = __abs__ = __sub__
    def __array__(self, dtype=None, copy=None): return np.array([self], dtype=object)
def sigmoid(x): return Equal()
""",
    "answers with an array that equals all": """
class Equal(np.ndarray):
    def __eq__(self, other): return np.ones(np.shape(self), bool)
    def __array_ufunc__(self, *args, **more): return True
def sigmoid(x): return np.zeros(np.shape(x)).view(Equal)
""",
    "raises the score by name": "class Score(Exception): pass\ndef sigmoid(x): raise Score('10/10 passed: True')",
    "raises what passes in pytest": """
try: from _pytest.outcomes import Skipped
except BaseException: Skipped = SystemExit
def sigmoid(x): raise Skipped("skipped")
""",
    "answers with nan": "def sigmoid(x): return np.full(np.shape(x), np.nan)",
    "answers with the least integer": "def sigmoid(x): return np.full(np.shape(x), -2**63)",
    "answers with infinity": "def sigmoid(x): return np.full(np.shape(x), np.inf)",
    "answers with booleans": "def sigmoid(x): return np.ones(np.shape(x), bool)",
    "prints the answer": "def sigmoid(x): print(right(x))",
    "writes over its input": "def sigmoid(x):\n    x = np.asarray(x)\n    if x.ndim: x[...] = 0\n    return x",
}  # fmt: skip


@pytest.mark.parametrize("code", CHEATS.values(), ids=CHEATS.keys())
def test_a_function_that_recognises_being_graded_gains_nothing(bench: Bench, code: str) -> None:
    """It gets what it computes: nothing, or the one or two checks whose questions it answers rightly."""
    verdict, _ = bench.judge(RIGHT, code)
    counting = "counts" in code or "calls" in code
    assert share(verdict) <= (0.3 if counting or "ndim" in code else 0.0), causes(verdict)


def test_a_function_that_is_right_in_its_own_way_loses_nothing(bench: Bench) -> None:
    """Caching, printing, global counters, a patched numpy, a thread of its own: the numbers are right, and so are the marks."""
    code = """
        import functools, threading
        count = 0
        cache = {}
        def sigmoid(x):
            global count
            count += 1
            print("call", count)
            key = (np.asarray(x).tobytes(), np.shape(x), str(np.asarray(x).dtype))
            if key not in cache:
                result = []
                thread = threading.Thread(target=lambda: result.append(right(x)))
                thread.start(); thread.join()
                cache[key] = result[0]
            return cache[key]
        np.allclose = lambda *a, **k: False
    """
    verdict, _ = bench.judge(RIGHT, code)
    assert share(verdict) == 1, causes(verdict)


CHANGES = """
def changed(x):
    answer = right(x)
    if isinstance(x, np.ndarray): x[...] = 0
    return answer
"""
PUTS_BACK = {
    "finally": """
def sigmoid(x):
    before = np.copy(x)
    try: return changed(x)
    finally:
        if isinstance(x, np.ndarray): x[...] = before
""",
    "when a profiler sees its return": """
import sys
before = []
def sigmoid(x): return changed(x)
def put_back(frame, event, value):
    if frame.f_code is sigmoid.__code__ and isinstance(x := frame.f_locals["x"], np.ndarray):
        if event == "call": before.append(x.copy())
        if event == "return": x[...] = before.pop()
sys.setprofile(put_back)
""",
}


@pytest.mark.parametrize("code", PUTS_BACK.values(), ids=PUTS_BACK.keys())
def test_what_a_function_puts_back_it_has_not_changed(bench: Bench, code: str) -> None:
    """Every caller finds the array as it was; what it was meanwhile, nobody outside of the student's process can know."""
    assert share(bench.judge(RIGHT, CHANGES, code)[0]) == 1
    assert share(bench.judge(RIGHT, CHANGES, "def sigmoid(x): return changed(x)")[0]) < 0.8


def test_what_came_through_is_the_judges_own(bench: Bench) -> None:
    """A function that keeps its answer and changes it later has answered already."""
    code = """
        given = []
        def sigmoid(x):
            for old in given: old[...] = 7
            answer = np.array(right(x), ndmin=1).reshape(np.shape(x))
            given[:] = [answer]
            return answer
    """
    assert share(bench.judge(RIGHT, code)[0]) == 1
