"""SciPy's special functions, for wrong forms and curves. Trusted side.

SciPy is loaded when one of them is first called: it takes longer to load than a submission to grade, and a right answer needs none.
"""

from functools import cache
from typing import Any

from numpy.typing import ArrayLike


@cache
def _special() -> Any:
    from scipy import special

    return special


def expit(x: ArrayLike) -> Any:
    """Return the sigmoid of x, in its shape."""
    return _special().expit(x)


def ndtr(x: ArrayLike) -> Any:
    """Return the share of the normal distribution below x, in the shape of x."""
    return _special().ndtr(x)


def erf(x: ArrayLike) -> Any:
    """Return the error function of x, in its shape."""
    return _special().erf(x)
