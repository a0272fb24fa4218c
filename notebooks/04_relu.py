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
# # 4. ReLU: a line with one corner
#
# **Time:** about 60 minutes, without the parts that are marked *Stretch*.
# **Builds on:** lessons [2](../02_sigmoid/02_sigmoid.ipynb) and [3](../03_tanh/03_tanh.ipynb):
# slope, saturation, and the gradient that travels back through the layers.
#
# **After this lesson you can**
# - write ReLU and its slope as code, for arrays of any shape,
# - say whether ReLU has a slope at 0, and what programs answer there,
# - say what ReLU gains over sigmoid and tanh,
# - say what it pays: recognise dead units, and know a way to keep them alive.
#
# Click this text, then press Shift + Enter five times, for cells that are folded away: the drawing code, the points of this course,
# and your functions from lessons 2 and 3 (borrowed ones, where yours are not there yet).

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% include="from_lesson" jupyter={"source_hidden": true}

# %% jupyter={"source_hidden": true}
sigmoid, sigmoid_grad = from_lesson("02_sigmoid", "sigmoid", "sigmoid_grad")
tanh, tanh_grad = from_lesson("03_tanh", "tanh", "tanh_grad")

# %%
# This cell may stay empty. To use another version of one of these functions,
# write it here, then run this cell.

# %% [markdown]
# ## The trouble with two flat tails
#
# Sigmoid and tanh are flat at both ends. There the slope is almost 0.
# And slopes multiply from layer to layer. In lesson 2, ten sigmoid layers left a millionth of the gradient.
#
# Suppose we could choose any slope we like. A slope of 1 would be perfect: the gradient passes unchanged.
# But a slope of 1 *everywhere* is a straight line.
# Lesson 1 showed what comes of that: affine layers with nothing in between are one affine layer, and its boundary is straight.
#
# So we need a bend. What is the cheapest one? Two straight pieces, and one corner.
#
# ## The function
#
# $$\mathrm{relu}(x) = \max(0, x)$$
#
# Read it as "the larger of 0 and x".
# The name **ReLU** is short for *rectified linear unit* (Nair and Hinton, 2010).
# A rectifier is a part that lets electric current pass in one direction only.
#
# - A positive number passes as it is: relu(2.5) = 2.5.
# - A negative number becomes 0: relu(−2.5) = 0.
# - At 0 the two pieces meet: relu(0) = 0.
# - There is no upper limit: relu(1000) = 1000.

# %% jupyter={"source_hidden": true}
# Run it, do not open it yet: it says which answers are not right.
TYPICAL_MISTAKES["relu"] = {
    "This is |x|: the negative numbers come out positive. Which number should they "
    "become?": [2.5, 2.5, 0.0],
    "This keeps the negative half. Is the smaller of 0 and x taken, or are the two "
    "choices of np.where swapped?":
    [0.0, -2.5, 0.0],
    "This is 1 and 0: the slope of relu, or a step. What should come out for x = 2.5?":
    [1.0, 0.0, 0.0],
}
TYPICAL_MISTAKES["relu_grad"] = {
    "This is relu itself. How steep is it at 3?": [0.0, 3.0],
    "These are the signs, -1 and 1. How steep is the left piece?": [-1.0, 1.0],
}
TYPICAL_MISTAKES["leaky_relu"] = {
    "This is plain relu: nothing leaks. What is alpha for?": [2.0, 0.0, 0.0],
    "The left side is a flat line. It should be alpha times what?": [2.0, 0.01, 0.01],
}
TYPICAL_MISTAKES["dead_fraction"] = {
    "This is the share of all scores that are not positive. For how many points must a "
    "dead unit be off?": 0.625,
    "This is the number of dead units. Which share of all units is it?": 2.0,
    "No unit is found dead. A unit is a column, a point is a row: along which of them "
    "does the code look?": 0.0,
    "This is half of what it should be. Is a score of exactly 0 on or off? And is the "
    "number of dead units divided by that of all units?": 0.25,
}

# %% [markdown]
# ## Your turn: ReLU
#
# Write `relu`. What counts as right is the same in all lessons:
#
# - **Shape.** An array in, even an empty one, gives an array of the same shape out. Each number is treated on its own.
#   The first line, `x = np.asarray(…)`, is given. It turns lists and whole numbers into an array of floats. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`. Whole numbers may be integers or floats.
# - **Input.** Do not change the array that you are given.
# - **Accuracy.** Five correct digits.
# - **Range.** From −1000 to 1000 there is no `nan` ("not a number") and no infinity.
# - **Style.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A mistake in `relu` does not cost points again in a function that uses it.
#
# <details><summary><b>Words that help</b></summary>
#
# - `np.minimum(A, 5)` compares each number in `A` with 5, and takes the smaller one. Its sister is `np.maximum`. (`np.max(A)` is something else: the one largest number in `A`.)
# - `A > 5` is an array too: it holds `True` or `False` for each number of `A`.
# - `np.where(A > 5, B, C)` takes `B` where `A` is above 5, and `C` elsewhere.
# - `x.copy()` is a new array with the same numbers. You may change it, and `x` stays as it is.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu(x):
    """Return the larger of 0 and x, for each number in x.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and none of its numbers is negative.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    return np.maximum(x, 0)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_relu", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(relu, np.array([2.5, -2.5, 0.0]), expected=[2.5, 0.0, 0.0],
             hint="What should become of positive numbers, and of the others?")
check_values(relu, [[-1, 0], [2, 3]], expected=[[0, 0], [2, 3]])
check_values(relu, -0.25, expected=0.0, hint="Here x is a single number.")
check_values(relu, np.array([-1000.0, 0.001, 1000.0]), expected=[0.0, 0.001, 1000.0],
             hint="Is there a limit in it that the formula does not have?")
print("relu passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# <details><summary><b>Python says "The truth value of an array … is ambiguous"?</b> (click to open)</summary>
#
# `if x > 0` asks *one* yes-or-no question. So does Python's own `max(0, x)`.
# But *x* holds many numbers, and each has its own answer.
# NumPy has functions that decide number by number (lesson 1 named one), and a comparison of an array gives an array.
#
# </details>
#
# ## Proofreading: three sentences from a web page
#
# A popular web page shows the picture of ReLU (it writes *ReLu*). Around the picture stand these sentences:
#
# 1. "Tanh is a piecewise function."
# 2. "It is discontinuous (not differentiable) at 0."
# 3. "When the input is an integer, there is no saturation problem."
#
# <div class="alert alert-warning">
#
# **Predict.** Each sentence has one wrong word. Which one, and what should stand there?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("p1", "Sentence 1: the wrong word, and the right one")

# %% jupyter={"source_hidden": true}
guess("p2", "Sentence 2: the wrong word, and the right one")

# %% jupyter={"source_hidden": true}
guess("p3", "Sentence 3: the wrong word, and the right one")

# %% [markdown]
# You can settle the first sentence now. For the second there is slider A, for the third slider B.

# %% jupyter={"source_hidden": true}
guessed("p1")

# %% [markdown]
# <details><summary><b>Sentence 1</b> (click to open)</summary>
#
# The wrong word is **Tanh**. It should be *ReLU*: the page describes ReLU here. ("Tanh is a curved function" is true, but says nothing about ReLU.)
# A *piecewise* function has a formula of its own on each piece. ReLU has two pieces. Tanh has one formula for all *x*.
#
# </details>

# %% [markdown]
# ## Is there a slope at the corner?
#
# To the left of 0 ReLU is flat: slope 0. To the right it rises by 1 for each step of 1: slope 1. And *at* 0?
#
# A **secant** is the straight line through two points of a curve. We call the two points its ends.
# Its slope is the rise between the ends, divided by the distance along *x*.
# Keep 0 between the ends, or at one of them, and let both ends come closer and closer to 0.
# If the slopes then settle on *one* number, whichever way the ends move in, that number is the **derivative** at 0.
#
# Slider A has one picture of **your** `relu` and one of tanh. Both use the same two ends.
# The zoom enlarges both pictures around 0, ten times for each step, and the ends move in with it.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. What is the slope of ReLU's secant if the right end lies at 0? And if the left end lies at 0?
# 2. And if both ends lie at the same distance from 0?
# 3. Zoom in a thousand times (set the zoom to 3). What becomes of ReLU's corner, and of its secant's slope? And of tanh?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("a1", "The secant's slope with the right end at 0; with the left end at 0")

# %% jupyter={"source_hidden": true}
guess("a2", "And with both ends at the same distance from 0?", ["0", "½", "1"])

# %% jupyter={"source_hidden": true}
guess("a3", "A thousand times nearer, ReLU's corner is",
      ["rounder", "the same", "gone: a straight line"])

# %% jupyter={"source_hidden": true}
def make_slider_a():
    """Your relu needs three points. All is drawn in units of the window."""
    fig = figure(8.4, 3.9)
    panels = fig.subplots(1, 2)
    window = np.linspace(-1.25, 1.25, 101)
    for panel in panels:
        panel.set(xlim=(-1.25, 1.25), ylim=(-1.1, 1.5), xlabel="x",
                  xticks=[-1, 0, 1], xticklabels=["", "0", ""],
                  yticks=[0, 1], yticklabels=["0", ""])
        panel.axhline(0, color=GREY, lw=0.8, zorder=0)
        panel.axvline(0, color=GREY, lw=0.8, zorder=0)
    corner, = panels[0].plot([-1.25, 0, 1.25], [0, 0, 0], color=BLUE, lw=3)
    smooth, = panels[1].plot(window, 0 * window, color=BLUE, lw=3)
    secants = [panel.plot([], [], "--", color=RED, lw=2)[0] for panel in panels]
    ends = [panel.plot([], [], "D", color=RED, ms=8, zorder=5)[0] for panel in panels]
    under, = panels[0].plot([], [], ":", color=BLACK, lw=2)
    style = {"loc": "upper left", "frameon": False, "fontsize": 10}
    panels[0].legend([secants[0], under], ["secant", "same slope,\nat the corner"],
                     **style)
    panels[1].legend([secants[1]], ["secant"], **style)
    numbers = [(panel.text(-1, -0.031, "", transform=panel.get_xaxis_transform(),
                           ha="center", va="top"),
                panel.text(1, -0.031, "", transform=panel.get_xaxis_transform(),
                           ha="center", va="top"),
                panel.text(-0.022, 1, "", transform=panel.get_yaxis_transform(),
                           ha="right", va="center")) for panel in panels]
    for panel in panels:  # not seen: it keeps room for long numbers
        panel.text(0, 0.5, "0.0001 ", transform=panel.transAxes, ha="right", alpha=0)

    def written(number):
        text = np.format_float_positional(number, precision=7, trim="-")
        return text.replace("-", "−")

    def explore(left, right, zoom):
        near = 10.0**-zoom
        places = near * np.array([left, right, -1.25, 0.0, 1.25])
        yours = np.asarray(answer_of(relu, places), dtype=float) / near
        check(yours.shape == (5,), "relu should give one answer for each x.")
        corner.set_ydata(yours[2:])
        smooth.set_ydata(np.tanh(near * window) / near)
        pairs = (yours[:2], np.tanh(places[:2]) / near)
        apart = right - left or np.nan  # with both ends at 0 no secant is drawn
        slopes = [(high - low) / apart for low, high in pairs]
        for line, dots, pair, slope, texts in zip(secants, ends, pairs, slopes, numbers,
                                                  strict=True):
            line.set_data(window, pair[0] + slope * (window - left))
            dots.set_data([left, right], pair)
            for text, number in zip(texts, (-near, near, near), strict=True):
                text.set_text(written(number))
        under.set_data(window, slopes[0] * window)
        names = ("your relu", "tanh")
        for panel, name, slope in zip(panels, names, slopes, strict=True):
            panel.set_title(f"{name}: the secant's slope is {slope:.3f}"
                            if left < right else f"{name}: one point, no secant")
        if left == right:
            return ("Both ends lie at 0 now. Through one point there is no secant: "
                    "which end do you move away?")
        return (f"The ends are at {written(places[0])} and {written(places[1])}. The "
                f"secant of relu has the slope {slopes[0]:.3f}, that of tanh "
                f"{slopes[1]:.3f}. Between the ends relu rises by "
                f"{written(near * (yours[1] - yours[0]))}.")

    return Explorer(
        fig, explore,
        moving=[*numbers[0], *numbers[1], corner, smooth, *secants, under, *ends,
                *(panel.title for panel in panels)],
        about="Left: your relu around 0 with a secant through two ends, and a dotted "
              "line of the same slope through the corner. Right: tanh in the same "
              "window",
        controls={"left": slider("left end, before the zoom", -1.0, 0.0, -1.0,
                                 step=0.05),
                  "right": slider("right end, before the zoom", 0.0, 1.0, 0.4,
                                  step=0.05),
                  "zoom": slider("zoom, ten times for each step", 0, 4, 0, step=1)},
        stills=[{"left": -1.0, "right": 1.0, "zoom": 0},
                {"left": -1.0, "right": 0.25, "zoom": 3}])


slider_a = make_slider_a()
slider_a

# %% [markdown] picture="slider_a"
# ![Two settings of slider A. Above, the ends are −1 and 1: the secant of ReLU has the slope 0.500, that of tanh 0.762. Below, a thousand times nearer, the ends are −0.001 and 0.00025: ReLU looks the same as before, with a corner and a secant of slope 0.200, while tanh has become a straight line and its secant has the slope 1.000.](attachment:slider_a.png)

# %% jupyter={"source_hidden": true}
guessed("a1", "a2", "a3")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - Right end at 0: slope 0, always. Left end at 0: slope 1, always. Same distance on both sides: ½, always.
#   In general, ends at −*u* and *v* give *v* / (*u* + *v*), which can be any number from 0 to 1.
# - The zoom changes nothing on ReLU: the corner stays a corner. From the left the secant's slope is always 0, from the right always 1.
#   They never agree on one number. So ReLU has **no derivative at 0**.
# - tanh becomes straight. All its secants settle on the slope 1, from the left and from the right: that is its derivative at 0.
#
# </details>
#
# </div>

# %% jupyter={"source_hidden": true}
guessed("p2")

# %% [markdown]
# <details><summary><b>Sentence 2</b> (click to open)</summary>
#
# The wrong word is **discontinuous**. It should be *continuous*: ReLU is continuous at 0, but not differentiable.
# There is no jump. From −1 to 1 ReLU rises by 1, from −0.001 to 0.001 by 0.001, and so on down to nothing.
#
# </details>
#
# **What to answer at 0, then?** Look at the dotted line through the corner: *y* = *g* · *x*, with the secant's slope *g*.
# It never rises above the curve. On the right *g* · *x* ≤ *x*, as *g* is at most 1. On the left *g* · *x* ≤ 0, as *g* is at least 0.
# A slope with this property is called a **subgradient**. At the corner each number from 0 to 1 is one. None of them is *the* slope.
#
# A program has to return one number. **In this course relu_grad(0) is 0.**
# PyTorch, TensorFlow and JAX choose the same (Bertoin and others, 2021).
#
# ## Your turn: the slope of ReLU
#
# Write `relu_grad`, the slope of `relu`, with 0 at the corner.

# %% nbgrader={"grade": false, "grade_id": "relu_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu_grad(x):
    """Return the slope of relu at each number in x; at 0 return 0.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and holds the numbers 0 and 1.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    return np.where(x > 0, 1.0, 0.0)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_relu_grad", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(relu_grad, np.array([-2.0, 3.0]), expected=[0.0, 1.0],
             hint="How steep is relu there? Its left piece is flat.")
check_values(relu_grad, np.array([0.0]), expected=[0.0],
             hint="Which number did we agree on for the corner? (0 / 0 gives nan.)")
check_values(relu_grad, [[-1, 2], [4, -3]], expected=[[0, 1], [1, 0]])
check_values(relu_grad, 0.001, expected=1.0, hint="Here x is a single, small number.")
check_values(relu_grad, np.array([-1000.0, 1000.0]), expected=[0.0, 1.0])
print("relu_grad passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Three curves and their slopes
#
# Slider B puts your `relu` and `relu_grad` beside the functions of lessons 2 and 3: the curves above, their slopes below.
# Move *x*, and read the six numbers.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. Which of the three has the largest slope at *x* = 3?
# 2. And at *x* = −3?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("b1", "The largest slope at x = 3", ["sigmoid", "tanh", "ReLU"])

# %% jupyter={"source_hidden": true}
guess("b2", "The largest slope at x = −3", ["sigmoid", "tanh", "ReLU"])

# %% jupyter={"source_hidden": true}
def make_slider_b():
    """Sigmoid and tanh come from lessons 2 and 3, relu and relu_grad from this one."""
    fig = figure(8.4, 4.6)
    panels = fig.subplots(2, 3, sharex=True, sharey="row")
    grid = np.linspace(-4, 4, 321)
    lines, dots, heads = [], [], []
    for column, name in enumerate(("sigmoid", "tanh", "relu")):
        whose = "borrowed" if {name, f"{name}_grad"} & from_lesson.borrowed else "yours"
        panels[0, column].set(xlim=(-4, 4), ylim=(-1.3, 4.1), yticks=range(-1, 5))
        panels[1, column].set(ylim=(-0.1, 1.2), yticks=[0, 0.25, 0.5, 0.75, 1],
                              xlabel="x", xticks=[-3, 0, 3])
        for panel, color in zip(panels[:, column], (BLUE, GREEN), strict=True):
            panel.axhline(0, color=GREY, lw=0.8, zorder=0)
            lines += panel.plot(grid, 0 * grid, color=color, lw=3)
            dots += panel.plot([], [], "D", color=RED, ms=8, clip_on=False)
            heads.append(panel.text(-3.8, 0.93, "", va="top", fontsize=10,
                                    transform=panel.get_xaxis_transform()))
        panels[0, column].set_title(f"{name}, {whose}")
    panels[0, 0].set_ylabel("the curve")
    panels[1, 0].set_ylabel("its slope")
    panels[1, 2].set_ylim(-0.1, 1.4)
    at_corner, = panels[1, 2].plot([], [], "o", color=GREEN, ms=6)

    def explore(x):
        places = np.append(grid, x)
        found = []
        for number, function in enumerate(
                (sigmoid, sigmoid_grad, tanh, tanh_grad, relu, relu_grad)):
            values = np.array(answer_of(function, places), dtype=float)
            check(values.shape == places.shape,
                  f"{name_of(function)} should give one answer for each x.")
            if function is relu_grad:  # no stroke from 0 to 1: a dot at 0
                at_corner.set_data([0], values[160:161])
                values[160] = np.nan
            lines[number].set_ydata(values[:-1])
            dots[number].set_data([x], values[-1:])
            found.append(f"{values[-1].round(3) + 0.0:.3f}".replace("-", "−"))
            heads[number].set_text(("value ", "slope ")[number % 2] + found[-1])
        return (f"At x = {x:.1f} the slope of the sigmoid is {found[1]}, that of tanh "
                f"{found[3]}, that of relu {found[5]}.").replace("-", "−")

    return Explorer(
        fig, explore, moving=[*lines, at_corner, *dots, *heads],
        about="Above: the curves of sigmoid, tanh and ReLU. Below: their slopes. A "
              "diamond on each marks x",
        controls={"x": slider("x", -4.0, 4.0, 0.0, step=0.1)},
        stills=[{"x": 3.0}, {"x": -3.0}])


slider_b = make_slider_b()
slider_b

# %% [markdown] picture="slider_b"
# ![Two settings of slider B. Above, x = 3: the slopes of sigmoid, tanh and ReLU are 0.045, 0.010 and 1. Below, x = −3: they are 0.045, 0.010 and exactly 0. The slope of the sigmoid is a low hill, that of tanh a hill of height 1, that of ReLU a step from 0 to 1.](attachment:slider_b.png)

# %% jupyter={"source_hidden": true}
guessed("b1", "b2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - At *x* = 3 the slopes are 0.045, 0.010 and 1: on its right side ReLU never gets flat.
# - At *x* = −3 they are 0.045, 0.010 and 0. ReLU has the *smallest* slope there, and the sigmoid the largest.
#   It is small, but not 0: the gradient still gets through, however weakly.
#
# </details>
#
# </div>

# %% jupyter={"source_hidden": true}
guessed("p3")

# %% [markdown]
# <details><summary><b>Sentence 3</b> (click to open)</summary>
#
# The wrong word is **integer**. It should be *positive*. −3 is an integer, and there the slope is 0. 2.5 is not an integer, and there it is 1.
# In Chinese, *positive number* (正数, zhèngshù) and *integer* (整数, zhěngshù) differ by one tone.
# And saturation is not gone: for negative input ReLU is as flat as can be.
#
# </details>

# %% [markdown]
# ## The long chain again
#
# Lesson 2 sent *x* = 1 through ten sigmoid units in a row, and then the gradient back.
# From layer 10 to layer 1 it takes nine steps, each with a factor *w* · slope. Slider C is the same chain. It runs on **your** functions.
# The dashed *roof* shows the share if each unit had the largest slope of its curve. Where the share is as large, the blue line hides it.
#
# <div class="alert alert-info">
#
# **Predict.** Which share of the gradient reaches layer 1 of ten ReLU layers
#
# 1. with *w* = 1?
# 2. with *w* = ½?
# 3. with *w* = 1 and *x* = −1?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("c1", "The share with w = 1")

# %% jupyter={"source_hidden": true}
guess("c2", "The share with w = ½")

# %% jupyter={"source_hidden": true}
guess("c3", "The share with w = 1 and x = −1")

# %% include="chain" jupyter={"source_hidden": true}

# %% jupyter={"source_hidden": true}
def make_slider_c():
    """The chain of lesson 2, with the functions of this notebook in its menu."""
    def asked(name):
        def at(z):  # the function as it is now, not as it was when this cell ran
            answer = np.asarray(answer_of(globals()[name], z), dtype=float)
            check(answer.size == 1, f"{name} should give one number for one number.")
            return answer.item()

        return at

    yours = {"sigmoid": (asked("sigmoid"), asked("sigmoid_grad"), 0.25),
             "tanh": (asked("tanh"), asked("tanh_grad"), 1.0),
             "ReLU": (asked("relu"), asked("relu_grad"), 1.0)}
    parts = make_chain("ReLU", layers=10, curves=yours)
    parts["fig"].set_figheight(4)  # five controls, picture and sentence on one screen
    return Explorer(**parts,
                    stills=[{"w": 2.0}, {"w": 1.0, "x": -1.0}])


slider_c = make_slider_c()
slider_c

# %% [markdown] picture="slider_c"
# ![Two settings of slider C, both with 10 layers of ReLU. Above, w = 2: the share doubles with each layer on its way back, to 512 at layer 1. Below, w = 1 and x = −1: each unit has the factor 0, and nothing arrives.](attachment:slider_c.png)

# %% jupyter={"source_hidden": true}
guessed("c1", "c2", "c3")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - With *w* = 1 all of the gradient comes back: a share of 1, where the sigmoid left 1.2 · 10<sup>−6</sup> and tanh 0.047.
# - With another *w* the nine steps make *w*<sup>9</sup>: 0.002 for ½, and 512 for 2.
#   Where a ReLU unit is on, its slope is 1. So each factor is *w*, and only the *weights* decide.
#   Too small, and the gradient vanishes; too large, and it explodes. Good starting weights matter (He and others, 2015).
# - With *x* = −1 the first score is negative, so the first unit answers 0: it is **off**. The share is exactly 0. Each later unit gets a score of exactly 0: a corner, met in practice.
#   There the choice relu_grad(0) = 0 is used.
#
# </details>
#
# </div>
#
# Networks with ReLU often learn faster. In a well-known experiment on small photographs, a network with ReLU
# came down to 25 % training error six times faster than the same network with tanh (Krizhevsky and others, 2012).
# ReLU is also cheap: there is no power of e in it. It is still a usual first choice between layers.
# But you have just seen its price. And its answers are never negative, so it is not zero-centred (lesson 3).

# %% [markdown]
# ## Six units around the ring
#
# Back to the ring: 40 points (seed 2), 20 inner and 20 outer.
# We look at them with a **layer** of six ReLU units. Each unit looks in a direction of its own, like six people back to back.
# Its weight *w* is an arrow of length 1 in that direction, and all six share one bias *b*. Unit *k* computes relu(*w*<sub>*k*</sub>·*x* + *b*).
#
# A unit is *on* for a point if its score is positive. In the left picture each unit has a numbered line: there its score is 0.
# (At *b* = 0 two units that look in opposite directions share a line.)
# The line has a short arm: on that side the unit is on. On grey ground all six are off.
# The bars on the right show the mean slope of each unit over the 40 points, by your `relu_grad`:
# how much of the gradient still gets through.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. What happens to the six bars when *b* falls from 0 to −3?
# 2. When *b* rises to 3 all bars become full. Is that the best place to be?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("d1", "When b falls to −3 the bars",
      ["stay at one half", "shrink, but never to 0", "shrink to 0"])

# %% jupyter={"source_hidden": true}
guess("d2", "All bars full: is that the best place to be?", ["yes", "no"])

# %% jupyter={"source_hidden": true}
X, y = ring(40, seed=2)
TURNS = np.radians(60 * np.arange(6))
ARROWS = np.array([np.cos(TURNS), np.sin(TURNS)])  # a column for each of six units
UNIT_SCORES = X @ ARROWS  # without the bias: a row for each point


def make_slider_d():
    """Six units around the ring, one bias for all."""
    from matplotlib.collections import LineCollection

    fig = figure(8.4, 4.1)
    plane, board = fig.subplots(1, 2, width_ratios=[5, 6])
    along = ARROWS[::-1].T * [-1, 1]  # the directions of the six lines
    plane.set(xlim=(-3.4, 3.4), ylim=(-3.4, 3.4), xlabel="x₁", ylabel="x₂",
              aspect="equal", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    silent, = plane.fill([0, 0, 0], [0, 0, 0], fc="#dddddd", ec="none", zorder=1)
    edges = plane.add_collection(LineCollection([], colors=BLUE, lw=2, zorder=3))
    arms = plane.add_collection(LineCollection([], colors=BLUE, lw=2, zorder=3))
    tips, = plane.plot([], [], "D", color=BLUE, ms=5, zorder=3)
    names = [plane.text(0, 0, f"{k + 1}", color=BLUE, fontweight="bold", ha="center",
                        va="center", zorder=5,
                        bbox={"fc": "white", "ec": BLUE, "pad": 1.5}) for k in range(6)]
    edge = {"mec": "black", "mew": 0.6, "zorder": 4}
    dots = [plane.plot(*X[y == label].T, mark, color=color, ms=size, **edge)[0]
            for label, mark, color, size in ((1, "^", ORANGE, 7), (0, "o", SKY, 6))]
    board.set(xlim=(0.4, 6.6), ylim=(0, 1.14), xlabel="unit", xticks=range(1, 7),
              ylabel="mean slope", yticks=[0, 0.25, 0.5, 0.75, 1])
    board.axhline(1, color=GREY, lw=0.8, zorder=0)
    flows = board.add_collection(LineCollection([], colors=BLUE, lw=28))
    heights = [board.text(k, 0, "", ha="center", va="bottom", fontsize=10)
               for k in range(1, 7)]
    hexagon = np.array([np.cos(TURNS + np.pi / 6), np.sin(TURNS + np.pi / 6)]).T

    def explore(b):
        slopes = np.asarray(answer_of(relu_grad, UNIT_SCORES + b), dtype=float)
        check(slopes.shape == UNIT_SCORES.shape,
              "relu_grad should give one slope for each score.")
        passed = slopes.mean(axis=0)
        on = UNIT_SCORES + b > 0
        dead, quiet = ~on.any(axis=0), ~on.any(axis=1)
        silent.set_xy(max(-b, 0) / np.cos(np.pi / 6) * hexagon)
        at = -b * ARROWS.T
        labels = at + np.sqrt(max(2.75**2 - b**2, 0)) * along  # where no points are
        ends = labels + 0.55 * ARROWS.T
        edges.set_segments(np.stack([at - 9 * along, at + 9 * along], axis=1))
        edges.set_linestyles([":" if is_dead else "-" for is_dead in dead])
        arms.set_segments(np.stack([labels, ends], axis=1))
        tips.set_data(*ends.T)
        flows.set_segments([[(k + 1, 0), (k + 1, height)]
                            for k, height in enumerate(passed)])
        for k, (name, text) in enumerate(zip(names, heights, strict=True)):
            name.set_position(labels[k])
            text.set_position((k + 1, passed[k] + 0.01))
            text.set_text("dead" if dead[k] else f"{passed[k]:.2f}")
        setting = f"b = {b:.1f}".replace("-", "−")
        flow = f"{100 * passed.mean():.1f} %"
        board.set_title(f"{setting}: {flow} of the gradient flows")
        plane.set_title(f"units off for all 40 points: {dead.sum()} of 6")
        note = " (their lines are dotted)" if dead.any() else ""
        return (f"At {setting}, {flow} of the gradient gets through. {dead.sum()} of 6 "
                f"units are dead, that is, off for all points{note}. "
                f"On grey ground lie {quiet[y == 1].sum()} of 20 triangles and "
                f"{quiet[y == 0].sum()} of 20 circles.")

    return Explorer(
        fig, explore,
        moving=[silent, edges, arms, tips, *names, *dots, flows, *heights, plane.title,
                board.title],
        about="Left: the ring's 40 points (seed 2) and the lines beyond which each of "
              "six units is on; where all are off the ground is grey. Right: the mean "
              "slope of each unit",
        controls={"b": slider("b, the bias of all six units", -3.0, 3.0, 0.0)},
        stills=[{"b": -1.2}, {"b": -2.1}])


slider_d = make_slider_d()
slider_d

# %% [markdown] picture="slider_d"
# ![Two settings of slider D. Above, b = −1.2: six lines enclose a grey hexagon with all triangles inside and all circles outside, the bars are low, and 15.8 % of the gradient flows. Below, b = −2.1: the grey hexagon has grown beyond most circles, four of the six units are marked as dead, and 2.5 % flows.](attachment:slider_d.png)

# %% jupyter={"source_hidden": true}
guessed("d1", "d2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - At *b* = 0 each unit is on for about half of the points, and half of the gradient flows.
# - From *b* = −1.0 to −1.4 only 14 to 16 % flows, but no unit is dead. And look at the grey ground:
#   six straight edges **close a curve** around the inner class. All six units are off for every inner point, and for no other point.
#   Being off for *some* points is no fault. It is what makes a layer bend.
# - At *b* = −2.0 units 2 and 6 are off for all points: they are **dead**. At −2.3 all six are.
#   Now the layer answers 0 for every point, and no gradient comes through.
# - From *b* = 2.3 on all units are on for all points, and all of the gradient flows. But on these points the layer is affine: it bends nothing.
#
# </details>
#
# </div>

# %% [markdown]
# ## How a unit dies
#
# Here is one ReLU unit that learns. It sees the depth *x* of a point, as in lesson 2,
# and should answer *y*: 1 for the inner points and 0 for the outer ones.
# Its loss is half the mean squared error. (The cross-entropy needs answers between 0 and 1, and ReLU has no upper limit.)
# A point has the score *z* = *wx* + *b*. By the chain rule its loss has these slopes:
#
# - along *z*: (answer − *y*) · relu′(*z*), where relu′ is your `relu_grad`,
# - along *b*: the same number,
# - along *w*: this number times *x*.
#
# A **leak** is a small slope on the left side, in place of 0: (1 − leak) · relu(*z*) + leak · *z*.
# (Check it: for positive *z* this is *z*, for negative *z* it is leak · *z*.) This is the whole training, with your functions:

# %%
def train_unit(rate, leak, x, y, steps=100):
    """Return w, b and the loss before each step, shape (steps, 3)."""
    w, b, diary = 2.0, 0.0, []
    for _ in range(steps):
        z = w * x + b
        error = (1 - leak) * relu(z) + leak * z - y
        slope = error * ((1 - leak) * relu_grad(z) + leak)
        diary.append((w, b, np.mean(error**2) / 2))
        w = w - rate * np.mean(slope * x)
        b = b - rate * np.mean(slope)
    return np.array(diary)


# %% [markdown]
# Slider E runs it on the same 40 points (seed 2), from *w* = 2 and *b* = 0, for 100 steps. The learning rate is the first slider: try 0.5 and 1.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. A step that is too large pushes the unit off for *all* 40 points. Can learning bring it back?
# 2. And if it leaks a little?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("e1", "Off for all points, no leak: can learning bring the unit back?",
      ["yes", "no", "only with smaller steps"])

# %% jupyter={"source_hidden": true}
guess("e2", "And with a leak of 0.1?", ["yes", "no"])

# %% jupyter={"source_hidden": true}
def make_slider_e():
    """One unit on the depth of the points; its curve at a step, and its loss."""
    fig = figure(8.4, 3.7)
    left, right = fig.subplots(1, 2)
    depth = 2 - (X**2).sum(axis=1)
    ends = np.array([-4.0, 0.0, 2.5])
    left.set(xlim=(-4, 2.5), ylim=(-1.1, 2.6), xlabel="x, the depth of a point",
             ylabel="the unit's answer",
             yticks=[-1, 0, 1, 2])
    left.axhline(0, color=GREY, lw=0.8, zorder=0)
    curve, = left.plot(ends, 0 * ends, color=BLUE, lw=3)
    edge = {"mec": BLACK, "mew": 0.6}
    for label, mark, color, name in ((1, "^", ORANGE, "class 1, inner: y = 1"),
                                     (0, "o", SKY, "class 0, outer: y = 0")):
        left.plot(depth[y == label], np.full(20, label), mark, color=color, ms=7,
                  label=name, **edge)
    left.legend(loc="upper left", frameon=False, fontsize=10)
    right.set(xlim=(-2, 104), ylim=(2e-3, 20), yscale="log", xlabel="step",
              ylabel="loss")
    losses, = right.plot([], [], color=BLUE)
    off, = right.plot([], [], "X", color=BLACK, ms=6, label="off for all points")
    now, = right.plot([], [], "D", color=RED, ms=8, label="the step on the left")
    right.legend(loc="upper right", frameon=False, fontsize=10)
    kept = {}

    def explore(rate, leak, step):
        check_values(relu, UNIT_SCORES, expected=np.clip(UNIT_SCORES, 0, None),
                     hint="Slider E waits for a right relu.")
        check_values(relu_grad, UNIT_SCORES, expected=np.heaviside(UNIT_SCORES, 0.0),
                     hint="Slider E waits for a right relu_grad.")
        setting = (relu, relu_grad, rate, leak)
        if setting not in kept:
            kept[setting] = answer_of(train_unit, rate, leak, depth, y, 101)
        diary = kept[setting]
        w, b, loss = diary[step]
        corner = np.clip(-b / w, -4, 2.5) if w else 0.0
        places = np.array([-4.0, corner, 2.5])
        z = w * places + b
        curve.set_data(places, np.where(z > 0, z, leak * z))
        steps = np.arange(len(diary))
        dead = (diary[:, :1] * depth + diary[:, 1:2] <= 0).all(axis=1)
        losses.set_data(steps, diary[:, 2])
        off.set_data(steps[dead], diary[dead, 2])
        now.set_data([step], [loss])
        answers = np.where(w * depth + b > 0, w * depth + b, leak * (w * depth + b))
        right_ones = int(((answers > 0.5) == (y == 1)).sum())
        at = f"w = {w.round(2) + 0.0:.2f}, b = {b.round(2) + 0.0:.2f}"  # no -0.00
        left.set_title(f"step {step}: {at}".replace("-", "−"))
        right.set_title(f"learning rate {rate:.1f}, leak {leak:.2f}: loss {loss:.4f}")
        state = "off for all points" if dead[step] else "on for some points"
        end = "off for all points" if dead[-1] else "on for some points"
        return (f"At step {step} the unit is {state}, and its loss is {loss:.4f}. If "
                f"answers above 0.5 count as class 1, {right_ones} of 40 points are "
                f"right. At {dead.sum()} of the steps 0 to {steps[-1]} it is off for "
                f"all points; at the end it is {end}.")

    return Explorer(
        fig, explore,
        moving=[curve, losses, off, now, left.title, right.title],
        about="Left: the ring's 40 points (seed 2) at their depth x and label y, and "
              "the unit's answer. Right: the loss at each step, with a cross where the "
              "unit is off for all points",
        controls={"rate": slider("learning rate", 0.1, 1.5, 0.5),
                  "leak": slider("leak, the slope on the left", 0.0, 0.3, 0.0,
                                 step=0.05),
                  "step": slider("step shown on the left", 0, 100, 100, step=1)},
        stills=[{"rate": 0.5}, {"rate": 1.0}, {"rate": 1.0, "leak": 0.1}])


slider_e = make_slider_e()
slider_e

# %% [markdown] picture="slider_e"
# ![Three settings of slider E. Above, learning rate 0.5: the loss falls to 0.0066, and the unit's line rises from 0 to about 1 at the inner points. In the middle, learning rate 1: after one step the unit is off for all points, and the loss stays at 0.25. Below, learning rate 1 with a leak of 0.1: it is off for four steps, comes back, and the loss falls to 0.0043.](attachment:slider_e.png)

# %% jupyter={"source_hidden": true}
guessed("e1", "e2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - With a learning rate of 0.5 the unit learns: its loss falls from 1.21 to 0.0066 in 100 steps. (All 40 points are right, as at the start:
#   the unit answers class 1 above one half.)
# - With a rate of 1 the *first* step kills it. From then on it answers 0 for every point, the loss stays at 0.25,
#   and 20 of 40 points are right, however long you wait.
# - With a leak of 0.1 the same first step does the same harm. But some gradient still flows: the unit is off for four steps, comes back,
#   and ends at a loss of 0.0043 with all 40 points right.
# - A leak is no cure for every rate: at 1.3 this unit never settles.
#
# </details>
#
# </div>
#
# <details><summary><b>Why, in three lines</b> (click to open)</summary>
#
# A unit learns from each point by the chain rule.
#
# 1. A point's pull on *b* is (answer − *y*) · relu′(*z*); inside a network the gradient from the next layer stands in place of answer − *y*.
#    Its pull on *w* is that, times *x*.
# 2. If the unit is off for all points, relu′(*z*) is 0 for all of them. So all pulls are 0, and plain gradient descent leaves *w* and *b* as they are.
# 3. So the scores stay as they are, and the unit is off in the next step too. A smaller rate does not help: any rate times 0 is 0.
#
# (Two ways out: earlier layers change the unit's inputs, or the method has a memory. *Adam*, for one, keeps moving for a few steps.)
#
# </details>

# %% [markdown]
# ## The family
#
# ReLU has many relatives. All are nearly *x* for large *x*. They differ on the left.
#
# | name | formula | from |
# | --- | --- | --- |
# | leaky ReLU | *x* for *x* > 0, else α*x* ("alpha", here 0.1) | Maas, Hannun and Ng, 2013 |
# | ELU | *x* for *x* > 0, else e<sup>x</sup> − 1 | Clevert, Unterthiner and Hochreiter, 2016 |
# | SiLU, or swish | *x* · σ(*x*) | Elfwing, Uchibe and Doya, 2018 |
# | GELU | *x* · Φ(*x*) | Hendrycks and Gimpel, 2016 |
#
# Φ(*x*) ("capital phi") is the share of the bell curve (mean 0, standard deviation 1) that lies below *x*. It is an S from 0 to 1, much like the sigmoid.
# Slider F draws each curve and its slope beside those of ReLU.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. Which of the four have a corner at 0, as ReLU has?
# 2. Which of them go *down* somewhere, as *x* grows?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("f1", "A corner at 0", ["leaky ReLU only", "leaky ReLU and ELU", "all four"])

# %% jupyter={"source_hidden": true}
guess("f2", "Goes down somewhere", ["none", "ELU", "SiLU and GELU"])

# %% jupyter={"source_hidden": true}
def make_slider_f():
    """The family: each curve with its slope, by library forms."""
    from math import erf

    fig = figure(8.4, 3.3)
    left, right = fig.subplots(1, 2)
    grid = np.sort(np.append(np.linspace(-4, 4, 801), [-1e-9, 1e-9]))
    bell = np.exp(-grid**2 / 2) / np.sqrt(2 * np.pi)
    below = 0.5 + 0.5 * np.array([erf(x) for x in grid / np.sqrt(2)])
    half = 0.5 * np.tanh(grid / 2)  # the sigmoid is 0.5 + half
    kinds = {
        "ReLU": (np.clip(grid, 0, None), np.heaviside(grid, 0)),
        "leaky ReLU": (np.where(grid > 0, grid, 0.1 * grid),
                       np.where(grid > 0, 1, 0.1)),
        "ELU": (np.where(grid > 0, grid, np.expm1(grid)),
                np.where(grid > 0, 1, np.exp(grid))),
        "SiLU": (grid * (0.5 + half), 0.5 + half + grid * (0.25 - half**2)),
        "GELU": (grid * below, below + grid * bell),
    }
    left.set(xlim=(-4, 4), ylim=(-1.3, 4.1), xlabel="x", yticks=[-1, 0, 1, 2, 3, 4])
    right.set(xlim=(-4, 4), ylim=(-0.3, 1.5), xlabel="x", yticks=[0, 0.5, 1])

    def broken(values):
        """Leave the point before a jump out of a line, so that no stroke is drawn."""
        return np.where(abs(np.diff(values, append=values[-1])) > 0.5, np.nan, values)

    for panel, values in zip((left, right), kinds["ReLU"], strict=True):
        panel.axhline(0, color=GREY, lw=0.8, zorder=0)
        panel.plot(grid, broken(values), "--", color=BLACK, lw=1.4, label="ReLU")
    right.plot(0, 0, "o", color=BLACK, ms=4)
    curve, = left.plot(grid, 0 * grid, color=BLUE, lw=3, label="the one you chose")
    slope, = right.plot(grid, 0 * grid, color=GREEN, lw=3)
    at_corner, = right.plot([], [], "o", color=GREEN, ms=6)
    touches = [panel.plot([], [], "D", color=RED, ms=8, clip_on=False)[0]
               for panel in (left, right)]
    left.legend(loc="upper left", frameon=False, fontsize=10)

    def explore(kind, x):
        values, slopes = kinds[kind]
        here = np.round([np.interp(x, grid, values), np.interp(x, grid, slopes)], 3)
        here += 0.0  # no -0.000
        curve.set_ydata(values)
        slope.set_ydata(broken(slopes))
        jumps = np.isnan(broken(slopes))
        at_corner.set_data(grid[jumps], slopes[jumps])
        for touch, height in zip(touches, here, strict=True):
            touch.set_data([x], [height])
        left.set_title(f"{kind}: {here[0]:.3f} at x = {x:.2f}".replace("-", "−"))
        right.set_title(f"its slope: {here[1]:.3f}".replace("-", "−"))
        low = values.argmin()
        falls = (f"It goes down from the left to x = {grid[low]:.2f}, where it is "
                 f"{values[low]:.3f}." if slopes.min() < 0 else "It never goes down.")
        corner = np.ptp(slopes[abs(grid) < 1e-8]) > 1e-6
        has = "has a corner" if corner else "is smooth"
        bend = np.diff(np.interp([-0.01, 0, 0.01], grid, slopes), n=2).item()
        if not corner and abs(bend) > 0.005:
            has += " (its slope has a corner, the curve has none)"
        return (f"At x = {x:.2f} {kind} is {here[0]:.3f} and has the slope "
                f"{here[1]:.3f}. At 0 it {has}. {falls}").replace("-", "−")

    return Explorer(
        fig, explore, moving=[curve, slope, at_corner, *touches, left.title,
                               right.title],
        about="Left: a curve of the ReLU family beside ReLU, dashed. Right: its slope "
              "beside that of ReLU",
        controls={"kind": widgets.Dropdown(description="which curve",
                                           options=list(kinds), value="leaky ReLU"),
                  "x": slider("x", -4.0, 4.0, -3.0, step=0.05)},
        stills=[{"kind": "ELU"}, {"kind": "SiLU"}, {"kind": "GELU"}])


slider_f = make_slider_f()
slider_f

# %% [markdown] picture="slider_f"
# ![Three settings of slider F, all at x = −3. ELU bends to −1 and has the slope 0.050. SiLU dips below 0, to −0.278 at x = −1.28, and comes back: its slope is −0.088. GELU dips to −0.170 at x = −0.75, and its slope is −0.012.](attachment:slider_f.png)

# %% jupyter={"source_hidden": true}
guessed("f1", "f2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - Only the leaky ReLU has a corner. The other three are smooth at 0. (With ELU the slope has a corner there, the curve has none.)
# - SiLU and GELU go down on the far left: SiLU as far as *x* = −1.28, where it is −0.278, GELU as far as *x* = −0.75, where it is −0.170.
# - At *x* = −3 the slopes are 0.1 (leaky), 0.050 (ELU), −0.088 (SiLU) and −0.012 (GELU), where ReLU has exactly 0.
#   So some gradient flows. With the first two it pulls a unit back that should answer more.
#   Left of their lowest points SiLU and GELU push it the other way: it moves, but need not come back.
#
# </details>
#
# </div>
#
# GELU and SiLU are usual in today's language models (BERT and GPT-2 use GELU). ReLU is still the simplest, and a good first try.

# %% [markdown]
# ## Stretch: a leak (no points)
#
# Write the leaky ReLU, with any slope α on the left:
#
# $$\mathrm{leaky}(x) = \begin{cases} x & \text{for } x > 0 \\ \alpha\, x & \text{for } x \le 0 \end{cases}$$

# %% nbgrader={"grade": false, "grade_id": "leaky_relu", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leaky_relu(x, alpha=0.01):
    """Return x where x is positive and alpha times x elsewhere.

    x is a number, a list or an array of any shape, and alpha a number from 0 to 1.
    The answer has the shape of x.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    return np.where(x > 0, x, alpha * x)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_leaky_relu", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
if tried(leaky_relu):
    check_values(leaky_relu, np.array([2.0, -2.0, 0.0]), expected=[2.0, -0.02, 0.0],
                 hint="Without a second number alpha is 0.01.")
    check_values(leaky_relu, [[-10, 4]], 0.25, expected=[[-2.5, 4.0]],
                 hint="Here alpha is 0.25.")
    print("leaky_relu passes its visible checks.")

# %% [markdown]
# ## Stretch: count the dead (no points)
#
# A layer's scores stand in a table *Z*: a row for each point, a column for each unit.
# A unit is dead if none of its scores is positive.
#
# <details><summary><b>Words that help</b></summary>
#
# - `A.max(axis=0)` is the largest number of each column of the table `A`, `A.max(axis=1)` that of each row.
# - `np.mean(s > 5)` is the share of the numbers in `s` that are above 5.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "dead_fraction", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dead_fraction(Z):
    """Return the share of dead units, one number from 0 to 1.

    Z is an array of shape (n, h): the scores of h units for n points, n and h at
    least 1. A unit is dead if its score is 0 or negative for every point.
    """
    # BEGIN SOLUTION
    return np.mean((Z <= 0).all(axis=0))
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_dead_fraction", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
if tried(dead_fraction):
    check_values(dead_fraction, np.array([[1.0, -1, 0, 2], [-3, -0.5, -2, 5]]),
                 hint="Units 2 and 3 are dead here, 1 and 4 are not.", expected=0.5)
    check_values(dead_fraction, np.array([[-1.0], [0.5], [-2.0]]), expected=0.0,
                 hint="One unit, three points; it is on for the second point.")
    print("dead_fraction passes its visible checks.")

# %% [markdown]
# Your count, on the six units of slider D:

# %%
try:
    for BIAS in (-1.2, -2.0, -2.1, -2.3):
        COUNT = 6 * float(answer_of(dead_fraction, UNIT_SCORES + BIAS))
        print(f"b = {BIAS}: {COUNT:.0f} of 6 units are dead")
except AssertionError as error:
    print(error)

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - relu(*x*) = max(0, *x*): two straight pieces and one corner. It is cheap, and on the positive side it never saturates.
# - At 0 it is continuous, but has no derivative. Every number from 0 to 1 is a subgradient; this course takes 0.
# - Where a unit is on, the gradient passes with slope 1. Through a chain it is multiplied by the weights alone.
# - Where a unit is off, exactly nothing passes. A unit that is off for *all* points is dead, and stays dead while its inputs stay the same.
# - One step that is too large can kill a unit. A leak on the left side keeps some gradient flowing; so do ELU, SiLU and GELU.
# - Off for *some* points is what bends. Six corners around the ring closed a curve. But we chose their directions and their bias by hand.
#   In lesson 6 a network finds them by itself.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 5: softmax and three classes](../05_softmax/05_softmax.ipynb)
