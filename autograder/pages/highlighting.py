"""Limits the time for highlighting code: some texts would take hours, and stop the class's feedback. Trusted side.

nbgrader's pages and the feedback highlight code with pygments, whose rules can take time quadratic in the length of a text.
Each cell is therefore highlighted once, with a time limit, when its notebook is graded; if that takes too long, only its beginning
is stored. The feedback uses the same function as this trial, and nbgrader's pages the same lexer.
"""

import re
import signal
from collections.abc import Iterable
from types import FrameType

from ipython_pygments_lexers import IPython3Lexer
from pygments import highlight
from pygments.formatters import HtmlFormatter

CELL_SECONDS = 1.0  # CPU seconds for one cell; ordinary cells take milliseconds
NOTEBOOK_SECONDS = 3.0  # CPU seconds for all cells of a notebook
SHORT = 100  # characters: shorter cells are never slow, and are not tried
BEGINNING = 300  # characters of a slow cell that are shown
KNOWN = 1000  # quick cells that a process remembers, so that equal cells are not tried again

_LEXER = IPython3Lexer()  # of nbgrader's and nbconvert's pages; by its name, pygments would look for it in all packages
_quick: set[str] = set()  # cells that this process need not try: the lesson's own, and those highlighted in time


def highlighted(source: str, formatter: HtmlFormatter[str]) -> str:
    """Return code as HTML with a span for each token; pygments escapes what it highlights."""
    html: str = highlight(source, _LEXER, formatter)
    return html


def trust(sources: Iterable[str]) -> None:
    """Let the lesson's own cells, which every submission contains, be shown without a trial."""
    _quick.update(sources)


class TooSlow(Exception):
    """Highlighting took longer than its limit."""


class Patience:
    """The CPU time that is left for highlighting one notebook's cells. It interrupts the main thread, which does the grading."""

    def __init__(self) -> None:
        self.left = NOTEBOOK_SECONDS

    def code(self, source: str) -> str:
        """Return `source` if it can be highlighted in time, otherwise a comment that says so, with the beginning of the cell."""
        if len(source) <= SHORT:
            return source
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
            highlighted(source, HtmlFormatter())
        except TooSlow:
            return False
        finally:
            self.left -= given - signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0]
            signal.signal(signal.SIGVTALRM, before)
        return True
