"""Wrong answers with a gap: right everywhere but for some sizes of numbers, or some sizes of arrays."""

GAPS = {
    "right but near 0": "(0 < np.abs(x)) & (np.abs(x) < 0.2)",
    "right but from 20 to 400": "(20 < np.abs(x)) & (np.abs(x) < 400)",
    "right but for over 30 numbers": "x.size > 30",
    "right but for 7 numbers": "x.shape[:1] == (7,)",
    "right but for over 10 rows": "x.ndim > 1 and len(x) > 10",
}
FORM = """
right = {name}
def {name}(x, *more):
    answer = right(x, *more)
    x = np.asarray(x, dtype=float)
    gap = np.asarray({gap})
    return answer + 0.05 * (gap if gap.shape == np.shape(answer) else gap.any())
"""


def gaps(name: str, right: str) -> dict[str, str]:
    """Return the wrong answers for the function `name`, made from the code of a right one: name -> source."""
    return {gap: right + FORM.format(name=name, gap=where) for gap, where in GAPS.items()}
