"""A chain of units, one in each layer, and the share of the gradient at each.

slider_b = Explorer(**make_chain(layers=10, w=1.0), stills=[{"w": 1.0}, {"w": 4.0}])
"""

CHAIN_CURVES = {  # name: the curve, its slope, its largest slope
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2),
                lambda z: 0.25 / np.cosh(z / 2)**2, 0.25),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z)**2, 1.0),
    "ReLU": (lambda z: np.clip(z, 0, None), lambda z: np.heaviside(z, 0.0), 1.0),
}


def make_chain(act="sigmoid", layers=2, w=1.0, b=0.0, x=1.0, curves=None):
    """Return what an Explorer needs to show a chain of units that starts like this.

    Other `curves`, say the student's own, are given in the form of CHAIN_CURVES.
    """
    curves = {**CHAIN_CURVES, **(curves or {})}
    fig = figure(8.4, 4.6)
    sketch, ax = fig.subplots(2, 1, sharex=True, height_ratios=[1, 3])
    sketch.axis("off")
    sketch.set(xlim=(-0.3, 21.6), ylim=(-1.25, 1.3))
    sketch.text(-0.2, 1.0, "answers go forward →", color=BLUE, fontsize=10)
    sketch.text(21.5, 1.0, "in each unit: its factor, w · slope", ha="right",
                fontsize=10)
    sketch.text(-0.2, -1.2, "← the gradient comes back", color=RED, fontsize=10)
    sketch.text(0, 0, "x", ha="center", va="center")
    wire, = sketch.plot([], [], color=GREY, lw=1.2, zorder=1)
    units = sketch.scatter(np.arange(1, 21), np.zeros(20), s=500, zorder=2,
                           edgecolors=BLACK, linewidths=1)
    factors = [sketch.text(k, 0, "", ha="center", va="center", fontsize=7.5, zorder=3)
               for k in range(1, 21)]
    end = sketch.text(0, 0, "loss", va="center", fontsize=10)
    ax.set(ylim=(1e-18, 1e4), yscale="log", xticks=[1, 5, 10, 15, 20],
           yticks=[1e-16, 1e-12, 1e-8, 1e-4, 1, 1e4],
           xlabel="layer (1 is the first)", ylabel="share of the gradient")
    ax.axhline(1, color=GREY, lw=0.8)
    roof, = ax.plot([], [], "--", color=BLACK, lw=1.4,
                    label="roof: w · largest slope in each unit")
    line, = ax.plot([], [], "o-", color=BLUE, ms=7, label="share at the layer")
    first, = ax.plot([], [], "D", color=RED, ms=11, label="at the first layer",
                     clip_on=False)
    low, = ax.plot([], [], "o", color=BLUE, mfc="white", ms=7,
                   label="share 0, or below the scale")
    ax.legend(loc="lower right", frameon=False, fontsize=9, labelspacing=0.3)

    def in_words(number):
        """Write 1.2e-06 as 1.2 · 10⁻⁶."""
        if number == 0 or 0.001 <= number < 1000:
            return f"{number:.3g}"
        digits, power = f"{number:.1e}".split("e")
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{digits} · 10{raised}"

    def explore(act, layers, w, b, x):
        curve, slope, largest = curves[act]
        score, each = w * x + b, []
        for _ in range(layers - 1):
            each.append(w * float(slope(score)))
            score = w * float(curve(score)) + b
        number = np.arange(1, layers + 1)
        share = np.append(np.cumprod(each[::-1])[::-1], 1.0)
        roof.set_data(number, (w * largest) ** (layers - number))
        below = share < 1e-16
        line.set_data(number, np.where(below, np.nan, share))
        low.set_data(number[below], np.full(below.sum(), 1e-17))
        at_first = 1e-17 if below[0] else min(share[0], 1e4)
        first.set_data([1], [at_first])
        first.set_markerfacecolor(RED if at_first == share[0] else "white")
        wire.set_data([0.3, layers + 0.6], [0, 0])
        fills = np.ones((20, 4))  # white; the more passes, the greener
        green = np.array([0.0, 0.62, 0.45])
        passed = np.clip(each, 0, 1)[:, None]
        fills[:layers - 1, :3] = 1 - passed * 0.75 * (1 - green)
        fills[layers:] = 0
        units.set_facecolors(fills)
        units.set_edgecolors([(0, 0, 0, float(k < layers)) for k in range(20)])
        for k, text in enumerate(factors):
            factor = f"{each[k]:.2f}".removesuffix(".00") if k < layers - 1 else ""
            text.set_text(factor)
        end.set_x(layers + 0.7)
        left = in_words(share[0])
        ax.set_title(f"{layers} layers of {act}, w = {w:.1f}, b = {b:.1f}, x = {x:.1f}"
                     f": share {left} at layer 1".replace("-", "−"))
        out = ""
        if share[0] == 0:
            out = " A unit with slope 0 lets nothing pass."
        elif not 1e-16 < share[0] < 1e4:
            out = " That is beyond the scale: its mark is hollow, at the edge."
        return (f"The first of {layers} layers gets a share of {left} of the gradient "
                f"that the last layer gets.{out}")

    return {
        "fig": fig, "update": explore,
        "moving": [wire, units, *factors, end, roof, line, low, first, ax.title],
        "about": "Above: a chain of units. Below: the share of the gradient that "
                 "reaches each layer, on a logarithmic scale",
        "controls": {
            "act": widgets.Dropdown(description="the curve of each unit",
                                    options=list(curves), value=act),
            "layers": slider("number of layers", 2, 20, layers, step=1),
            "w": slider("w, the weight in each layer", 0.5, 6.0, w, step=0.1),
            "b": slider("b, the bias in each layer", -3.0, 3.0, b, step=0.1),
            "x": slider("x, the input", -2.0, 2.0, x, step=0.1)},
    }
