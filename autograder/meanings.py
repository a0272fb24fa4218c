"""What Python's and NumPy's own error texts mean to a beginner, in one place for all functions. Trusted side; plain data.

The judge puts the meaning after the text of an exception that a student's function raised (`autograder.checking`).
"""

MEANINGS = (
    (
        ("truth value of an",),
        "'if', 'and' and Python's max ask one yes-or-no question, but an array holds many numbers. "
        "Which NumPy function decides number by number?",
    ),
    (
        ("inhomogeneous",),
        "Parts of different lengths stand side by side in one list there, which makes no table. "
        "Which NumPy function takes them as two inputs and works number by number?",
    ),
    (
        ("can be converted to Python scalars", "setting an array element with a sequence"),
        "One number is wanted there, and an array stands in its place. What does the same for a whole array at once?",
    ),
    (
        ("iteration over a 0-d", "len() of unsized", "'float' object is not iterable", "has no len()"),
        "A loop needs something to walk through, and a single number has no length. What treats a number and an array alike?",
    ),
    (
        ("does not support item assignment", "is not subscriptable", "invalid index to scalar", "array is 0-dimensional"),
        "A single number has no places to pick from. What treats a number and an array alike?",
    ),
    (
        ("size 0 inputs",),
        "np.vectorize learns the kind of answer from the first number, and here there is none. "
        "Which of its options says it beforehand?",
    ),
    (
        ("zero-size array", "arg is an empty sequence", "iterable argument is empty"),
        "An empty array has no largest number. Does the answer need one at all?",
    ),
    (
        ("instances of 'list'", "sequence by non-int", "bad operand type for unary -: 'list'", "and 'list'", "'list' and"),
        "A Python list cannot be computed with like an array. Is the given first line, np.asarray, still there?",
    ),
    (
        ("object has no attribute 'astype'", "'list' object has no attribute", "'float' object has no attribute"),
        "Only an array has that. Is the given first line, np.asarray, still there?",
    ),
    (
        ("boolean subtract", "boolean negative"),
        "True and False cannot be computed with like numbers. How do you turn them into 1 and 0 first?",
    ),
    (
        ("could not be broadcast together", "could not broadcast"),
        "Two arrays of shapes that do not fit meet there. Print both shapes: which one is not as you think?",
    ),
)


def meaning_of(text: str) -> str:
    """Return what an exception's text means, as a sentence or two that lead on; '' where it is none of the well-known ones."""
    return next((meaning for parts, meaning in MEANINGS if any(part in text for part in parts)), "")
