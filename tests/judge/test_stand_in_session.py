"""Functions are judged again with right versions of earlier ones, in one session; also where the earlier ones are less exact."""

import pytest
from judge.judged import Bench, share

from autograder.judge.fork_server_client import ForkServer
from autograder.judge.session import Session
from autograder.judge.stand_in_session import StandIns

pytestmark = pytest.mark.usefixtures("slow")


def test_functions_with_the_same_stand_ins_share_a_session(fork_server: ForkServer) -> None:
    """One worker is started for them, and ends before other right versions get one of their own."""
    right = {"f": "def f(x): return x"}
    with Session(fork_server, ["def g(x):\n    return f(x)"]) as session, StandIns(session) as sessions:
        shared = sessions.of(right)
        assert shared.call("g", 1.0).value == 1.0
        assert sessions.of(dict(right)) is shared
        other = sessions.of({"f": "def f(x): return 2 * x"})
        assert shared.channel is None
        assert other.call("g", 1.0).value == 2.0
    assert other.channel is None


STEP = """
def gradient_step(w, b, x, y, rate):
    error = sigmoid(w * x + b) - y
    return w - rate * np.mean(error * x), b - {rate} * np.mean(error)
"""


def test_an_earlier_function_that_is_right_but_less_exact_costs_the_later_one_nothing(bench: Bench) -> None:
    """A rounded e is close enough for sigmoid's own checks, and not for those of a step; a wrong step stays wrong."""
    rounded = "def sigmoid(x):\n    return 1 / (1 + 2.71828 ** -np.asarray(x, dtype=float))\n"
    verdict, _ = bench.judge(rounded, STEP.format(rate="rate"))
    assert (share(verdict, "sigmoid"), share(verdict, "gradient_step")) == (1, 1)
    notes = " ".join(note for cell in verdict.cells if cell.function == "gradient_step" for note in cell.notes)
    assert "judged with an exact sigmoid in place of yours" in notes
    verdict, _ = bench.judge(rounded, STEP.format(rate="min(rate, 1)"))
    assert 0 < share(verdict, "gradient_step") < 1
