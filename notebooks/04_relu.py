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
# **Time:** about 35 minutes.
# **Builds on:** lessons [2](../02_sigmoid/02_sigmoid.ipynb) and [3](../03_tanh/03_tanh.ipynb):
# slope, saturation, and the gradient that travels back through the layers.
#
# **After this lesson you can**
# - write ReLU and its slope as code, for arrays of any shape,
# - say whether ReLU has a slope at 0, and what programs answer there,
# - say what ReLU gains over sigmoid and tanh,
# - say what it pays: recognise dead units, and know a way to keep them alive.
#
# Run the next two cells first. They hold the drawing code and the points of this course, and are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

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
# - There is no roof: relu(1000) = 1000. On the positive side nothing saturates.
#
# ## Your turn: ReLU
#
# What counts as right is the same in all lessons:
#
# - **Shape.** An array in, even an empty one, gives an array of the same shape out. Each number is treated on its own.
#   The given line turns lists and whole numbers into a float array. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`. Whole numbers may be integers or floats.
# - **Hands off.** Do not change the caller's array.
# - **Accuracy.** Five correct digits.
# - **Range.** From −1000 to 1000 there is no `nan` and no infinity.
# - **Free of charge.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A function that builds on an earlier one of the same lesson is judged with a right version of it where your own is wrong.

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
             hint="Positive numbers pass as they are, the others become 0.",
             slips={"This is |x|: the negative numbers come out positive. Which number "
                    "should they become?": [2.5, 2.5, 0.0],
                    "This keeps the negative half. Is it the smaller of 0 and x, or "
                    "the larger?": [0.0, -2.5, 0.0],
                    "This is 1 and 0: the slope of relu, or a step. What should come "
                    "out for x = 2.5?": [1.0, 0.0, 0.0]})
check_values(relu, [[-1, 0], [2, 3]], expected=[[0, 0], [2, 3]],
             hint="A table in should give a table out, number by number.")
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
# **Predict.** Each sentence has one wrong word. Which one, and what should stand there? Write down three guesses.
#
# </div>
#
# You can settle the first sentence now. For the second there is slider A, for the third slider B.
#
# <details><summary><b>Sentence 1</b> (click to open)</summary>
#
# The wrong word is **Tanh**. A *piecewise* function has a formula of its own on each piece.
# ReLU has two pieces. Tanh has one formula for all *x*. It seems that someone copied a line from the section on tanh.
#
# </details>

# %% [markdown]
# ## Is there a slope at the corner?
#
# To the left of 0 ReLU is flat: slope 0. To the right it climbs one up for one along: slope 1. And *at* 0?
#
# A **secant** is the straight line through two points of a curve. We call the two points its ends.
# Its slope is the rise between the ends, divided by the distance along *x*.
# Hold 0 between the ends, or at one of them, and let both come closer and closer to 0.
# If the slopes then settle on *one* number, whichever way the ends move in, that number is the **derivative** at 0.
#
# Slider A has one picture of ReLU and one of tanh. Both use the same two ends.
# The zoom enlarges both pictures around 0, ten times for each step, and the ends move in with it.
#
# <div class="alert alert-info">
#
# **Predict.** Write down your guesses before you touch the sliders.
#
# 1. Which slope has ReLU's secant if the right end lies at 0? And if the left end lies at 0?
# 2. And if both ends lie at the same distance from 0?
# 3. Zoom in a thousand times (set the zoom to 3). What becomes of ReLU's corner, and of its secant's slope? And of tanh?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider A. It takes three points to draw ReLU. All is drawn in units of the window.
fig = figure(8.4, 3.9)
panels = fig.subplots(1, 2)
window = np.linspace(-1.25, 1.25, 101)
for panel in panels:
    panel.set(xlim=(-1.25, 1.25), ylim=(-0.62, 1.25), xlabel="x",
              xticks=[-1, 0, 1], xticklabels=["", "0", ""],
              yticks=[0, 1], yticklabels=["0", ""])
    panel.axhline(0, color=GREY, lw=0.8, zorder=0)
    panel.axvline(0, color=GREY, lw=0.8, zorder=0)
corner, = panels[0].plot([-1.25, 0, 1.25], [0, 0, 1.25], color=BLUE, lw=3)
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
    return np.format_float_positional(number, precision=7, trim="-").replace("-", "−")


def explore_secant(left, right, zoom):
    check(left < right, "Both ends lie at 0 now. Through one point there is no secant: "
          "move one end away.")
    near = 10.0**-zoom
    rises = [right, (np.tanh(near * right) - np.tanh(near * left)) / near]
    starts = [0.0, np.tanh(near * left) / near]
    slopes = [rise / (right - left) for rise in rises]
    smooth.set_ydata(np.tanh(near * window) / near)
    for line, pair, start, slope, rise, texts in zip(
            secants, ends, starts, slopes, rises, numbers, strict=True):
        line.set_data(window, start + slope * (window - left))
        pair.set_data([left, right], [start, start + rise])
        for text, number in zip(texts, (-near, near, near), strict=True):
            text.set_text(written(number))
    under.set_data(window, slopes[0] * window)
    panels[0].set_title(f"ReLU: the secant's slope is {slopes[0]:.3f}")
    panels[1].set_title(f"tanh: the secant's slope is {slopes[1]:.3f}")
    return (f"The ends are at {written(near * left)} and {written(near * right)}. The "
            f"secant of ReLU has the slope {slopes[0]:.3f}, that of tanh "
            f"{slopes[1]:.3f}. Between the ends ReLU rises by "
            f"{written(near * rises[0])}.")


slider_a = Explorer(
    fig, explore_secant,
    moving=[*numbers[0], *numbers[1], corner, smooth, *secants, under, *ends,
            *(panel.title for panel in panels)],
    about="Left: ReLU around 0 with a secant through two ends, and a dotted line of "
          "the same slope through the corner. Right: tanh in the same window",
    controls={"left": slider("left end, before the zoom", -1.0, 0.0, -1.0, step=0.05),
              "right": slider("right end, before the zoom", 0.0, 1.0, 0.4, step=0.05),
              "zoom": slider("zoom, ten to this power", 0, 4, 0, step=1)},
    stills=[{"left": -1.0, "right": 1.0, "zoom": 0},
            {"left": -1.0, "right": 0.25, "zoom": 3}])
slider_a

# %% [markdown] picture="slider_a"
# *Still picture of slider A, for places where sliders do not run.*
#
# ![Two settings of slider A. Above, the ends are −1 and 1: the secant of ReLU has the slope 0.500, that of tanh 0.762. Below, a thousand times nearer, the ends are −0.001 and 0.00025: ReLU looks the same as before, with a corner and a secant of slope 0.200, while tanh has become a straight line and its secant has the slope 1.000.](attachment:slider_a.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - Right end at 0: slope 0, always. Left end at 0: slope 1, always. Same distance on both sides: ½, always.
#   In general, ends at −*p* and *q* give *q* / (*p* + *q*), which can be any number from 0 to 1.
# - The zoom changes nothing on ReLU: the corner stays a corner, and each way in keeps its own slope.
#   They never agree on one number. So ReLU has **no derivative at 0**.
# - tanh becomes straight. All its secants settle on the slope 1, whichever way in: that is its derivative at 0.
# - There is no jump. From −1 to 1 ReLU rises by 1, from −0.001 to 0.001 by 0.001, and so on down to nothing.
#   ReLU is **continuous** at 0. So the wrong word in sentence 2 is *discontinuous*: "continuous, but not differentiable" is right.
#
# </div>
#
# **What to answer at 0, then?** Look at the dotted line through the corner: *y* = *g* · *x*, with the secant's slope *g*.
# It never rises above the curve. On the right *g* · *x* ≤ *x*, as *g* is at most 1. On the left *g* · *x* ≤ 0, as *g* is at least 0.
# A slope with this property is called a **subgradient**. At the corner each number from 0 to 1 is one. None of them is *the* slope.
#
# A program has to return one number. **In this course relu_grad(0) is 0.**
# PyTorch, TensorFlow and JAX choose the same (Bertoin and others, 2021).
#
# ## Your turn: the slope of ReLU

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
             hint="How steep is relu there? Its left piece is flat.",
             slips={"This is relu itself. Its slope is asked for. How steep is it at "
                    "3?": [0.0, 3.0],
                    "These are the signs, -1 and 1. How steep is the left piece?":
                    [-1.0, 1.0]})
check_values(relu_grad, np.array([0.0]), expected=[0.0],
             hint="Which number did we agree on for the corner?")
check_values(relu_grad, [[-1, 2], [4, -3]], expected=[[0, 1], [1, 0]])
check_values(relu_grad, 0.001, expected=1.0, hint="Here x is a single, small number.")
check_values(relu_grad, np.array([-1000.0, 1000.0]), expected=[0.0, 1.0])
print("relu_grad passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## The long chain again
#
# Lesson 2 sent *x* = 1 through ten sigmoid units in a row, and then the gradient back.
# Each unit on the way multiplied it by *w* · slope. Here is the same chain. It will run on **your** functions.
#
# <div class="alert alert-info">
#
# **Predict.** Which share of the gradient reaches layer 1 of ten ReLU layers with *w* = 1? With *w* = 2? And with *x* = −1?
#
# </div>

# %%
def share_at_layer_1(act, slope, x, w, layers=10):
    """Return which share of the gradient at the last layer reaches the first."""
    score, share = w * x, 1.0
    for _ in range(layers - 1):
        share = share * w * float(answer_of(slope, score))
        score = w * float(answer_of(act, score))
    return share


# %% jupyter={"source_hidden": true}
# Your functions in the chain. Sigmoid and its slope are written with tanh (lesson 3).
def sigmoid_by_tanh(score):
    return 0.5 + 0.5 * np.tanh(score / 2)


def slope_by_tanh(score):
    return 0.25 - 0.25 * np.tanh(score / 2) ** 2


try:
    table = ["   x     w    sigmoid   your ReLU"]
    for x, w in ((1.0, 1.0), (1.0, 0.5), (1.0, 2.0), (-1.0, 1.0)):
        old = share_at_layer_1(sigmoid_by_tanh, slope_by_tanh, x, w)
        new = share_at_layer_1(relu, relu_grad, x, w)
        table.append(f"{x:4.0f} {w:5.1f} {old:10.2g} {new:11.3g}")
    print("\n".join(table))
except AssertionError as error:
    print(error)
except Exception as error:  # noqa: BLE001  # whatever a half-written answer raises
    print(f"Your functions stop with {type(error).__name__}: {error}")

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - With *w* = 1 all of the gradient comes back: a share of 1, where sigmoid left 1.2 · 10<sup>−6</sup>.
# - With another *w* the share is *w*<sup>9</sup>: 0.002 for ½, and 512 for 2. ReLU has no roof, so now the *weights* decide.
#   Too small, and the gradient vanishes; too large, and it explodes. Good starting weights matter (He and others, 2015).
# - With *x* = −1 the first unit is **off**, and the share is exactly 0. Each later unit gets a score of exactly 0: a corner, met in practice.
#
# </div>
#
# Networks with ReLU often learn faster. In a well-known experiment on small photographs, a network with ReLU
# came down to 25 % training error six times faster than the same network with tanh (Krizhevsky and others, 2012).
# ReLU is also cheap: there is no power of e in it. It is still a usual first choice between layers.
# But you have just seen the price: an exact 0 on the left. And its answers are never negative, so it is not zero-centred (lesson 3).

# %% [markdown]
# ## Dead units
#
# Back to the ring: 40 points, 20 in the middle and 20 around it.
# We look at them with a **layer** of six ReLU units. Each unit looks in a direction of its own, like six people back to back.
# Its weight *w* is an arrow of length 1 in that direction, and all six share one bias *b*. Unit *k* computes relu(*w*<sub>*k*</sub>·*x* + *b*).
#
# A unit is *on* for a point if its score is positive. In the left picture each numbered line has a short arm:
# on that side the unit is on. On grey ground all six are off.
# The bars on the right show the mean slope of each unit over the 40 points: how much of the gradient still gets through.
# Leave the second slider, the leak, at 0 for now.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. No point is farther out than 2.4. What happens to the six bars when *b* falls from 0 towards −2.4?
# 2. When *b* rises towards 2.4 all bars become full. Is that the best place to be? (Think of lesson 1.)
# 3. A unit is off for *all* 40 points. Can learning bring it back?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider B: six units around the ring, one bias for all.
fig = figure(8.4, 4.1)
plane, board = fig.subplots(1, 2, width_ratios=[5, 6])
X, y = ring(40, seed=2)
turns = np.radians(60 * np.arange(6))
arrows = np.array([np.cos(turns), np.sin(turns)])
scores_without_b = X @ arrows
plane.set(xlim=(-3.4, 3.4), ylim=(-3.4, 3.4), xlabel="x₁", ylabel="x₂",
          aspect="equal", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
silent = plane.fill([0, 0, 0], [0, 0, 0], fc="#dddddd", ec="none", zorder=1)[0]
edges = [plane.plot([], [], color=BLUE, lw=2, zorder=3)[0] for _ in range(6)]
arms = [plane.plot([], [], "-D", color=BLUE, lw=2, ms=5, markevery=[1], zorder=3)[0]
        for _ in range(6)]
names = [plane.text(0, 0, f"{k + 1}", color=BLUE, fontweight="bold", ha="center",
                    va="center", zorder=5, bbox={"fc": "white", "ec": BLUE, "pad": 1.5})
         for k in range(6)]
edge = {"mec": "black", "mew": 0.6, "zorder": 4}
dots = [plane.plot(*X[y == label].T, mark, color=color, ms=size, **edge)[0]
        for label, mark, color, size in ((1, "^", ORANGE, 7), (0, "o", SKY, 6))]
board.set(xlim=(0.4, 6.6), ylim=(0, 1.24), xlabel="unit", xticks=range(1, 7),
          ylabel="mean slope over the 40 points", yticks=[0, 0.25, 0.5, 0.75, 1])
board.axhline(1, color=GREY, lw=0.8, zorder=0)
flows = board.bar(range(1, 7), np.zeros(6), color=BLUE, width=0.6)
leaks = board.bar(range(1, 7), np.zeros(6), color=YELLOW, hatch="///", ec=BLACK,
                  lw=0.8, width=0.6)
heights = [board.text(k, 0, "", ha="center", va="bottom", fontsize=10)
           for k in range(1, 7)]
board.text(0.5, 1.17, "solid: where it is on. Hatched: the leak", fontsize=9.5)


def explore_layer(b, leak):
    on = scores_without_b + b > 0
    share, dead = on.mean(axis=0), ~on.any(axis=0)
    passed = share + leak * (1 - share)
    silent.set_xy(max(-b, 0) / np.cos(np.pi / 6)
                  * np.array([np.cos(turns + np.pi / 6), np.sin(turns + np.pi / 6)]).T)
    for k, (arrow, turned) in enumerate(zip(arrows.T, arrows[::-1].T * [-1, 1],
                                            strict=True)):
        at = -b * arrow
        edges[k].set_data(*np.array([at - 9 * turned, at + 9 * turned]).T)
        label = at + np.sqrt(max(2.75**2 - b**2, 0)) * turned  # where no points are
        arms[k].set_data(*np.array([label, label + 0.55 * arrow]).T)
        edges[k].set_linestyle(":" if dead[k] else "-")
        names[k].set_position(label)
        flows[k].set_height(share[k])
        leaks[k].set_y(share[k])
        leaks[k].set_height(leak * (1 - share[k]))
        heights[k].set_position((k + 1, passed[k] + 0.01))
        heights[k].set_text("dead" if dead[k] and leak == 0 else f"{passed[k]:.2f}")
    quiet = ~on.any(axis=1)
    setting = f"b = {b:.1f}, leak {leak:.2f}".replace("-", "−")
    flow = f"{100 * passed.mean():.1f} %"
    board.set_title(f"{setting}: {flow} of the gradient flows")
    plane.set_title(f"units off for all 40 points: {dead.sum()} of 6")
    return (f"At {setting}, {flow} of the gradient gets through, and {dead.sum()} of 6 "
            "units are off for all points. "
            f"On grey ground lie {quiet[y == 1].sum()} of 20 triangles and "
            f"{quiet[y == 0].sum()} of 20 circles.")


slider_b = Explorer(
    fig, explore_layer,
    moving=[silent, *edges, *arms, *names, *dots, *flows, *leaks, *heights, plane.title,
            board.title],
    about="Left: the ring's 40 points (seed 2) and the lines beyond which each of six "
          "units is on; where all are off the ground is grey. Right: the mean slope of "
          "each unit",
    controls={"b": slider("b, the bias of all six units", -3.0, 3.0, 0.0, step=0.1),
              "leak": slider("leak, the slope on the left", 0.0, 0.3, 0.0, step=0.05)},
    stills=[{"b": -1.2, "leak": 0.0}, {"b": -2.1, "leak": 0.0},
            {"b": -2.1, "leak": 0.1}])
slider_b

# %% [markdown] picture="slider_b"
# *Still picture of slider B, for places where sliders do not run.*
#
# ![Three settings of slider B. Above, b = −1.2 without a leak: six lines enclose a grey hexagon with all triangles inside and all circles outside, the bars are low, and 15.8 % of the gradient flows. In the middle, b = −2.1: the grey hexagon has grown beyond most circles, four of the six units are marked as dead, and 2.5 % flows. Below, the same with a leak of 0.10: each bar has a hatched part, none is empty, and 12.2 % flows.](attachment:slider_b.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - At *b* = 0 each unit is on for about half of the points, and half of the gradient flows.
# - From *b* = −1.0 to −1.4 only 14 to 16 % flows, but no unit is dead. And look at the grey ground:
#   six straight edges **close a curve** around the middle. All six units are off for the whole middle class, and for no other point.
#   Being off for *some* points is no fault. It is what makes a layer bend.
# - At *b* = −2.0 units 2 and 6 are off for all points: they are **dead**. At −2.3 all six are.
#   Now the layer answers 0 for every point, and no gradient comes through.
# - From *b* = 2.3 on all units are on for all points, and all of the gradient flows. But on these points the layer is affine: it bends nothing.
#
# </div>
#
# **Why a dead unit stays dead, in three lines.** It learns from each point by the chain rule.
#
# 1. A point's pull on *b* is (the gradient from the next layer) · relu′(score). Its pull on *w* is that, times *x*.
# 2. If the unit is off for all points, relu′(score) is 0 for all of them. So all pulls are 0, and *w* and *b* stay as they are.
# 3. So the scores stay as they are, and the unit is off in the next step too.
#
# One learning step that is too large can push *b* that far. (If earlier layers change its inputs, a unit may wake up again.)
#
# <details><summary><b>Sentence 3</b> (click to open)</summary>
#
# The wrong word is **integer**. It should be *positive*. −3 is an integer, and there the slope is 0. 2.5 is none, and there it is 1.
# In Chinese, *positive number* (正数, zhèngshù) and *integer* (整数, zhěngshù) differ by one tone.
# And saturation is not gone: for negative input ReLU is as flat as can be.
#
# </details>

# %% [markdown]
# ## Stretch: a leak (no points)
#
# Go back to slider B, at *b* = −2.3. Move the leak to 0.1: every bar comes back to 0.1.
# A **leaky ReLU** (Maas, Hannun and Ng, 2013) has a small slope α ("alpha") on the left side, in place of 0:
#
# $$\mathrm{leaky}(x) = \begin{cases} x & \text{for } x > 0 \\ \alpha\, x & \text{for } x \le 0 \end{cases}$$
#
# So some gradient always flows, and a unit can recover.

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
check_values(leaky_relu, np.array([2.0, -2.0, 0.0]), expected=[2.0, -0.02, 0.0],
             hint="Without a second number alpha is 0.01.",
             slips={"This is plain relu: nothing leaks. What is alpha for?":
                    [2.0, 0.0, 0.0],
                    "The left side is a flat line. It should be alpha times what?":
                    [2.0, 0.01, 0.01]})
check_values(leaky_relu, [[-10, 4]], 0.25, expected=[[-2.5, 4.0]],
             hint="Here alpha is 0.25.")
print("leaky_relu passes its visible checks.")

# %% [markdown]
# ## Stretch: count the dead (no points)
#
# A layer's scores stand in a table *Z*: a row for each point, a column for each unit.
# A unit is dead if none of its scores is positive.
#
# <details><summary><b>NumPy words that help</b> (click to open)</summary>
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
check_values(dead_fraction, np.array([[1.0, -1.0, 0.0, 2.0], [-3.0, -0.5, -2.0, 5.0]]),
             expected=0.5, hint="Units 2 and 3 are dead here, units 1 and 4 are not.",
             slips={"This is the share of all scores that are not positive. A unit is "
                    "dead only if all its scores are so.": 0.625,
                    "This is the number of dead units. Which share of all units is it?":
                    2.0})
check_values(dead_fraction, np.array([[-1.0], [0.5], [-2.0]]), expected=0.0,
             hint="One unit, three points; it is on for the second point.")
print("dead_fraction passes its visible checks.")

# %% [markdown]
# Your count, on the six units of slider B:

# %%
try:
    for b in (-1.2, -2.0, -2.1, -2.3):
        count = 6 * float(answer_of(dead_fraction, scores_without_b + b))
        print(f"b = {b}: {count:.0f} of 6 units are dead")
except AssertionError as error:
    print(error)
except Exception as error:  # noqa: BLE001  # whatever a half-written answer raises
    print(f"Your function stops with {type(error).__name__}: {error}")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - relu(*x*) = max(0, *x*): two straight pieces and one corner. It is cheap, and on the positive side it never saturates.
# - At 0 it is continuous, but has no derivative. Every number from 0 to 1 is a subgradient; this course takes 0.
# - Where a unit is on, the gradient passes with slope 1. Through a chain it is multiplied by the weights alone.
# - Where a unit is off, exactly nothing passes. A unit that is off for *all* points is dead, and stays dead while its inputs stay the same.
# - A leak α on the left side keeps some gradient flowing.
# - Off for *some* points is what bends. Six corners around the ring closed a curve. But we chose their directions and their bias by hand.
#   In lesson 5 a network finds them by itself.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 5: softmax and the closed curve](../05_softmax/05_softmax.ipynb)
