"""Why changes that the hidden checks let through are right under the contract: rules for `bench/mutate.py`, grouped by reason."""

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
        "Lists and integers become floats in the next step anyway, through a NumPy function, a power or a division.",
        (
            (ANY, ANY, r"np\.asarray\(\w+, (dtype=)?float\) → (np\.asarray\(\w+\)|\w+)( \(\d\))?"),
            (ANY, ANY, r"\w+ = np\.asarray\(\w+, dtype=float\) → pass( \(\d\))?"),
            ("relu", "recursion into lists", "if isinstance.* → if False:"),
            ("relu", "without the given line", r"np\.array\(x\) → x"),
            ("tanh", "for lists by itself, without the given line", r"np\.array\(x\) \* 1\.0 → np\.array\(x\) / 1\.0"),
        ),
    ),
    Rule(
        "Prints, warnings and warning settings cost no marks.",
        (
            (ANY, "prints.*", r"(print|warnings\.warn)\(.*"),
            (ANY, ANY, r"np\.errstate\(.*\) → np\.errstate\(\)"),
        ),
    ),
    Rule(
        "So far out, or so near 0, the answer is constant to the contract's digits, so the limit may be slightly different.",
        (
            ("sigmoid", "clipped at 30", r"30 → (29|31|60) \(\d\)|np\.clip\(x, -30, 30\) → x"),
            ("sigmoid", "clipped far out", r"500 → (499|501|1000) \(\d\)"),
            ("sigmoid", "np.vectorize", "700 → 701|v > -700 → v >= -700"),
            ("sigmoid_grad", "central differences", "1e-05 → 2e-05"),
            ("gradient_step", "differences of the loss", "1e-05 → 2e-05"),
            ("sigmoid_grad", "masks", r"700 → (699|701)|abs\(x\) < 700 → .*|abs\(x\) → x"),
            ("sigmoid_grad", "complex step", r"300 → 600 \(\d\)"),
            ("tanh_grad", "a complex step", r"50 → (49|51|100) \(\d\)|np\.clip\(x, -50, 50\) → x"),
            ("tanh", "clipped where nothing moves any more", r"20 → (19|21) \(\d\)"),
            ("tanh", "for lists by itself, without the given line", r"99 → (98|198) \(\d\)"),
            ("tanh", "long double", r"1000\.0 → .* \(\d\)|np\.clip.* → x.*|x = np\.clip.* → pass"),
            ("tanh|tanh_accurate", "(sinh by cosh|expm1 of a|the top by expm1|two terms).*", r"300 → (299|301|600) \(\d\)"),
            ("tanh", "the sign, far out", r"15 → (14|16|30)|abs\(x\) > 15 → abs\(x\) >= 15"),
            ("tanh_grad", "zero far out", r"20 → (19|21) \(\d\)|np\.clip\(x, -20, 20\) → x|abs\(x\) → x"),
            ("tanh_accurate", "a series near zero", r"0\.01 → 0\.02|17 \* x \*\* 7 → x \*\* 7|17 → (0|16)|7 → 8|315 → 314"),
            ("masked_softmax", "a very low number, set to 0 afterwards", r"1000000000\.0 → .*"),
            ("softmax", "a tiny number below", r"1e-12 → 0|.* \+ 1e-12 → .*"),
        ),
    ),
    Rule(
        "Both pieces give the same there, so it does not matter which of them is used.",
        (
            ("sigmoid|tanh", "masks|math, number by number|two forms chosen by where", r"0 → -?1|x >=? 0 → x >=? 0"),
            ("sigmoid", "half the exponent", "x < 0 → x <= 0"),
            ("sigmoid", "recursive over rows", r"np\.array\(\[sigmoid\(row\) for row in x\]\).*"),
            ("tanh", "a loop with the exception caught", "0 → -?1"),
            ("tanh_accurate", "expm1 in two branches", r"0 → 1 \(2\)"),
            ("relu|leaky_relu", ANY, r"(x|y|v|a|x\[place\]) [<>] (0|b) → (x|y|v|a|x\[place\]) [<>]= (0|b)"),
            ("leaky_relu", ANY, "x <= 0 → x < 0|x >= 0 → x > 0"),
            ("relu_grad", "select", r"0 → -1 \([345]\)|x > 0 → x >= 0|x < 0 → x <= 0"),
            ("relu_grad", "difference to the right over almost nothing", r".*nextafter.* → .*|0 → -1 \(1\)"),
            ("relu_grad", "exponent zero", r"np\.abs\(x\) → x"),
            ("relu", "piecewise", r"0 → -?1 \(2\)|x >= 0 → x > 0|x < 0 → x >= 0"),
            ("relu", "heaviside", "1 → [02]"),
            (
                "mlp_forward",
                "asks what the activation is called",
                r"act\.__name__ and .* → act\.__name__ or .*|callable\(act\) → act",
            ),
            ("relu_grad", "where relu is positive", r"relu\(x\) → x"),
            ("softmax", "pairs of differences", "700 → 701"),
            ("cross_entropy_grad", "through the Jacobian", r"1e-200 → (1|2e-200|1\.0).*"),
        ),
    ),
    Rule(
        "Softmax and similar functions give the same whatever is subtracted first, if nothing overflows after it.",
        (
            ("sigmoid", "softmax of x and 0", "0 → -1"),
            ("softmax", "long double", r"np\.asarray.* → np\.asarray\(x(, dtype=np\.longdouble\).*|\))|x\.max.* → x\.m(in|ax).*"),
            ("softmax", "shift a little above the maximum", r"1 → 0 \(2\)|.* - 1 → .*"),
            ("masked_softmax", "guarded", r"0 → -?1 \(1\)|1 → 2 \(2\)"),
        ),
    ),
    Rule(
        "Nothing is asked there: softmax of a single number, or along an axis of length 0.",
        (
            (
                "softmax",
                "expand_dims|axis moved to the front|apply_along_axis|math in loops over pairs",
                r"0 → -1( \(\d\))?|1\.0 → .*|1 → [02] \(2\)|if x\.(ndim|size) == 0: → if False:",
            ),
            ("softmax", "a nested list", r"out\.tolist\(\) if out\.size else out → .*"),
        ),
    ),
    Rule(
        "The same numbers in another form: an array of one, a list, another float; the first of one is the last, clipped at 2 or at 1.",
        (
            (ANY, ANY, r"(float|int|np\.float64|np\.float32|np\.array|np\.asarray)\((.*)\) → \2( \(\d\))?"),
            (ANY, ANY, r"(.*)\.tolist\(\) → .*"),
            ("sigmoid|tanh", "(a )?nested lists?.*", r"(.*)\.tolist\(\) if x\.size else x → \1\.tolist\(\)"),
            ("softmax_jacobian", "complex step", r"x - top \+ 0j → x - top - 0j"),
            ("sigmoid", "float32 where float32 came in", r"x = x\.astype\(kind\) → pass|x\.dtype if .* → float"),
            ("relu", "sorted between", r"np\.stack\((.*)\) → .*"),
            ("softmax", "apply_along_axis", r"x\.copy\(\) → x"),
            ("perceptron", "through predict", r"0 → -1 \(3\)"),
            ("affine", "column squeezed", r"1 → 2 \(2\)"),
            ("predict", "clipped sign", "1 → 2"),
            ("predict|relu_grad", ANY, r"(.*) \* 1 → \1 / 1"),
            ("relu_grad", "plus zero", r".* \+ 0\.0 → .* - 0\.0"),
            ("relu_grad", "zeros and a mask", r"np\.zeros\(x\.shape, dtype=int\) → np\.zeros\(x\.shape\)"),
            ("cross_entropy", "take_along_axis, a 0-d array", r"np\.take_along_axis\((.*), axis=1\) → np\.take_along_axis\(\1\)"),
            ("cross_entropy_grad", ANY, r"(softmax|np\.take_along_axis)\((.*), axis=1\) → \1\(\2\)"),
            ("softmax_jacobian", "column by column", r"np\.column_stack\(columns\) → columns"),
        ),
    ),
    Rule(
        "The factor is 1 here, or the summand 0: the parameter has only this value.",
        (
            ("sigmoid", "a closure", r"high - low → high \+ low|low \+ \(high - low\) .*"),
            ("sigmoid", "a class with __call__", r"self\.steepness \* .*"),
        ),
    ),
    Rule(
        "Another pass after one without a mistake changes nothing, and any order of visits is right.",
        (
            ("perceptron", ANY, r"if not mistakes: → if False:|mistakes \+= 1 → (mistakes -= 1|pass)|break → continue"),
            (
                "perceptron",
                "backwards|class 1 first, then class 0|fresh random order|through predict|a list of three.*|normalised at the end",
                r"0 → 1 \(2\)",
            ),
            ("perceptron", "backwards|class 1 first.*|through predict|labels of plus and minus one", r"1 → 2 \(\d\)"),
            ("perceptron", "never stops early", r"1 → [02] \(3\)"),
            ("perceptron", "while loop", "clean = True → pass"),
            ("perceptron", "random order", "5 → 6"),
        ),
    ),
    Rule(
        "A tie may count as a mistake of class 0, and any positive step is right: the contract says so.",
        (
            ("perceptron", "a tie is a mistake for both classes", "score >= 0 → score > 0"),
            ("perceptron", "step of seven", r"7 \* .* → .*"),
        ),
    ),
    Rule(
        "The value is overwritten afterwards, or never used.",
        (
            (ANY, "loop over every place|one number after another", r"np\.zeros\((.*)\) → np\.ones\(\1\)"),
            ("cross_entropy_grad", "loops with math", r"np\.zeros\((.*)\) → np\.ones\(\1\)"),
            ("masked_softmax", "divide where", r"np\.zeros_like\(e\) → e"),
            ("softmax_jacobian", "complex step", r"p = softmax\(x\) → pass"),
            ("affine|lift", "loops?", r"np\.zeros\((.*)\) → np\.ones\(\1\)"),
            ("relu", "select", r"np\.select.* → .*"),
            ("relu", "sorted between", r"0 → -?1 \(3\)|0 \* x → x \(2\)"),
            ("masked_softmax", "divide where", r"m\[np\.isneginf\(m\)\] = 0\.0 → pass"),
            ("masked_softmax", "lowest float", r"np\.maximum.* → x"),
            ("masked_softmax", "nan to 0", r"np\.nan_to_num\(.*, nan=0\.0\) → .*"),
        ),
    ),
    Rule(
        "A sum and a mean have the same sign and the same order, and only these matter.",
        (("dead_fraction", "sum of relu|through a slope", r".*(sum|mean)\(axis=0\) → .*(sum|mean)\(axis=0\)"),),
    ),
    Rule(
        "A symmetry: s (1 - s) is the same at -x, the Jacobian is its own transpose and its rows sum to 0, a product has no order.",
        (
            ("sigmoid_grad", "its own sigmoid .*", "-v → v"),
            ("sigmoid_grad_tails", "loop with math", r"-abs\(v\) → abs\(v\)"),
            ("softmax", "axes swapped", r"np\.swapaxes\((.*), axis, -1\) → np\.swapaxes\(.*, -1, axis\)"),
            ("softmax_jacobian", "column by column", r"np\.column_stack\(columns\) → np\.vstack\(columns\)"),
            ("softmax_jacobian", "diagonal from the columns' sums", r"0 → -?1 \(\d\)|np\.fill_diagonal\(J, 0\) → .*"),
            ("softmax_jacobian", "fill_diagonal", r"-p\[:, None\] @ p\[None, :\] → -p\[:, None\] \* p\[None, :\]"),
        ),
    ),
    Rule(
        "A row of scores has one axis and a table of them two, so that the last axis has two names, and a row's sum needs no column.",
        (
            (
                "mlp_backward",
                "point by point",
                r"np\.(sum|max)\((e|x), axis=axis, keepdims=True\) → np\.(sum|max)\((e|x), (axis=axis|keepdims=True)\)|"
                r"True → False \(\d\)|1 → 0 \(1\)|-1 → 0",
            ),
            ("mlp_backward", ANY, r"-1 → 1( \(1\))?"),
        ),
    ),
)
