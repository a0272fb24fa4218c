"""Why changes that the hidden checks let through are right under the contract: rules for `mutating.py`, grouped by reason."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason, and what it covers: (functions, answers, changes) as patterns that match the whole of each."""

    reason: str
    covered: tuple[tuple[str, str, str], ...]

    def covers(self, *place: str) -> bool:
        """Return whether this is why a change to an answer of a function makes no difference."""
        return any(all(re.fullmatch(p, text) for p, text in zip(patterns, place, strict=True)) for patterns in self.covered)


ANY = ".*"
RULES = (
    Rule(
        "Lists and whole numbers become floats in the next step anyway: a NumPy function takes them, or a power or division does.",
        (
            (ANY, ANY, r"np\.asarray\(\w+, dtype=float\) → (np\.asarray\(\w+\)|\w+)( \(\d\))?"),
            (ANY, ANY, r"\w+ = np\.asarray\(\w+, dtype=float\) → pass"),
        ),
    ),
    Rule(
        "Prints, warnings and their switches cost no marks.",
        (
            ("sigmoid", "prints, warns, and is right", r"(print|warnings\.warn)\(.*"),
            ("sigmoid", "warnings switched off", r"np\.errstate\(over='ignore'\) → np\.errstate\(\)"),
        ),
    ),
    Rule(
        "So far out, or so near 0, the curve does not move within the contract's digits: the limit may lie a little farther on.",
        (
            ("sigmoid", "clipped at 30", r"30 → (29|31|60) \(\d\)|np\.clip\(x, -30, 30\) → x"),
            ("sigmoid", "clipped far out", r"500 → (499|501|1000) \(\d\)"),
            ("sigmoid", "np.vectorize", "700 → 701|v > -700 → v >= -700"),
            ("sigmoid_grad", "central differences", "1e-05 → 2e-05"),
        ),
    ),
    Rule(
        "Both pieces give the same there, so it does not matter which of the two takes the place over.",
        (
            ("sigmoid", "masks|math, number by number", r"0 → -?1|x >=? 0 → x >=? 0"),
            ("sigmoid", "half the exponent", "x < 0 → x <= 0"),
            ("sigmoid", "recursive over rows", r"np\.array\(\[sigmoid\(row\) for row in x\]\).*"),
        ),
    ),
    Rule(
        "Softmax and its like give the same whatever moderate number is subtracted first.",
        (("sigmoid", "softmax of x and 0", "0 → -1"),),
    ),
    Rule(
        "A number and an array of one, a list and an array, or another kind of float hold the same numbers.",
        (
            ("sigmoid", "a nested list, as tolist gives it", r".*\.tolist\(\) → .*"),
            ("sigmoid", "long double inside", r"np\.float64\(.*"),
            ("sigmoid", "float32 where float32 came in", r"x = x\.astype\(kind\) → pass|x\.dtype if .* → float"),
            ("sigmoid_grad", "flat and back", r"float\(sigmoid\(v\)\) → sigmoid\(v\) \(\d\)"),
        ),
    ),
    Rule(
        "What it is multiplied by is 1 here, what is added is 0: the parameter has this one value.",
        (
            ("sigmoid", "a closure", r"high - low → high \+ low|low \+ \(high - low\) .*"),
            ("sigmoid", "a class with __call__", r"self\.steepness \* .*"),
        ),
    ),
    Rule("Every place of the array is written afterwards.", (("sigmoid", "loop over every place", r"np\.zeros.* → np\.ones.*"),)),
)
