"""Facts about `make compare`: a right answer passes the visible check and public checks of the function, a wrong one does not."""

import pytest

from autograder.judge.fork_server_client import ForkServer
from bench.compare import VISIBLE, passed, table
from bench.measure_bed import Answer

RIGHT = "def sigmoid(x):\n    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))"
WRONG = "def sigmoid(x):\n    return np.tanh(np.asarray(x, dtype=float))"


@pytest.mark.usefixtures("slow")
def test_checks_tell_right_from_wrong(fork_server: ForkServer) -> None:
    """Each set of checks lets the right answer through and catches tanh in place of sigmoid; the table counts that."""
    right = Answer("02_sigmoid", "sigmoid", "right", "plain", RIGHT)
    wrong = Answer("02_sigmoid", "sigmoid", "wrong", "tanh", WRONG)
    through = [passed(fork_server, answer) for answer in (right, wrong)]
    assert VISIBLE in through[0]
    assert len(through[0]) > 1
    assert not through[1]
    assert "| `sigmoid` | 1 of 1, 100%" in table([right, wrong], through)
