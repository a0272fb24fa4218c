"""Each function is called with the names that stood at its own check."""

from typing import Any

from autograder.worker.kept_names import KeptNames


def notebook(code: str, names: dict[str, Any]) -> None:
    """Run a cell."""
    exec(code, names)  # the test's own code


def test_a_function_finds_the_names_of_its_check() -> None:
    """Whatever a later cell binds or deletes; other functions, and the end, have their own."""
    names: dict[str, Any] = {}
    kept = KeptNames(names)
    notebook("k = 1\ndef f(): return k", names)
    kept.keep(["f"])
    notebook("k = 2\ndef g(): return k", names)
    kept.keep(["g"])
    notebook("k = 3\nf = 'no function'\ndef h(): return k", names)
    for _ in range(2):
        for function, value in (("f", 1), ("h", 3), ("g", 2)):
            kept.turn_to(function)
            assert names[function]() == value


def test_what_a_call_binds_stays_with_its_function() -> None:
    """A counter counts on; no other function sees it."""
    names: dict[str, Any] = {}
    kept = KeptNames(names)
    notebook("n = 0\ndef f():\n    global n\n    n += 1\n    return n\ndef g(): return n", names)
    kept.keep(["f", "g"])
    for expected in (1, 2):
        kept.turn_to("f")
        assert names["f"]() == expected
        kept.turn_to("g")
        assert names["g"]() == 0


def test_what_was_not_there_yet_is_as_at_the_end() -> None:
    """A name, or the function itself: not defined, or what a stub as handed out has defined; a builtin was there."""
    names: dict[str, Any] = {}
    kept = KeptNames(names)
    notebook("def f(): return 'stub'", names)
    kept.stub("f")
    notebook("def g(): return f(), later, max(1, 2)\ndef h(): return 1", names)
    kept.keep(["f", "g", "missing"])
    notebook("later = 5\nmax = 3\ndef f(): return 'written'\ndef missing(): return 6", names)
    kept.turn_to("g")
    assert names["g"]() == ("written", 5, 2)
    kept.turn_to("f")
    assert names["f"]() == "written"
    kept.turn_to("missing")
    assert names["missing"]() == 6


def test_a_stand_in_stands_everywhere() -> None:
    """The right version of an earlier function replaces the one that stood at the check."""
    names: dict[str, Any] = {}
    kept = KeptNames(names)
    notebook("def f(): return 'wrong'\ndef g(): return f()", names)
    kept.keep(["f", "g"])
    notebook("def f(): return 'right'", names)
    kept.stand_ins.add("f")
    kept.turn_to("g")
    assert names["g"]() == "right"
