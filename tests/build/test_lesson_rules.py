"""How a lesson is told: each rule finds the place that breaks it, and says what to do."""

from collections.abc import Iterator

import pytest
from build.small_course import GOOD, NAME

from autograder.build import lesson_rules
from autograder.build.lesson_text import LessonText, parse
from autograder.errors import CourseError

CHECK = (
    '# %% nbgrader={{"grade": true, "grade_id": "{}", "locked": true, "points": 0, "schema_version": 3, "solution": false, '
    '"task": false}}\n{}\n'
)
HEADER = GOOD[: GOOD.index("# %%")]
PREDICT = '# %% [markdown]\n# <div class="alert alert-info">\n#\n# **Predict.** What happens?\n#\n# </div>\n\n'
ASKS = '# %% jupyter={"source_hidden": true}\nguess("a1", "What happens?", ["this", "that"])\n\n'
SHOWS = '# %% jupyter={"source_hidden": true}\nguessed("a1")\n\n'
FOLDED, OPEN = '# %% jupyter={"source_hidden": true}\n', "# %%\n"


class OneFunction:
    """Stands for a lesson of which one function is asked."""

    def __init__(self) -> None:
        self.points = {"tanh": 20}


def told(*cells: str, minutes: int = 14) -> list[str]:
    """Return what the rules say of a lesson with these cells."""
    top = f"# %% [markdown]\n# # A lesson\n#\n# **Time:** about {minutes} minutes.\n\n"
    text: LessonText = parse(HEADER + top + "".join(cells), NAME)
    found: Iterator[CourseError] = lesson_rules.violations(text, OneFunction())  # type: ignore[arg-type]
    return [str(error) for error in found]


def words(number: int, heading: str = "") -> str:
    """Return a text cell of so many words."""
    return f"# %% [markdown]\n# {heading}\n#\n# " + "word " * number + "\n\n"


def test_a_lesson_that_keeps_them() -> None:
    """Prediction, guess, guessed; names that no student wants; a short check."""
    kept = [
        FOLDED + "def make_slider_a():\n    p = 1\n    return p\n\n\nslider_a = make_slider_a()\nGRID = 3\nX, y = 1, 2\n",
        OPEN + "losses_by_step = []\nw_learned, b_learned = 0, 0\n",
        FOLDED + 'tanh, tanh_grad = from_lesson("03_tanh", "tanh", "tanh_grad")\n',
        CHECK.format("test_tanh", "check(1, '')"),
        CHECK.format("stretch_tails", "if tried(tails):\n    check(1, '')"),
    ]
    assert told(PREDICT, ASKS, SHOWS, *kept) == []


BROKEN = {
    "no guess": ([PREDICT], "asks for a prediction, and no guess follows"),
    "never shown": ([PREDICT, ASKS], "asks for the guess 'a1', and nothing shows it again"),
    "shown, not asked": ([SHOWS], "shows the guess 'a1', which is asked nowhere above"),
    "asked twice": ([PREDICT, ASKS, ASKS, SHOWS], "has a guess with the id 'a1'"),
    "no letter": ([PREDICT, ASKS.replace("a1", "1"), SHOWS.replace("a1", "1")], "has a guess with the id '1'"),
    "a long check": ([CHECK.format("test_tanh", "check(1, '')\n" * 9)], "has 9 lines; 8 at most"),
    "a stretch that fails": ([CHECK.format("stretch_tails", "check(1, '')")], "begin it with if tried(tails):"),
    "a plain name": ([FOLDED + "square = 3\n"], "leaves the name square behind"),
    "plain names in a loop": ([FOLDED + "for p in range(3):\n    s = p\n"], "leaves the names p, s behind"),
    "a plain function": ([FOLDED + "def unit(x):\n    return x\n"], "leaves the name unit behind"),
    "a plain name in open code": ([OPEN + "loss = 3\n"], "leaves the name loss behind"),
    "a name of the second kind in folded code": ([FOLDED + "w_learned = 3\n"], "leaves the name w_learned behind"),
}


@pytest.mark.parametrize(("cells", "words"), BROKEN.values(), ids=BROKEN)
def test_each_rule_finds_what_breaks_it(cells: list[str], words: str) -> None:
    """One sentence, with the way out."""
    assert any(words in said for said in told(*cells)), told(*cells)


def test_the_time_is_the_count() -> None:
    """Words by 180, 3 minutes a prediction, 10 a function; parts to leave out do not count; 60 at most."""
    assert told(words(1800), minutes=21) == []
    assert "says 14 minutes, and takes 21" in told(words(1800))[0]
    assert "says 40 minutes, and takes 21" in told(words(1800), minutes=40)[0]
    assert told(words(1800), words(9000, "## Stretch: more"), words(900, "### More"), minutes=21) == []
    assert told(words(1800), words(9000, "## Read on: more"), words(900, "## Back"), minutes=26) == []
    assert "60 at most" in told(words(10000), minutes=66)[0]


def test_a_lesson_without_its_time() -> None:
    """The rule says what to write."""
    text = parse(HEADER + "# %% [markdown]\n# # A lesson\n", NAME)
    found = [str(error) for error in lesson_rules.violations(text, OneFunction())]  # type: ignore[arg-type]
    assert any("write **Time:** about 11 minutes" in each for each in found)
