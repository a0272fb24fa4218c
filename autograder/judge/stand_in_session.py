"""The session in which functions are judged again, with right versions of earlier functions. Trusted side.

docs/decisions/0004-follow-through.md says why.
"""

from collections.abc import Mapping

from autograder.closing import Closing
from autograder.judge.session import Session


class StandIns(Closing):
    """The session of one notebook with right versions of some functions in it. Use as a context.

    There is one session at a time, so that a submission has two workers at most. Successive functions mostly share it.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.right: Mapping[str, str] = {}
        self.other: Session | None = None

    def of(self, right: Mapping[str, str]) -> Session:
        """Return the session in which functions have `right` versions, given as code by name; it ends at the next choice."""
        if self.other is None or right != self.right:
            self.close()
            self.right, self.other = right, self.session.with_stand_ins(right)
        return self.other

    def close(self) -> None:
        """End the session's worker."""
        if self.other is not None:
            self.other.close()
