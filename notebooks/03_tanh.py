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
# # 3. Tanh: the sigmoid's zero-centred sister
#
# **Time:** about 30 minutes.
# **Builds on:** [lesson 2](../02_sigmoid/02_sigmoid.ipynb): the sigmoid, its slope, and the chain of units.
#
# **After this lesson you can**
# - turn the sigmoid into tanh, and back,
# - write tanh so that it survives large numbers, and its slope,
# - say why it helps a network when answers are centred at zero,
# - explain why a right formula can lose its digits near zero, and how to keep them.
#
# Run the next two cells first. They hold the drawing code and the points of this course, and are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% [markdown]
# ## A curve around zero
#
# The sigmoid answers between 0 and 1. That suits a probability.
# Inside a network nobody asks for a probability. There, a curve around zero has advantages. Here is one:
#
# $$\tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}$$
#
# Read it as "tanch of x". The name is short for *hyperbolic tangent*.
#
# - At *x* = 0 the top is 1 − 1 = 0. So tanh(0) = 0.
# - For large *x*, e<sup>−x</sup> goes to 0. Top and bottom become equal: the curve goes to 1.
# - Swap *x* and −*x*, and only the top changes its sign: tanh(−*x*) = −tanh(*x*).
#   So on the left the curve goes to −1.
#
# A popular web page says that sigmoid and tanh are "very similar", and leaves it at that. How similar?
# Take the sigmoid and give it three knobs:
#
# $$a \cdot \sigma(c\,x) + d$$
#
# *a* stretches it upwards, *c* squeezes it sideways, *d* moves it up or down.
# The ring rides along: as in lesson 2, each of its points has the number *x* = 2 − (*x*₁² + *x*₂²).
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. The sigmoid runs from 0 to 1, tanh from −1 to 1. Which *a* and *d* take care of that?
# 2. Is the curve then tanh? If not, which *c* is missing?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider A. The sigmoid is drawn as exp(-log(1 + exp(-z))), which cannot overflow.
fig = figure(8.4, 3.6)
left, right = fig.subplots(1, 2, width_ratios=[8, 5])
grid = np.linspace(-5, 5, 401)
X, y = ring(40, seed=2)
depth = 2 - (X**2).sum(axis=1)

left.set(xlim=(-5, 5), ylim=(-2.15, 2.15), xlabel="x", yticks=[-2, -1, 0, 1, 2])
left.axhline(0, color=GREY, lw=0.8, zorder=0)
target, = left.plot(grid, np.tanh(grid), "--", color=BLACK, lw=1.6, zorder=3)
left.text(3.1, 1.1, "tanh", fontsize=10)
gap_area, = left.fill(np.append(grid, grid[::-1]), np.zeros(802), color=YELLOW,
                      alpha=0.6, lw=0, zorder=1)
curve, = left.plot(grid, 0 * grid, color=BLUE, lw=3)
edge = {"markeredgecolor": BLACK, "markeredgewidth": 0.6, "zorder": 4}
riders = [left.plot(depth[y == 1], np.zeros(20), "^", color=ORANGE, ms=7, **edge)[0],
          left.plot(depth[y == 0], np.zeros(20), "o", color=SKY, ms=6, **edge)[0]]

right.set(xlim=(-2.3, 3.3), ylim=(-0.6, 2.7), yticks=[2, 1, 0], xticks=range(-2, 4),
          yticklabels=["limit on\nthe right", "slope\nat 0", "limit on\nthe left"])
right.set_title("dashed: tanh, diamond: yours")
for row, goal in ((2, 1), (1, 1), (0, -1)):
    right.axhline(row, color=GREY, lw=0.8, zorder=0)
    right.plot([goal, goal], [row - 0.25, row + 0.25], "--", color=BLACK, lw=1.6)
marks, = right.plot([0, 0, 0], [2, 1, 0], "D", color=BLUE, ms=10)
labels = [right.text(0, row + 0.3, "", ha="center", fontsize=10) for row in (2, 1, 0)]


def explore_knobs(a, c, d):
    def own(x):
        return a * np.exp(-np.logaddexp(0, -c * x)) + d

    values = own(grid)
    curve.set_ydata(values)
    gap_area.set_xy(np.column_stack([np.append(grid, grid[::-1]),
                                     np.append(values, np.tanh(grid[::-1]))]))
    for rider, label in zip(riders, (1, 0), strict=True):
        rider.set_ydata(own(depth[y == label]))
    facts = (a + d, a * c / 4, d)
    marks.set_xdata(facts)
    for text, fact, row in zip(labels, facts, (2, 1, 0), strict=True):
        text.set_position((np.clip(fact, -2, 3), row + 0.3))
        text.set_text(f"{fact:.2f}".replace("-", "−"))
    gap = abs(values - np.tanh(grid)).max()
    sign = "+" if d >= 0 else "−"
    left.set_title(f"{a:.1f} · σ({c:.1f}x) {sign} {abs(d):.1f}: "
                   f"largest gap to tanh {gap:.3f}")
    end = " Your curve lies on tanh." if gap < 1e-9 else ""
    return (f"The limits are {d:.2f} on the left and {a + d:.2f} on the right, and "
            f"the slope at 0 is {a * c / 4:.2f}. The largest gap to tanh is "
            f"{gap:.3f}.{end}").replace("-", "−")


slider_a = Explorer(
    fig, explore_knobs,
    moving=[gap_area, curve, target, *riders, marks, *labels, left.title],
    about="Left: a stretched and moved sigmoid with the ring's points on it, and tanh, "
          "dashed. Right: its two limits and its slope at 0 beside those of tanh",
    controls={"a": slider("a, stretch upwards", 0.2, 3.0, 1.0),
              "c": slider("c, squeeze sideways", 0.2, 4.0, 1.0),
              "d": slider("d, move up or down", -2.0, 1.0, 0.0)},
    stills=[{"a": 1.0, "c": 1.0, "d": 0.0}, {"a": 2.0, "c": 1.0, "d": -1.0}])
slider_a

# %% [markdown] picture="slider_a"
# *Still picture of slider A, for places where sliders do not run.*
#
# ![Two settings of slider A. Above, the plain sigmoid: it runs from 0 to 1 with slope 0.25 at 0, far from the dashed tanh on the left. Below, a = 2 and d = −1: the limits −1 and 1 fit, but with slope 0.5 the curve rises too slowly.](attachment:slider_a.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - *a* = 2 and *d* = −1 set the limits. The curve still rises too slowly. *c* = 2 makes it fit, without any gap:
#   **tanh(*x*) = 2σ(2*x*) − 1.**
# - Each tail has a limit **of its own**: −1 on the left, 1 on the right.
#   The web page says that for "large or small *x*" the values of *y* are "nearly equal".
#   They are, within one tail. But the two tails stay 2 apart. And at small *x*, near 0, the curve is steepest.
# - The slope at 0 is 1, four times that of the sigmoid.
# - The ring's triangles get positive answers, its circles negative ones. The sign is the class.
#
# </div>
#
# **Why, in one line.** Divide top and bottom by e<sup>x</sup>. Then write the top as 2 − (1 + e<sup>−2x</sup>), and split:
#
# $$\tanh(x) = \frac{1 - e^{-2x}}{1 + e^{-2x}} = \frac{2}{1 + e^{-2x}} - 1 = 2\,\sigma(2x) - 1$$

# %% [markdown]
# ## Bug hunt: the formula as code
#
# The web page gives this code for tanh:
#
# ```python
# def tanh_from_the_web(x):
#     return (exp(x) - exp(-x)) / (exp(x) + exp(-x))
# ```
#
# You met it in lesson 2, under the wrong name. Here the name is right.
# The missing `np.` is soon mended. Is the code right then?
#
# <div class="alert alert-warning">
#
# **Predict.** What does the mended code give
#
# 1. at *x* = 20? At *x* = 1000, and at *x* = −1000?
# 2. at *x* = 10<sup>−10</sup>? The true answer is 10<sup>−10</sup>, to 20 digits.
#    A float64 holds about 16. How many of them will be right?
#
# </div>

# %%
def textbook(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


with np.errstate(all="ignore"):
    for number in (1.0, 20.0, 709.0, 710.0, -1000.0, 1e-10):
        print(f"x = {number:7}: {textbook(number):.12g}")

# %% [markdown]
# <details><summary><b>The two faults</b> (click to open)</summary>
#
# 1. **Far out it gives `nan`**, "not a number". Above about 709.8, e<sup>x</sup> is infinity in float64.
#    On the right this makes ∞ / ∞, on the left −∞ / ∞.
# 2. **Near zero it loses digits.** At 10<sup>−10</sup> only about seven are right.
#    Nothing warns you. Later in this lesson you look at this fault through a magnifying glass.
#
# </details>

# %% [markdown]
# ## Your turn: tanh
#
# Write `tanh` without the first fault. What counts as right is the same in all lessons:
#
# - **Shape.** An array in, even an empty one, gives an array of the same shape out. Each number is treated on its own.
#   The given line turns lists and whole numbers into a float array. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`.
# - **Hands off.** Do not change the caller's array.
# - **Accuracy.** Five correct digits. Values below 2 · 10<sup>−8</sup> may be 0, so the second fault is forgiven here.
# - **Range.** From −1000 to 1000 there is no `nan` and no infinity.
# - **Free of charge.** Warnings, loops, slow code and library calls cost no marks. There is an `np.tanh`, but then you miss the fun.
# - **A mistake counts once.** A function that builds on an earlier one of the same lesson is judged with a right version of it where your own is wrong.
#
# If you want to use your `sigmoid` from lesson 2, paste it into the same cell, above `tanh`.

# %% nbgrader={"grade": false, "grade_id": "tanh", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh(x):
    """Return the hyperbolic tangent of each number in x.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and its numbers lie between -1 and 1.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    tail = np.exp(-2.0 * np.abs(x))  # never above 1, so nothing overflows
    return np.sign(x) * (1.0 - tail) / (1.0 + tail)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_tanh", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(tanh, np.array([-2.0, 0.5, 1.0]),
             expected=[-0.96402758, 0.46211716, 0.76159416],
             hint="Look at the signs, the brackets, and the 2 in front of x.",
             slips={"This is the sigmoid, which runs from 0 to 1. What stretches it to "
                    "run from -1 to 1?": [0.11920292, 0.62245933, 0.73105858],
                    "This is half as steep as tanh. What is missing in front of x?":
                    [-0.76159416, 0.24491866, 0.46211716],
                    "This is (e^x - e^-x) / 2, called sinh. What should it be divided "
                    "by?": [-3.62686041, 0.52109531, 1.17520119]})
check_values(tanh, np.array([0.0]), expected=[0.0],
             hint="At 0 the curve goes through 0.")
check_values(tanh, [[-1, 0], [0, 1]],
             expected=[[-0.76159416, 0.0], [0.0, 0.76159416]])
check_values(tanh, np.array([-1000.0, 1000.0]), expected=[-1.0, 1.0],
             hint="Which power of e becomes too large here?")
print("tanh passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# <details><summary><b>Two ways to think about overflow</b> (open it after a first try)</summary>
#
# - e<sup>−2x</sup> is harmless for positive *x*: it is below 1. And for negative *x*? Use tanh(−*x*) = −tanh(*x*).
# - Or take the form 2 / (1 + e<sup>−2x</sup>) − 1. What does it give when e<sup>−2x</sup> is infinity?
#
# </details>

# %% [markdown]
# ## Your turn: the slope of tanh
#
# Write *t* for tanh(*x*). The slope follows from the sigmoid's:
#
# 1. tanh(*x*) = 2σ(2*x*) − 1, so by the chain rule the slope is 2 · 2 · σ′(2*x*) = 4 σ(2*x*) (1 − σ(2*x*)).
# 2. Turn the first equation round: σ(2*x*) = (1 + *t*)/2, and so 1 − σ(2*x*) = (1 − *t*)/2.
# 3. Put it in: the slope is 4 · (1 + *t*)/2 · (1 − *t*)/2 = (1 + *t*)(1 − *t*) = 1 − *t*².
#
# So the slope is 1 at 0, where *t* = 0, and smaller at all other places.
#
# Write `tanh_grad`. You may call your own `tanh`.

# %% nbgrader={"grade": false, "grade_id": "tanh_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh_grad(x):
    """Return the slope of tanh at each number in x.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and its numbers lie between 0 and 1.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    return 1.0 - tanh(x) ** 2
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_tanh_grad", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(tanh_grad, np.array([-1.0, 0.5, 3.0]),
             expected=[0.41997434, 0.78644773, 0.00986604],
             hint="The slope at x, not tanh at x, is asked for.",
             slips={"This is tanh itself. Its slope is asked for.":
                    [-0.76159416, 0.46211716, 0.99505475],
                    "1 - x^2 is the slope only where x is a tanh already. What has to "
                    "be computed from x first?": [0.0, 0.75, -8.0],
                    "This is the slope of the sigmoid, s (1 - s). What is it for tanh?":
                    [0.19661193, 0.23500371, 0.04517666]})
check_values(tanh_grad, np.array([0.0]), expected=[1.0],
             hint="At 0 the slope is 1.")
check_values(tanh_grad, [[0, 2], [2, 0]],
             expected=[[1.0, 0.07065082], [0.07065082, 1.0]])
check_values(tanh_grad, np.array([-1000.0, 1000.0]), expected=[0.0, 0.0],
             hint="What does your tanh give at 1000, and at -1000?")
print("tanh_grad passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# **What a slope of 1 is good for.** In lesson 2 a gradient travelled back through 10 sigmoid units (*w* = 1, *b* = 0, *x* = 1).
# About a millionth arrived: 1.2 · 10<sup>−6</sup>. How much arrives with tanh? Guess. Then send it through your own:

# %%
try:
    z, share = 1.0, 1.0
    for _ in range(9):  # nine steps back, from layer 10 to layer 1
        share *= float(answer_of(tanh_grad, z))
        z = float(answer_of(tanh, z))
    print(f"With tanh a share of {share:.3f} arrives at layer 1.")
except AssertionError as error:
    print(error)

# %% [markdown]
# It should be 0.047: almost a twentieth, about 38,000 times as much. A unit near 0 lets nearly everything through.
# But tanh has two flat ends as well: a saturated unit still learns slowly. Lesson 4 meets a curve with only one.
#
# (From about *x* = 19 on, float64 rounds *t* to 1, and 1 − *t*² gives exactly 0.
# The true slope there is about 10<sup>−16</sup>. As in the stretch of lesson 2, 4σ(2*x*)σ(−2*x*) keeps it.)

# %% [markdown]
# ## Why the centre matters
#
# Let two units look at a point of the ring. The first sees *x*₁ and answers *h*₁ = *f*(*x*₁).
# The second sees *x*₂ and answers *h*₂ = *f*(*x*₂). Here *f* is the sigmoid or tanh.
# A third unit weighs the two answers, *z* = *v*₁*h*₁ + *v*₂*h*₂, and says *p* = σ(*z*).
# Its task: is *x*₁ larger than *x*₂? (*y* = 1: yes, *y* = 0: no.)
# To solve it, *v*₁ has to go up and *v*₂ down.
#
# It learns point by point. In lesson 2 the loss had the slope *p* − *y* along the score *z*.
# So by the chain rule it has the slope (*p* − *y*)*h*₁ along *v*₁, and (*p* − *y*)*h*₂ along *v*₂.
# In each step both weights move against their slope.
# Slider B takes the steps. It counts how far the weights have walked, and how far away from the start that got them.
#
# <div class="alert alert-info">
#
# **Predict.** With the sigmoid, *h*₁ and *h*₂ are always positive.
# Can one step then move *v*₁ up and *v*₂ down?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider B: the same 40 points (seed 2), in the same order, for both curves.
fig = figure(8.4, 3.9)
planes = fig.subplots(1, 2, sharey=True)
POINTS, _ = ring(40, seed=2)
ANSWERS = (POINTS[:, 0] > POINTS[:, 1]).astype(int)


def walk(hidden):
    """Return the weights after 0, 1, …, 40 steps, shape (41, 2)."""
    path = [np.zeros(2)]
    for h, answer in zip(hidden, ANSWERS, strict=True):
        p = 0.5 + 0.5 * np.tanh(0.5 * path[-1] @ h)
        path.append(path[-1] + (answer - p) * h)
    return np.array(path)


paths = {"the sigmoid": walk(0.5 + 0.5 * np.tanh(0.5 * POINTS)),
         "tanh": walk(np.tanh(POINTS))}
tracks, last_steps, ends = [], [], []
for plane, color in zip(planes, (RED, BLUE), strict=True):
    plane.set(xlim=(-0.9, 4.1), ylim=(-3.3, 0.6), xlabel="v₁", aspect="equal")
    plane.plot([0], [0], "o", color=BLACK, ms=7)
    plane.text(0.15, 0.15, "start", fontsize=10)
    plane.text(4.0, -3.2, "goal: v₁ up, v₂ down ↘", ha="right", fontsize=10)
    tracks += plane.plot([], [], ".-", color=color, lw=1.8, ms=7)
    last_steps += plane.plot([], [], "-", color=BLACK, lw=3)
    ends += plane.plot([], [], "D", color=color, ms=9, mec=BLACK, mew=0.6)
planes[0].set_ylabel("v₂")


def explore_walk(steps):
    said = []
    for number, (name, path) in enumerate(paths.items()):
        path = path[:steps + 1]
        moves = np.diff(path, axis=0)
        together = int((moves[:, 0] * moves[:, 1] > 0).sum())
        length, away = np.hypot(*moves.T).sum(), np.hypot(*path[-1])
        tracks[number].set_data(*path.T)
        last_steps[number].set_data(*path[-2:].T)
        ends[number].set_data(*path[-1:].T)
        planes[number].set_title(f"{name}: walked {length:.1f}, got {away:.1f} away")
        said.append(f"{name} both weights went the same way in {together} of them")
    if not steps:
        return "Both pairs of weights start at v₁ = 0 and v₂ = 0."
    return f"After {steps} steps. With " + "; with ".join(said) + "."


slider_b = Explorer(
    fig, explore_walk,
    moving=[*tracks, *last_steps, *ends, *(plane.title for plane in planes)],
    about="The way of two weights, step by step, with sigmoid units on the left and "
          "tanh units on the right; the last step is black",
    controls={"steps": slider("steps, one for each point", 0, 40, 0, step=1)},
    stills=[{"steps": 40}])
slider_b

# %% [markdown] picture="slider_b"
# *Still picture of slider B, for places where sliders do not run.*
#
# ![Slider B after 40 steps. Left, with the sigmoid, the weights go to and fro along one diagonal while they drift to the right and down: they walked 12.9 and got 3.2 away. Right, with tanh, they go rather straight to the right and down: they walked 7.5 and got 4.0 away.](attachment:slider_b.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** With the sigmoid both weights went the same way in all 40 steps. To go right *and* down they had to **zigzag**:
# they walked 12.9 to get 3.2 away. With tanh it was 20 of 40, and they walked 7.5 to get 4.0 away.
#
# </div>
#
# This is one reason to want activations that are **zero-centred** (LeCun, Bottou, Orr and Müller, 1998).
# If each step averages over many points, the zigzag is softer.

# %% [markdown]
# ## A magnifying glass at zero
#
# Back to the second fault. Very close to 0 the curve of tanh is a straight line: tanh(*x*) ≈ *x*.
# In slider C you zoom in, ten times closer with each unit of *k*. The picture shows *x* from −10<sup>−k</sup> to 10<sup>−k</sup>.
#
# <div class="alert alert-info">
#
# **Predict.** The formula is right, and zooming does not bend a straight line.
# What will the textbook code draw at *k* = 15?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider C. "With expm1" writes the top of the fraction as expm1(x) - expm1(-x).
fig = figure(8.4, 3.7)
lens, digits = fig.subplots(1, 2, width_ratios=[1, 1])
unit = np.linspace(-1, 1, 2001)


def both_forms(x):
    bottom = np.exp(x) + np.exp(-x)
    return (np.exp(x) - np.exp(-x)) / bottom, (np.expm1(x) - np.expm1(-x)) / bottom


def tens(power):
    if power == 0:
        return "1"
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}"


lens.set(xlim=(-1.02, 1.02), ylim=(-1.2, 1.2), xticks=[-1, -0.5, 0, 0.5, 1],
         yticks=[-1, -0.5, 0, 0.5, 1])
lens.axhline(0, color=GREY, lw=0.8, zorder=0)
mended, = lens.plot(unit, 0 * unit, color=BLUE, lw=5, alpha=0.45)
stairs, = lens.plot(unit, 0 * unit, color=RED, lw=1.8)
lens.legend([stairs, mended], ["textbook", "with expm1"], loc="upper left",
            frameon=False)

sizes = np.logspace(-16, 0, 400)
digits.set(xscale="log", xlim=(2, 3e-17), ylim=(-0.6, 17.5), yticks=[0, 4, 8, 12, 16],
           xticks=[1, 1e-4, 1e-8, 1e-12, 1e-16], xlabel="x, closer to 0 on the right")
digits.set_title("correct digits")
for values, color, mark in zip(both_forms(sizes), (RED, BLUE), ".x", strict=True):
    error = np.maximum(abs(values / np.tanh(sizes) - 1), 1e-16)
    digits.plot(sizes, -np.log10(error), mark, color=color, ms=4, alpha=0.7)
digits.text(1e-10, 14.2, "with expm1", color=BLUE, ha="center")
digits.text(3e-5, 6.5, "textbook", color=RED, ha="center")
here, = digits.plot([1, 1], [-0.6, 17.5], ":", color=BLACK, lw=1.8)


def explore_zoom(k):
    width = 10.0**-k
    values, better = both_forms(width * unit)
    stairs.set_ydata(values / width)
    mended.set_ydata(better / width)
    here.set_xdata([width, width])
    units = f", in units of {tens(-k)}" if k else ""
    lens.set_title(f"tanh from −{tens(-k)} to {tens(-k)}{units}")
    heights = len(np.unique(values))
    form = (f"a staircase of {heights} heights" if heights < 60 else
            "a smooth curve" if k < 14 else "a rough line")
    error = max(abs(values[-1] / np.tanh(width) - 1), 1e-16)
    return (f"From −{tens(-k)} to {tens(-k)} the textbook code draws {form}. Correct "
            f"digits at x = {tens(-k)}: about {-np.log10(error):.0f} of 16.")


slider_c = Explorer(
    fig, explore_zoom, moving=[mended, stairs, here, lens.title],
    about="Left: tanh near zero under a magnifying glass, by the textbook formula and "
          "with expm1. Right: how many digits of each are correct, from x = 1 down to "
          "x = 10⁻¹⁶",
    controls={"k": slider("k, how far to zoom in", 0, 16, 0, step=1)},
    stills=[{"k": 1}, {"k": 15}])
slider_c

# %% [markdown] picture="slider_c"
# *Still picture of slider C, for places where sliders do not run.*
#
# ![Two settings of slider C. Above, k = 1: both forms draw the same straight line. Below, k = 15: the textbook formula draws a staircase around the straight line of expm1. On the right, the textbook formula loses one correct digit with each factor of ten, and the form with expm1 keeps all.](attachment:slider_c.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** The textbook code turns into a **staircase**. With each factor of ten towards 0 it loses one more digit:
# at 10<sup>−10</sup> about seven are right, at 10<sup>−15</sup> about one. With `expm1` all stay right.
#
# </div>
#
# **Why.** Near 0, e<sup>x</sup> is about 1 + *x*. The float64 numbers around 1 stand 2 · 10<sup>−16</sup> apart (1 · 10<sup>−16</sup> below 1).
# So in e<sup>x</sup> the small *x* is rounded to a multiple of that: these are the stairs.
# The subtraction e<sup>x</sup> − e<sup>−x</sup> takes the two ones away and leaves the rounding. This is called **cancellation** (Higham, 2002).
#
# The cure: never add the 1. `np.expm1(x)` is e<sup>x</sup> − 1, computed without it:

# %%
x = 1e-10
print("np.exp(x) - 1 =", np.exp(x) - 1)
print("np.expm1(x)   =", np.expm1(x))

# %% [markdown]
# ## Stretch: all the digits (no points)
#
# Write tanh so that 12 digits are right everywhere, from −1000 to 1000, and near 0 as well.
# Start from the form with e<sup>−2x</sup>. Which part of it is an `expm1`? And what is the other part, written with the same `expm1`?

# %% nbgrader={"grade": false, "grade_id": "tanh_accurate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tanh_accurate(x):
    """Return the hyperbolic tangent of each number in x, to 12 digits near 0 too.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and a relative error below 1e-12.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    missing = np.expm1(-2.0 * np.abs(x))  # between -1 and 0
    return np.sign(x) * -missing / (2.0 + missing)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_tanh_accurate", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_values(tanh_accurate, np.array([-1.0, 0.0, 1000.0]),
             expected=[-0.76159416, 0.0, 1.0])
check_values(tanh_accurate, np.array([1e-10, -1e-15]), expected=[1e-10, -1e-15],
             rtol=1e-12, atol=0, hint="Is 1 added somewhere, and taken away again?")
print("tanh_accurate passes its visible checks.")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - tanh(*x*) = 2σ(2*x*) − 1: the sigmoid, squeezed sideways and stretched to −1 … 1, with its middle at 0.
# - Its slope is 1 − *t*²: 1 at 0, and almost 0 at both flat ends. Each end has a limit of its own.
# - Zero-centred answers let the weights of the next unit go separate ways. Positive ones make them zigzag.
# - Keep the exponents at 0 or below, and nothing overflows.
# - Two nearly equal numbers leave their rounding when you subtract them. `expm1` avoids the subtraction.
# - On the ring's number *x*, the *sign* of tanh tells the class.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 4: ReLU, a line with one corner](../04_relu/04_relu.ipynb)
