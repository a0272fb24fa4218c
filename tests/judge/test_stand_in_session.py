"""Functions that need the same right versions of earlier ones are judged again in one session."""

import pytest

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
