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
# **Time:** about 45 minutes.
# **Builds on:** Python functions, NumPy arrays, and the straight line from school. No calculus.
#
# **After this lesson you can**
# - read a list of weights *w* and a bias *b* as a line, and compute on which side a point lies,
# - say what *linearly separable* means, and show that XOR is not,
# - write the perceptron, and prove when it stops,
# - tell which problems need a closed curve, and which do not.
#
# Run the next two cells first. They hold the drawing code and the points of this course, and are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% [markdown]
# ## Meet the ring
#
# This course follows one set of points from its first page to its last: the **ring**.
# Each point has two coordinates, *x*₁ and *x*₂ ("x one" and "x two").
# Each point belongs to a **class**: 1 for the points in the middle (orange triangles ▲),
# 0 for the points around them (blue circles ●).
# We want a program that learns to tell the class from the two coordinates.
#
# Here is a first slider, to warm up. Drag it, or click it and use the arrow keys,
# or type into the number beside it. Its **seed** is a number that picks one throw of the points:
# another seed, other points. The same seed gives the same points on every computer.

# %% jupyter={"source_hidden": true}
def draw_classes(ax, size=7):
    """Return the marks of class 1 and of class 0, still without points."""
    ax.set(xlim=(-2.6, 2.6), ylim=(-2.6, 2.6), xlabel="x₁", ylabel="x₂",
           aspect="equal")
    edge = {"mec": "black", "mew": 0.6, "zorder": 4}
    return (ax.plot([], [], "^", color=ORANGE, ms=size, **edge)[0],
            ax.plot([], [], "o", color=SKY, ms=size - 1, **edge)[0])


def set_classes(marks, X, y):
    """Put the points X of the classes y into the picture."""
    for mark, label in zip(marks, (1, 0), strict=True):
        mark.set_data(*X[y == label].T)


fig = figure(8.2, 4.2)
plane, key = fig.subplots(1, 2, width_ratios=[3, 2])
meet = draw_classes(plane)
key.set(xlim=(0, 1), ylim=(0, 1))
key.axis("off")
for height, mark, color, size, what in (
        (0.62, "^", ORANGE, 9, "class 1: the middle,\nup to a distance of 1"),
        (0.38, "o", SKY, 8, "class 0: around it,\nat distances from 1.6 to 2.4")):
    key.plot(0.06, height, mark, color=color, ms=size, mec="black", mew=0.6)
    key.text(0.16, height, what, va="center")


def throw(seed):
    X, y = ring(200, seed)
    set_classes(meet, X, y)
    meet[0].axes.set_title(f"the ring, seed {seed}")
    return (f"Seed {seed}: {y.sum()} triangles in the middle, {(1 - y).sum()} circles "
            "around them, and an empty gap between.")


first_slider = Explorer(
    fig, throw, moving=[*meet, meet[0].axes.title],
    about="The ring: triangles of class 1 in the middle, circles of class 0 around",
    controls={"seed": slider("seed, which throw", 0, 9, 0, step=1)},
    stills=[{"seed": 0}])
first_slider

# %% [markdown] picture="first_slider"
# *Still picture of the first slider, for places where sliders do not run.*
#
# ![The ring with seed 0. A hundred triangles fill a disc in the middle. A hundred circles lie around it, and an empty gap is between them.](attachment:first_slider.png)

# %% [markdown]
# ## A line, written as numbers
#
# The simplest way to split the plane is a straight line.
# Write it with two **weights** *w*₁ and *w*₂ and a **bias** *b*. A point gets the **score**
#
# $$s = w_1 x_1 + w_2 x_2 + b$$
#
# Read: "multiply each coordinate by its weight, add up, add *b*".
# The sum of products has a short name, *w*·*x* ("w dot x").
#
# - Where the score is exactly 0: these points are the line.
# - Where it is positive: one side of the line. We answer class 1.
# - Where it is negative: the other side. We answer class 0.
#
# The arrow *w* stands at right angles to the line and points to the side of class 1.
# The bias *b* moves the line without turning it.
#
# **By hand.** Take *w* = (1, 2), *b* = −3, and the point (2, 1).
# The score is 1·2 + 2·1 − 3 = 1. So the answer is class 1. And the point (1, 1)? Its score is 0: it lies on the line.
#
# A function of this kind, "multiply, add up, add a constant", is called **affine**.
# With one small change, an *activation function* after it, it is a unit of a neural network. That comes in lesson 2.
#
# ## Your turn: the scores
#
# *X* holds one point in each row. What counts as right is the same in all lessons:
#
# - **Shape.** There are *n* points with *d* coordinates each. Your code works for any *n* and *d*, for no points (*n* = 0) too.
# - **Numbers.** Return numbers, not `True` and `False`. Whole numbers may be integers or floats.
# - **Hands off.** Do not change the caller's arrays.
# - **Free of charge.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A function that builds on an earlier one of the same lesson is judged with a right version of it where your own is wrong.
#
# <details><summary><b>NumPy words that help</b> (click to open)</summary>
#
# - `A @ v` multiplies each row of the table `A` by the list `v`, number by number, and adds up: one sum for each row.
# - `s > 5` compares each number of the array `s`, and gives `True` or `False` for each.
# - `np.where(s > 5, 7, 3)` takes 7 where that is `True`, and 3 elsewhere.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "affine", "locked": false, "schema_version": 3, "solution": true, "task": false}
def affine(X, w, b):
    """Return the score of each point: w·x + b.

    X is an array of shape (n, d): n points with d coordinates each.
    w is an array of shape (d,) and b is a number. The answer has the shape (n,).
    """
    # BEGIN SOLUTION
    return X @ w + b
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_affine", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_values(affine, np.array([[2.0, 1.0], [1.0, 1.0], [0.0, 0.0]]),
             np.array([1.0, 2.0]), -3.0, expected=[1.0, 0.0, -3.0],
             hint="The point (2, 1) was computed by hand above.",
             slips={"b is left out. Where does it come in?": [4.0, 3.0, 0.0],
                    "b is subtracted here. Which sign stands before it in w·x + b?":
                    [7.0, 6.0, 3.0],
                    "The products are there, but nothing is added up yet. Along which "
                    "axis is the sum?": [[-1, -1], [-2, -1], [-3, -3]],
                    "The sum runs down the columns. One number for each row is asked "
                    "for: which axis is that?": [0.0, 1.0]})
check_values(affine, np.array([[1.0, 0.0, 2.0], [0.5, -1.0, 0.0]]),
             np.array([3.0, 1.0, -2.0]), 0.5, expected=[-0.5, 1.0],
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
             hint="The scores are 1, -3 and 6.",
             slips={"These are scores, not classes yet. When is the class 1, when 0?":
                    [1, -3, 6],
                    "The classes are called 1 and -1 here. In this course they are 1 "
                    "and 0.": [1, -1, 1],
                    "The two classes are swapped: which side of the line has positive "
                    "scores?": [0, 1, 0]})
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
# Three sets of points wait in the menu of slider A: two *blobs*, the four points of *XOR*, and the ring.
# XOR means "one or the other, but not both". Read −1 as "no" and +1 as "yes":
# a point has class 1 if exactly one of its two coordinates says yes.
#
# <div class="alert alert-info">
#
# **Predict.** Write down your guesses before you touch the sliders.
#
# 1. XOR has only four points. How many can a line get right?
# 2. The ring has 200 points, half of each class. A guess gets about 50 % right. What will the best line get?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider A. The line has a direction (angle) and a distance from the centre (offset).
XOR = (np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]),
       np.array([0, 1, 1, 0]))


def blobs(n=40, seed=34):
    """Return two clouds of points X (n, 2) and their classes y (n,)."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % 2)
    centre = np.where(y == 1, 1.0, -1.0)[:, None] * [1.0, 0.7] + [0.0, 0.3]
    return centre + rng.normal(0, 0.55, (n, 2)), y


DATA = {"blobs (40 points)": blobs(), "XOR (4 points)": XOR,
        "the ring (200 points)": ring(200, seed=0)}
BLOBS, FOUR, RING = DATA
fig = figure(8.2, 4.3)
plane, board = fig.subplots(1, 2, width_ratios=[3, 2])
classes = draw_classes(plane)
side = plane.fill([0, 0, 0], [0, 0, 0], color=YELLOW, alpha=0.35, zorder=1)[0]
cut, = plane.plot([], [], color=BLUE, lw=2.5, zorder=3)
arrow, = plane.plot([], [], "-", color=BLUE, lw=2, zorder=5)
tip, = plane.plot([], [], "D", color=BLUE, ms=7, zorder=5)
missed, = plane.plot([], [], "x", color=BLACK, ms=12, mew=1.5, zorder=3.5)
board.set(xlim=(0, 100), ylim=(-0.6, 1.6), xlabel="% of the points on their side",
          yticks=[0, 1], yticklabels=["best so far", "now"])
board.axvline(100, color=GREY, lw=1)
bars = board.barh([1, 0], [0, 0], color=[BLUE, GREY], height=0.5)
notes = [board.text(3, y0, "", va="center", color="white", fontweight="bold")
         for y0 in (1, 0)]
best_line = {}


def explore_line(points, angle, offset):
    X, y = DATA[points]
    across = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    along, at = np.array([-across[1], across[0]]), offset * across
    wrong = ((X * across).sum(axis=1) > offset) != (y == 1)
    right = len(y) - int(wrong.sum())
    best_line[points] = most = max(right, best_line.get(points, 0))
    set_classes(classes, X, y)
    cut.set_data(*np.array([at - 9 * along, at + 9 * along]).T)
    side.set_xy([at - 9 * along, at + 9 * along, at + 9 * along + 9 * across,
                 at - 9 * along + 9 * across])
    arrow.set_data(*np.array([at, at + 0.6 * across]).T)
    tip.set_data(*(at + 0.6 * across)[:, None])
    missed.set_data(*X[wrong].T)
    for bar, note, count in zip(bars, notes, (right, most), strict=True):
        bar.set_width(100 * count / len(y))
        note.set_text(f"{count} of {len(y)}")
    shown = f"{offset:.1f}".replace("-", "−")
    plane.set_title(f"angle {angle}°, offset {shown}: {wrong.sum()} wrong")
    be = "is" if wrong.sum() == 1 else "are"
    return (f"{right} of {len(y)} points are on their side, {wrong.sum()} {be} not. "
            f"The best line that you have tried on these points had {most} right.")


slider_a = Explorer(
    fig, explore_line,
    moving=[side, cut, *classes, arrow, tip, missed, *bars, *notes, plane.title],
    about="Left: points of two classes and a line; the side of class 1 is shaded, and "
          "points on the wrong side carry a cross. Right: how many points are right",
    controls={"points": widgets.Dropdown(description="points", options=list(DATA)),
              "angle": slider("angle of the arrow w, degrees", 0, 355, 120, step=5),
              "offset": slider("offset from the centre", -2.4, 2.4, 0.5, step=0.1)},
    stills=[{"points": FOUR, "angle": 135, "offset": 1.0},
            {"points": RING, "angle": 205, "offset": -0.9}])
slider_a

# %% [markdown] picture="slider_a"
# *Still picture of slider A, for places where sliders do not run.*
#
# ![Two settings of slider A. Above, a line on XOR has three of the four points right, and one triangle carries a cross. Below, the best line on the ring has only the circles on the right beyond it, the others lie on the shaded side: 141 of 200 points are right, and 59 carry a cross.](attachment:slider_a.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - Blobs: many lines get all 40 points right. One has angle 15 and offset −0.2. The blobs are linearly separable.
# - XOR: three of four, never four.
# - The ring (seed 0): the best setting gets 141 of 200 right, that is 70.5 %. It is angle 205 and offset −0.9.
#   No line comes near 100 %.
#
# </div>
#
# **Why XOR never works, in three lines.** Suppose a line had all four points right.
#
# 1. (−1, 1) and (1, −1) have positive scores. Add the two scores: all the weights cancel, and 2*b* > 0 is left.
# 2. (−1, −1) and (1, 1) have scores that are 0 or negative. Add them: 2*b* ≤ 0.
# 3. Both cannot be true. So there is no such line.

# %% [markdown]
# ## More than a line
#
# If one line is not enough, what is? Perhaps two lines, an open curve such as a parabola, or a closed curve?
#
# <div class="alert alert-info">
#
# **Predict.** A popular web page says: *problems that no line separates are very complex, and need a closed curve.*
# Which shape is enough for XOR? Which for the ring?
#
# </div>

# %% jupyter={"source_hidden": true}
# Four shapes on two sets of points. u and v run along the two diagonals.
t = np.linspace(-5, 5, 301)
turn = np.linspace(0, 2 * np.pi, 301)


def diagonals(X):
    return (X[:, 0] + X[:, 1]) / np.sqrt(2), (X[:, 0] - X[:, 1]) / np.sqrt(2)


def from_diagonals(u, v):
    return np.array([u + v, u - v]) / np.sqrt(2)


# Each shape, for XOR and for the ring: where it says class 1, and the curves to draw.
SHAPES = {
    "one line": [
        (lambda u, v: v > 1.0, [from_diagonals(t, 0 * t + 1.0)]),
        (lambda u, v: u > -0.9, [from_diagonals(0 * t - 0.9, t)])],
    "two lines": [
        (lambda u, v: abs(u) < 0.7, [from_diagonals(0 * t + s, t) for s in (-.7, .7)]),
        (lambda u, v: abs(u) < 1.0, [from_diagonals(0 * t + s, t) for s in (-1, 1)])],
    "an open curve": [
        (lambda u, v: u < 1.6 * v**2 - 1.8, [from_diagonals(1.6 * t**2 - 1.8, t)]),
        (lambda u, v: v > 2 * u**2 - 1.8, [from_diagonals(t, 2 * t**2 - 1.8)])],
    "a closed curve": [
        (lambda u, v: (u / 0.8)**2 + (v / 1.8)**2 < 1,
         [from_diagonals(0.8 * np.cos(turn), 1.8 * np.sin(turn))]),
        (lambda u, v: np.hypot(u, v) < 1.3,
         [from_diagonals(1.3 * np.cos(turn), 1.3 * np.sin(turn))])],
}
fig = figure(8.2, 4.3)
panels = fig.subplots(1, 2)
drawn = [draw_classes(panel) for panel in panels]
crosses = [panel.plot([], [], "x", color=BLACK, ms=12, mew=1.5, zorder=3.5)[0]
           for panel in panels]
edges = [[panel.plot([], [], color=BLUE, zorder=3)[0] for _ in range(2)]
         for panel in panels]
for marks, points in zip(drawn, (FOUR, RING), strict=True):
    set_classes(marks, *DATA[points])


def explore_shape(shape):
    said = []
    for number, (panel, points) in enumerate(zip(panels, (FOUR, RING), strict=True)):
        inside, curves = SHAPES[shape][number]
        X, y = DATA[points]
        wrong = inside(*diagonals(X)) != (y == 1)
        crosses[number].set_data(*X[wrong].T)
        for edge, curve in zip(edges[number], [*curves, [[], []]], strict=False):
            edge.set_data(*curve)
        panel.set_title(f"{shape}: {wrong.sum()} of {len(y)} wrong")
        said.append(f"{wrong.sum()} of {len(y)} wrong on "
                    f"{'XOR' if number == 0 else 'the ring'}")
    return f"With {shape}: {said[0]}, {said[1]}."


shapes = Explorer(
    fig, explore_shape,
    moving=[*edges[0], *edges[1], *drawn[0], *drawn[1], *crosses,
            *(panel.title for panel in panels)],
    about="One shape drawn on XOR, left, and on the ring, right; points on the wrong "
          "side carry a cross",
    controls={"shape": widgets.Dropdown(description="shape", options=list(SHAPES))},
    stills=[{"shape": "an open curve"}, {"shape": "a closed curve"}])
shapes

# %% [markdown] picture="shapes"
# *Still picture of the shapes, for places where menus do not run.*
#
# ![Above, an open curve, a parabola: on XOR it has no point wrong, on the ring many circles carry a cross. Below, a closed curve, an ellipse on XOR and a circle on the ring: no point is wrong on either.](attachment:shapes.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** The web page is wrong twice.
#
# - XOR is not complex: it has four points. Two lines are enough, and so is one open curve.
# - *Not separable by a line* does not mean *needs a closed curve*.
#   The ring needs one because its class 1 is **surrounded**: whichever way you leave the middle, you must cross the boundary.
#
# </div>
#
# ### Can an activation function bend the line?
#
# People say "an activation function draws the curve". You can test this with pencil and paper.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. A unit sends its score through a function that always rises, and answers 1 above some level. What shape is its boundary?
# 2. The score of one affine unit goes into a second affine unit, with nothing in between. What shape is that boundary?
#
# </div>
#
# <details><summary><b>Both answers</b> (click to open)</summary>
#
# Both are straight.
#
# 1. If *f* always rises, then *f*(*s*) is above *f*(*c*) exactly where *s* is above *c*. And *s* = *c* is a line.
# 2. Call the second unit's weight *v* and its bias *c*. Then
#    *v*(*w*·*x* + *b*) + *c* = (*vw*)·*x* + (*vb* + *c*). This is one affine function again.
#
# So neither one unit nor a pile of affine layers bends anything.
# It takes a **layer**, several units side by side, *and* an activation between layers. In lesson 5 you see it happen on the ring.
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
# Slider B plays the updates one by one. A square marks the point that was corrected last.
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
# Slider B. The points that get corrected, in order, were noted beforehand.
FIXED = {BLOBS: [3, 9, 19, 29, 19, 29, 19, 29, 19, 37], FOUR: 6 * [1, 2, 3, 0]}
fig = figure(8.2, 4.3)
plane_b, counts = fig.subplots(1, 2, width_ratios=[3, 2])
classes_b = draw_classes(plane_b)
side_b = plane_b.fill([0, 0, 0], [0, 0, 0], color=YELLOW, alpha=0.35, zorder=1)[0]
cut_b, = plane_b.plot([], [], color=BLUE, lw=2.5, zorder=3)
missed_b, = plane_b.plot([], [], "x", color=BLACK, ms=12, mew=1.5, zorder=3.5)
corrected, = plane_b.plot([], [], "s", mfc="none", color=RED, ms=17, mew=2.4, zorder=7)
counts.set(xlim=(-0.7, 24.7), xlabel="updates so far", ylim=(-0.8, 21),
           yticks=[0, 5, 10, 15, 20])
counts.set_title("points on the wrong side")
course_b, = counts.plot([], [], "o-", color=RED, ms=5, lw=1.4)


def explore_updates(points, update):
    X, y = DATA[points]
    fixed = FIXED[points]
    k = min(update, len(fixed))
    folded = np.column_stack([X, np.ones(len(X))])
    pushes = (2 * y[fixed] - 1)[:, None] * folded[fixed]
    path = np.vstack([np.zeros(3), np.cumsum(pushes, axis=0)])[:k + 1]
    misses = (folded @ path.T > 1e-9) != (y == 1)[:, None]
    across, bias = path[-1, :2], path[-1, 2]
    size = np.hypot(*across)
    ends = np.zeros((4, 2))
    if size > 1e-9:
        unit, middle = across / size, -bias * across / size**2
        along = np.array([-unit[1], unit[0]])
        ends = np.array([middle - 9 * along, middle + 9 * along,
                         middle + 9 * along + 9 * unit, middle - 9 * along + 9 * unit])
    set_classes(classes_b, X, y)
    cut_b.set_data(*ends[:2].T)
    side_b.set_xy(ends)
    missed_b.set_data(*X[misses[:, -1]].T)
    corrected.set_data(*(X[fixed[k - 1:k]].T if k else ([], [])))
    course_b.set_data(range(k + 1), misses.sum(axis=0))
    wrong, done = misses[:, -1].sum(), points == BLOBS and k == len(fixed)
    numbers = f"w = ({across[0]:.2f}, {across[1]:.2f}), b = {bias:.0f}"
    plane_b.set_title(f"after {k} update{'s' * (k != 1)}: {numbers.replace('-', '−')}")
    what = f"After {k} update{'s' * (k != 1)} "
    what += f"{wrong} of {len(y)} points {'is' if wrong == 1 else 'are'} wrong. "
    if done:
        return what + "Nothing is left to correct: the perceptron has stopped."
    if size <= 1e-9:
        again = "again " if k else ""
        return what + (f"All weights are {again}0, so there is no line."
                       + (" Everything starts anew." if k and not bias else ""))
    return what + "The square marks the point that was corrected last."


slider_b = Explorer(
    fig, explore_updates,
    moving=[side_b, cut_b, *classes_b, missed_b, corrected, course_b, plane_b.title],
    about="Left: the perceptron's line after some updates, with crosses on wrong "
          "points. Right: how many points were wrong after each update",
    controls={"points": widgets.Dropdown(description="points", options=[BLOBS, FOUR]),
              "update": slider("updates so far", 0, 24, 0, step=1)},
    stills=[{"points": BLOBS, "update": 10}, {"points": FOUR, "update": 15}])
slider_b

# %% [markdown] picture="slider_b"
# *Still picture of slider B, for places where sliders do not run.*
#
# ![Two settings of slider B. Above, the blobs after 10 updates: a line separates them, and the curve of wrong points has zigzagged down to 0. Below, XOR after 15 updates: one point carries a cross, and the curve of wrong points repeats itself.](attachment:slider_b.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - On the blobs the number of wrong points jumps up and down: 20, 6, 1, 4, 1, 3, … An update helps *one* point and may hurt others.
#   Still, after 10 updates nothing is wrong.
# - On XOR the weights come back to zero after every four updates. It goes round for ever.
#
# </div>
#
# ## Your turn: the perceptron
#
# You may visit the points in any order. In place of *x* and 1 you may add and subtract ½*x* and ½,
# or any other positive multiple, as long as it is the same one each time.
# A score of exactly 0 is a mistake for a point of class 1. For a point of class 0, you may count it as one or not.
#
# <details><summary><b>Python words that help</b> (click to open)</summary>
#
# - `np.zeros(5)` is an array of five zeros, and `X.shape` is the pair (*n*, *d*).
# - `for row, name in zip(table, names):` goes through two things side by side.
# - `break` leaves a loop.
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
three = answer_of(perceptron, np.array([[2.0, 1.0]]), np.array([1]))
check(isinstance(three, (tuple, list)) and len(three) == 3,
      "perceptron should return three things, in this order: w, b, n_updates.")
check(np.shape(three[0]) == (2,), "perceptron: w should have one number for each "
      f"column of X, so the shape (2,) here, but it has {np.shape(three[0])}.")
check(three[2] == 1, "perceptron: one point of class 1 needs exactly one update, but "
      f"n_updates is {three[2]}. Is a score of 0 a mistake for class 1?")
check(np.allclose(three[0], [2 * three[1], three[1]]) and three[1] > 0,
      "perceptron: after one update at the point (2, 1), w should be (2, 1) and b "
      f"should be 1, or the same times your step. "
      f"You have w = {three[0]} and b = {three[1]}.")

points = np.array([[2, 1], [1.5, 2], [2.5, 2], [-1, -0.5], [0, -2], [-2, 1]])
three = answer_of(perceptron, points, np.array([1, 1, 1, 0, 0, 0]))
found = answer_of(predict, points, three[0], three[1])
check(np.array_equal(found, [1, 1, 1, 0, 0, 0]),
      "perceptron: a line separates these six points, but with your w and b your "
      "predict has some of them wrong. Do the passes go on until there is no mistake?")

corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
count = answer_of(perceptron, corners, np.array([0, 1, 1, 0]), max_epochs=3)[2]
check(6 <= count <= 12, "perceptron: 3 passes over XOR have 6 to 12 mistakes, so "
      f"n_updates is 6 to 12, but it is {count}.")
print("perceptron passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## A limit that can be proved
#
# If a line exists, the perceptron finds one. And there is a limit to its updates (Novikoff, 1962). First, three words.
#
# - **Fold in the bias.** Give each point a last coordinate that is always 1. Then *b* is the weight of that coordinate.
#   So let *x* and *w* have the extra number from here on: the score is *w*·*x*.
#   For class 0 turn the sign of *x*. Then "right" always means a positive score, and each update adds *x* to *w*.
# - ***R*** is the length of the longest *x*. We write |*x*| for the length of *x*; its square is *x*·*x*.
# - **γ** ("gamma") is the **margin**. Some *u* of length 1 has all scores positive, as a separating line exists.
#   Choose the *u* whose smallest score is largest: that smallest score is γ.
#
# Now count *k* updates. Each was made at a mistake, where *w*·*x* ≤ 0.
#
# 1. Each update adds *u*·*x* ≥ γ to *u*·*w*. So after *k* updates, *u*·*w* ≥ *k*γ.
# 2. Each update makes |*w*|² into |*w*|² + 2 *w*·*x* + |*x*|². The middle part is ≤ 0, so |*w*|² ≤ *kR*².
# 3. *u* has length 1, so *u*·*w* ≤ |*w*|. Together: *k*γ ≤ √*k* *R*, and so
#
# $$k \le \left(\frac{R}{\gamma}\right)^2$$
#
# For the blobs of slider B (seed 34), *R* = 2.472 and γ = 0.2916, so there are at most 71 updates. It took 10.
# The order of the points does not matter, nor does the step: it makes *w* longer and changes no side.
# On XOR and on the ring there is no such *u*, so there is no limit.

# %% [markdown]
# ## Stretch: open the ring (no points)
#
# No line separates the ring. But who says that we may look only at *x*₁ and *x*₂?
#
# <div class="alert alert-info">
#
# **Predict.** Which *one number*, computed from *x*₁ and *x*₂, would tell the middle from its surroundings?
#
# </div>
#
# Give each point a third coordinate: *x*₁² + *x*₂², its squared distance from the centre.
# The middle stays low, up to 1. The points around it rise to 2.56 (= 1.6²) and more.
# Now a flat *plane* fits between the two. Seen from above, its edge is a circle: a closed curve.

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
check_values(lift, np.array([[1.0, 2.0], [-3.0, 0.5]]),
             expected=[[1.0, 2.0, 5.0], [-3.0, 0.5, 9.25]],
             hint="Three columns: both coordinates, then the sum of their squares.",
             slips={"This is the distance itself. Its square is asked for.":
                    [[1.0, 2.0, 2.23606798], [-3.0, 0.5, 3.04138127]],
                    "The new column is x1 + x2, which is still straight. What bends?":
                    [[1.0, 2.0, 3.0], [-3.0, 0.5, -2.5]],
                    "The coordinates are gone. Can the new column stand beside them?":
                    [5.0, 9.25]})
print("lift passes its visible checks.")

# %% [markdown]
# And now your perceptron on the ring, flat and lifted:

# %%
X, y = ring(200, seed=0)
try:
    w, b, n = answer_of(perceptron, X, y, max_epochs=100)
    print(f"flat:   {n} updates in 100 passes, and it still makes mistakes")
    high = answer_of(lift, X)
    w, b, n = answer_of(perceptron, high, y, max_epochs=1000)
    wrong = int((answer_of(predict, high, w, b) != y).sum())
    print(f"lifted: {n} updates, and {wrong} of {len(y)} points are wrong")
except AssertionError as error:
    print(error)
except Exception as error:  # noqa: BLE001  # whatever a half-written answer raises
    print(f"Something here still stops with {type(error).__name__}: {error}")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - *w* and *b* give each point a score *w*·*x* + *b*. Positive: class 1. Zero or negative: class 0.
# - Classes are *linearly separable* if a line, or in more dimensions a plane, has each class on its own side.
# - XOR is not: three of four at best. Two lines or an open curve do separate it.
# - The ring is not: 70.5 % at best (seed 0). Its class 1 is surrounded, so in the plane it takes a closed curve.
# - The perceptron stops within (*R*/γ)² updates if the classes are separable. Else it never stops by itself.
# - One unit with a rising activation, or affine layers without one, has a straight boundary.
# - With the feature *x*₁² + *x*₂² a plane separates the ring. We had to *think* of that feature.
#   At the end of the course a network finds its closed curve without it.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 2: sigmoid, from a hard step to a soft one](../02_sigmoid/02_sigmoid.ipynb)
