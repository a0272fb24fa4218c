"""What hidden checks are written with: weights. Their base classes are tested by tests/bed/."""

from autograder.judge.check_base import WEIGHT, weight


def test_a_weight_is_a_mark_on_the_check() -> None:
    """The judge reads it from the function."""

    @weight(3)
    def check() -> None:
        """Hold."""

    assert getattr(check, WEIGHT) == 3
