"""The kinds of mistake in docs/fairness.md, in its groups: patterns of functions, and of the names of answers in the bed."""

KINDS: dict[str, dict[str, tuple[str, str]]] = {
    "asked in words": {
        "leave the caller's array alone": (".*", "changes .*"),
        "the axis that is asked for": ("softmax|masked_softmax", "axis ignored.*|rows or columns.*|axes from the front only"),
        "at most max_epochs passes": (
            "perceptron",
            "max_epochs not heeded|another (default|limit).*|never ends.*|one pass|(one|two) updates?.*",
        ),
        "n_updates is the number of updates": ("perceptron", "(never )?counts.*"),
        "from zeros, one after another": ("perceptron", "starts .*|batch|worst point only"),
        "a tie is class 0": ("predict", "a tie .*|half of sign plus one"),
        "any number of coordinates": ("affine|predict", "two coordinates written in"),
        "the slope at 0 is 0": ("relu_grad", "1 at 0|not negative|half at 0|half of sign and one|relu over x|one plus size over x"),
        "alpha": ("leaky_relu", "0.01 whatever is given|no alpha"),
        "0 or negative": ("dead_fraction", "a tie is on.*"),
        "a row of -inf gives 0": ("masked_softmax", ".* a row of -inf"),
        "five digits in the tails": ("sigmoid_grad_tails", r"s \(1 - s\)|s - s squared|long double|a small number added"),
        "twelve digits near 0": ("tanh_accurate", "the tanh from above|x below .*|small numbers set to 0"),
    },
    "extreme values": {
        "overflow": (
            "(?!masked|tanh_accurate|sigmoid_grad_tails).*",
            r"e\^x over 1 \+ e\^x|(.* )?overflow.*|the textbook formula( again)?|e\^\(.*|sinh by cosh|no shift.*|nan turned into .*",
        ),
        "one maximum": (".*", "one maximum for the whole table|the minimum is subtracted"),
        "a ceiling": ("relu", "clip to (6|10|100)"),
        "log of 0": ("cross_entropy", "log of a share that is 0|clipped"),
    },
    "forms and details": {
        "the given line dropped, lists not thought of": (
            ".*",
            "needs the given line|flat lists only|lists number by number|a list is not looked at|the given line dropped.*",
        ),
        "axes of length 1 dropped": (".*", "squeezed|axes of length 1 dropped"),
        "one dimension only, or flattened": (
            "leaky_relu|relu|relu_grad|sigmoid|tanh",
            "flattened|one dimension only|loop over one axis|tables as they are|a list for one dimension",
        ),
        "integers stay integers": (
            ".*",
            "whole numbers( stay whole)?|the kind of .*|scores as whole as X|an array for whole numbers|a whole-number array|"
            "loses whole numbers|whole slopes .*|slopes as whole .*|weights of the kind of X|dtype of the input",
        ),
        "the tails cut off, or kept off the limits": ("sigmoid|sigmoid_grad", "clipped .*"),
        "a transposed table": (".*", "walks through memory|fills in through .*"),
        "numbers or rows that occur twice": (".*", "the place of equal .*"),
        "a square table alone": (".*", "a square table turned|two points taken for two coordinates"),
        "one number alone": (".*", "whole for a whole number|number by number, all but .*"),
    },
}
