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
# **Time:** about 40 minutes.
# **Builds on:** [lesson 1](../01_linear_separability/01_linear_separability.ipynb):
# the score of a point, and the ring.
# You also need the derivative of e<sup>x</sup> and the chain rule.
#
# **After this lesson you can**
# - write the sigmoid and its slope as code, and say what *w* and *b* do to the curve,
# - say where the curve is flat, and why a flat curve learns slowly,
# - explain why many sigmoid layers in a row make the gradient vanish,
# - say whether a unit that is sure and wrong can still learn, and what the loss has to do with it.
#
# Run the next two cells first. They hold the drawing code and the points of this course, and are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

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
# 2. It gives **no direction for learning**. The step is flat, so its slope is 0.
#    Move a weight a little, and the answer stays the same. Did that help? The step cannot tell.
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
# - It stays strictly between 0 and 1, so we can read it as a probability.
#   You may know it from *logistic regression*, which does just that for two classes.
#
# A unit has a weight *w* and a bias *b*. It computes σ(*wx* + *b*).

# %% [markdown]
# ## The ring on one line
#
# We stay with the ring: class 1 in the middle, class 0 around it.
# No line separates the two. But one number does: how far out is the point?
# For this lesson we give each point the number
#
# $$x = 2 - (x_1^2 + x_2^2)$$
#
# It is 2 in the centre and gets smaller on the way out.
# Points in the middle have *x* between 1 and 2. Points around them have *x* below −0.5.
# Now one sigmoid unit can try to tell the classes apart.
#
# <div class="alert alert-info">
#
# **Predict.** Before you move anything, write down your guesses.
#
# 1. What does a large *w* do to the curve? What does *b* do?
# 2. Where is the curve steepest, and how steep is it there?
# 3. One half is the border: above it we answer class 1, below it class 0.
#    Is there a *w* and a *b* that put all 40 points on their right side?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider A. To draw the curve we use the identity sigma(z) = 0.5 + 0.5 tanh(z / 2).
fig = figure(8.4, 3.7)
left, right = fig.subplots(1, 2, width_ratios=[3, 2])
grid = np.linspace(-6, 6, 601)
X, y = ring(40, seed=2)
depth = 2 - (X**2).sum(axis=1)

left.set(xlim=(-6, 6), ylim=(-0.24, 1.24), xlabel="x", yticks=[0, 0.25, 0.5, 0.75, 1])
edge = {"markeredgecolor": BLACK, "markeredgewidth": 0.6}
left.plot(depth[y == 1], np.full(20, 1.12), "^", color=ORANGE, markersize=7, **edge)
left.plot(depth[y == 0], np.full(20, -0.13), "o", color=SKY, markersize=6, **edge)
left.text(2.4, 1.12, "class 1, in the middle", va="center", fontsize=10)
left.text(0.1, -0.13, "class 0, around it", va="center", fontsize=10)
left.axhline(0.5, color=GREY, lw=0.8, zorder=0)
zones = [left.axvspan(0, 1, 0.16, 0.84, color=GREY, alpha=0.22, lw=0) for _ in range(2)]
flat = [left.text(0, y0, "flat", color="#444444", ha=side, clip_on=True, fontsize=10)
        for y0, side in ((0.3, "left"), (0.7, "right"))]
curve, = left.plot(grid, 0 * grid, color=BLUE, lw=3)
tangent, = left.plot([], [], "--", color=RED, label="tangent")
dot, = left.plot([], [], "D", color=RED, ms=8)
full, = left.plot([], [], ":", color=PURPLE, lw=2)
full_text = left.text(0, 0.1, "from here on,\nfloat64 gives 1.0", ha="right",
                      fontsize=9.5, clip_on=True)

right.set(xlim=(-6, 6), ylim=(-0.05, 2.25), xlabel="x")
slope_curve, = right.plot(grid, 0 * grid, color=GREEN, lw=3)
roof, = right.plot([-6, 6], [0, 0], "--", color=BLACK, lw=1.2)
roof_text = right.text(-5.8, 0, "", va="bottom", fontsize=10)
slope_dot, = right.plot([], [], "D", color=RED, ms=8)


def explore_curve(w, b, at):
    def value_and_slope(x):
        half = 0.5 * np.tanh(0.5 * (w * x + b))
        return 0.5 + half, w * (0.25 - half**2)

    s, slope = value_and_slope(at)
    values, slopes = value_and_slope(grid)
    curve.set_ydata(values)
    slope_curve.set_ydata(slopes)
    tangent.set_data([at - 1.5, at + 1.5], [s - 1.5 * slope, s + 1.5 * slope])
    dot.set_data([at], [s])
    slope_dot.set_data([at], [slope])
    roof.set_ydata([w / 4, w / 4])
    roof_text.set_position((-5.8, w / 4 + 0.02))
    roof_text.set_text(f"roof: w/4 = {w / 4:.3f}")
    low, high = np.clip([(-4.595 - b) / w, (4.595 - b) / w], -6, 6)  # 0.01 from an end
    for zone, start, end in zip(zones, (-6, high), (low, 6), strict=True):
        zone.set_x(start)
        zone.set_width(end - start)
    flat[0].set_position((-5.8, 0.3))
    flat[1].set_position((5.8, 0.7))
    flat[0].set_visible(low > -5)
    flat[1].set_visible(high < 5)
    one = (36.7368 - b) / w  # from here on float64 rounds the sigmoid to 1.0
    full.set_data([one, one], [0, 1])
    full_text.set_position((one - 0.15, 0.1))
    sign = "+" if b >= 0 else "−"
    left.set_title(f"the unit's answer σ({w:.1f}x {sign} {abs(b):.1f})")
    right.set_title(f"its slope: {slope:.3f} at x = {at:.1f}")
    wrong = int(((w * depth + b > 0) != (y == 1)).sum())
    return (f"The middle of the step is at x = {-b / w:.2f}. At x = {at:.1f} the "
            f"answer is {s:.3f} and the slope {slope:.3f}; no slope is above "
            f"w/4 = {w / 4:.3f}. Of the 40 ring points (seed 2), {wrong} are on the "
            "wrong side of one half.")


slider_a = Explorer(
    fig, explore_curve,
    moving=[*zones, *flat, curve, tangent, dot, full, full_text, slope_curve, slope_dot,
            roof, roof_text, left.title, right.title],
    about="Left: the curve of one sigmoid unit with a tangent, grey flat zones and the "
          "ring's points. Right: the slope of that curve",
    controls={"w": slider("w, the weight", 0.2, 8.0, 1.0, step=0.2),
              "b": slider("b, the bias", -6.0, 6.0, 3.0, step=0.2),
              "at": slider("x, where the tangent touches", -6.0, 6.0, -2.0, step=0.2)},
    stills=[{"w": 1.0, "b": 3.0, "at": -3.0}, {"w": 8.0, "b": 0.0, "at": 0.0}])
slider_a

# %% [markdown] picture="slider_a"
# *Still picture of slider A, for places where sliders do not run.*
#
# ![Two settings of slider A. Above, w = 1 and b = 3: a soft S whose middle is at x = −3, with slope 0.25 there. Below, w = 8 and b = 0: almost a step at x = 0, with slope 2 there and flat zones on both sides.](attachment:slider_a.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - A large *w* makes the soft step hard again. *b* moves it: the middle is at *x* = −*b*/*w*.
# - The slope is largest in the middle of the step. It is *w*/4 there (the dashed *roof* on the right), and smaller at all other places.
#   For *w* = 1 this means: at most ¼, *anywhere*.
# - In the grey zones the answer is within 0.01 of its end, and the slope is almost 0.
#   We say that the unit is **saturated** there.
# - *w* = 4 and *b* = 0 put all 40 points on the right side. So do many other settings.
#
# </div>
#
# **A note on "strictly between 0 and 1".**
# It is true for real numbers. A computer rounds.
# NumPy's usual number, *float64*, holds about 16 digits; its short form, *float32*, about 7.
# Near 1, float64 numbers stand about 2 · 10<sup>−16</sup> apart.
# When e<sup>−x</sup> is less than half of that, 1 + e<sup>−x</sup> is rounded to 1.
# The cell below computes from which *x* on the answer is exactly 1.
# Slider A draws this place as a dotted line: set *w* = 8, *b* = 0 and look at *x* = 4.6.

# %%
for kind in (np.float64, np.float32):
    lost = np.finfo(kind).eps / 2  # what is this small vanishes beside 1
    print(f"{kind.__name__}: exactly 1.0 from x = {-np.log(lost):.1f} on")

# %% [markdown]
# ## Bug hunt: code from a web page
#
# A popular web page gives this code for the sigmoid.
#
# ```python
# def from_the_web(x):
#     return (exp(x) - exp(-x)) / (exp(x) + exp(-x))
# ```
#
# <div class="alert alert-warning">
#
# **Predict.** There are three faults. Read the code and find them before you run anything.
#
# 1. What happens at the first call?
# 2. Suppose that is mended. What does it give at *x* = 0, and what should a sigmoid give there?
# 3. And at *x* = 1000?
#
# </div>

# %%
def from_the_web(x):
    return (exp(x) - exp(-x)) / (exp(x) + exp(-x))


try:
    print(from_the_web(0.0))
except NameError as error:
    print("first call:", error)

exp = np.exp  # mend the first fault, to see the others
with np.errstate(all="ignore"):
    for number in (-2.0, 0.0, 2.0, 1000.0):
        print(f"x = {number:6}: {from_the_web(number):.3f}")
del exp  # and take it away again

# %% [markdown]
# <details><summary><b>The three faults</b> (click to open)</summary>
#
# 1. **`exp` is never imported.** Write `np.exp`.
# 2. **It is another function.** It gives 0 at 0, where a sigmoid gives ½, and it gives negative numbers.
#    This is the hyperbolic tangent, tanh, the hero of lesson 3.
# 3. **It overflows.** Above about 709.8, e<sup>x</sup> is too large for float64 and becomes *infinity*.
#    Infinity divided by infinity is `nan`, "not a number".
#
# </details>
#
# Lesson to keep: try borrowed code at a point where you know the answer.

# %% [markdown]
# ## Your turn: the sigmoid
#
# Write `sigmoid`. What counts as right is the same in all lessons:
#
# - **Shape.** An array in, even an empty one, gives an array of the same shape out. Each number is treated on its own.
#   The given line turns lists and whole numbers into a float array. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`.
# - **Hands off.** Do not change the caller's array.
# - **Accuracy.** Five correct digits. Values below 2 · 10<sup>−8</sup> may be 0.
# - **Range.** From −1000 to 1000 there is no `nan` and no infinity.
# - **Free of charge.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A function that builds on an earlier one of the same lesson is judged with a right version of it where your own is wrong.

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


# %% nbgrader={"grade": true, "grade_id": "test_sigmoid", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(sigmoid, np.array([-2.0, 1.0, 3.0]),
             expected=[0.11920292, 0.73105858, 0.95257413],
             hint="Look at the sign in front of x, and at the brackets.",
             slips={"This is tanh, which runs from -1 to 1. Which formula runs from "
                    "0 to 1?": [-0.96402758, 0.76159416, 0.99505475],
                    "The curve falls where it should rise. Which sign has the "
                    "exponent?": [0.88079708, 0.26894142, 0.04742587],
                    "Without brackets, 1 / 1 comes first, and the power is added. "
                    "Where do brackets belong?": [8.38905610, 1.36787944, 1.04978707]})
check_values(sigmoid, np.array([0.0]), expected=[0.5],
             hint="At 0 the curve is one half.")
check_values(sigmoid, [[-1, 0], [0, 1]],
             expected=[[0.26894142, 0.5], [0.5, 0.73105858]])
check_values(sigmoid, np.array([-1000.0, 1000.0]), expected=[0.0, 1.0],
             hint="Which power of e becomes too large here?")
print("sigmoid passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# <details><summary><b>One way to think about overflow</b> (open it after you have an answer)</summary>
#
# At *x* = −1000 the formula needs e<sup>1000</sup>, which is infinity in float64.
# One divided by infinity is 0, so the answer is still right. NumPy only prints a warning.
# You can also avoid the warning: multiply above and below by e<sup>x</sup>.
# This gives e<sup>x</sup> / (e<sup>x</sup> + 1), which is safe for negative *x*.
#
# </details>

# %% [markdown]
# ## Your turn: the slope of the sigmoid
#
# Read σ′ as "sigma prime": the slope, or derivative, of σ. Three lines give it:
#
# $$\sigma'(x) = \frac{e^{-x}}{(1 + e^{-x})^2}
#   = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}
#   = \sigma(x)\,\bigl(1 - \sigma(x)\bigr)$$
#
# And why never above ¼? Write *s* for σ(*x*). Then
# *s*(1 − *s*) = ¼ − (*s* − ½)². A square is never negative.
# By the chain rule, σ(*wx* + *b*) has the slope *w* σ′(*wx* + *b*), so at most *w*/4. This is what slider A showed.
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
    s = sigmoid(x)
    return s * (1.0 - s)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_sigmoid_grad", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(sigmoid_grad, np.array([-1.0, 1.0, 4.0]),
             expected=[0.19661193, 0.19661193, 0.01766271],
             hint="The slope at x, not the sigmoid at x, is asked for.",
             slips={"x (1 - x) is the slope only where x is a sigmoid already. What "
                    "has to be computed from x first?": [-2.0, 0.0, -12.0],
                    "This is the sigmoid. Its slope is asked for.":
                    [0.26894142, 0.73105858, 0.98201379]})
check_values(sigmoid_grad, np.array([0.0]), expected=[0.25],
             hint="At 0 the slope is one quarter.")
check_values(sigmoid_grad, [[0, 2], [2, 0]],
             expected=[[0.25, 0.10499359], [0.10499359, 0.25]])
check_values(sigmoid_grad, np.array([-1000.0, 1000.0]), expected=[0.0, 0.0],
             hint="Which power of e becomes too large here?")
print("sigmoid_grad passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## A long chain of sigmoids
#
# A network learns like this: the error at the end tells each layer which way to move its weights.
# The message is called the **gradient**. It travels backwards, from the last layer to the first.
# By the chain rule, each unit on the way multiplies it by *w* σ′(*z*), where *z* is the unit's score.
#
# So let us build the simplest deep network: one unit in each layer, all with the same *w*, and *b* = 0.
# We send *x* = 1 through it: a point on the edge of the middle. How much of the gradient comes back to layer 1?
# The picture's upright scale is *logarithmic*: each equal step down divides by the same factor.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. With *w* = 1 each factor is at most ¼. With 10 layers there are 9 factors.
#    Is the share that reaches layer 1 nearer to a tenth, a thousandth or a millionth?
# 2. Does a larger *w* save the gradient?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider B. Again the curve is drawn with tanh: sigma(z) = 0.5 + 0.5 tanh(z / 2).
fig = figure(8.4, 3.5)
ax = fig.subplots()
ax.set(xlim=(0.5, 20.5), ylim=(1e-16, 20), yscale="log", xticks=[1, 5, 10, 15, 20],
       xlabel="layer (1 is the first)", ylabel="share of the gradient")
ax.axhline(1, color=GREY, lw=0.8)
quarter, = ax.plot([], [], "--", color=BLACK, lw=1.4, label="roof: w/4 for each layer")
share_line, = ax.plot([], [], "o-", color=BLUE, ms=7, label="gradient at the layer")
first, = ax.plot([], [], "D", color=RED, ms=11, label="at the first layer")
ax.legend(loc="lower right", frameon=False)


def tens(number):
    """Write 1.2e-06 as 1.2 · 10⁻⁶."""
    digits, power = f"{number:.1e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{number:.2g}" if number > 0.001 else f"{digits} · 10{raised}"


def explore_depth(layers, w):
    score, factors = w * 1.0, []
    for _ in range(layers - 1):
        half = 0.5 * np.tanh(0.5 * score)
        factors.append(w * (0.25 - half**2))
        score = w * (0.5 + half)
    number = np.arange(1, layers + 1)
    share = np.append(np.cumprod(factors[::-1])[::-1], 1.0)
    quarter.set_data(number, (w / 4) ** (layers - number))
    share_line.set_data(number, share)
    first.set_data([1], share[:1])
    ax.set_title(f"{layers} layers, w = {w:.1f}: the share at layer 1 is "
                 f"{tens(share[0])}")
    below = " That is below the picture's edge." if share[0] < 1e-16 else ""
    return (f"With {layers} layers and w = {w:.1f}, the first layer gets a share of "
            f"{tens(share[0])} of the gradient that the last layer gets.{below}")


slider_b = Explorer(
    fig, explore_depth, moving=[quarter, share_line, first, ax.title],
    about="The share of the gradient that reaches each layer of a chain of sigmoid "
          "units, on a logarithmic scale",
    controls={"layers": slider("number of layers", 2, 20, 2, step=1),
              "w": slider("w, the weight in each layer", 0.5, 6.0, 1.0, step=0.1)},
    stills=[{"layers": 10, "w": 1.0}, {"layers": 10, "w": 4.0}])
slider_b

# %% [markdown] picture="slider_b"
# *Still picture of slider B, for places where sliders do not run.*
#
# ![Two settings of slider B, both with 10 layers. Above, w = 1: the gradient falls in a straight line on the logarithmic scale to about one millionth at layer 1, below the dashed roof. Below, w = 4: it falls to less than one ten-thousand-millionth, far below its roof.](attachment:slider_b.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - With *w* = 1 and 10 layers, layer 1 gets about 1.2 · 10<sup>−6</sup>: a millionth.
#   Each layer is one more factor below ¼. This is the **vanishing gradient** (Hochreiter, 1991).
# - A larger *w* lifts the roof, but it also pushes the units into their flat zones.
#   For 10 layers, *w* = 1.6 is about the best, and it saves only 7.5 · 10<sup>−6</sup>.
#
# </div>
#
# Be careful with the words. People say "a saturated unit loses information" or "the network does not converge".
# More exactly: the *weights* of the early layers get almost no change in each step.
# Learning becomes slow and may rest on a plateau, a long flat stretch.
# (A bias can hold each unit near its middle, where *w* = 4 lets everything pass.
# In practice deep sigmoid networks drift into saturation: Glorot and Bengio, 2010.)
#
# Note one more thing. All outputs of a sigmoid are positive, so every score here is pushed to one side.
# Lesson 3 takes up that thought.

# %% [markdown]
# ## Sure, and wrong
#
# At the end of a network a sigmoid is still a good choice: it answers with a probability *p* = σ(*z*).
# But suppose a point lies in the middle of the ring, so the right answer is *y* = 1, and the unit's score is *z* = −8.
# It is very sure, and wrong. Its sigmoid is saturated. Can it still learn?
#
# This depends on the **loss**, the number that learning makes small.
# The **cross-entropy** for *y* = 1 is −log *p* (in this course log is the natural logarithm). Its slope, by the chain rule:
#
# $$\frac{d}{dz}\bigl(-\log p\bigr) = -\frac{1}{p}\,\sigma'(z) = -\frac{p\,(1-p)}{p} = p - 1 = p - y$$
#
# For *y* = 0 the loss is −log(1 − *p*), and the slope is *p* − *y* again.
# The flat tail has cancelled out.
# With the **squared error** ½(*p* − *y*)² nothing cancels: the slope is (*p* − *y*) · *p*(1 − *p*).
#
# <div class="alert alert-info">
#
# **Predict.** The right answer is *y* = 1 and the score is *z* = −8.
# How large is the pull (the size of the slope) with each loss?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider C: how hard each loss pulls at a score z when the right answer is y = 1.
fig = figure(8.4, 3.3)
pull_ax = fig.subplots()
pull_ax.set(xlim=(-10.3, 10.3), ylim=(-0.06, 1.12), xticks=[-10, -5, 0, 5, 10],
            xlabel="score z (the right answer is y = 1)", ylabel="pull on the score")


def pulls(z):
    half = 0.5 * np.tanh(0.5 * z)  # the sigmoid is 0.5 + half
    return 0.5 - half, (0.5 - half) * (0.25 - half**2)


grid_z = np.linspace(-10, 10, 401)
for pull, color, style in zip(pulls(grid_z), (BLUE, RED), ("-", "--"), strict=True):
    pull_ax.plot(grid_z, pull, style, color=color)
pull_ax.text(0.4, 0.66, "cross-entropy", color=BLUE)
pull_ax.text(-2.6, 0.17, "squared error", color=RED, ha="right")
pull_ax.text(9.8, 0.5, "right answer", ha="right", color="#444444")
pull_ax.text(-9.8, 0.5, "wrong answer", color="#444444")
pull_ax.axvline(0, color=GREY, lw=0.8)
cross, = pull_ax.plot([], [], "o", color=BLUE, ms=10)
square, = pull_ax.plot([], [], "D", color=RED, ms=9)


def explore_loss(z):
    a, b = pulls(z)
    cross.set_data([z], [a])
    square.set_data([z], [b])
    pull_ax.set_title(f"z = {z:.1f}, p = {1 - a:.4f}: "
                      f"cross-entropy pulls {a:.4f}, squared error {b:.5f}")
    return (f"At z = {z:.1f} the unit says p = {1 - a:.4f}. Cross-entropy pulls with "
            f"{a:.4f}, squared error with {b:.5f}.")


slider_c = Explorer(
    fig, explore_loss, moving=[cross, square, pull_ax.title],
    about="The pull of cross-entropy and of squared error on the score, for y = 1",
    controls={"z": slider("z, the score", -10.0, 10.0, 0.0, step=0.5)},
    stills=[{"z": -8.0}])
slider_c

# %% [markdown] picture="slider_c"
# *Still picture of slider C, for places where sliders do not run.*
#
# ![Slider C at z = −8. The solid curve of cross-entropy is close to 1 on the wrong side and falls to 0 on the right side. The dashed curve of squared error is close to 0 at both ends, with a low hump in between.](attachment:slider_c.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** At *z* = −8 cross-entropy pulls with 0.9997 and squared error with 0.0003, about 3,000 times less.
# With cross-entropy, *p* − *y* stays large as long as the answer is wrong.
# So saturation hurts *inside* a network, and much less at its end, if the loss fits.
#
# </div>

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
# - σ(*x*) = 1 / (1 + e<sup>−x</sup>) is a soft step from 0 to 1, with ½ at 0. We read it as a probability for two classes.
# - *w* sets how hard the step is, and *b* where it is: at −*b*/*w*.
# - σ′ = σ(1 − σ) is at most ¼, and almost 0 in the flat zones: the unit is saturated.
# - In a chain of sigmoids the gradient is multiplied by *w* σ′ at each layer. It vanishes.
# - With cross-entropy the pull on the score is *p* − *y*: large when wrong, even when saturated.
# - On the ring one sigmoid unit needs the number *x* = 2 − (x₁² + x₂²). Nobody gives a network that number.
#   In lesson 5 your network finds the closed curve without it.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 3: tanh, the sigmoid's zero-centred sister](../03_tanh/03_tanh.ipynb)
