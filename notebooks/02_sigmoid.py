# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2. Sigmoid: from a hard step to a soft one
#
# **Time:** about 60 minutes, without the parts that are marked *Read on* and *Stretch*.
# **Builds on:** [lesson 1](../01_linear_separability/01_linear_separability.ipynb):
# the score of a point, and the ring.
# You also need the derivatives of e<sup>x</sup> and log *x*, and the chain rule.
#
# **After this lesson you can**
# - write the sigmoid and its slope as code, and say what *w* and *b* do to the curve,
# - check a slope by a difference, and say how small the difference should be,
# - say what becomes of the gradient in a long chain of sigmoids,
# - write a step of gradient descent, and watch one unit learn by it,
# - say whether a unit that is sure and wrong can still learn, and what the loss has to do with it.
#
# Click this text, then press Shift + Enter four times, for the drawing code, the points and what the checks say. These cells are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% jupyter={"source_hidden": true}
# Folded for a reason: what well-known slips give for the first check of each function.
TYPICAL_MISTAKES["sigmoid"] = {
    "This is tanh, which runs from -1 to 1. Which formula runs from 0 to 1?":
        [-0.96402758, 0.76159416, 0.99505475],
    "The curve falls where it should rise. What is the sign of the exponent?":
        [0.88079708, 0.26894142, 0.04742587],
    "Without brackets, 1 / 1 comes first, and the power is added. Where do brackets "
    "belong?": [8.38905610, 1.36787944, 1.04978707],
}
TYPICAL_MISTAKES["sigmoid_grad"] = {
    "x (1 - x) is the slope only where x is a sigmoid already. What has to be computed "
    "from x first?": [-2.0, 0.0, -12.0],
    "This is the sigmoid. Its slope is asked for: which second factor is missing?":
        [0.26894142, 0.73105858, 0.98201379],
    "This is sigmoid(1 - sigmoid(x)). The formula is a product of two numbers: which "
    "sign stands between them?": [0.67503753, 0.56683301, 0.50449643],
}
TYPICAL_MISTAKES["gradient_step"] = {
    "This goes uphill: the loss grows. Where does a sign have to change?":
        [0.55204608, 0.18643369],
    "The slopes are summed. By what is a sum divided to give the mean?":
        [2.34386176, 0.44069893],
    "w moves as b does. Which factor does the chain rule add for w?":
        [1.06356631, 0.31356631],
    "This is the slope of the squared error. Which factor cancels with cross-entropy?":
        [1.08087155, 0.25548310],
    "The slope by b is taken with the new w. When does w change?":
        [1.44795392, 0.30566796],
    "b does not come into the score here, and w perhaps not either. What is the score "
    "of which the sigmoid is taken?": [1.46407840, 0.40186811],
    "The sigmoid is missing: the score itself stands where p belongs. What turns the "
    "score into p?": [-1.08333333, 0.08333333],
    "The mean of p - y is multiplied by the mean of x. Which of the two comes first: "
    "the product, or the mean?": [1.03178315, 0.31356631],
}

# %% [markdown]
# ## The trouble with a step
#
# In lesson 1 a unit gave a point a score, and then answered 1 or 0:
# is the score above zero, or not?
# Draw that answer against the score, and you see a step.
#
# A step has two faults.
#
# 1. It does not say **how sure** it is. A score of 0.01 and a score of 100 both give 1.
# 2. Its **slope is 0**, for it is flat. The perceptron of lesson 1 needed no slope, because it saw its own mistakes.
#    In a network the answer of one unit is the input of the next one.
#    To learn, an early unit must know how its weight changes the last answer.
#    This change is a product of the slopes of all units on the way. If one slope is 0, the product is 0: the unit learns nothing.
#
# So we look for a soft step: one that rises smoothly from 0 to 1.
#
# ## The curve
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# Read it as "sigma of x is one over one plus e to the minus x". Here e is the number 2.718…
# The name *sigmoid* means "shaped like an S".
#
# - At *x* = 0 it is 1 / (1 + 1) = ½.
# - For large *x*, e<sup>−x</sup> goes to 0, so the curve goes to 1.
# - For very negative *x*, e<sup>−x</sup> grows without end, so the curve goes to 0.
#
# A **unit** has a weight *w* and a bias *b*. It works in two steps:
#
# <p style="text-align: center"><i>x</i> &nbsp;→&nbsp; times <i>w</i>, plus <i>b</i> &nbsp;→&nbsp; score <i>z</i> = <i>wx</i> + <i>b</i> &nbsp;→&nbsp; σ &nbsp;→&nbsp; answer <i>p</i> = σ(<i>z</i>)</p>
#
# We read *p* as the probability of class 1.

# %% [markdown]
# ## The ring on one line
#
# We stay with the ring: class 1 is the inner class, class 0 the outer one, all around it.
# No line separates the two. But one number does: how far out is the point?
# For this lesson we give each point the number
#
# $$x = 2 - (x_1^2 + x_2^2)$$
#
# It is 2 in the centre and gets smaller on the way out: call it the *depth* of the point.
# The inner points have a depth between 1 and 2, the outer ones a depth below −0.5.
# Now one sigmoid unit can try to tell the classes apart.
#
# In the code, `np` is NumPy, Python's library for arrays: rows and tables of numbers.

# %%
X, y = ring(40, seed=2)  # a table of 40 points, (x1, x2) in each row; their classes
DEPTH = 2 - (X**2).sum(axis=1)  # the depth x of each point: 40 numbers

# %% [markdown]
# <div class="alert alert-info">
#
# **Predict.** Before you move anything, choose your guesses below.
#
# 1. With *b* = 0, what does a large *w* do to the curve?
# 2. With *w* = 1, how steep is the curve where it is steepest?
# 3. One half is the border: above it we answer class 1, below it class 0.
#    With *b* = 3, is there a *w* that puts all 40 points on their right side?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("a1", "With b = 0, what does a large w do to the curve?",
      ["it moves it", "it makes the step harder", "it makes the step softer"])

# %% jupyter={"source_hidden": true}
guess("a2", "The steepest slope for w = 1?", ["1/4", "1/2", "1"])

# %% jupyter={"source_hidden": true}
guess("a3", "With b = 3, all 40 points on their right side?",
      ["possible", "not possible"])

# %% jupyter={"source_hidden": true}
# Slider A. To draw the curve we use the identity sigma(z) = 0.5 + 0.5 tanh(z / 2).
def make_slider_a():
    fig = figure(8.6, 3.8)
    left, right = fig.subplots(1, 2, width_ratios=[3, 2])
    grid = np.linspace(-6, 6, 601)
    left.set(xlim=(-6, 6), ylim=(-0.26, 1.26), xlabel="x, the depth of a point",
             yticks=[0, 0.25, 0.5, 0.75, 1])
    side = left.axvspan(0, 6, 0.171, 0.829, color=ORANGE, alpha=0.2, lw=0, zorder=0)
    edge = {"markeredgecolor": BLACK, "markeredgewidth": 0.6}
    left.plot(DEPTH[y == 1], np.full(20, 1.14), "^", color=ORANGE, markersize=7, **edge)
    left.plot(DEPTH[y == 0], np.full(20, -0.14), "o", color=SKY, markersize=6, **edge)
    left.text(2.3, 1.14, "class 1, inner", va="center", fontsize=10)
    left.text(0.1, -0.14, "class 0, outer", va="center", fontsize=10)
    left.axhline(0.5, color=GREY, lw=0.8, zorder=1)
    hatched = {"facecolor": "none", "edgecolor": GREY, "hatch": "///", "lw": 0}
    zones = [left.axvspan(0, 1, 0.19, 0.81, zorder=1, **hatched) for _ in range(2)]
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    flat = [left.text(0, 0.31, "flat", color=BLACK, clip_on=True, fontsize=10, ha=ha,
                      bbox=paper)
            for ha in ("left", "right")]
    curve, = left.plot(grid, 0 * grid, color=BLUE, lw=3)
    tangent, = left.plot([], [], "--", color=RED)
    dot, = left.plot([], [], "D", color=RED, ms=8, clip_on=False)
    exact, = left.plot([], [], ":", color=PURPLE, lw=2)
    exact_text = left.text(0, 0.05, "from here on,\nexactly 1 (Read on)",
                           fontsize=9.5, clip_on=True, bbox=paper)
    right.set(xlim=(-6, 6), ylim=(-2.3, 2.3), xlabel="x")
    right.axhline(0, color=GREY, lw=0.8)
    slope_curve, = right.plot(grid, 0 * grid, color=GREEN, lw=3)
    limit, = right.plot([-6, 6], [0, 0], "--", color=BLACK, lw=1.2)
    limit_text = right.text(-5.8, 0, "", va="bottom", fontsize=10)
    slope_dot, = right.plot([], [], "D", color=RED, ms=8, clip_on=False)

    def value_and_slope(x, w, b):
        half = 0.5 * np.tanh(0.5 * (w * x + b))
        return 0.5 + half, w * (0.25 - half**2)

    def place_by_side(w, b):
        """Put the flat zones, class 1's side and the dotted line where they belong."""
        steep = abs(w) > 0.01
        ends = sorted(((-4.595 - b) / w, (4.595 - b) / w)) if steep else (-9, 9)
        low, high = np.clip(ends, -6, 6)  # within 0.01 of an end
        if not steep and abs(b) > 4.595:
            low = high = 6  # flat everywhere
        for zone, start, end in zip(zones, (-6, high), (low, 6), strict=True):
            zone.set_x(start)
            zone.set_width(end - start)
        flat[0].set_x(-5.8)
        flat[1].set_x(5.8)
        flat[0].set_visible(low > -5)
        flat[1].set_visible(high < 5)
        border = np.clip(-b / w, -6, 6) if steep else (-6 if b > 0 else 6)
        rising = w > 0 or not steep
        side.set_x(border if rising else -6)
        side.set_width(6 - border if rising else border + 6)
        one = (36.7368 - b) / w if steep else 99  # float64 rounds the sigmoid to 1.0
        exact.set_data([one, one], [0, 1])
        exact_text.set_visible(abs(one) < 6)  # its box would be cut off
        exact_text.set_x(one - 0.15 * np.sign(w))
        exact_text.set_ha("right" if w > 0 else "left")

    def explore_curve(w, b, at):
        w, b, at = (round(number, 6) for number in (w, b, at))
        p, slope = value_and_slope(at, w, b)
        values, slopes = value_and_slope(grid, w, b)
        curve.set_ydata(values)
        slope_curve.set_ydata(slopes)
        tangent.set_data([at - 1.5, at + 1.5], [p - 1.5 * slope, p + 1.5 * slope])
        dot.set_data([at], [p])
        slope_dot.set_data([at], [slope])
        slope = round(slope, 3) + 0.0  # no -0.000
        limit.set_ydata([w / 4, w / 4])
        limit_text.set_ha("left" if at > 0 else "right")
        limit_text.set_position((-5.8 if at > 0 else 5.8,
                                 w / 4 + (0.03 if w >= 0 else -0.03)))
        limit_text.set_va("bottom" if w >= 0 else "top")
        limit_text.set_text(f"w/4 = {w / 4:.2f}".replace("-", "−"))
        near = w != 0 and abs(at + b / w) < 0.1001  # as near as the slider can come
        limit.set_visible(near)
        limit_text.set_visible(near)
        place_by_side(w, b)
        sign = "+" if b >= 0 else "−"
        left.set_title(f"the unit's answer σ({w:.1f}x {sign} {abs(b):.1f})"
                       .replace("-", "−"))
        right.set_title(f"its slope: {slope:.3f} at x = {at:.1f}".replace("-", "−"))
        wrong = int(((w * DEPTH + b > 0) != (y == 1)).sum())
        most = f", where the slope is w/4 = {w / 4:.3f}" if near else ""
        where = (f"The middle of the step is at x = {-b / w + 0:.2f}{most}." if w else
                 "With w = 0 there is no step.")
        return (f"{where} At x = {at:.1f} the answer is {p:.3f} and the slope "
                f"{slope:.3f}. Of the 40 ring points (seed 2), {wrong} "
                f"{'is' if wrong == 1 else 'are'} on the wrong side of one half."
                .replace("-", "−"))

    return Explorer(
        fig, explore_curve,
        moving=[side, *zones, curve, tangent, dot, exact, exact_text, *flat,
                slope_curve, slope_dot, limit, limit_text, left.title, right.title],
        about="Left: the curve of one sigmoid unit with a tangent, hatched flat zones, "
              "the ring's points, and the side of class 1 in light orange. Right: the "
              "slope of that curve",
        controls={"w": slider("w, the weight", -8.0, 8.0, 1.0, step=0.2),
                  "b": slider("b, the bias", -6.0, 6.0, 0.0, step=0.2),
                  "at": slider("x, where the tangent touches", -6.0, 6.0, -2.0,
                               step=0.2)},
        stills=[{"w": 1.0, "b": 3.0, "at": -3.0}, {"w": 8.0, "b": 0.0, "at": 0.0}])


slider_a = make_slider_a()
slider_a

# %% [markdown] picture="slider_a"
# ![Two settings of slider A. Above, w = 1 and b = 3: a soft S whose middle is at x = −3, with slope 0.25 there. Below, w = 8 and b = 0: almost a step at x = 0, with slope 2 there and flat zones on both sides. The side of class 1, right of the middle, is light orange.](attachment:slider_a.png)

# %% jupyter={"source_hidden": true}
guessed("a1", "a2", "a3")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - A large *w* makes the soft step hard again. A negative *w* turns the curve around.
# - The middle is at *x* = −*b*/*w*. So *b* moves it, and where *b* is not 0, *w* moves it too.
# - The curve is steepest in the middle of the step. The slope there is *w*/4, and a black dashed line appears. Elsewhere the slope is nearer to 0.
#   For *w* = 1 this means: at most ¼, *anywhere*.
# - In the hatched zones the answer is within 0.01 of 0 or of 1, and the slope is almost 0.
#   We say that the unit is **saturated** there.
# - With *b* = 3, the slider puts all 40 points on their right side from *w* = 5 on: the middle is then in the gap between the classes.
#   With *b* = 0 each positive *w* does.
#
# </details>
#
# </div>

# %% [markdown]
# ## Your turn: the sigmoid
#
# Write `sigmoid`. What counts as right is the same in all lessons:
#
# - **Shape.** An array in, even an empty one, gives an array of the same shape out. Each number is treated on its own.
#   The first line, `x = np.asarray(…)`, is given. It turns lists and whole numbers into an array of floats. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`.
# - **Input.** Do not change the array that you are given.
# - **Accuracy.** Five correct digits. An answer below 2 · 10<sup>−8</sup> may be 0.
# - **Range.** From −1000 to 1000 there is no `nan` ("not a number") and no infinity.
# - **Style.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A mistake in `sigmoid` does not cost points again in a function that uses it.
#
# <details><summary><b>Words that help</b></summary>
#
# - `np.exp(x)` is e<sup>x</sup>, for a whole array at once. So are `+`, `-`, `*` and `/`.
# - `**` is a power: `x ** 2` is *x* squared.
# - `return` hands the answer back. A function without it gives `None`.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(x):
    """Return the sigmoid of each number in x.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and its numbers lie between 0 and 1.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    small = np.exp(-np.abs(x))  # never above 1, so nothing overflows
    return np.where(x >= 0, 1.0, small) / (1.0 + small)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sigmoid", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check_values(sigmoid, np.array([-2.0, 1.0, 3.0]),
             expected=[0.11920292, 0.73105858, 0.95257413])
check_values(sigmoid, [[-1, 0], [0, 1]],
             expected=[[0.26894142, 0.5], [0.5, 0.73105858]])
check_values(sigmoid, np.array([-1000.0, 1000.0]), expected=[0.0, 1.0],
             hint="Which power of e becomes too large here?")
print("sigmoid passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# <details><summary><b>One way to think about overflow</b> (open it after you have an answer)</summary>
#
# At *x* = −1000 the formula needs e<sup>1000</sup>, which is infinity in float64, NumPy's usual number.
# One divided by infinity is 0, so the answer is still right.
# In a cell of your own NumPy prints a warning; the checks hide it.
# You can also avoid the warning: multiply the top and the bottom of the fraction by e<sup>x</sup>.
# This gives e<sup>x</sup> / (e<sup>x</sup> + 1), which is safe for negative *x*.
#
# </details>

# %% [markdown]
# ## Your turn: the slope of the sigmoid
#
# Read σ′ as "sigma prime": the slope, or derivative, of σ. Write σ(*x*) as (1 + e<sup>−x</sup>)<sup>−1</sup>.
# The chain rule gives −1, times the bracket to the power −2, times the slope of the bracket, which is −e<sup>−x</sup>. So
#
# $$\sigma'(x) = \frac{e^{-x}}{(1 + e^{-x})^2}
#   = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}
#   = \sigma(x)\,\bigl(1 - \sigma(x)\bigr)$$
#
# The second fraction is 1 − σ(*x*), because 1 − 1/(1 + e<sup>−x</sup>) = (1 + e<sup>−x</sup> − 1)/(1 + e<sup>−x</sup>).
#
# And why never above ¼? Write *p* for σ(*x*). Then
# *p*(1 − *p*) = ¼ − (*p* − ½)². A square is never negative.
# By the chain rule, σ(*wx* + *b*) has the slope *w* σ′(*wx* + *b*): its size is at most |*w*|/4. This is what slider A showed.
#
# Write `sigmoid_grad`. You may call your own `sigmoid`.

# %% nbgrader={"grade": false, "grade_id": "sigmoid_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid_grad(x):
    """Return the slope of the sigmoid at each number in x.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and its numbers lie between 0 and 1/4.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    p = sigmoid(x)
    return p * (1.0 - p)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sigmoid_grad", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check_values(sigmoid_grad, np.array([-1.0, 1.0, 4.0]),
             expected=[0.19661193, 0.19661193, 0.01766271])
check_values(sigmoid_grad, [[0, 2], [2, 0]],
             expected=[[0.25, 0.10499359], [0.10499359, 0.25]])
check_values(sigmoid_grad, np.array([-1000.0, 1000.0]), expected=[0.0, 0.0],
             hint="Which power of e becomes too large here?")
print("sigmoid_grad passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Is the slope right? The gradient check
#
# A slope can be tried without any formula. Take two points close to *x*, one on each side,
# and divide the rise between them by the distance:
#
# $$\sigma'(x) \approx \frac{\sigma(x + h) - \sigma(x - h)}{2h}$$
#
# This is the **central difference**. People who write networks check their slopes with it; you will do so again in lesson 6.
# The next slider draws **your** curve, **your** slope and the central difference of your curve.
# How far apart are the last two? Their largest distance is the *error*. You choose *h*: it starts at 0.1. Drag it to the left for a smaller *h*, down to 10<sup>−15</sup>.
# (Python writes 10<sup>−15</sup> as `1e-15`. Read it as "one times ten to the minus fifteen".)
#
# <div class="alert alert-info">
#
# **Predict.** A small *h* follows the curve closely. Which *h* gives the smallest error?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("b1", "The smallest error is at h =",
      ["0.1", "about 0.00001", "10⁻¹⁵, the smallest h"])

# %% jupyter={"source_hidden": true}
# Slider B: your sigmoid and your sigmoid_grad against the central difference.
def make_slider_b():
    fig = figure(8.6, 3.8)
    left, right = fig.subplots(1, 2, width_ratios=[1, 1])
    grid = np.linspace(-6, 6, 121)
    steps = 10.0 ** -np.arange(1, 15.25, 0.25)
    left.set(xlim=(-6, 6), ylim=(-0.05, 1.05), xlabel="x")
    curve, = left.plot([], [], color=BLUE, lw=3, label="your sigmoid")
    slope_line, = left.plot([], [], "--", color=GREEN, lw=2.5, label="your slope")
    dots, = left.plot([], [], "o", color=RED, ms=5, label="central difference")
    left.legend(loc="upper left", frameon=False, fontsize=10)
    right.set(xlim=(1e-16, 1), ylim=(1e-13, 10), xscale="log", yscale="log",
              xlabel="h", ylabel="largest error",
              xticks=[1e-15, 1e-10, 1e-5, 1e-1])
    errors, = right.plot([], [], color=PURPLE, lw=2.5)
    here, = right.plot([], [], "D", color=RED, ms=10)

    def explore_check(h):
        values, slopes = answer_of(sigmoid, grid), answer_of(sigmoid_grad, grid)
        shifts = np.append(steps, h)[:, None]
        rise = answer_of(sigmoid, grid + shifts) - answer_of(sigmoid, grid - shifts)
        shapes = np.shape(values), np.shape(slopes), np.shape(rise)
        check(shapes == (grid.shape, grid.shape, (len(shifts), 121)),
              "sigmoid or sigmoid_grad gives another shape than it gets. What do their "
              "visible checks say?")
        difference = rise / (2 * shifts)
        error = np.abs(difference - slopes).max(axis=1)
        curve.set_data(grid, values)
        slope_line.set_data(grid, slopes)
        dots.set_data(grid[::6], difference[-1, ::6])
        reached = steps > 0.99 * h  # no farther than the slider has come
        errors.set_data(steps[reached], np.maximum(error[:-1][reached], 2e-13))
        here.set_data([h], [max(error[-1], 2e-13)])
        left.set_title(f"curve and slope, h = {h:.0e}".replace("-", "−"))
        right.set_title(f"the largest error is {error[-1]:.1e}".replace("-", "−"))
        more = (" They are that far apart for every h: is one of your two functions "
                "wrong?" if error.min() > 1e-3 else "")
        return (f"With h = {h:.0e} your slope and the central difference are at most "
                f"{error[-1]:.1e} apart (121 places from x = −6 to 6).{more}"
                .replace("e-", "e−"))

    chooser = widgets.FloatLogSlider(
        description="h, the distance to each side", tooltip="h", base=10, min=-15,
        max=-1, step=0.5, value=0.1, readout_format=".0e")
    return Explorer(
        fig, explore_check, moving=[curve, slope_line, dots, errors, here, left.title,
                                    right.title],
        about="Left: your sigmoid, your slope and the central difference. Right: the "
              "largest error against h, on logarithmic scales",
        controls={"h": chooser},
        stills=[{"h": 1e-5}, {"h": 1e-15}])


slider_b = make_slider_b()
slider_b

# %% [markdown] picture="slider_b"
# ![Two settings of slider B. Above, with h = 0.00001, the dots lie on the slope and the error is about 10 to the power −11. Below, with h = 10 to the power −15, the dots scatter around the slope and the error is nearly 0.1. The error is drawn from h = 0.1 down to this h: it falls to a lowest point near 0.00001 and then rises.](attachment:slider_b.png)

# %% jupyter={"source_hidden": true}
guessed("b1")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - From *h* = 0.1 on, the error falls: with each factor of ten in *h* it gets a hundred times smaller. At *h* = 10<sup>−5</sup> it is about 10<sup>−11</sup>.
# - Then it rises again. At *h* = 10<sup>−15</sup> it is nearly 0.1: at many places not even the first digit of the slope is right.
#   The two values of σ are so close together that they agree in almost all of their 16 digits.
#   The subtraction takes these digits away, and what is left is rounding. Lesson 3 gives this a name: cancellation.
# - If the error stays large for *every* *h*, the slope is wrong. That is the check.
#
# </details>
#
# </div>

# %% [markdown]
# ## A long chain of sigmoids
#
# A network learns like this: the error at the end tells each layer which way to move its weights.
# The message is called the **gradient**. It travels backwards, from the last layer to the first.
# By the chain rule, each unit on the way multiplies it by *w* σ′(*z*), where *z* is the unit's score.
#
# So let us build the simplest deep network: one unit in each layer, all with the same *w* and the same *b*.
# We send *x* = 1 through it. How much of the gradient comes back to layer 1?
# The sketch shows each unit with its factor. The *share* of a layer is how much of the last layer's gradient reaches it:
# its own factor, times all factors to its right.
# The scale of shares is *logarithmic*: equal steps down divide by the same number.
# The dashed roof is the share if the slope were as large as it can be in every unit.
#
# <div class="alert alert-info">
#
# **Predict.** Keep the curve at *sigmoid* and *b* at 0.
#
# 1. With *w* = 1 each factor is at most ¼. With 10 layers there are 9 factors. How large a share reaches layer 1?
# 2. Does a larger *w* save the gradient?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("c1", "The share with w = 1 is about", ["a tenth", "a thousandth", "a millionth"])

# %% jupyter={"source_hidden": true}
guess("c2", "A larger w saves it?", ["yes", "a little", "no, not at all"])

# %% include="chain" jupyter={"source_hidden": true}

# %% jupyter={"source_hidden": true}
slider_c = Explorer(**make_chain("sigmoid", layers=2, w=1.0),
                    stills=[{"layers": 10, "w": 1.0}, {"layers": 10, "w": 4.0}])
slider_c

# %% [markdown] picture="slider_c"
# ![Two settings of slider C, both with 10 layers of sigmoid. Above, w = 1: the gradient falls in a straight line on the logarithmic scale to about one millionth at layer 1, below the dashed roof. Below, w = 4: it falls to less than one ten-thousand-millionth, far below its roof.](attachment:slider_c.png)

# %% jupyter={"source_hidden": true}
guessed("c1", "c2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - With *w* = 1 and 10 layers, layer 1 gets about 1.2 · 10<sup>−6</sup>: a millionth.
#   Each layer is one more factor below ¼. This is the **vanishing gradient** (Hochreiter, 1991).
# - A larger *w* lifts the roof, but it also pushes the units into their flat zones.
#   So it saves a little: with *b* = 0 and 10 layers, *w* = 1.6 is about the best, and the share is only 7.5 · 10<sup>−6</sup>.
#
# </details>
#
# </div>
#
# Be careful with the words. People say "a saturated unit loses information" or "the network does not converge".
# More exactly: the *weights* of the early layers get almost no change in each step.
# Learning becomes slow and may rest on a plateau, a long flat stretch.
#
# **Can a bias help?** Set *w* = 4 and *b* = −2: for *x* = 1, 4.7 % of the gradient passes ten layers.
# At *x* = 0.5 all of it passes, because each unit then answers 0.5, in its middle. But learning changes *w* and *b*, and nothing keeps them at such values.
# In practice deep sigmoid networks drift into saturation (Glorot and Bengio, 2010).
#
# **The gradient can also grow.** With *w* = 5, *b* = −2.5 and *x* = 0.5 each factor is 5/4, and nine of them make 7.45.
# In a longer chain this is the **exploding gradient**: steps become so large that learning fails.
#
# The menu has two more curves, for lessons 3 and 4. And all answers of a sigmoid are positive: lesson 3 takes up that thought.

# %% [markdown]
# ## Sure, and wrong
#
# At the end of a network a sigmoid is still a good choice: it answers with a probability *p* = σ(*z*).
# But suppose the point is an inner one, so the right answer is *y* = 1, and the unit's score is *z* = −8.
# It is very sure, and wrong. Its sigmoid is saturated. Can it still learn?
#
# This depends on the **loss**, the number that learning makes small.
# The **cross-entropy** for *y* = 1 is −log *p* (in this course log is the natural logarithm). The derivative of log *p* is 1/*p*,
# and σ′(*z*) is *p*(1 − *p*). So the slope of the loss is, by the chain rule:
#
# $$\frac{d}{dz}\bigl(-\log p\bigr) = -\frac{1}{p}\,\sigma'(z) = -\frac{p\,(1-p)}{p} = p - 1 = p - y$$
#
# The factor *p* has cancelled out. It is almost 0 in the left tail, and makes the tail flat.
# For *y* = 0 the loss is −log(1 − *p*), and the slope is *p* − *y* again.
# With the **squared error** ½(*p* − *y*)² nothing cancels: the slope is (*p* − *y*) · *p*(1 − *p*).
#
# <div class="alert alert-info">
#
# **Predict.** The right answer is *y* = 1 and the score is *z* = −8.
# How large is the pull (the size of the slope) with each loss?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("d1", "The pull of cross-entropy at z = −8 is near", ["0", "1", "8"])

# %% jupyter={"source_hidden": true}
guess("d2", "The pull of the squared error is near", ["0", "1", "8"])

# %% jupyter={"source_hidden": true}
# Slider D: how hard each loss pulls at a score z when the right answer is y = 1.
def make_slider_d():
    fig = figure(8.4, 3.3)
    ax = fig.subplots()
    ax.set(xlim=(-10.3, 10.3), ylim=(-0.06, 1.12), xticks=[-10, -5, 0, 5, 10],
           xlabel="score z (the right answer is y = 1)", ylabel="pull on the score")

    def pulls(z):
        half = 0.5 * np.tanh(0.5 * z)  # the sigmoid is 0.5 + half
        return 0.5 - half, (0.5 - half) * (0.25 - half**2)

    scores = np.linspace(-10, 10, 401)
    for pull, color, style in zip(pulls(scores), (BLUE, RED), ("-", "--"), strict=True):
        ax.plot(scores, pull, style, color=color)
    ax.axvspan(0, 10.3, color=ORANGE, alpha=0.16, lw=0, zorder=0)
    ax.text(0.4, 0.66, "cross-entropy", color=BLUE)
    ax.text(-2.6, 0.17, "squared error", color=RED, ha="right")
    ax.text(9.8, 0.9, "p above ½: right", ha="right")
    ax.text(-9.8, 0.5, "p below ½: wrong")
    cross, = ax.plot([], [], "o", color=BLUE, ms=10)
    squared, = ax.plot([], [], "D", color=RED, ms=9)

    def explore_loss(z):
        a, b = pulls(z)
        cross.set_data([z], [a])
        squared.set_data([z], [b])
        ax.set_title(f"z = {z:.1f}, p = {1 - a:.4f}: cross-entropy pulls {a:.4f}, "
                     f"squared error {b:.5f}".replace("-", "−").replace("s−e", "s-e"))
        return (f"At z = {z:.1f} the unit says p = {1 - a:.4f}. Cross-entropy pulls "
                f"with {a:.4f}, squared error with {b:.5f}.".replace("= -", "= −"))

    return Explorer(
        fig, explore_loss, moving=[cross, squared, ax.title],
        about="The pull of cross-entropy and of squared error on the score, for y = 1",
        controls={"z": slider("z, the score", -10.0, 10.0, 0.0, step=0.5)},
        stills=[{"z": -8.0}])


slider_d = make_slider_d()
slider_d

# %% [markdown] picture="slider_d"
# ![Slider D at z = −8. The solid curve of cross-entropy is close to 1 on the wrong side and falls to 0 on the right side. The dashed curve of squared error is close to 0 at both ends, with a low hump in between.](attachment:slider_d.png)

# %% jupyter={"source_hidden": true}
guessed("d1", "d2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# At *z* = −8 cross-entropy pulls with 0.9997 and squared error with 0.0003, about 3,000 times less.
# With cross-entropy, *p* − *y* stays large as long as the answer is wrong.
# Saturation is a problem for units *inside* a network. At the last unit cross-entropy removes it.
#
# (With this loss the unit is called *logistic regression*. Its score is the logarithm of *p*/(1 − *p*), the *log-odds*.)
#
# </details>
#
# </div>

# %% [markdown]
# ## Your turn: one step of learning
#
# The score is *z* = *wx* + *b*. For one point the loss has the slope *p* − *y* along *z*. By the chain rule it has
#
# - the slope (*p* − *y*) · *x* along *w*, for *z* rises by *x* when *w* rises by 1,
# - the slope (*p* − *y*) · 1 along *b*.
#
# The loss of *n* points is the mean of their losses, so its slopes are the means of theirs.
# **Gradient descent** goes a little way down: it subtracts from *w* and from *b* their slopes, times a number that says how far.
# That number is the *learning rate*:
#
# $$w_{\text{new}} = w - \text{rate} \cdot \text{mean of } (p - y)\,x$$
#
# $$b_{\text{new}} = b - \text{rate} \cdot \text{mean of } (p - y)$$
#
# Both slopes are those at the *old* *w* and *b*.
#
# Write `gradient_step`. You may call your own `sigmoid`. Here you need six correct digits, one more than elsewhere.
#
# <details><summary><b>Words that help</b></summary>
#
# - `w * x + b` is the score of every point at once, an array like `x`.
# - `np.mean(a)` is the mean of the numbers in `a`: one number.
# - `return w, b` hands back two values. `w, b = gradient_step(…)` takes them apart.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "gradient_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_step(w, b, x, y, rate):
    """Return the new w and b, after one step down the slope of the mean cross-entropy.

    x is an array of n numbers, y an array of their n classes, each 0 or 1.
    w, b and rate are numbers. The unit answers p = sigmoid(w x + b).
    The scores w x + b lie between -1000 and 1000.
    """
    # BEGIN SOLUTION
    error = sigmoid(w * x + b) - y
    return w - rate * np.mean(error * x), b - rate * np.mean(error)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_gradient_step", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check_values(gradient_step, 1.0, 0.25, np.array([-1.0, 0.5, 2.0]), np.array([0, 1, 1]),
             2.0, expected=[1.44795392, 0.31356631], rtol=1e-6, atol=1e-9,
             hint="Entry [0] is the new w, entry [1] the new b.")
check_values(gradient_step, -4.0, 2.0, np.array([1.0, -2.0]), np.array([1, 0]),
             0.5, expected=[-3.27982343, 1.97021062], rtol=1e-6, atol=1e-9)
check_values(gradient_step, 2.0, 0.0, np.array([-500.0, 500.0]), np.array([1, 0]),
             0.01, expected=[-3.0, 0.0], hint="What does exp become far out?")
print("gradient_step passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## One unit learns
#
# Now your step makes a unit learn. This is the whole loop: each step starts where the last one ended.

# %%
def make_path(step, w, b, rate, steps):
    """Return w and b at the start and after each step, as a list of pairs."""
    path = [(w, b)]
    for _ in range(steps):
        w, b = step(w, b, DEPTH, y, rate)  # step is gradient_step, or another rule
        path.append((w, b))
    return path

# %% [markdown]
# To compare, here is the same step for the *squared error*.
# It measures its two slopes by central differences, as in the gradient check. It calls your `sigmoid`, but not your `sigmoid_grad`.

# %%
def make_squared_step(w, b, x, y, rate, h=1e-5):
    """Return the new w and b, after one step down the mean of the squared error."""
    def loss(w, b):
        return np.mean((sigmoid(w * x + b) - y) ** 2) / 2

    by_w = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    by_b = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
    return w - rate * by_w, b - rate * by_b

# %% [markdown]
# Both start at *w* = −4 and *b* = 2, with a rate of 0.5. This unit is sure, and it is wrong on all 40 points.
#
# <div class="alert alert-info">
#
# **Predict.** How many steps does each of them need until all 40 points are right?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("e1", "Steps with cross-entropy?")

# %% jupyter={"source_hidden": true}
guess("e2", "Steps with the squared error?")

# %% jupyter={"source_hidden": true}
# Slider E: the unit learns by your gradient_step, beside one with the squared error.
def make_slider_e():
    fig = figure(8.6, 3.9)
    left, right = fig.subplots(1, 2, width_ratios=[3, 2])
    grid, longest, known = np.linspace(-6, 6, 241), 1000, {}
    left.set(xlim=(-6, 6), ylim=(-0.26, 1.26), xlabel="x, the depth of a point",
             ylabel="the unit's answer p", yticks=[0, 0.5, 1])
    edge = {"markeredgecolor": BLACK, "markeredgewidth": 0.6}
    left.plot(DEPTH[y == 1], np.full(20, 1.14), "^", color=ORANGE, markersize=7, **edge)
    left.plot(DEPTH[y == 0], np.full(20, -0.14), "o", color=SKY, markersize=6, **edge)
    left.text(2.3, 1.14, "class 1, inner", va="center", fontsize=10)
    left.text(0.1, -0.14, "class 0, outer", va="center", fontsize=10)
    left.axhline(0.5, color=GREY, lw=0.8, zorder=0)
    right.set(xlim=(-0.2, longest), ylim=(-2, 43), yticks=[0, 20, 40],
              xlabel="step (logarithmic scale)", ylabel="points that are right")
    right.set_xscale("symlog", linthresh=1)
    right.set_xticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1000"])
    pens = ((BLUE, "-", 3.0), (RED, "--", 2.2))
    curves = [left.plot([], [], ls, color=c, lw=lw)[0] for c, ls, lw in pens]
    counts = [right.plot([], [], ls, color=c, lw=lw)[0] for c, ls, lw in pens]
    heads = [right.plot([], [], marker, color=c, ms=9, clip_on=False)[0]
             for (c, _, _), marker in zip(pens, "oD", strict=True)]
    left.legend(curves, ["cross-entropy", "squared error"], loc="upper left",
                bbox_to_anchor=(-0.01, 1.04), frameon=False, fontsize=10,
                labelspacing=0.2)

    def both(*start):
        """Return the two paths from (w, b, rate), each of shape (steps + 1, 2)."""
        key = (*start, gradient_step, sigmoid)
        if key not in known:
            paths = []
            for step in (gradient_step, make_squared_step):
                path = answer_of(make_path, step, *start, longest)
                good = np.shape(path) == (longest + 1, 2)
                check(good and np.isfinite(np.asarray(path, dtype=float)).all(),
                      "gradient_step does not give two ordinary numbers here. What "
                      "does its visible check say?")
                paths.append(np.asarray(path, dtype=float))
            known.clear()
            known[key] = paths
        return known[key]

    def explore_race(steps, w, b, rate):
        said, now = [], []
        for path, curve, count, head in zip(both(w, b, rate), curves, counts, heads,
                                            strict=True):
            scores = path[:, :1] * DEPTH + path[:, 1:]  # a row for each step
            right_ones = ((scores > 0) == (y == 1)).sum(axis=1)
            w_now, b_now = path[steps]
            curve.set_data(grid, answer_of(sigmoid, w_now * grid + b_now))
            count.set_data(np.arange(steps + 1), right_ones[:steps + 1])
            head.set_data([steps], right_ones[steps:steps + 1])
            now.append(right_ones[steps])
            first = int(right_ones[:steps + 1].argmax())  # the first step with the most
            said.append(f"first at step {first}" if right_ones[first] == 40
                        else "not yet")
        after = f"after {steps} step{'s' * (steps != 1)}"
        left.set_title(after)
        right.set_title(f"right: {now[0]} and {now[1]} of 40")
        return (f"{after.capitalize()} at the rate {rate:.1f} cross-entropy has "
                f"{now[0]} of the 40 points right, squared error {now[1]} (ring of "
                "seed 2). All 40 right: "
                f"{said[0]} with cross-entropy, {said[1]} with squared error.")

    return Explorer(
        fig, explore_race, moving=[*curves, *counts, *heads, left.title, right.title],
        about="Left: the curves of two units that learn, one by each loss. Right: how "
              "many points were right after each step, on a logarithmic scale of steps",
        controls={"steps": slider("step", 0, longest, 0, step=1),
                  "w": slider("w at the start", -8.0, 8.0, -4.0, step=0.5,
                              continuous_update=False),
                  "b": slider("b at the start", -4.0, 4.0, 2.0, step=0.5,
                              continuous_update=False),
                  "rate": slider("learning rate", 0.1, 4.0, 0.5, step=0.1,
                                 continuous_update=False)},
        stills=[{"steps": 16}, {"steps": 586}])


slider_e = make_slider_e()
slider_e

# %% [markdown] picture="slider_e"
# ![Two settings of slider E. Above, at step 16, the solid curve of cross-entropy rises through the gap between the classes and has all 40 points right; the dashed curve of the squared error has hardly moved. Below, at step 586, the dashed curve rises too, and on the right the count of the squared error reaches 40.](attachment:slider_e.png)

# %% jupyter={"source_hidden": true}
guessed("e1", "e2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# (Ring of seed 2, 40 points.)
#
# - With cross-entropy all 40 points are right after 16 steps, with the squared error after 586: about 37 times as many.
#   For the seeds 0 to 9 it is 9 to 18 steps against 460 to 633.
# - The squared error starts in the flat tail. Its first steps are tiny.
# - The two units learn by the same rule. Only the loss is another one.
#
# </details>
#
# </div>
#
# You have written the unit and its step. The slope σ′ has cancelled in this step; units inside a network need it.
# Lesson 5 does it for three classes, lesson 6 for a whole network.

# %% [markdown]
# ## Read on: where a computer gives exactly 1
#
# For real numbers the sigmoid stays strictly between 0 and 1. A computer rounds.
# NumPy's usual number, *float64*, holds about 16 digits; its short form, *float32*, about 7.
# Near 1, float64 numbers stand about 2 · 10<sup>−16</sup> apart.
# When e<sup>−x</sup> is less than half of that, 1 + e<sup>−x</sup> is rounded to 1.
# The cell below computes from which *x* on the answer is exactly 1.
# Slider A draws this place as a dotted line: set *w* = 8, *b* = 0 and look at *x* = 4.6.

# %%
for number_type in (np.float64, np.float32):
    too_small = np.finfo(number_type).eps / 2  # what is this small vanishes beside 1
    print(f"{number_type.__name__}: 1.0 from x = {-np.log(too_small):.2f} on")

# %% [markdown]
# ## Read on: code from a web page
#
# A popular web page gives this code for the sigmoid.
#
# ```python
# def from_the_web(x):
#     return (exp(x) - exp(-x)) / (exp(x) + exp(-x))
# ```
#
# There are two faults. Find them before you open the answer, and try the code in a cell of your own.
#
# <details><summary><b>The two faults</b> (click to open)</summary>
#
# 1. **`exp` is never imported.** Write `np.exp`.
# 2. **It is another function.** It gives 0 at 0, where a sigmoid gives ½, and it gives negative numbers.
#    This is the hyperbolic tangent, tanh, the hero of lesson 3.
#
# Lesson to keep: try borrowed code at a point where you know the answer.
#
# </details>

# %% [markdown]
# ## Stretch: digits in the tail (no points)
#
# At *x* = 40 the sigmoid is exactly 1.0 in float64. So 1 − σ(*x*) is exactly 0, and the slope seems to be 0 as well.
# But the true slope is about 4.248 · 10<sup>−18</sup>, which float64 can hold without trouble.
# The digits were lost in the subtraction.
#
# Use 1 − σ(*x*) = σ(−*x*). Then σ′(*x*) = σ(*x*) σ(−*x*), and nothing is subtracted.
# Can you prove the first equation in one line?
#
# Write the slope so that it keeps five digits from −700 to 700.

# %% nbgrader={"grade": false, "grade_id": "sigmoid_grad_tails", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid_grad_tails(x):
    """Return the slope of the sigmoid at each number in x, exact in the tails too.

    x is a number, a list or an array of any shape, with values from -700 to 700.
    The answer has the same shape, and five correct digits.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    return sigmoid(x) * sigmoid(-x)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_sigmoid_grad_tails", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
if tried(sigmoid_grad_tails):
    check_values(sigmoid_grad_tails, np.array([0.0, 1.0]), expected=[0.25, 0.19661193])
    check_values(sigmoid_grad_tails, np.array([-40.0, 40.0]), atol=0,
                 expected=[4.2483543e-18, 4.2483543e-18],
                 hint="Is a small number subtracted from 1 somewhere?")
    print("sigmoid_grad_tails passes its visible checks.")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - σ(*x*) = 1 / (1 + e<sup>−x</sup>) is a soft step from 0 to 1, with ½ at 0. We read it as the probability of class 1.
# - *w* sets how hard the step is. Its middle is at −*b*/*w*, so *b* moves it.
# - σ′ = σ(1 − σ) is at most ¼, and almost 0 in the flat zones: the unit is saturated.
# - A slope can be checked by a central difference, with *h* near 10<sup>−5</sup>.
# - In a chain of sigmoids the gradient is multiplied by *w* σ′ at each layer. As a rule it vanishes; with a large *w* and units near their middle it can grow.
# - With cross-entropy the pull on the score is *p* − *y*: large when wrong, even when saturated.
# - A step of gradient descent subtracts the rate times the mean slope.
# - On the ring one sigmoid unit needs the number *x* = 2 − (x₁² + x₂²). Nobody gives a network that number.
#   In lesson 6 your network finds the closed curve without it.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 3: tanh, the sigmoid's zero-centred sister](../03_tanh/03_tanh.ipynb)
