"""Facts about the special functions of the judge."""

import numpy as np
from scipy import special

from autograder.judge import special_functions


def test_they_are_scipys() -> None:
    """To 12 digits, in every shape, also far out and at infinity; nan stays nan."""
    x = np.concatenate([np.linspace(-40, 40, 1001), [-1000.0, 1000.0, -np.inf, np.inf, np.nan, 0.0, -0.0]])
    for name in ("expit", "ndtr", "erf"):
        ours, theirs = getattr(special_functions, name), getattr(special, name)
        for given in (x, x[:12].reshape(3, 4), 0.5, np.array(-2.0), np.zeros((0, 3)), np.arange(-3, 4)):
            with np.errstate(over="ignore"):
                got = ours(given)
            np.testing.assert_allclose(got, theirs(given), rtol=1e-12, atol=1e-300)
            assert got.shape == np.shape(given)
