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
# **Time:** about 50 minutes, without the parts that are marked *Read on* and *Stretch*.
# **Builds on:** [lesson 2](../02_sigmoid/02_sigmoid.ipynb): the sigmoid, its slope, and the chain of units.
#
# **After this lesson you can**
# - turn the sigmoid into tanh, and back,
# - write tanh so that it survives large numbers, and its slope,
# - compare how weights learn from the answers of sigmoid and of tanh units,
# - and, with *Read on*, explain why a right formula loses its digits near zero, and how to keep them.
#
# Click this text, then press Shift + Enter five times, for cells that are folded away: the drawing code, the points of this course,
# and your sigmoid from lesson 2 (or a borrowed one, if yours is not there yet).

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% include="from_lesson" jupyter={"source_hidden": true}

# %% jupyter={"source_hidden": true}
sigmoid, sigmoid_grad = from_lesson("02_sigmoid", "sigmoid", "sigmoid_grad")

# %%
# This cell may stay empty. To use another version of one of these functions,
# write it here, then run this cell.

# %% [markdown]
# ## A curve around zero
#
# The sigmoid answers between 0 and 1. That suits a probability.
# Inside a network most units do not have to give a probability. (Some do: a *gate* says how much may pass, from 0 to 1.)
# There, a curve around zero has advantages. Here is one:
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
# People say that sigmoid and tanh are "very similar". How similar?
# Take the sigmoid and give it three knobs:
#
# $$a \cdot \sigma(c\,x) + d$$
#
# *a* stretches it vertically, *c* squeezes it horizontally, *d* moves it up or down.
# The ring is in the picture too: as in lesson 2, each of its points stands at *x* = its *depth*, 2 − (*x*₁² + *x*₂²).
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
guess("a1", "Which a and d make the sigmoid run from −1 to 1?",
      ["a = 1 and d = −1", "a = 2 and d = 0", "a = 2 and d = −1"])

# %% jupyter={"source_hidden": true}
guess("a2", "Which c makes it tanh?", ["c = ½", "c = 1, it is tanh already", "c = 2"])

# %% jupyter={"source_hidden": true}
def make_slider_a():
    """The sigmoid is drawn as exp(-log(1 + exp(-z))), which cannot overflow."""
    fig = figure(8.4, 3.7)
    left, right = fig.subplots(1, 2, width_ratios=[8, 5])
    grid = np.linspace(-5, 5, 401)
    points, labels = ring(40, seed=2)
    depth = 2 - (points**2).sum(axis=1)

    left.set(xlim=(-5, 5), ylim=(-2.2, 2.2), xlabel="x", yticks=[-2, -1, 0, 1, 2])
    left.axhline(0, color=GREY, lw=0.8, zorder=0)
    target, = left.plot(grid, np.tanh(grid), "--", color=BLACK, lw=1.6, zorder=3)
    gap_area, = left.fill(np.append(grid, grid[::-1]), np.zeros(802), color=YELLOW,
                          alpha=0.6, lw=0, zorder=1)
    curve, = left.plot(grid, 0 * grid, color=BLUE, lw=3)
    edge = {"markeredgecolor": BLACK, "markeredgewidth": 0.6, "zorder": 4}
    riders = [left.plot(depth[labels == 1], np.zeros(20), "^", color=ORANGE, ms=7,
                        **edge)[0],
              left.plot(depth[labels == 0], np.zeros(20), "o", color=SKY, ms=6,
                        **edge)[0]]
    left.legend([target, curve, *riders],
                ["tanh", "yours", "class 1, inner", "class 0, outer"],
                loc="lower right", ncols=2, fontsize=9, columnspacing=1.2)

    right.set(xlim=(-2.7, 4.5), ylim=(-0.6, 2.7), yticks=[2, 1, 0],
              xticks=range(-2, 5),
              yticklabels=["limit on\nthe right", "slope\nat 0", "limit on\nthe left"])
    right.set_title("dashed: tanh, diamond: yours")
    for row, goal in ((2, 1), (1, 1), (0, -1)):
        right.axhline(row, color=GREY, lw=0.8, zorder=0)
        right.plot([goal, goal], [row - 0.25, row + 0.25], "--", color=BLACK, lw=1.6)
    marks, = right.plot([0, 0, 0], [2, 1, 0], "D", color=BLUE, ms=10)
    texts = [right.text(0, row + 0.3, "", ha="center", fontsize=10)
             for row in (2, 1, 0)]

    def explore(a, c, d):
        def own(x):
            return a * np.exp(-np.logaddexp(0, -c * x)) + d

        values = own(grid)
        curve.set_ydata(values)
        gap_area.set_xy(np.column_stack([np.append(grid, grid[::-1]),
                                         np.append(values, np.tanh(grid[::-1]))]))
        for rider, label in zip(riders, (1, 0), strict=True):
            rider.set_ydata(own(depth[labels == label]))
        facts = (a + d, a * c / 4, d)
        marks.set_xdata(facts)
        for text, fact, row in zip(texts, facts, (2, 1, 0), strict=True):
            text.set_position((fact, row + 0.3))
            text.set_text(f"{fact:.2f}".replace("-", "−"))
        gap = abs(values - np.tanh(grid)).max()
        sign = "+" if d >= 0 else "−"
        left.set_title(f"{a:.1f} · σ({c:.1f}x) {sign} {abs(d):.1f}: "
                       f"largest gap to tanh {gap:.3f}")
        end = " Your curve lies on tanh." if gap < 1e-9 else ""
        return (f"The limits are {d:.2f} on the left and {a + d:.2f} on the right, and "
                f"the slope at 0 is {a * c / 4:.2f}. The largest gap to tanh is "
                f"{gap:.3f}.{end}").replace("-", "−")

    return Explorer(
        fig, explore,
        moving=[gap_area, curve, target, *riders, marks, *texts, left.title],
        about="Left: a stretched and moved sigmoid with the ring's 40 points (seed 2) "
              "on it, and tanh, dashed. Right: its two limits and its slope at 0 "
              "beside those of tanh",
        controls={"a": slider("a, stretch vertically", 0.2, 3.0, 1.0),
                  "c": slider("c, squeeze horizontally", 0.2, 4.0, 1.0),
                  "d": slider("d, move up or down", -2.0, 1.0, 0.0)},
        stills=[{"a": 1.0, "c": 1.0, "d": 0.0}, {"a": 2.0, "c": 1.0, "d": -1.0}])


slider_a = make_slider_a()
slider_a

# %% [markdown] picture="slider_a"
# ![Two settings of slider A. Above, the plain sigmoid: it runs from 0 to 1 with slope 0.25 at 0, far from the dashed tanh on the left. Below, a = 2 and d = −1: the limits −1 and 1 fit, but with slope 0.5 the curve rises too slowly.](attachment:slider_a.png)

# %% jupyter={"source_hidden": true}
guessed("a1", "a2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - *a* = 2 and *d* = −1 set the limits. The curve still rises too slowly. *c* = 2 makes it fit, without any gap:
#   **tanh(*x*) = 2σ(2*x*) − 1.**
# - Each tail has a limit **of its own**: −1 on the left, 1 on the right. Near 0 the curve is steepest.
# - The slope at 0 is 1, four times that of the sigmoid.
# - The ring's triangles get positive answers, its circles negative ones. The sign is the class.
#
# </details>
#
# </div>
#
# <details><summary><b>Why, in one line</b> (click to open)</summary>
#
# Divide top and bottom by e<sup>x</sup>. Then write the top as 2 − (1 + e<sup>−2x</sup>), and split:
#
# $$\tanh(x) = \frac{1 - e^{-2x}}{1 + e^{-2x}} = \frac{2}{1 + e^{-2x}} - 1 = 2\,\sigma(2x) - 1$$
#
# </details>

# %% [markdown]
# ## Bug hunt: the formula as code
#
# A popular web page gives this code for tanh:
#
# ```python
# def tanh_from_the_web(x):
#     return (exp(x) - exp(-x)) / (exp(x) + exp(-x))
# ```
#
# `np.` is missing in front of each of the four `exp`. Suppose we add it. Is the code right then?
#
# <div class="alert alert-warning">
#
# **Predict.** What does the corrected code give
#
# 1. at *x* = 1000?
# 2. at *x* = 10<sup>−10</sup>? The true answer is 10<sup>−10</sup>, to 20 digits.
#    A float64 holds about 16. How many of them will be right?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("h1", "What does the code give at x = 1000?", ["1", "infinity", "nan"])

# %% jupyter={"source_hidden": true}
guess("h2", "How many digits are right at x = 10⁻¹⁰?", ["16", "about 7", "none"])

# %%
def textbook_tanh(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


with np.errstate(all="ignore"):
    TRIALS = {x: textbook_tanh(x)
              for x in (1.0, 20.0, 709.0, 710.0, 1000.0, -1000.0, 1e-10)}
print("\n".join(f"x = {x:7}: {answer:.12g}" for x, answer in TRIALS.items()))

# %% jupyter={"source_hidden": true}
guessed("h1", "h2")

# %% [markdown]
# <details><summary><b>The two faults</b> (click to open)</summary>
#
# 1. **Far out it gives `nan`**, "not a number". Above about 709.8, e<sup>x</sup> is infinity in float64.
#    On the right this makes ∞ / ∞, on the left −∞ / ∞.
# 2. **Near zero it loses digits.** At 10<sup>−10</sup> the error is 8 · 10<sup>−8</sup> of the answer: only about seven are right.
#    Nothing warns you. At the end of this lesson you look at this fault through a magnifying glass.
#
# (`1e-10` is how Python writes 10<sup>−10</sup>. Read it as "ten to the minus ten".)
#
# </details>

# %% jupyter={"source_hidden": true}
# Do not read this cell before your first try: it says which answers are not yet tanh.
TYPICAL_MISTAKES["tanh"] = {
    "This is the sigmoid, which runs from 0 to 1. What stretches it to run from -1 to "
    "1?": [0.11920292, 0.62245933, 0.73105858],
    "This is half as steep as tanh. What is missing in front of x?":
    [-0.76159416, 0.24491866, 0.46211716],
    "This is (e^x - e^-x) / 2, called sinh. What should it be divided by?":
    [-3.62686041, 0.52109531, 1.17520119],
    "The answer for -1000 should be -1, but it is 1. Where is the sign of x lost?":
    [1.0, 1.0],
    "The answers for -1000 and 1000 are 0. Which limit has the curve on each side?":
    [0.0, 0.0],
}
TYPICAL_MISTAKES["tanh_grad"] = {
    "This is tanh itself. How steep is it there?":
    [-0.76159416, 0.46211716, 0.99505475],
    "1 - x^2 is the slope only where x is a tanh already. What has to be computed from "
    "x first?": [0.0, 0.75, -8.0],
    "This is the slope of the sigmoid, s (1 - s). What is it for tanh?":
    [0.19661193, 0.23500371, 0.04517666],
    "This is 1 - 2t. In 1 - t^2 the 2 is an exponent: how does Python write it?":
    [2.52318831, 0.07576569, -0.99010951],
    "This is (1 - t)^2. In 1 - t^2 only t is squared: which step comes first?":
    [3.10321397, 0.28931795, 0.00002446],
    "This is 1 - tanh(x^2). In 1 - t^2, which number is squared, x or t?":
    [0.23840584, 0.75508134, 0.00000003],
    "This is 4 s (1 - s) with s = sigmoid(x). At which number does step 1 above take "
    "the sigmoid?": [0.78644773, 0.94001485, 0.18070664],
}

# %% [markdown]
# ## Your turn: tanh
#
# Write `tanh` without the first fault. What counts as right is the same in all lessons:
#
# - **Shape.** An array in, even an empty one, gives an array of the same shape out. Each number is treated on its own.
#   The first line, `x = np.asarray(…)`, is given. It turns lists and whole numbers into an array of floats. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`.
# - **Input.** Do not change the array that you are given.
# - **Accuracy.** Five correct digits. An error of at most 2 · 10<sup>−8</sup> is always forgiven, and so is the second fault.
# - **Range.** From −1000 to 1000 there is no `nan` ("not a number") and no infinity.
# - **Style.** Warnings, loops, slow code and library calls cost no marks. There is an `np.tanh`, but then you miss the fun.
# - **A mistake counts once.** A mistake in `tanh` does not cost points again in a function that uses it.
#
# You may call `sigmoid`, also with numbers from −2000 to 2000: it was loaded at the top of this notebook.
#
# <details><summary><b>Words that help</b></summary>
#
# - `np.exp(x)` is e<sup>x</sup> for each number, `np.abs(x)` its size without the sign.
# - `np.sign(x)` is 1 for a positive number, −1 for a negative one, and 0 for 0.
# - `np.where(x > 5, A, B)` takes `A` where x is above 5, and `B` elsewhere.
#
# </details>

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
check_values(tanh, np.array([-2.0, 0.5, 1.0]), hint="Mind signs, brackets and the 2.",
             expected=[-0.96402758, 0.46211716, 0.76159416])
check_values(tanh, np.array([0.0]), expected=[0.0], hint="At 0 the curve is 0.")
check_values(tanh, [[-1, 0], [0, 1]], expected=[[-0.76159416, 0], [0, 0.76159416]])
check_values(tanh, np.array([-1000.0, 1000.0]), expected=[-1.0, 1.0],
             hint="Which power of e becomes too large there?")
print("tanh passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# <details><summary><b>Two ways to think about overflow</b> (open it after a first try)</summary>
#
# - e<sup>−2x</sup> is harmless for positive *x*: its exponent is below 0, so it is below 1. And for negative *x*? Use tanh(−*x*) = −tanh(*x*).
# - Or take the form 2 / (1 + e<sup>−2x</sup>) − 1. What does it give when e<sup>−2x</sup> is infinity?
#
# </details>
#
# ## Your tanh, from far away and from near by
#
# Slider B draws **your** `tanh`. Each step of *k* takes you ten times farther away from the curve:
# the picture shows *x* from −10<sup>k</sup> to 10<sup>k</sup>. Below *k* = 0 its vertical scale shrinks as well.
#
# <div class="alert alert-info">
#
# **Predict.** Sketch the curve from −1000 to 1000 in one picture. And from −0.01 to 0.01?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("b1", "From −1000 to 1000 it looks like",
      ["a soft S", "a step", "a straight line"])

# %% jupyter={"source_hidden": true}
guess("b2", "From −0.01 to 0.01 it looks like",
      ["a soft S", "a step", "a straight line"])

# %% jupyter={"source_hidden": true}
def make_slider_b():
    """Your own tanh at 401 places, in units of the window."""
    fig = figure(8.0, 3.3)
    ax = fig.subplots()
    window = np.linspace(-1, 1, 401)
    ax.set(xlim=(-1.02, 1.02), ylim=(-1.15, 1.15), xlabel="x", xticks=[-1, 0, 1],
           yticks=[-1, 0, 1], xticklabels=["", "0", ""], yticklabels=["", "0", ""])
    ax.axhline(0, color=GREY, lw=0.8, zorder=0)
    ax.axvline(0, color=GREY, lw=0.8, zorder=0)
    curve, = ax.plot(window, 0 * window, color=BLUE, lw=3)
    low, high = ax.get_xaxis_transform(), ax.get_yaxis_transform()
    ends = [ax.text(end, -0.04, "", transform=low, ha="center", va="top")
            for end in (-1, 1)]
    tops = [ax.text(-0.01, end, "", transform=high, ha="right", va="center")
            for end in (-1, 1)]
    ax.text(-0.01, 0.75, "−0.01 ", transform=ax.transAxes, ha="right", alpha=0)
    ax.text(1, -0.04, "1000", transform=low, ha="center", va="top", alpha=0)

    def explore(k):
        reach = 10.0**k
        height = min(reach, 1.0)
        answers = np.asarray(answer_of(tanh, reach * window), dtype=float)
        check(answers.shape == window.shape, "tanh should give one answer for each x.")
        curve.set_ydata(answers / height)
        for texts, number in ((ends, reach), (tops, height)):
            for text, sign in zip(texts, ("−", ""), strict=True):
                text.set_text(f"{sign}{number:g}")
        ax.set_title(f"your tanh from −{reach:g} to {reach:g}")
        if (lost := int((~np.isfinite(answers)).sum())):
            return f"At {lost} of 401 places your tanh gives nan or infinity."
        bend = abs(answers - np.linspace(answers[0], answers[-1], 401)).max()
        off = int((abs(answers - np.sign(window)) > 0.01).sum())  # from the step
        inside = int((abs(answers) < 0.99).sum())
        look = ("a straight line" if bend <= 0.02 * np.ptp(answers) else
                "a step" if off < 20 else "neither a straight line nor a step")
        return (f"From −{reach:g} to {reach:g} it looks like {look}: {inside} of the "
                f"401 places drawn {'has' if inside == 1 else 'have'} an answer "
                "between −0.99 and 0.99.")

    return Explorer(
        fig, explore, moving=[curve, *ends, *tops, ax.title],
        about="The tanh of this notebook around 0, from near by or from far away",
        controls={"k": slider("k, how far away", -2, 3, 1, step=1)},
        stills=[{"k": 3}, {"k": 1}, {"k": -2}])


slider_b = make_slider_b()
slider_b

# %% [markdown] picture="slider_b"
# ![Three settings of slider B. Above, from −1000 to 1000: a step from −1 to 1. In the middle, from −10 to 10: a soft S. Below, from −0.01 to 0.01: a straight line.](attachment:slider_b.png)

# %% jupyter={"source_hidden": true}
guessed("b1", "b2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# One curve, three looks. From far away it is a **step**, as hard as the one of lesson 1.
# From near by it is a **straight line** of slope 1. Only in between, at scores of about −3 to 3, it is a soft S.
#
# So the *weights* decide what a tanh unit does. With small weights all scores are near 0, and the unit is almost affine:
# a layer of such units bends nothing (lesson 1). With large weights it is a step, flat at both ends.
# Networks therefore start with weights that put the scores in between (Glorot and Bengio, 2010).
#
# </details>
#
# </div>

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
check_values(tanh_grad, np.array([-1.0, 0.5, 3.0]), hint="In step 3 above, what is t?",
             expected=[0.41997434, 0.78644773, 0.00986604])
check_values(tanh_grad, np.array([0.0]), expected=[1.0], hint="At 0 the slope is 1.")
check_values(tanh_grad, [[0, 2], [2, 0]], expected=[[1, 0.07065082], [0.07065082, 1]])
check_values(tanh_grad, np.array([-1000.0, 1000.0]), expected=[0.0, 0.0],
             hint="What does your tanh give at 1000, and at -1000?")
print("tanh_grad passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Two curves and their slopes
#
# Slider C draws your two functions beside those of lesson 2. The tangents have the slopes that `tanh_grad` and `sigmoid_grad` give.
# As a test, the dots measure the slope of your `tanh` without any formula, by the central difference of lesson 2.
#
# <div class="alert alert-info">
#
# **Predict.** At *x* = 0 tanh is four times as steep as the sigmoid. Where else is it the steeper of the two?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("c1", "Where is tanh steeper than the sigmoid?",
      ["everywhere", "only near 0", "only to the right of 0"])

# %% jupyter={"source_hidden": true}
def make_slider_c():
    """Your tanh and tanh_grad, and sigmoid and sigmoid_grad of lesson 2."""
    fig = figure(8.4, 3.6)
    left, right = fig.subplots(1, 2)
    grid = np.linspace(-4, 4, 321)
    spots = np.linspace(-4, 4, 33)
    looks = ({"color": BLUE, "lw": 3}, {"color": GREEN, "lw": 2, "ls": "--"})
    borrowed = {"sigmoid", "sigmoid_grad"} & from_lesson.borrowed
    names = ("tanh, yours", f"sigmoid, {'borrowed' if borrowed else 'yours'}")
    left.set(xlim=(-4, 4), ylim=(-1.25, 1.9), xlabel="x", title="the curves",
             yticks=[-1, 0, 1])
    right.set(xlim=(-4, 4), ylim=(-0.05, 1.3), xlabel="x", title="their slopes",
              yticks=[0, 0.25, 0.5, 0.75, 1])
    curves = [left.plot(grid, 0 * grid, label=name, **look)[0]
              for name, look in zip(names, looks, strict=True)]
    slopes = [right.plot(grid, 0 * grid, **look)[0] for look in looks]
    measured, = right.plot(spots, 0 * spots, "o", color=BLACK, ms=4,
                           label="measured on your tanh")
    tangents = [left.plot([], [], color=RED, lw=1.6)[0] for _ in looks]
    touches = [side.plot([], [], "D", color=RED, ms=7, clip_on=False)[0]
               for side in (left, right)]
    left.legend(loc="upper left", frameon=False, fontsize=10)
    right.legend(loc="upper left", frameon=False, fontsize=10)

    def explore(x):
        places = np.append(grid, x)
        (t, s), (t_slope, s_slope) = (
            [np.asarray(answer_of(each, places), dtype=float) for each in pair]
            for pair in ((tanh, sigmoid), (tanh_grad, sigmoid_grad)))
        check(t.shape == t_slope.shape == places.shape,
              "tanh and tanh_grad should give one answer for each x.")
        rise = (np.asarray(answer_of(tanh, spots + 1e-5))
                - np.asarray(answer_of(tanh, spots - 1e-5))) / 2e-5
        measured.set_ydata(rise)
        for line, values in zip([*curves, *slopes], (t, s, t_slope, s_slope),
                                strict=True):
            line.set_ydata(values[:-1])
        for line, height, slope in zip(tangents, (t[-1], s[-1]),
                                       (t_slope[-1], s_slope[-1]), strict=True):
            line.set_data([x - 0.8, x + 0.8],
                          [height - 0.8 * slope, height + 0.8 * slope])
        touches[0].set_data([x, x], [t[-1], s[-1]])
        touches[1].set_data([x, x], [t_slope[-1], s_slope[-1]])
        gap = abs(rise - np.interp(spots, grid, t_slope[:-1])).max()
        end = " Which of the two is wrong?" if gap > 1e-5 else ""
        return (f"At x = {x:.1f} the slope of tanh is {t_slope[-1]:.3f}, that of the "
                f"sigmoid {s_slope[-1]:.3f}. Between your slope and the measured one "
                f"the largest difference is {gap:.0e}.{end}").replace("-", "−")

    return Explorer(
        fig, explore, moving=[*curves, *slopes, measured, *tangents, *touches],
        about="Left: tanh and the sigmoid with a tangent each. Right: their slopes",
        controls={"x": slider("x, where the tangents touch", -4.0, 4.0, 0.0, step=0.1)},
        stills=[{"x": 0.0}, {"x": 2.0}])


slider_c = make_slider_c()
slider_c

# %% [markdown] picture="slider_c"
# ![Two settings of slider C. At x = 0 the tangent of tanh has the slope 1, that of the sigmoid 0.25. At x = 2 the slopes are 0.071 and 0.105: there the sigmoid is steeper. The measured dots lie on the slope of tanh.](attachment:slider_c.png)

# %% jupyter={"source_hidden": true}
guessed("c1")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# tanh is steeper only near 0, up to about 1.66 on each side. Farther out the sigmoid is: at *x* = 2 its slope is
# 0.105, that of tanh 0.071. tanh has done its climbing by then: it is within 0.01 of its limit from *x* = 2.65 on, the sigmoid from 4.6 on.
# So a tanh unit passes more of the gradient at small scores, and **saturates sooner**.
#
# </details>
#
# </div>
#
# (From about *x* = 19 on, float64 rounds *t* to 1, and 1 − *t*² gives exactly 0.
# The true slope there is about 10<sup>−16</sup>. As in the stretch of lesson 2, 4σ(2*x*)σ(−2*x*) keeps it.)

# %% [markdown]
# ## The long chain again
#
# In lesson 2 a gradient travelled back through 10 sigmoid units (*w* = 1, *b* = 0, *x* = 1).
# It began with the share 1 in layer 10, and each of the other nine units multiplied it by its *w* · slope.
# About a millionth arrived: 1.2 · 10<sup>−6</sup>.
# Slider D is the same chain. With "tanh" in its menu it runs on **your** `tanh` and `tanh_grad`; choose "sigmoid" to compare.
# The dashed *roof* shows the share if each unit had the largest slope of its curve.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. Which share reaches layer 1 of ten tanh layers with *w* = 1?
# 2. And with *w* = 2: is it more than with the sigmoid, or less? (Think of slider C.)
# 3. And with *w* = 2 and *x* = 0?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("d1", "Ten tanh layers, w = 1: the share at layer 1",
      ["about a millionth", "about a twentieth", "all of it"])

# %% jupyter={"source_hidden": true}
guess("d2", "With w = 2, tanh passes",
      ["more than the sigmoid", "less than the sigmoid"])

# %% jupyter={"source_hidden": true}
guess("d3", "With w = 2 and x = 0 the share is", ["below 1", "1", "far above 1"])

# %% include="chain" jupyter={"source_hidden": true}

# %% jupyter={"source_hidden": true}
def make_slider_d():
    """The chain of lesson 2, with your own tanh in the menu."""
    def asked(name):
        def at(z):  # the function as it is now, not as it was when this cell ran
            answer = np.asarray(answer_of(globals()[name], z), dtype=float)
            check(answer.size == 1, f"{name} should give one number for one number.")
            return answer.item()

        return at

    yours = {"tanh": (asked("tanh"), asked("tanh_grad"), 1.0)}
    return Explorer(**make_chain("tanh", layers=10, curves=yours),
                    stills=[{"w": 1.0}, {"w": 2.0}])


slider_d = make_slider_d()
slider_d

# %% [markdown] picture="slider_d"
# ![Two settings of slider D, both with 10 layers of tanh. Above, w = 1: the share falls slowly, to 0.0469 at layer 1. Below, w = 2: the units are saturated, and the share falls to less than a ten-millionth.](attachment:slider_d.png)

# %% jupyter={"source_hidden": true}
guessed("d1", "d2", "d3")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - With *w* = 1 a share of 0.047 arrives: almost a twentieth. The sigmoid let 1.2 · 10<sup>−6</sup> through.
#   Its factors are below ¼. Those of tanh lie between 0.42 and 0.86 here.
# - With *w* = 2 it is 8.0 · 10<sup>−8</sup>, **less** than with the sigmoid (4.5 · 10<sup>−6</sup>): tanh saturates sooner.
# - With *w* = 2 and *x* = 0 each score is 0 and each slope is 1. Nine factors of 2 make 2<sup>9</sup> = 512: the gradient **explodes**.
#
# So tanh is no cure for all weights: it has two flat ends as well. Lesson 4 meets a curve with only one.
#
# </details>
#
# </div>

# %% [markdown]
# ## Two weights that learn
#
# Let two units look at a point of the ring. The first sees *x*₁ and answers *h*₁ = *f*(*x*₁).
# The second sees *x*₂ and answers *h*₂ = *f*(*x*₂). Here *f* is an activation function.
# A third unit weighs the two answers, *z* = *v*₁*h*₁ + *v*₂*h*₂, and says *p* = σ(*z*).
# Its task: is *x*₁ larger than *x*₂? Here *y* is 1 for yes and 0 for no; the ring's own classes are not used.
# To solve it, *v*₁ has to go up and *v*₂ down.
#
# Each step uses one point alone. The loss is the cross-entropy of lesson 2. Its slope along the score *z* is *p* − *y*.
# In the score *v*₁ is multiplied by *h*₁. So, by the chain rule, the slope of the loss along *v*₁ is (*p* − *y*)*h*₁.
# Along *v*₂ it is (*p* − *y*)*h*₂.
# Each step moves both weights against their slopes, with the learning rate 1. This is all of it, with your functions:

# %%
def walk_of_weights(f, points, labels):
    """Return v at the start and after each step, shape (n + 1, 2)."""
    v = np.zeros(2)                # both weights start at 0
    path = [v]
    for point, y in zip(points, labels, strict=True):  # each point with its own y
        h = f(point)               # the answers of the two units
        p = sigmoid(v @ h)         # what the third unit says; v @ h is v₁h₁ + v₂h₂
        v = v - 1.0 * (p - y) * h  # both weights move against their slopes
        path.append(v)
    return np.array(path)


def centred_sigmoid(x):
    return sigmoid(x) - 0.5


# %% [markdown]
# Three kinds of *f* take the same 40 steps, a step for each point of a ring (seed 2): the **sigmoid**, your **tanh**, and the sigmoid
# moved down to **σ(*x*) − ½**. The third is a control: tanh differs from the sigmoid in its middle *and* in its steepness,
# σ(*x*) − ½ in its middle alone.
#
# Slider E draws the way of the two weights: a step to the right raises *v*₁, a step down lowers *v*₂.
# A diamond marks where they are now, and the black line is their last step.
# The titles say how far they have walked in all, how far from the start they are, and how many of the 40 points are right.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. With the sigmoid, can one step move *v*₁ up and *v*₂ down? (Compare the signs of the two slopes.)
# 2. Will σ(*x*) − ½ be more like the sigmoid or more like tanh?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("e1", "With the sigmoid, can one step move v₁ up and v₂ down?", ["yes", "no"])

# %% jupyter={"source_hidden": true}
guess("e2", "σ(x) − ½ will walk", ["like the sigmoid", "like tanh"])

# %% jupyter={"source_hidden": true}
def make_slider_e():
    """The same 40 points (seed 2), in the same order, for the three functions."""
    fig = figure(8.5, 3.1)
    planes = fig.subplots(1, 3, sharey=True)
    points, _ = ring(40, seed=2)
    labels = (points[:, 0] > points[:, 1]).astype(int)
    tracks, lasts, ends, walks = [], [], [], {}
    for plane, color in zip(planes, (RED, GREEN, BLUE), strict=True):
        plane.set(xlim=(-0.9, 4.1), ylim=(-3.4, 0.9), xlabel="v₁", aspect="equal",
                  xticks=range(5))
        plane.plot([0], [0], "o", color=BLACK, ms=7)
        plane.text(0.1, 0.3, "start", fontsize=10)
        tracks += plane.plot([], [], ".-", color=color, lw=1.6, ms=6)
        lasts += plane.plot([], [], "-", color=BLACK, lw=3)
        ends += plane.plot([], [], "D", color=color, ms=9, mec=BLACK, mew=0.6)
    planes[0].set_ylabel("v₂ (the goal is down)")

    def explore(steps):
        check_values(tanh, points, expected=np.tanh(points),
                     hint="Slider E waits for a right tanh.")
        said = []
        kinds = {"the sigmoid": sigmoid, "σ(x) − ½": centred_sigmoid, "tanh": tanh}
        for number, (name, kind) in enumerate(kinds.items()):
            if kind not in walks:
                walks[kind] = answer_of(walk_of_weights, kind, points, labels)
            path = walks[kind][:steps + 1]
            moves = np.diff(path, axis=0)
            together = int((moves[:, 0] * moves[:, 1] > 0).sum())
            length, away = np.hypot(*moves.T).sum(), np.hypot(*path[-1])
            rights = ((path @ kind(points).T > 0) == (labels == 1)).sum(axis=1)
            tracks[number].set_data(*path.T)
            lasts[number].set_data(*path[-2:].T)
            ends[number].set_data(*path[-1:].T)
            planes[number].set_title(f"{name}: {rights[-1]} of 40 right\nwalked "
                                     f"{length:.1f}, now {away:.1f} from start",
                                     fontsize=10)
            average = rights[1:].mean() if steps else 0
            said.append((f"{together} with {name}",
                         f"{rights[-1]} and {average:.0f} with {name}"))
        if not steps:
            return ("All three pairs of weights start at v₁ = 0 and v₂ = 0. There z is "
                    "0 for each point, and none is taken for y = 1: that is right for "
                    f"{rights[0]} of 40.")
        same, good = map(", ".join, zip(*said, strict=True))
        return (f"Steps in which both weights went the same way, of {steps}: {same}. "
                f"Points that are right, of 40, now and on average so far: {good}.")

    return Explorer(
        fig, explore,
        moving=[*tracks, *lasts, *ends, *(plane.title for plane in planes)],
        about="The way of two weights, step by step, with sigmoid units on the left, "
              "centred sigmoids in the middle and tanh units on the right; the last "
              "step is black",
        controls={"steps": slider("steps, one for each point", 0, 40, 0, step=1)},
        stills=[{"steps": 8}, {"steps": 40}])


slider_e = make_slider_e()
slider_e

# %% [markdown] picture="slider_e"
# ![Two settings of slider E. After 8 steps the sigmoid has 22 of 40 points right, the two centred functions 36. After 40 steps the weights of the sigmoid have gone back and forth along one diagonal: they walked 12.9 and are 3.2 from the start. Those of the centred sigmoid and of tanh went rather straight to the right and down: 4.6 for 3.1, and 7.5 for 4.0.](attachment:slider_e.png)

# %% jupyter={"source_hidden": true}
guessed("e1", "e2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - With the sigmoid both weights went the same way in all 40 steps. To go right *and* down they had to **zigzag**:
#   they walked 12.9 to get 3.2 away, four times the distance.
# - With σ(*x*) − ½ they went the same way in 20 of 40 steps, and walked 4.6 to get 3.1 away: 1.5 times. With tanh it was 7.5 for 4.0: 1.9 times.
#   So it is the **centre** that takes the zigzag away, not the steepness.
# - After 8 steps the sigmoid has 22 of 40 points right, as at the start, the two centred ones 36 each.
#   At step 40 it is ahead, 39 to 38. But its count jumps, from 31 to 33 to 39 in the last three steps, and over all 40 steps its average is 28.
#   The centred ones have 38 on average, and never fewer than 36 from step 1 on.
#
# Is this one lucky ring? Over 200 rings (seeds 0 to 199) the means after 8 steps are 25.0, 35.8 and 35.4 of 40 points right
# (sigmoid, σ − ½, tanh); after 40 steps they are 33.4, 38.6 and 38.0.
#
# This is one reason to want activations that are **zero-centred** (LeCun, Bottou, Orr and Müller, 1998).
# If each step averages over many points, the zigzag is softer.
#
# </details>
#
# </div>

# %% [markdown]
# ## Read on: a magnifying glass at zero
#
# The core of this lesson ends here. This section and the stretch are about the second fault. They give no points.
#
# Very close to 0 the curve of tanh is a straight line: tanh(*x*) ≈ *x*, as slider B has shown.
# In slider F you zoom in further, ten times closer with each step of *k*. The picture shows *x* from −10<sup>−k</sup> to 10<sup>−k</sup>.
# Beside the textbook code it draws a form with NumPy's function `expm1`. What that is, you read below the picture.
#
# <div class="alert alert-info">
#
# **Predict.** The formula is right, and zooming does not bend a straight line.
# What will the textbook code draw at *k* = 15?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("f1", "At k = 15 the textbook code draws",
      ["a straight line", "a staircase", "nothing"])

# %% jupyter={"source_hidden": true}
def make_slider_f():
    """ "With expm1" writes the top of the fraction as expm1(x) - expm1(-x)."""
    fig = figure(8.4, 3.7)
    lens, digits = fig.subplots(1, 2, width_ratios=[1, 1])
    window = np.linspace(-1, 1, 2001)

    def both_forms(x):
        bottom = np.exp(x) + np.exp(-x)
        return (textbook_tanh(x), (np.expm1(x) - np.expm1(-x)) / bottom)

    def digits_right(values, true):
        return -np.log10(np.maximum(abs(values / true - 1), 1e-16))

    def tens(power):
        if power == 0:
            return "1"
        raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"10{raised}"

    lens.set(xlim=(-1.02, 1.02), ylim=(-1.2, 1.2), xticks=[-1, -0.5, 0, 0.5, 1],
             yticks=[-1, -0.5, 0, 0.5, 1])
    lens.axhline(0, color=GREY, lw=0.8, zorder=0)
    better, = lens.plot(window, 0 * window, color=BLUE, lw=5, alpha=0.45)
    stairs, = lens.plot(window, 0 * window, color=RED, lw=1.8)
    lens.legend([stairs, better], ["textbook", "with expm1"], loc="upper left",
                frameon=False)

    sizes = np.logspace(-16, 0, 400)
    digits.set(xscale="log", xlim=(2, 3e-17), ylim=(-0.6, 19.5),
               yticks=[0, 4, 8, 12, 16], xticks=[1, 1e-4, 1e-8, 1e-12, 1e-16],
               xlabel="x, closer to 0 on the right", title="correct digits")
    looks = ((RED, ".", "textbook"), (BLUE, "x", "with expm1"))
    for values, (color, mark, name) in zip(both_forms(sizes), looks, strict=True):
        digits.plot(sizes, digits_right(values, np.tanh(sizes)), mark, color=color,
                    ms=4, alpha=0.7, label=name)
    digits.legend(loc="upper center", frameon=False, markerscale=2, ncols=2)
    here, = digits.plot([1, 1], [-0.6, 17], ":", color=BLACK, lw=1.8)

    def explore(k):
        width = 10.0**-k
        values, exact = both_forms(width * window)
        stairs.set_ydata(values / width)
        better.set_ydata(exact / width)
        here.set_xdata([width, width])
        units = f", in units of {tens(-k)}" if k else ""
        lens.set_title(f"tanh from −{tens(-k)} to {tens(-k)}{units}")
        heights = len(np.unique(values))
        form = (f"a staircase of {heights} heights" if heights < 60 else
                "a smooth curve" if k < 14 else "a rough line")
        decade = np.logspace(-k - 1, -k, 2001)
        worst = digits_right(textbook_tanh(decade), np.tanh(decade)).min().clip(0)
        return (f"From −{tens(-k)} to {tens(-k)} the textbook code draws {form}. For x "
                f"from {tens(-k - 1)} to {tens(-k)} at least {worst:.0f} of 16 digits "
                "are right.")

    return Explorer(
        fig, explore, moving=[better, stairs, here, lens.title],
        about="Left: tanh near zero under a magnifying glass, by the textbook formula "
              "and with expm1. Right: how many digits of each are correct, from x = 1 "
              "down to x = 10⁻¹⁶",
        controls={"k": slider("k, how far to zoom in", 0, 16, 0, step=1)},
        stills=[{"k": 1}, {"k": 15}])


slider_f = make_slider_f()
slider_f

# %% [markdown] picture="slider_f"
# ![Two settings of slider F. Above, k = 1: both forms draw the same straight line. Below, k = 15: the textbook formula draws a staircase around the straight line of expm1. On the right, the textbook formula loses one correct digit with each factor of ten, and the form with expm1 keeps all.](attachment:slider_f.png)

# %% jupyter={"source_hidden": true}
guessed("f1")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# The textbook code turns into a **staircase**. With each factor of ten towards 0 it loses one more digit.
# At 10<sup>−10</sup> itself seven are right, but the worst answer between 10<sup>−11</sup> and 10<sup>−10</sup> has five. Between 10<sup>−16</sup> and 10<sup>−15</sup> it has none.
# With `expm1` 15 are right everywhere.
#
# **Why.** Near 0, e<sup>x</sup> is about 1 + *x*. The float64 numbers around 1 stand 2 · 10<sup>−16</sup> apart (1 · 10<sup>−16</sup> below 1).
# So in e<sup>x</sup> the small *x* is rounded to a multiple of that: these are the stairs.
# The subtraction e<sup>x</sup> − e<sup>−x</sup> takes the two ones away and leaves the rounding. This is called **cancellation** (Higham, 2002).
#
# </details>
#
# </div>
#
# The cure: never add the 1. `np.expm1(x)` is e<sup>x</sup> − 1, computed without it.
# Near 0 that is about *x* + *x*²/2, so a last digit 5 is right here:

# %%
print("np.exp(1e-10) - 1 =", np.exp(1e-10) - 1)
print("np.expm1(1e-10)   =", np.expm1(1e-10))

# %% [markdown]
# ## Stretch: all the digits (no points)
#
# Write tanh so that 12 digits are right everywhere, from −1000 to 1000, and near 0 as well.
# Start from the form with e<sup>−2x</sup>. Which part of it is an `expm1`? And what is the other part, written with the same `expm1`?
# For negative *x* use tanh(−*x*) = −tanh(*x*).

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
if tried(tanh_accurate):
    check_values(tanh_accurate, np.array([-1.0, 0.0, -1000.0, 1000.0]), rtol=1e-12,
                 atol=0, expected=[-0.7615941559557649, 0.0, -1.0, 1.0])
    check_values(tanh_accurate, np.array([1e-10, -1e-15]), expected=[1e-10, -1e-15],
                 rtol=1e-12, atol=0, hint="Is 1 added somewhere, and taken away again?")
    print("tanh_accurate passes its visible checks.")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - tanh(*x*) = 2σ(2*x*) − 1: the sigmoid, squeezed horizontally and stretched to −1 … 1, with its middle at 0.
# - Its slope is 1 − *t*²: 1 at 0, and almost 0 at both flat ends. Each end has a limit of its own.
# - At small scores a tanh unit is almost affine, at large ones almost a step: the weights decide.
# - Zero-centred answers let the weights of the next unit go separate ways. Positive ones make them zigzag.
# - A power of e overflows only where its exponent is large. With an exponent of 0 or below it is at most 1.
# - (*Read on*) Two nearly equal numbers leave their rounding when you subtract them. `expm1` avoids the subtraction.
# - On the depth of the ring's points, the *sign* of tanh tells the class.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 4: ReLU, a line with one corner](../04_relu/04_relu.ipynb)
