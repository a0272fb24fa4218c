"""What the demo says about the machine."""

from autograder.commands import demo


def test_the_demo_says_loudly_what_was_not_protected() -> None:
    """What is missing and what it would have protected; nothing is said on a machine that has all."""
    assert demo.unprotected([]) == ""
    assert "NOT PROTECTED. This machine lacks: landlock (files: the course, the gradebook" in demo.unprotected(["landlock"])
