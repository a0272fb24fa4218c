"""Whether a student's code can be shown: highlighting takes some texts hours, and would stop the class's feedback. Trusted side.

nbgrader's pages and the feedback highlight code with pygments, whose rules can take time that grows with the square of a text.
So each cell is highlighted once here, with a limit, when its notebook is graded; what takes longer is stored as its beginning.
"""

import re
import signal
import threading
from types import FrameType

from nbconvert.filters.highlight import Highlight2HTML

CELL_SECONDS = 1.0  # of computing
NOTEBOOK_SECONDS = 3.0
SHORT = 100  # characters: nothing takes long
BEGINNING = 300
KNOWN = 1000  # cells to remember

_quick: set[str] = set()  # cells that have been highlighted in time in this process: those of the release come with every student


class TooSlow(Exception):
    """Highlighting did not come to its end in time."""


class Patience:
    """The time for showing one notebook's cells."""

    def __init__(self) -> None:
        self.left = NOTEBOOK_SECONDS
        self.highlight = Highlight2HTML(pygments_lexer="ipython3")

    def code(self, source: str) -> str:
        """Return code that can be highlighted in time: `source`, or a comment that says why it is not shown, and how it begins."""
        if len(source) <= SHORT or threading.current_thread() is not threading.main_thread():
            return source  # only the main thread can be interrupted; nbgrader's programs, formgrader and `course` grade in it
        if source in _quick or (self.left > 0 and self._in_time(source)):
            if len(_quick) < KNOWN:
                _quick.add(source)
            return source
        beginning = re.sub(r"\s+", " ", source[:BEGINNING])
        return f"# Not shown: highlighting this cell takes too long. The submitted file holds it. It begins:\n# {beginning}"

    def _in_time(self, source: str) -> bool:
        given = min(CELL_SECONDS, self.left)

        def over(signum: int, frame: FrameType | None) -> None:
            raise TooSlow

        before = signal.signal(signal.SIGVTALRM, over)
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, given)
            self.highlight(source)
        except TooSlow:
            return False
        finally:
            self.left -= given - signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0]
            signal.signal(signal.SIGVTALRM, before)
        return True
