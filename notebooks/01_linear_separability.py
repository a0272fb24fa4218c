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
# # 1. What a line can and cannot separate
#
# **Time:** about 60 minutes, without what is marked **Read on** or **Stretch**.
# **Builds on:** Python functions, NumPy arrays, and the straight line from school. No calculus.
#
# **After this lesson you can**
# - read a list of weights *w* and a bias *b* as a line, and compute on which side a point lies,
# - say what *linearly separable* means, and prove it where it is not so,
# - write the perceptron, and watch it find a line,
# - say what one unit alone can never do.
#
# Click this text, then press Shift + Enter five times, for the drawing code, the points and the checks. These cells are folded away.
#
# NumPy is loaded under its short name `np`: `np.zeros` is NumPy's function `zeros`.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% jupyter={"source_hidden": true}
# Drawing for all pictures of this lesson. Class 1: orange triangles, and a light orange
# side of the line. Class 0: blue circles.
def draw_plane(ax, size=7, reach=2.6):
    """Return the marks of class 1 and of class 0, still without points."""
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="x₁", ylabel="x₂",
           aspect="equal")
    edge = {"mec": BLACK, "mew": 0.6, "zorder": 4}
    return (ax.plot([], [], "^", color=ORANGE, ms=size, label="class 1", **edge)[0],
            ax.plot([], [], "o", color=SKY, ms=size - 1, label="class 0", **edge)[0])


def draw_points(marks, X, y):
    """Put the points X of the classes y into the picture."""
    for mark, label in zip(marks, (1, 0), strict=True):
        mark.set_data(*X[y == label].T)


def draw_crosses(ax):
    """Return the crosses for points on the wrong side, still without points."""
    return ax.plot([], [], "x", color=BLACK, ms=12, mew=1.5, zorder=3.5,
                   label="on the wrong side")[0]


def make_line(ax):
    """Return the marks of a line: the side of class 1, the line, the arrow w."""
    side = ax.fill([0, 0, 0], [0, 0, 0], color=ORANGE, alpha=0.22, lw=0, zorder=1,
                   label="the side of class 1")[0]
    line, = ax.plot([], [], color=BLUE, lw=2.5, zorder=3, label="the line, z = 0")
    arrow = ax.annotate("", (0, 0), (0, 0), zorder=6, annotation_clip=False,
                        arrowprops={"arrowstyle": "-|>", "color": BLACK, "lw": 2,
                                    "shrinkA": 0, "shrinkB": 0, "mutation_scale": 16})
    return side, line, arrow


def draw_line(marks, w, b, length=0.7):
    """Draw the line w·x + b = 0, its side of class 1, and the direction of w."""
    side, line, arrow = marks
    size = np.hypot(*w)
    arrow.set_visible(bool(size > 1e-9))
    if size < 1e-9:  # no line: every point has the score b
        line.set_data([], [])
        side.set_xy(9.0 * (b > 0) * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]))
        return
    across = np.asarray(w) / size
    along, foot = np.array([-across[1], across[0]]), -b / size * across
    ends = np.array([foot - 30 * along, foot + 30 * along])
    line.set_data(*ends.T)
    side.set_xy(np.vstack([ends, ends[::-1] + 40 * across]))
    arrow.set_position(foot)
    arrow.xy = tuple(foot + length * across)


def draw_key(ax, *marks, arrow=True, **more):
    """Explain the marks beside the picture."""
    rows = list(marks)
    if arrow:
        rows.append(ax.plot([], [], color=BLACK, marker=">", markevery=[1], lw=2,
                            label="arrow w")[0])
    ax.legend(handles=rows, frameon=False, **more)


def make_minus(text):
    """Write minus signs in place of hyphens, and no minus before a zero."""
    return text.replace("-0.00", "0.00").replace("-0.0,", "0.0,").replace("-", "−")


# %% jupyter={"source_hidden": true}
# Folded for a reason: which mistakes are usual, and what the checks say of them.
TYPICAL_MISTAKES["affine"] = {
    "b is left out. Where does it come in?": [4.0, 3.0, 0.0],
    "b is subtracted here. Which sign stands before it in w·x + b?": [7.0, 6.0, 3.0],
    "The products are there, but nothing is added up yet. Along which axis is the sum?":
        [[-1, -1], [-2, -1], [-3, -3]],
    "The sum runs down the columns. One number for each row is asked for: which axis "
    "is that?": [0.0, 1.0],
    "Two numbers come out for three points. X[0] is the first point, a row; X[:, 0] "
    "holds the first coordinates of all points. Which of the two is meant?":
        [1.0, 0.0]}
TYPICAL_MISTAKES["predict"] = {
    "These are scores, not classes yet. When is the class 1, when 0?": [1, -3, 6],
    "The classes are called 1 and -1 here. What are they called in this course?":
        [1, -1, 1],
    "The two classes are swapped: which side of the line has positive scores?":
        [0, 1, 0]}
TYPICAL_MISTAKES["lift"] = {
    "This is the distance itself. Is its square not asked for?":
        [[1.0, 2.0, 2.23606798], [-3.0, 0.5, 3.04138127]],
    "The new column is x1 + x2, which is still straight. What bends?":
        [[1.0, 2.0, 3.0], [-3.0, 0.5, -2.5]],
    "The coordinates are gone. Can the new column stand beside them?": [5.0, 9.25]}


def make_run(perceptron, X, y, **options):
    """Return w, b and n_updates of the student's perceptron, checked for their form."""
    answer = answer_of(perceptron, np.array(X, float), np.array(y), **options)
    check(isinstance(answer, (tuple, list)) and len(answer) == 3,
          "perceptron should return three things, in this order: w, b, n_updates. What "
          "stands after return?")
    w, b, count = answer
    wanted = np.shape(X)[1:]
    check(np.shape(w) == wanted, "perceptron: w should have one number for each column "
          f"of X, so the shape {wanted} here, but it has {np.shape(w)}. "
          + ("Which step makes it so?" if np.ndim(w) else
             "Does it start as np.zeros(X.shape[1])?"))
    for name, value in (("b", b), ("n_updates", count)):
        check(np.size(value) == 1 and np.asarray(value).dtype.kind in "iuf",
              f"perceptron: {name} should be one number. What is kept there?")
    w, b = np.asarray(w, float), float(np.squeeze(b))
    check(np.isfinite([*w, b]).all(), "perceptron: w or b is nan or infinity. Which "
          "step divides by 0, or grows so far?")
    return w, b, float(np.squeeze(count))


def make_sure(perceptron, X, y, updates=None, **options):
    """Check one run of the student's perceptron: its updates, or the line it finds."""
    w, b, count = make_run(perceptron, X, y, **options)
    if len(X) == 1:
        score = float(w @ np.array(X[0]) + b)
        check(score >= 0 or not count, "perceptron: it has seen one point of class 1, "
              f"and gives it the score {score:g}, on the side of class 0. Is something "
              "subtracted at a mistake that should be added?")
        why = ("Is each update counted, and kept over all passes?" if np.any(w)
               else "Do w and b start from zeros, and is a score of 0 a mistake there?")
        check(count == 1, "perceptron: one point of class 1 needs exactly one update, "
              f"but n_updates is {count:g}. {why}")
        check(b > 0 and np.allclose(w, b * np.array(X[0])), "perceptron: after one "
              "update at the point (2, 1), w should be (2, 1) and b should be 1, or "
              f"the same times your step. You have w = {w} and b = {b:g}. What is "
              "added to each of them?")
    elif updates:
        check(count != 0, "perceptron: n_updates is 0 on XOR, whose first point is "
              "right at the start, and whose second is not. After a right point, does "
              "the pass go on to the next one?")
        check(not 0 < count <= 4, f"perceptron: after {options['max_epochs']} passes "
              f"over XOR n_updates is {count:g}, and should be {updates[0]} or more. "
              "Are mistakes of both classes corrected, and counted over all passes, or "
              "does a break or return end a loop too early?")
        check(count in updates, f"perceptron: {options['max_epochs']} passes over XOR "
              f"have {updates[0]} to {updates[-1]} mistakes, so n_updates is "
              f"{updates[0]} to {updates[-1]}, but it is {count:g}. What is counted, "
              "and over how many passes?")
    else:
        found = np.array(X) @ w + b > 0
        check(np.array_equal(found, y), "perceptron: a line separates these six "
              "points, but with your w and b some of them are on the wrong side. Does "
              "a mistake on either class push, each in its own way, and do the passes "
              "go on until there is no mistake?")


# %% [markdown]
# ## Meet the ring
#
# This course follows one set of points from its first page to its last: the **ring**.
# Each point has two coordinates, *x*₁ and *x*₂ ("x one" and "x two").
# Each point belongs to a **class**: 1 for the *inner* points (orange triangles ▲),
# 0 for the *outer* points (blue circles ●).
# We want a program that learns to tell the class from the two coordinates.
#
# Here is a slider to warm up. Drag it, or click it and use the arrow keys,
# or type into the number beside it. Its **seed** is a number from which the computer makes random points:
# another seed, other points. With the same NumPy on the same kind of computer, a seed gives the same points again.

# %% jupyter={"source_hidden": true}
def make_slider_a():
    """Return slider A: the ring, with other points for each seed."""
    fig = figure(8.2, 4.2)
    plane, key = fig.subplots(1, 2, width_ratios=[3, 2])
    marks = draw_plane(plane)
    key.set(xlim=(0, 1), ylim=(0, 1))
    key.axis("off")
    for height, mark, color, size, what in (
            (0.62, "^", ORANGE, 9, "class 1: inner points,\nup to a distance of 1"),
            (0.38, "o", SKY, 8, "class 0: outer points,\nfrom 1.6 to 2.4 away")):
        key.plot(0.06, height, mark, color=color, ms=size, mec=BLACK, mew=0.6)
        key.text(0.16, height, what, va="center")

    def explore_seed(seed):
        X, y = ring(200, seed)
        draw_points(marks, X, y)
        plane.set_title(f"the ring, seed {seed}")
        return (f"Seed {seed}: {y.sum()} triangles inside, {(1 - y).sum()} circles "
                "around them, and an empty gap between.")

    return Explorer(
        fig, explore_seed, moving=[*marks, plane.title],
        about="The ring: inner points, triangles of class 1, and around them outer "
              "points, circles of class 0",
        controls={"seed": slider("seed, which points", 0, 9, 0, step=1)},
        stills=[{"seed": 0}])


slider_a = make_slider_a()
slider_a

# %% [markdown] picture="slider_a"
# ![The ring with seed 0. A hundred triangles fill a disc in the middle. A hundred circles lie around it, and an empty gap is between them.](attachment:slider_a.png)

# %% [markdown]
# ## A line, written as numbers
#
# The simplest way to split the plane is a straight line.
# Write it with two **weights** *w*₁ and *w*₂ and a **bias** *b*. A point gets the **score** *z*:
#
# $$z = w_1 x_1 + w_2 x_2 + b$$
#
# Read: "multiply each coordinate by its weight, add up, add *b*".
# The sum of products has a short name, *w*·*x* ("w dot x"), so *z* = *w*·*x* + *b*.
#
# - Where the score is exactly 0: these points are the line.
# - Where it is positive: the side that *w*, drawn as an arrow, points to. We answer class 1.
# - Where it is negative: the other side. We answer class 0.
#
# A function of this kind, "multiply, add up, add a constant", is called **affine**.
# Score and answer together are the smallest neural network there is: one **unit**. Slider B shows its parts, and its line.
#
# <div class="alert alert-info">
#
# **Predict.** Take *w* = (1, 2), *b* = −3 and the point (2, 1). By hand: *z* = 1·2 + 2·1 − 3 = 1, so the answer is class 1.
#
# 1. You change only *b*. For which *b* does the point lie exactly on the line?
# 2. You double *w*₁, *w*₂ and *b*, all three. What happens to the line?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("b1", "The point lies on the line for b =", ["−4", "−2", "0", "1"])
guess("b2", "With all three doubled, the line", ["turns", "moves away", "stays"])

# %% jupyter={"source_hidden": true}
def make_slider_b():
    """Return slider B: the parts of one unit, and the line that it draws."""
    fig = figure(8.4, 4.2)
    sketch, plane = fig.subplots(1, 2, width_ratios=[1.45, 1])
    sketch.set(xlim=(-0.2, 10.2), ylim=(-0.6, 8.4))
    sketch.axis("off")
    for start, end in (((1.6, 6.2), (4.1, 4.4)), ((1.6, 1.8), (4.1, 3.6)),
                       ((5, 6.7), (5, 5.0)), ((6, 4), (6.9, 4)), ((8.5, 4), (9.1, 4))):
        sketch.annotate("", end, start, arrowprops={
            "arrowstyle": "-|>", "color": BLACK, "shrinkA": 0, "shrinkB": 0})
    for x, y, size in ((0.9, 6.6, 1450), (0.9, 1.4, 1450), (5, 4, 1450)):
        sketch.scatter(x, y, s=size, color="white", edgecolors=BLACK, linewidths=1.4)
    sketch.fill([6.9, 8.5, 8.5, 6.9], [3.1, 3.1, 4.9, 4.9], facecolor="white",
                edgecolor=BLACK, lw=1.4)
    sketch.plot([7.1, 7.7, 7.7, 8.3], [3.5, 3.5, 4.5, 4.5], color=BLUE, lw=2)
    for x, y, words in ((0.9, 7.9, "x₁"), (0.9, 0.1, "x₂"), (5, 2.3, "score z"),
                        (7.7, 2.3, "above 0?"), (9.6, 2.3, "class")):
        sketch.text(x, y, words, ha="center", va="center")
    centre = {"ha": "center", "va": "center"}
    inputs = [sketch.text(0.9, y, "", **centre) for y in (6.6, 1.4)]
    weights = [sketch.text(2.3, y, "", ha="left", va="center", color=BLUE)
               for y in (6.3, 1.7)]
    bias = sketch.text(5, 7.2, "", color=BLUE, **centre)
    score = sketch.text(5, 4, "", fontweight="bold", **centre)
    answer = sketch.text(9.6, 4, "", fontweight="bold", fontsize=14, **centre)
    draw_plane(plane, reach=4.2)
    line = make_line(plane)
    spot, = plane.plot([], [], "s", color="white", mec=BLACK, mew=1.6, ms=9, zorder=7)
    places = {"(2, 1)": (2, 1), "(1, 1)": (1, 1), "(−2, 3)": (-2, 3), "(0, 0)": (0, 0)}

    def explore_unit(point, w1, w2, b):
        x1, x2 = places[point]
        z = round(w1 * x1 + w2 * x2 + b, 6) + 0.0  # + 0.0: no minus before a zero
        inputs[0].set_text(make_minus(f"{x1}"))
        inputs[1].set_text(make_minus(f"{x2}"))
        weights[0].set_text(make_minus(f"· w₁ = {w1:.1f}"))
        weights[1].set_text(make_minus(f"· w₂ = {w2:.1f}"))
        bias.set_text(make_minus(f"+ b = {b:.1f}"))
        score.set_text(make_minus(f"{z:.1f}"))
        answer.set_text(f"{int(z > 0)}")
        draw_line(line, (w1, w2), b, length=1.2)
        spot.set_data([x1], [x2])
        plane.set_title(make_minus(f"w = ({w1:.1f}, {w2:.1f}), b = {b:.1f}"))
        side = ("on the line: a tie, which counts as class 0" if z == 0 else
                f"on the side of class {int(z > 0)}")
        if w1 == w2 == 0:
            return make_minus("Both weights are 0: no line. Every point has the score "
                              f"{b:.1f}.")
        return make_minus(f"z = {w1:.1f} · {x1} + {w2:.1f} · {x2} + {b:.1f} = {z:.1f}: "
                          f"the point {point} is {side}.").replace("+ −", "− ")

    return Explorer(
        fig, explore_unit,
        moving=[*inputs, *weights, bias, score, answer, *line, spot, plane.title],
        about="Left: a unit. Two inputs are multiplied by their weights and added up "
              "with b to the score z; a step asks whether it is above 0. Right: the "
              "point as a white square, and the line; the side of class 1 is shaded",
        controls={"point": widgets.Dropdown(description="point", options=list(places)),
                  "w1": slider("w₁, weight of x₁", -4.0, 4.0, 1.0, step=0.1),
                  "w2": slider("w₂, weight of x₂", -4.0, 4.0, 2.0, step=0.1),
                  "b": slider("b, bias", -8.0, 8.0, -3.0, step=0.1)},
        stills=[{}, {"b": -4.0}])


slider_b = make_slider_b()
slider_b

# %% [markdown] picture="slider_b"
# ![Two settings of slider B. Above, the unit with w = (1, 2) and b = −3 gives the point (2, 1) the score 1, and the point lies on the shaded side of the line. Below, with b = −4, the score is 0 and the point lies on the line.](attachment:slider_b.png)

# %% jupyter={"source_hidden": true}
guessed("b1", "b2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - For *b* = −4 the score is 0: the point (2, 1) lies on the line.
# - *w* is an arrow at right angles to the line. It points to the side of class 1. *w*₁ and *w*₂ turn the line, *b* moves it.
# - With *w* = (2, 4) and *b* = −6 each score is twice as large. Zero stays zero: the line stays.
#
# </details>
#
# </div>
#
# ## Your turn: the scores
#
# *X* holds one point in each row. What counts as right is the same in all lessons:
#
# - **Shape.** There are *n* points with *d* coordinates each. Your code works for any *n* and *d*, for no points (*n* = 0) too.
# - **Numbers.** Return numbers, not `True` and `False`. Whole numbers may be integers or floats.
# - **Input.** Do not change the arrays that you are given.
# - **Style.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A mistake in `affine` does not cost points again in `predict`.
#
# <details><summary><b>NumPy words that help</b> (click to open)</summary>
#
# - `v[0]` is the first number of the list `v`, for Python counts from 0: *w*₁ is `w[0]`, and *w*₂ is `w[1]`.
# - `X[0]` is the first point, a row of the table `X`. `X[:, 0]` is its first column: the first coordinates of all points.
# - `A @ v` multiplies each row of the table `A` by the list `v`, number by number, and adds up: one sum for each row.
#   The table stands before the `@`.
# - `s > 5` compares each number of the array `s`, and gives `True` or `False` for each.
# - `np.where(s > 5, 7, 3)` takes 7 where that is `True`, and 3 elsewhere.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "affine", "locked": false, "schema_version": 3, "solution": true, "task": false}
def affine(X, w, b):
    """Return the score of each point: weights times coordinates, added up, plus b.

    X is an array of shape (n, d): n points with d coordinates each.
    w is an array of shape (d,) and b is a number. The answer has the shape (n,).
    """
    # BEGIN SOLUTION
    return X @ w + b
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_affine", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_values(affine, np.array([[2.0, 1.0], [1.0, 1.0], [0.0, 0.0]]),
             np.array([1.0, 2.0]), -3.0, expected=[1.0, 0.0, -3.0],
             hint="The point (2, 1) was computed by hand above.")
check_values(affine, np.array([[1.0, 0.0, 2.0], [1.25, -1.0, 0.25]]),
             np.array([3.0, 1.0, -2.0]), 0.5, expected=[-0.5, 2.75],
             hint="Here each point has three coordinates.")
print("affine passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Your turn: the classes
#
# A score tells the side. A class is 1 or 0. What about a **tie**, a score of exactly 0?
# We have to agree on something: in this course a tie is class 0.

# %% nbgrader={"grade": false, "grade_id": "predict", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict(X, w, b):
    """Return the class of each point: 1 where its score is above 0, else 0.

    X has the shape (n, d), w the shape (d,), b is a number. The answer has the
    shape (n,) and holds the numbers 0 and 1. A tie, a score of 0, gives 0.
    """
    # BEGIN SOLUTION
    return (affine(X, w, b) > 0).astype(int)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_predict", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_values(predict, np.array([[2.0, 1.0], [0.0, 0.0], [3.0, 3.0]]),
             np.array([1.0, 2.0]), -3.0, expected=[1, 0, 1],
             hint="The scores are 1, -3 and 6.")
check_values(predict, np.array([[1.0, 1.0], [1.0, 1.1], [1.0, 0.9]]),
             np.array([1.0, 2.0]), -3.0, expected=[0, 1, 0],
             hint="The first point lies on the line: what is asked for at a tie?")
print("predict passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Find the best line
#
# Two classes are **linearly separable** if some line has all points of one class on one side,
# and all points of the other class on the other side.
#
# Three sets of points are in the menu of slider C: two *blobs*, the four points of *XOR*, and the ring.
# XOR means "one or the other, but not both". Read −1 as "no" and +1 as "yes":
# a point has class 1 if exactly one of its two coordinates says yes.
# (In slider C *w* has the length 1: *w* = (cos angle, sin angle), *b* = −shift.)
#
# <div class="alert alert-info">
#
# **Predict** before you touch the sliders.
#
# 1. XOR has only four points. How many can a line get right?
# 2. The ring has 200 points, half of each class. A guess gets about 50 % right. What will the best line get?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("c1", "XOR: the best line gets right", ["2 of 4", "3 of 4", "4 of 4"])
guess("c2", "The ring: the best line gets right, in percent")

# %% jupyter={"source_hidden": true}
XOR = (np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]),
       np.array([0, 1, 1, 0]))


def make_blobs(n=40, seed=34):
    """Return two clouds of points X (n, 2) and their classes y (n,)."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % 2)
    centre = np.where(y == 1, 1.0, -1.0)[:, None] * [1.0, 0.7] + [0.0, 0.3]
    return centre + rng.normal(0, 0.55, (n, 2)), y


DATA = {"blobs (40 points)": make_blobs(), "XOR (4 points)": XOR,
        "the ring (200 points)": ring(200, seed=0)}
BLOBS, FOUR, RING = DATA


def make_slider_c():
    """Return slider C: a line with a direction and a shift along its arrow."""
    fig = figure(8.4, 4.4)
    plane, board = fig.subplots(1, 2, width_ratios=[3, 2])
    classes = draw_plane(plane)
    line, missed = make_line(plane), draw_crosses(plane)
    board.set(xlim=(0, 100), ylim=(-0.6, 1.6), xlabel="% of the points on their side",
              yticks=[0, 1], yticklabels=["best so far", "now"])
    board.axvline(100, color=GREY, lw=1)
    bars = board.barh([1, 0], [0, 0], color=[BLUE, GREY], height=0.5)
    notes = [board.text(3, y0, "", va="center", color="white", fontweight="bold")
             for y0 in (1, 0)]
    draw_key(board, *classes, line[1], line[0], missed, loc="upper left",
             bbox_to_anchor=(-0.3, -0.22), ncols=2, fontsize=9.5, columnspacing=1)
    best = {}

    def explore_line(points, angle, shift):
        X, y = DATA[points]
        w = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        wrong = ((X * w).sum(axis=1) - shift > 0) != (y == 1)
        right = len(y) - int(wrong.sum())
        best[points] = most = max(right, best.get(points, 0))
        draw_points(classes, X, y)
        draw_line(line, w, -shift)
        missed.set_data(*X[wrong].T)
        for bar, note, count in zip(bars, notes, (right, most), strict=True):
            bar.set_width(100 * count / len(y))
            note.set_text(f"{count} of {len(y)}")
            wide = count > 0.4 * len(y)  # else the text does not fit into the bar
            note.set_color("white" if wide else BLACK)
            note.set_x(3 if wide else 100 * count / len(y) + 3)
        numbers = f"w = ({w[0]:.2f}, {w[1]:.2f}), b = {0.0 - shift:.1f}"
        plane.set_title(make_minus(numbers))
        board.set_title(f"{wrong.sum()} wrong")
        return (f"{right} of {len(y)} points are on their side, {wrong.sum()} "
                f"{'is' if wrong.sum() == 1 else 'are'} not. The best line that you "
                f"have tried on these points had {most} right.")

    return Explorer(
        fig, explore_line,
        moving=[*line, *classes, missed, *bars, *notes, plane.title, board.title],
        about="Left: points of two classes and a line; the side of class 1 is light "
              "orange, points on the wrong side carry a cross, and the title gives w "
              "and b. Right: how many points are right",
        controls={"points": widgets.Dropdown(description="points", options=list(DATA)),
                  "angle": slider("angle of the arrow w, degrees", 0, 355, 120, step=5),
                  "shift": slider("shift along the arrow, −b", -2.4, 2.4, 0.5,
                                  step=0.1)},
        stills=[{"points": FOUR, "angle": 135, "shift": 0.5},
                {"points": RING, "angle": 205, "shift": -0.9}])


slider_c = make_slider_c()
slider_c

# %% [markdown] picture="slider_c"
# ![Two settings of slider C. Above, a line on XOR has three of the four points right, and one triangle carries a cross. Below, the best line on the ring has only the circles on the right beyond it, the others lie on the light orange side: 141 of 200 points are right, and 59 carry a cross.](attachment:slider_c.png)

# %% jupyter={"source_hidden": true}
guessed("c1", "c2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - Blobs (seed 34): many lines get all 40 points right. One has angle 15 and shift −0.2. The blobs are linearly separable.
# - XOR: three of four, never four.
# - The ring (seed 0): the best setting gets 141 of 200 right, that is 70.5 %. It is angle 205 and shift −0.9.
#   No other line does better.
#
# </details>
#
# </div>
#
# <details><summary><b>Why, in three lines</b> (click to open)</summary>
#
# Suppose a line had all four points right.
#
# 1. (−1, 1) and (1, −1) have positive scores. Add the two scores: all the weights cancel, and 2*b* > 0 is left.
# 2. (−1, −1) and (1, 1) have scores that are 0 or negative. Add them: 2*b* ≤ 0.
# 3. Both cannot be true. So there is no such line.
#
# </details>

# %% [markdown]
# ## More than a line
#
# If one line is not enough, what is? Perhaps two lines, an open curve such as a parabola, or a closed curve?
#
# <div class="alert alert-info">
#
# **Predict.** A popular web page says: *problems that no line separates are very complex, and need a closed curve.*
#
# 1. Is that true for XOR?
# 2. Can an open curve get all 200 points of the ring right, or only a closed one?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("d1", "XOR can be separated only by a closed curve", ["yes", "no"])
guess("d2", "All 200 points of the ring right:",
      ["only a closed curve", "an open curve too"])

# %% [markdown]
# Slider D draws five shapes; a cross marks a point on the wrong side. The last shape, the *keyhole*, is a circle that is open at one place.
# From there two parallel lines lead outward: the *corridor*.

# %% jupyter={"source_hidden": true}
# Five shapes on two sets of points. u and v run along the two diagonals.
def make_shapes():
    """Return each shape, for XOR and for the ring: where it says 1, its curves."""
    t, turn = np.linspace(-5, 5, 301), np.linspace(0, 2 * np.pi, 301)

    def back(u, v):
        return np.array([u + v, u - v]) / np.sqrt(2)

    def keyhole(v0, radius, half, degrees):
        """A disc at (0, v0) in u and v, and a corridor from it outward."""
        angle = np.radians(degrees)
        to, aside = np.array([[np.cos(angle), np.sin(angle)],
                              [-np.sin(angle), np.cos(angle)]])
        lip = np.arcsin(half / radius)
        arc = angle + np.linspace(lip, 2 * np.pi - lip, 300)
        u = radius * np.cos(arc)
        v = radius * np.sin(arc)
        far = [8 * to + half * aside, 8 * to - half * aside]
        edge = np.vstack([far[0], np.column_stack([u, v]), far[1]]) + np.array([0, v0])

        def inside(u, v):
            forward = to[0] * u + to[1] * (v - v0)
            sideways = aside[0] * u + aside[1] * (v - v0)
            corridor = (forward > 0) & (abs(sideways) < half)
            return (np.hypot(u, v - v0) < radius) | corridor

        return inside, [back(*edge.T)]

    return {
        "one line": [
            (lambda u, v: v > 1.0, [back(t, 0 * t + 1.0)]),
            (lambda u, v: u > -0.9, [back(0 * t - 0.9, t)])],
        "two lines": [
            (lambda u, v: abs(u) < 0.7, [back(0 * t + at, t) for at in (-.7, .7)]),
            (lambda u, v: abs(u) < 1.0, [back(0 * t + at, t) for at in (-1, 1)])],
        "a parabola": [
            (lambda u, v: u < 1.6 * v**2 - 1.8, [back(1.6 * t**2 - 1.8, t)]),
            (lambda u, v: v > 2 * u**2 - 1.8, [back(t, 2 * t**2 - 1.8)])],
        "a closed curve": [
            (lambda u, v: (u / 0.8)**2 + (v / 1.8)**2 < 1,
             [back(0.8 * np.cos(turn), 1.8 * np.sin(turn))]),
            (lambda u, v: np.hypot(u, v) < 1.3,
             [back(1.3 * np.cos(turn), 1.3 * np.sin(turn))])],
        "a keyhole": [keyhole(np.sqrt(2), 0.7, 0.3, -90), keyhole(0.0, 1.3, 0.2, -61)],
    }


def make_slider_d():
    """Return slider D: one shape on XOR and on the ring."""
    all_shapes = make_shapes()
    fig = figure(8.2, 4.3)
    panels = fig.subplots(1, 2)
    drawn = [draw_plane(panel) for panel in panels]
    crosses = [draw_crosses(panel) for panel in panels]
    edges = [[panel.plot([], [], color=BLUE, zorder=3)[0] for _ in range(2)]
             for panel in panels]
    x1, x2 = np.meshgrid(*2 * [np.linspace(-2.6, 2.6, 261)])
    grid = (x1 + x2) / np.sqrt(2), (x1 - x2) / np.sqrt(2)
    light = np.full((261, 261, 4), [230, 159, 0, 0], np.uint8)  # ORANGE, see-through
    sides = [panel.imshow(light, extent=2 * (-2.6, 2.6), origin="lower", zorder=1,
                          interpolation="nearest") for panel in panels]
    sets = [DATA[FOUR], DATA[RING]]
    for marks, points in zip(drawn, sets, strict=True):
        draw_points(marks, *points)

    def explore_shape(shape):
        wrong = []
        for number, (X, y) in enumerate(sets):
            inside, curves = all_shapes[shape][number]
            u, v = (X[:, 0] + X[:, 1]) / np.sqrt(2), (X[:, 0] - X[:, 1]) / np.sqrt(2)
            wrong_here = inside(u, v) != (y == 1)
            wrong.append(f"{wrong_here.sum()} of {len(y)} wrong")
            light[..., 3] = 56 * inside(*grid)
            sides[number].set_data(light)
            crosses[number].set_data(*X[wrong_here].T)
            for edge, curve in zip(edges[number], [*curves, [[], []]], strict=False):
                edge.set_data(*curve)
            panels[number].set_title(f"{shape}: {wrong[-1]}")
        return f"With {shape}: {wrong[0]} on XOR, {wrong[1]} on the ring."

    return Explorer(
        fig, explore_shape,
        moving=[*sides, *edges[0], *edges[1], *drawn[0], *drawn[1], *crosses,
                *(panel.title for panel in panels)],
        about="One shape drawn on XOR, left, and on the ring, right; the side of class "
              "1 is light orange, points on the wrong side carry a cross",
        controls={"shape": widgets.Dropdown(description="shape",
                                            options=list(all_shapes))},
        stills=[{"shape": "a parabola"}, {"shape": "a closed curve"},
                {"shape": "a keyhole"}])


slider_d = make_slider_d()
slider_d

# %% [markdown] picture="slider_d"
# ![Three shapes. First a parabola, which is an open curve: on XOR it has no point wrong, on the ring many circles carry a cross. Then a closed curve, an ellipse on XOR and a circle on the ring: no point is wrong on either. Last a keyhole, a circle that is open at one place, where two parallel lines lead outward between the circles: again no point is wrong.](attachment:slider_d.png)

# %% jupyter={"source_hidden": true}
guessed("d1", "d2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# The web page is wrong twice.
#
# - XOR is not complex: it has four points. Two lines are enough, and so is one open curve, the parabola.
# - *Not separable by a line* does not mean *needs a closed curve*. Even these 200 points of the ring do not need one:
#   the keyhole is open, and 0 of 200 are wrong. Its corridor runs outward between two circles.
#
# On 200 new points, not in the picture (seed 1): the closed circle has 0 wrong, and the keyhole has 3: circles in its corridor.
# So for the 200 points an open curve is enough. For *every* place of the ring only a closed curve is.
# Suppose each place at a distance from 1.6 to 2.4 is class 0. Every way out from the middle crosses this band.
# **To discuss:** which of the two curves would you trust, and why?
#
# </details>
#
# </div>
#
# ### Can an activation function bend the line?
#
# An **activation function** takes a unit's score and gives the unit's answer.
# The step "above 0?" of slider B is one. People say "an activation function draws the curve".
# Test this with pencil and paper.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. A unit computes its score, then applies a function that always rises. If the result is above some level, it answers 1.
#    Is its boundary straight, bent or closed?
# 2. The score of one affine unit goes into a second affine unit, with nothing in between. And this boundary?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("p1", "One unit, a rising function: the boundary is",
      ["straight", "bent", "closed"])
guess("p2", "Affine after affine: the boundary is", ["straight", "bent", "closed"])

# %% jupyter={"source_hidden": true}
guessed("p1", "p2")

# %% [markdown]
# <details><summary><b>Both answers</b> (click to open)</summary>
#
# Both are straight.
#
# 1. Call the function *f*, and let *t* be the score at which it reaches the level. As *f* always rises, *f*(*z*) is above the level exactly where *z* is above *t*. And *z* = *t* is a line.
# 2. Call the second unit's weight *v* and its bias *c*. Then
#    *v*(*w*·*x* + *b*) + *c* = (*vw*)·*x* + (*vb* + *c*). This is one affine function again.
#
# So neither one such unit nor a pile of affine layers bends anything.
# It takes both: a **layer**, several units side by side, *and* an activation function between layers.
# In lesson 6 you see it happen on the ring.
#
# </details>

# %% [markdown]
# ## Let the machine find the line
#
# You turned the line by hand. The **perceptron** (Rosenblatt, 1958) turns it by itself:
#
# 1. Start with *w* all zeros and *b* = 0. Nothing has been corrected: the count of **updates** is 0.
# 2. Visit the points one after another. Predict the class of each, with the present *w* and *b*.
#    - Right? Change nothing.
#    - Class 1, but predicted 0? The score is too low. Add *x* to *w*, and add 1 to *b*. Count one update.
#    - Class 0, but predicted 1? The score is too high. Subtract *x* from *w*, and 1 from *b*. Count one update.
# 3. One visit to every point is a **pass**, or *epoch*. After a pass without a mistake, stop. Else make another pass.
# 4. Stop after `max_epochs` passes in any case.
#
# Slider E plays the updates one by one. A square marks the point that was corrected last.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. Does each update lower the number of wrong points?
# 2. What will happen on XOR, where no line exists?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("e1", "Each update lowers the number of wrong points", ["yes", "no"])
guess("e2", "On XOR the line", ["stops at three right", "goes round for ever",
                                "moves further and further away"])

# %% jupyter={"source_hidden": true}
def make_slider_e():
    """Return slider E. The points that are corrected, in order, were noted before."""
    corrections = {BLOBS: [3, 9, 19, 29, 19, 29, 19, 29, 19, 37],
                   FOUR: 6 * [1, 2, 3, 0]}
    fig = figure(8.4, 4.3)
    plane, counts = fig.subplots(1, 2, width_ratios=[3, 2])
    classes = draw_plane(plane)
    line, missed = make_line(plane), draw_crosses(plane)
    square, = plane.plot([], [], "s", mfc="none", color=RED, ms=17, mew=2.4, zorder=7,
                         label="corrected last")
    counts.set(xlim=(-0.7, 24.7), xlabel="updates so far")
    counts.set_title("points on the wrong side")
    curve, = counts.plot([], [], "o-", color=RED, ms=5, lw=1.4)
    draw_key(counts, line[0], missed, square, loc="upper right", arrow=False,
             markerscale=0.7)

    def explore_updates(points, update):
        X, y = DATA[points]
        fixed = corrections[points]
        k = min(update, len(fixed))
        folded = np.column_stack([X, np.ones(len(X))])
        pushes = (2 * y[fixed] - 1)[:, None] * folded[fixed]
        path = np.vstack([np.zeros(3), np.cumsum(pushes, axis=0)])[:k + 1]
        misses = (folded @ path.T > 1e-9) != (y == 1)[:, None]
        w, b = path[-1, :2], path[-1, 2]
        draw_points(classes, X, y)
        draw_line(line, w, b)
        missed.set_data(*X[misses[:, -1]].T)
        square.set_data(*(X[fixed[k - 1:k]].T if k else ([], [])))
        curve.set_data(range(k + 1), misses.sum(axis=0))
        few = len(y) == 4
        counts.set(ylim=(-0.24, 6.3) if few else (-0.8, 21),
                   yticks=range(5) if few else range(0, 21, 5))
        wrong = misses[:, -1].sum()
        after = f"after {k} update{'s' * (k != 1)}"
        numbers = f"w = ({w[0] + 0.0:.2f}, {w[1] + 0.0:.2f}), b = {b + 0.0:.0f}"
        plane.set_title(make_minus(f"{after}: {numbers}"))
        what = (f"{after.capitalize()} {wrong} of {len(y)} points "
                f"{'is' if wrong == 1 else 'are'} wrong. ")
        if points == BLOBS and k == len(fixed):
            return what + "Nothing is left to correct: the perceptron has stopped."
        if np.hypot(*w) < 1e-9:
            if not k:
                return what + "All weights are 0: no line yet."
            if b != 0:
                return what + (f"Both weights are 0, and b is {b:.0f}: there is no "
                               f"line, and every point gets class {int(b > 0)}.")
            return what + "The weights and b are 0 again: everything starts anew."
        return what + "The square marks the point that was corrected last."

    return Explorer(
        fig, explore_updates,
        moving=[*line, *classes, missed, square, counts, plane.title],
        about="Left: the perceptron's line after some updates, with crosses on wrong "
              "points. Right: how many points were wrong after each update",
        controls={"points": widgets.Dropdown(description="points",
                                             options=[BLOBS, FOUR]),
                  "update": slider("updates so far", 0, 24, 0, step=1)},
        stills=[{"points": BLOBS, "update": 10}, {"points": FOUR, "update": 15}])


slider_e = make_slider_e()
slider_e

# %% [markdown] picture="slider_e"
# ![Two settings of slider E. Above, the blobs after 10 updates: a line separates them, and the curve of wrong points has zigzagged down to 0. Below, XOR after 15 updates: one point carries a cross, and the curve of wrong points repeats itself.](attachment:slider_e.png)

# %% jupyter={"source_hidden": true}
guessed("e1", "e2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - On the blobs (seed 34) the number of wrong points jumps up and down: 20, 6, 1, 4, 1, 3, … An update helps *one* point and may hurt others.
#   Still, after 10 updates nothing is wrong.
# - On XOR *w* and *b* are both 0 again after every four updates. It goes round for ever.
#
# </details>
#
# </div>
#
# ## Your turn: the perceptron
#
# Write the four steps above as code. A loop over the passes holds a loop over the points.
# At each point: predict its class. Is it wrong? Then correct *w* and *b*, and count. Stop after a pass without a mistake.
# A score of exactly 0 is a mistake for a point of class 1.
#
# <details><summary><b>Python words that help, and what else counts as right</b> (click to open)</summary>
#
# You may visit the points in any order. In place of *x* and 1 you may add and subtract ½*x* and ½,
# or any other positive multiple, the same one each time.
# For a point of class 0, you may count a score of exactly 0 as a mistake or not.
#
# - `X.shape` is the pair (*n*, *d*). `np.zeros(X.shape[1])` is an array of *d* zeros, one for each coordinate.
# - `for row, name in zip(table, names):` goes through two things side by side. `for i in range(3):` does something three times.
# - `u @ v` of two lists of numbers multiplies them number by number, and adds up: it is *u*·*v*, one number.
# - `break` leaves the innermost loop. `return` leaves the function, with all its loops.
# - `return a, b, c` returns three things at once.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "perceptron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def perceptron(X, y, max_epochs=100):
    """Return (w, b, n_updates): what the perceptron has learned, and its updates.

    X is an array of shape (n, d), y an array of shape (n,) with the classes 0 and 1.
    It starts from zeros and makes at most max_epochs passes over the points.
    w is an array of shape (d,), b a number, and n_updates a whole number.
    """
    # BEGIN SOLUTION
    w, b, n_updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        updates_before = n_updates
        for x, label in zip(X, y, strict=True):
            push = label - int(x @ w + b > 0)  # 1, 0 or -1
            if push != 0:
                w = w + push * x
                b = b + push
                n_updates += 1
        if n_updates == updates_before:
            break
    return w, b, n_updates
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_perceptron", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
make_sure(perceptron, [[2, 1]], [1])
make_sure(perceptron, [[-1, -1], [-1, 1], [1, -1], [1, 1]], [0, 1, 1, 0],
          updates=range(6, 13), max_epochs=3)
make_sure(perceptron, [[2, 1], [1.5, 2], [2.5, 2], [0.5, 0.2], [0, -0.5], [-0.5, 0.5]],
          [1, 1, 1, 0, 0, 0])
print("perceptron passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Your perceptron draws its line
#
# In slider F nothing is prepared. Each move calls *your* `perceptron` with `max_epochs` = the number of passes,
# and draws the line of the *w* and *b* that it returns. A cross marks a point on the wrong side.
#
# <div class="alert alert-info">
#
# **Predict.** On the ring, does a perceptron with more passes get fewer points wrong?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("f1", "With more passes on the ring, the wrong points",
      ["get fewer and fewer", "jump up and down", "get more and more"])

# %% jupyter={"source_hidden": true}
def make_slider_f():
    """Return slider F: the student's perceptron, run for some passes."""
    sets = {**DATA, "other blobs, seed 0": make_blobs(seed=0),
            "other blobs, seed 8": make_blobs(seed=8)}
    fig = figure(8.4, 4.3)
    plane, counts = fig.subplots(1, 2, width_ratios=[3, 2])
    classes = draw_plane(plane, reach=2.9)
    line, missed = make_line(plane), draw_crosses(plane)
    counts.set(xlim=(-0.7, 20.7), xlabel="passes", xticks=[0, 5, 10, 15, 20])
    counts.set_title("points on the wrong side")
    curve, = counts.plot([], [], "o-", color=RED, ms=5, lw=1.4)
    runs = {}  # (the function, points, passes): w, b, updates and wrong points

    def run(points, passes):
        key = (perceptron, points, passes)
        if key not in runs:
            X, y = sets[points]
            w, b, count = make_run(perceptron, X, y, max_epochs=passes)
            runs[key] = w, b, count, (X @ w + b > 0) != (y == 1)
        return runs[key]

    def explore_passes(points, passes):
        X, y = sets[points]
        draw_points(classes, X, y)
        w, b, count, wrong = run(points, passes)
        left = wrong.sum()
        draw_line(line, w, b)
        missed.set_data(*X[wrong].T)
        misses = [run(points, k)[3].sum() for k in range(passes + 1)]
        curve.set_data(range(passes + 1), misses)
        top = max(len(y) // 2, *misses)
        ticks = np.linspace(0, top, 5).round()
        counts.set(ylim=(-0.04 * top, 1.08 * top), yticks=ticks)
        plane.set_title(make_minus(f"w = ({w[0]:.2f}, {w[1]:.2f}), b = {b:.2f}"))
        return (f"Your perceptron after {passes} pass{'es' * (passes != 1)}: {count:g} "
                f"update{'s' * (count != 1)}, {left} of {len(y)} points wrong. "
                + ("With more passes it would go on." if left else
                   "Nothing is left to correct."))

    return Explorer(
        fig, explore_passes,
        moving=[*line, *classes, missed, counts, plane.title],
        about="Left: the line that your own perceptron returns. Right: how many points "
              "were wrong after each number of passes",
        controls={"points": widgets.Dropdown(description="points", options=list(sets)),
                  "passes": slider("passes, max_epochs", 0, 20, 4, step=1)},
        stills=[{"points": BLOBS, "passes": 6}, {"points": RING, "passes": 20}])


slider_f = make_slider_f()
slider_f

# %% [markdown] picture="slider_f"
# ![Two settings of slider F. Above, a perceptron on the blobs: its line separates them, and the curve of wrong points has come down to 0. Below, a perceptron on the ring after 20 passes: many points carry a cross, and the curve of wrong points jumps up and down.](attachment:slider_f.png)

# %% jupyter={"source_hidden": true}
guessed("f1")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# These are the numbers of a perceptron that visits the points in their order. In another order they differ.
#
# - Blobs (seed 34): after 4 passes and 10 updates nothing is wrong. It has stopped.
# - Blobs with seed 8: no line separates them. Only a few are wrong, from 2 to 4 of 40 in passes 1 to 20, but it never stops.
# - XOR: after each pass 1 of 4 is wrong, for all passes are alike.
# - The ring (seed 0): the number of wrong points jumps, between 74 and 97 of 200 in passes 1 to 20.
#   The best line has 59 wrong. The perceptron does not look for it: it knows "right" and "wrong", but not "almost".
#   In lesson 2 the hard step becomes a soft one, which does.
#
# </details>
#
# </div>
#
# **Next comes a proof to read, and a stretch.** Short of time? Go on at the *Recap*.
#
# ## Read on: why the perceptron stops
#
# If a line exists, the perceptron finds one. And there is a limit to its updates (Novikoff, 1962). First, three words.
#
# - **Fold in the bias.** Give each point a last coordinate that is always 1. Then *b* is the weight of that coordinate.
#   So let *x* and *w* have the extra number from here on: the score is *w*·*x*.
#   For class 0 turn the sign of *x*. Then a point with *w*·*x* > 0 is right, each mistake has *w*·*x* ≤ 0, and each update adds *x* to *w*.
# - ***R*** is the length of the longest *x*. We write |*x*| for the length of *x*; its square is *x*·*x*.
# - **γ** ("gamma") is the **margin**, with the bias folded in. As a separating line exists, some *u* of length 1 gives every *x* a positive score.
#   (If a point of class 0 lies on the line, move the line a little.) Choose the *u* whose smallest score is largest: that smallest score is γ.
#
# Now count *k* updates. Each was made at a mistake, where *w*·*x* ≤ 0.
#
# 1. Each update adds *u*·*x* ≥ γ to *u*·*w*. So after *k* updates, *u*·*w* ≥ *k*γ.
# 2. Each update makes |*w*|² into |*w*|² + 2 *w*·*x* + |*x*|². The middle part is ≤ 0, so |*w*|² ≤ *kR*².
# 3. *u* has length 1, so *u*·*w* ≤ |*w*|. Together: *k*γ ≤ √*k* *R*, and so
#
# $$k \le \left(\frac{R}{\gamma}\right)^2$$
#
# For the blobs of slider E (seed 34), *R* = 2.472 and γ = 0.2916, so there are at most 71 updates. It took 10.
# The order of the points does not matter. Nor does the size of the step: it changes only the length of *w*, and no point changes its side.
# On XOR and on the ring there is no such *u*, so there is no limit.

# %% [markdown]
# ## Stretch: open the ring (no points)
#
# No line separates the ring. But who says that we may look only at *x*₁ and *x*₂?
# Give each point a third coordinate *x*₃, a height, which is low for the inner points and high for the outer ones:
# *x*₁² + *x*₂², the squared distance from the centre. The inner points get at most 1,
# the outer ones 2.56 (= 1.6²) or more. All lifted points lie on a bowl.
# A flat *plane* fits between the two classes.
#
# <div class="alert alert-info">
#
# **Predict.** The plane cuts the bowl between the two classes. What does this cut look like from above?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("g1", "Seen from above, the cut is", ["a line", "a circle", "a square"])

# %% nbgrader={"grade": false, "grade_id": "lift", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lift(X):
    """Return the points X with one more column: x1 squared plus x2 squared.

    X is an array of shape (n, 2). The answer has the shape (n, 3): the two
    columns of X, and the new one as the last.
    """
    # BEGIN SOLUTION
    return np.column_stack([X, (X**2).sum(axis=1)])
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_lift", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
if tried(lift):
    check_values(lift, np.array([[1.0, 2.0], [-3.0, 0.5]]),
                 expected=[[1.0, 2.0, 5.0], [-3.0, 0.5, 9.25]],
                 hint="Three columns: both coordinates, then the sum of their squares.")
    print("lift passes its visible checks.")

# %% jupyter={"source_hidden": true}
def make_slider_g():
    """Return slider G: the lifted ring as a surface, and a plane that cuts it."""
    X, y = ring(200, seed=0)
    fig = figure(8.4, 4.8)
    view, above = fig.subplots(1, 2, width_ratios=[1.25, 1])
    view.set(xlim=(-3.1, 3.1), ylim=(-2.6, 4.2))
    view.axis("off")
    turn = np.linspace(0, 2 * np.pi, 73)
    circle = np.array([np.cos(turn), np.sin(turn)])
    wires = [view.plot([], [], color=GREY, lw=0.8, alpha=0.9)[0] for _ in range(8 + 12)]
    sheet = view.fill([0, 0, 0], [0, 0, 0], color=BLUE, alpha=0.18, lw=0, zorder=2)[0]
    cut = [ax.plot([], [], color=BLUE, lw=2.5, zorder=5)[0] for ax in (view, above)]
    lifted = draw_plane(view, 6)
    view.set(xlim=(-3.1, 3.1), ylim=(-2.6, 4.2), xlabel="", ylabel="")
    flat, missed = draw_plane(above, 6), draw_crosses(above)
    side = above.fill([0, 0, 0], [0, 0, 0], color=ORANGE, alpha=0.22, lw=0, zorder=1)[0]
    draw_points(flat, X, y)

    def explore_lift(plane, tilt, height):
        w, b = np.array([0.0, 0.0, -1.0]), height
        if plane != "by hand":
            high = answer_of(lift, X)
            w, b, _ = make_run(perceptron, high, y, max_epochs=1000)
            check(abs(w[2]) > 1e-9, "Your plane stands upright: the third weight is 0. "
                  "Does your perceptron pass its check?")
        level, slope = -b / w[2], -w[:2] / w[2]  # x3 = level + slope · (x1, x2)
        up, back = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))

        def seen(x1, x2, x3):
            return x1, back * x2 + up * (x3 - 2.5)

        for wire, radius in zip(wires, np.linspace(0.3, 2.4, 8), strict=False):
            wire.set_data(*seen(*radius * circle, radius**2))
        for wire, direction in zip(wires[8:], circle.T[::6], strict=False):
            radius = np.linspace(0, 2.4, 25)
            wire.set_data(*seen(*radius * direction[:, None], radius**2))
        corners = 2.5 * np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]])
        sheet.set_xy(np.array(seen(*corners, level + slope @ corners)).T)
        middle = slope / 2
        radius = np.sqrt(max(level + middle @ middle, 0))
        border = middle[:, None] + radius * circle
        cut[0].set_data(*seen(*border, level + slope @ border))
        cut[1].set_data(*border)
        side.set_xy(border.T)
        draw_points(lifted, np.column_stack(seen(*X.T, np.hypot(*X.T)**2)), y)
        score = X @ w[:2] + w[2] * np.hypot(*X.T)**2 + b
        wrong = (score > 0) != (y == 1)
        missed.set_data(*X[wrong].T)
        view.set_title(f"seen from the side, tilt {tilt}°" if tilt < 90 else
                       "seen from above, tilt 90°")
        above.set_title(f"seen from above: {wrong.sum()} of 200 wrong")
        whose = "Your perceptron's plane" if plane != "by hand" else "The plane"
        return (f"{whose} is {level:.2f} high at the centre. Seen from above it cuts "
                f"the bowl in a circle of radius {radius:.2f}: {wrong.sum()} of 200 "
                "points are wrong.")

    return Explorer(
        fig, explore_lift,
        moving=[*wires, sheet, side, *cut, *lifted, *flat, missed, view.title,
                above.title],
        about="Left: the ring lifted onto a bowl, and a plane that cuts it. Right: the "
              "same from above, with the circle where they meet",
        controls={"plane": widgets.Dropdown(
                      description="plane", options=["by hand", "of my perceptron"]),
                  "tilt": slider("tilt, degrees; 90 is from above", 0, 90, 20, step=5),
                  "height": slider("height, by hand", 0.0, 5.8, 1.8, step=0.1)},
        stills=[{"tilt": 20, "height": 1.8}])


slider_g = make_slider_g()
slider_g

# %% [markdown] picture="slider_g"
# ![The lifted ring. Left, seen from the side: a bowl with the triangles at its bottom and the circles on its wall, and a plane that cuts the bowl between them. Right, seen from above: the cut is a circle, and no point is wrong.](attachment:slider_g.png)

# %% jupyter={"source_hidden": true}
guessed("g1")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# Seen from above, the plane cuts the bowl in a circle: a closed curve on the flat ring.
# A plane at any height from 1.0 to 2.5 gets all 200 points right (seed 0).
#
# </details>
#
# </div>
#
# And now *your* perceptron on the ring, flat and lifted. (In slider G, choose *of my perceptron* to see its plane.)

# %%
X, y = ring(200, seed=0)
for X_seen in [X, lift(X)] if tried(lift) else [X]:  # two columns, then three
    w_learned, b_learned, n_learned = make_run(perceptron, X_seen, y)
    n_wrong = (predict(X_seen, w_learned, b_learned) != y).sum()
    print(f"{X_seen.shape[1]} columns: {n_learned:g} updates in 100 passes at most, "
          f"{n_wrong} of 200 points are wrong")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - *w* and *b* give each point a score *z* = *w*·*x* + *b*. Positive: class 1. Zero or negative: class 0.
# - Classes are *linearly separable* if a line, or in more dimensions a plane, has each class on its own side.
# - XOR is not: three of four at best. Two lines or an open curve do separate it.
# - The ring is not: 70.5 % at best (seed 0). A closed curve separates it, and goes on doing so on new points.
# - The perceptron stops by itself if the classes are separable. Else it never does.
# - One unit with a rising activation, or affine layers without one, has a straight boundary.
# - With a third coordinate, *x*₁² + *x*₂², a plane separates the ring (*Stretch*). But we had to *think* of it.
#   At the end of the course a network finds its closed curve without it.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 2: sigmoid, from a hard step to a soft one](../02_sigmoid/02_sigmoid.ipynb)
