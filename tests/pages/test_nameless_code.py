"""Facts about code that is shown to people who are not to know whose it is."""

import time

import pytest
from classroom import ROOT

from autograder.course import Course
from autograder.pages.nameless_code import CAP, nameless, names_of_lesson

KNOWN = names_of_lesson(Course(ROOT), "02_sigmoid")
CODE = {
    "comments and texts": ("def f(x):\n    '''by ada'''\n    # ada\n    return x  # ada\n", 'def f(x):\n    """…"""\n    return x'),
    "a text in a text": ("x = 'ada' + f'{ada}' + b'ada'.decode()", "x = '…' + f'{name1}' + b'...'.decode()"),
    "a comment behind a form feed": ("def f(x):\n    return x\n\x0c# ada\n", "def f(x):\n    return x"),
    "names": (
        "def sigmoid(ada):\n    bobs = np.exp(-ada)\n    return 1 / (1 + bobs)\n",
        "def sigmoid(name1):\n    name2 = np.exp(-name1)\n    return 1 / (1 + name2)",
    ),
    "names of all kinds": (
        "import ada.bob as eve\nfrom carla import dan\nclass Gus(x.hal):\n    def ian(self, *jan, **kay):\n        global lea\n"
        "        f(max=mia.exp(nia=1))\n        try:\n            x\n        except ValueError as ole:\n            pass\n",
        "ada bob eve carla dan gus hal ian jan kay lea mia nia ole",
    ),
    "not Python": ("x = (", ""),
    "a magic": ("%matplotlib inline\nx = 1", ""),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", CODE)
def test_code_keeps_its_form_and_no_words(name: str) -> None:
    """Comments go, texts are emptied, own names are numbered; NumPy's and the lesson's stay; what is not Python is left out."""
    code, left = CODE[name]
    written = nameless(code, KNOWN)
    if name == "names of all kinds":
        assert not any(word in written.lower() for word in left.split())
        assert "except ValueError as name" in written
    else:
        assert written == left


SLOW = {
    "an open text": lambda size: "'" + "\\'" * size,
    "signs": lambda size: "-" * size + "1",
    "brackets": lambda size: "(" * size,
    "a long sum": lambda size: "1" + "+1" * size,
    "calls": lambda size: "f" + "()" * size,
    "a number": lambda size: "1" * size,
    "many names": lambda size: ";".join(f"aa{number}=1" for number in range(size)),
}


@pytest.mark.parametrize("kind", SLOW)
def test_any_text_takes_little_time(kind: str) -> None:
    """As long as is looked at, and longer."""
    started = time.process_time()
    for size in (100, CAP // 2 - 1, CAP):
        nameless(SLOW[kind](size), KNOWN)
    assert time.process_time() - started < 3
