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
# # 5. Softmax and three classes
#
# **Time:** about 60 minutes.
# **Builds on:** lessons [1](../01_linear_separability/01_linear_separability.ipynb) (lines) and
# [2](../02_sigmoid/02_sigmoid.ipynb) (the sigmoid, the cross-entropy, a step of learning),
# and one rule of logarithms: log(*a*/*b*) = log *a* − log *b*.
#
# **After this lesson you can**
# - turn scores into probabilities with softmax, along any axis, without overflow,
# - write a loss that stays finite however wrong the answer is, and its slope,
# - let three classes learn by gradient descent, with your own functions,
# - say why "how sure a network claims to be" is not the same as "how often it is right".
#
# So far there were two classes. Now there are three, and each of them has a score.
#
# Click this text, then press Shift + Enter twice, for the drawing code of this course. Its cell is folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% [markdown]
# ## More than two classes
#
# A sigmoid gives one probability. That is enough for two classes: the other class gets the rest.
# Now let the plane have three classes: 0 is *outer*, 1 is *inner*, as in the ring, and 2 is *far out*.
# A network gives each class a score. These scores are also called **logits**.
# Say they are 2, 1 and −1. How sure is the network that the point is an outer one?
#
# We want three probabilities: none negative, and together 1.
# **Softmax** makes them:
#
# $$\mathrm{softmax}(z)_i = \frac{e^{z_i}}{e^{z_0} + e^{z_1} + \dots + e^{z_{C-1}}}$$
#
# Read it as "e to my score, divided by the sum of e to all scores".
# *z* is the list of scores, *i* says which of them is meant, and *C* is the number of classes. We count from 0, as NumPy does.
# Each answer depends on **all** scores.
# Sigmoid, tanh and ReLU answer number by number (they are *elementwise*). Softmax does not.
#
# Slider A shows the three probabilities in three ways:
#
# - as **bars**,
# - as one **dot in a triangle**: in a corner the network is sure of that class, at the + in the centre it has no idea
#   (the grey line is the dot's way while only the first score moves),
# - as **curves**, while only the first score moves and the other two are frozen.
#
# All scores are first divided by a number *T*, the **temperature**.
# You can also add a number *c* to all of them.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 2, 1 and −1.
#
# 1. A popular web page says that softmax converts scores to probabilities "in proportion".
#    Do the scores 2 and 1 get bars of 2 to 1?
# 2. What changes when you add 100 to all three scores?
# 3. Where does the dot go when *T* gets very small?
# 4. Only the first score moves. Which curve of this course does the first probability draw?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("a1", "Scores 2 and 1: are the bars 2 to 1?", ["yes", "no, nearly the same",
                                                    "no, nearly 3 to 1"])

# %% jupyter={"source_hidden": true}
guess("a2", "Add 100 to all scores:", ["nothing changes", "the first bar grows",
                                       "all bars become equal"])

# %% jupyter={"source_hidden": true}
guess("a3", "A very small T:",
      ["the dot goes to the centre", "the dot goes to a corner", "the dot stays"])

# %% jupyter={"source_hidden": true}
guess("a4", "The first probability draws:", ["a line", "a sigmoid", "a tanh", "a ReLU"])

# %% jupyter={"source_hidden": true}
# Slider A. Probabilities are computed by pairs here: 1 / p = sum of e^(other - own).
KINDS, TINTS = ("outer", "inner", "far out"), (SKY, ORANGE, GREEN)
INKS = BLUE, "#a86400", GREEN  # the same, dark enough for a line on white


def make_shares(z):
    """Return the probabilities of scores (..., C)."""
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[..., None, :] - z[..., :, None]).sum(axis=-1)


def make_tidy(value, digits=1):
    """Return a number as text, with a true minus, and no minus before a zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def make_slider_a():
    fig = figure(8.6, 3.5)
    bar_ax, tri_ax, cut_ax = fig.subplots(1, 3, width_ratios=[3.2, 4, 4])
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
    sweep = np.linspace(-5, 5, 201)
    bar_ax.set(ylim=(0, 1.12), ylabel="probability", yticks=[0, 0.5, 1])
    bars = list(bar_ax.bar(KINDS, [0, 0, 0], color=TINTS, ec="black",
                           hatch=["", "//", ".."]))
    bar_texts = [bar_ax.text(at, 0, "", ha="center", va="bottom") for at in range(3)]
    tri_ax.set(xlim=(-0.22, 1.22), ylim=(-0.2, 1.05), aspect="equal")
    tri_ax.set_title("as one dot", pad=10)
    tri_ax.axis("off")
    tri_ax.fill(*corners.T, facecolor="#f4f4f4", edgecolor="black", lw=1.2)
    for (across, up), kind in zip(corners, KINDS, strict=True):
        tri_ax.text(across + (0.07 if up else 0), up - (0.02 if up else 0.06), kind,
                    ha="left" if up else "center", va="center" if up else "top")
    tri_ax.plot(*corners.mean(axis=0), "+", color=BLACK, ms=9, mew=1.4)
    path, = tri_ax.plot([], [], "-", color=GREY, lw=1.4)
    dot, = tri_ax.plot([], [], "D", color=RED, ms=9, mec="black", mew=0.6)
    cut_ax.set(xlim=(-5.3, 5.3), ylim=(-0.04, 1.3), xlabel="score of outer, before c",
               yticks=[0, 0.5, 1], title="the other two are frozen")
    cuts = [cut_ax.plot([], [], style, color=tint, label=kind)[0]
            for style, tint, kind in zip(("-", "--", ":"), INKS, KINDS, strict=True)]
    here, = cut_ax.plot([], [], "D", color=RED, ms=8, mec="black", mew=0.6)
    cut_ax.legend(loc="upper center", fontsize=9, frameon=False, ncols=3,
                  columnspacing=1, handlelength=1.8, borderaxespad=0)

    def explore(z1, z2, z3, T, c):
        z = np.array([z1, z2, z3]) + c
        p = make_shares(z / T)
        for at, (bar, text) in enumerate(zip(bars, bar_texts, strict=True)):
            bar.set_height(p[at])
            text.set_text(f"{p[at]:.3f}")
            text.set_position((at, p[at] + 0.01))
        frozen = np.tile(z, (len(sweep), 1))
        frozen[:, 0] = sweep + c
        slices = make_shares(frozen / T)
        for line, values in zip(cuts, slices.T, strict=True):
            line.set_data(sweep, values)
        path.set_data(*(slices @ corners).T)
        dot.set_data(*(p @ corners)[:, None])
        here.set_data([z1], [p[0]])
        bar_ax.set_title(f"T = {T:.2f}, c = {make_tidy(c, 0)}")
        corner = f"the corner {KINDS[p.argmax()]}"
        where = ("close to the centre" if p.max() < 0.36 else
                 f"in {corner}" if p.max() > 0.99 else f"nearest to {corner}")
        each = ", ".join(f"{kind} {part:.3f}"
                         for kind, part in zip(KINDS, p, strict=True))
        scores = [make_tidy(value) for value in z]
        return (f"The scores {scores[0]}, {scores[1]} and {scores[2]} at T = {T:.2f} "
                f"give {each}. The dot is {where}.")

    return Explorer(
        fig, explore,
        moving=[*bars, *bar_texts, path, dot, *cuts, here, bar_ax.title],
        about="The probabilities of three classes: as bars, as a dot in a triangle, "
              "and as curves over the first score",
        controls={"z1": slider("score: outer", -5.0, 5.0, 2.0),
                  "z2": slider("score: inner", -5.0, 5.0, 1.0),
                  "z3": slider("score: far out", -5.0, 5.0, -1.0),
                  "T": widgets.FloatLogSlider(
                      description="T, the temperature", value=1, base=10, min=-1.3,
                      max=1.3, step=0.05, readout_format=".2f"),
                  "c": slider("c, added to all scores", -100, 100, 0, step=1)},
        stills=[{"c": 100}, {"T": 0.1}, {"T": 20.0}])


slider_a = make_slider_a()
slider_a

# %% [markdown] picture="slider_a"
# ![Three settings of slider A with the scores 2, 1 and −1. Above, c = 100 and T = 1: the bars are 0.705, 0.259 and 0.035, just as with c = 0, and the curve of outer is an S. In the middle, T = 0.1: the bar of outer is 1.000 and the dot sits in its corner. Below, T = 20: all bars are close to one third and the dot is close to the centre of the triangle.](attachment:slider_a.png)

# %% jupyter={"source_hidden": true}
guessed("a1", "a2", "a3", "a4")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - e<sup>2</sup> = 7.389, e<sup>1</sup> = 2.718 and e<sup>−1</sup> = 0.368 add up to 10.475.
#   So the probabilities are 0.705, 0.259 and 0.035, rounded to three digits.
#   They are in proportion to e<sup>score</sup>, not to the score. A score of −1 gets its small part too.
# - Adding 100 to all scores moves nothing: e<sup>z+c</sup> = e<sup>c</sup> e<sup>z</sup>, and e<sup>c</sup> cancels.
# - Dividing all scores by *T* does change things. With a small *T* the dot goes to a corner: the winner takes all.
#   With a large *T* it goes to the centre: all classes get the same.
# - With the other two frozen, the first probability draws a **sigmoid**.
#
# </details>
#
# </div>
#
# <details><summary><b>Why this curve</b> (click to open)</summary>
#
# Call the sum of the two frozen powers *K*, and divide numerator and denominator by e<sup>z</sup>:
#
# $$\frac{e^z}{e^z + K} = \frac{1}{1 + K e^{-z}} = \sigma(z - \log K)$$
#
# It is the sigmoid, moved by log *K*. As before, log is the natural logarithm, so *K* = e<sup>log *K*</sup>.
# "Softmax gives probabilities, so it cannot be plotted", says the web page.
# A sigmoid is a probability, and you plotted it in lesson 2. Softmax you have just seen in three ways.
#
# </details>

# %% [markdown]
# ## Bug hunt: one row is fine, two are not
#
# The same page gives code for softmax: `from_the_web`, in the cell below the questions. Read it, and run it after your guess.
# The page adds that subtracting the maximum "changes the formula" to cure overflow and underflow
# (numbers that are too large, and too close to 0, for float64).
#
# <div class="alert alert-warning">
#
# **Predict.**
#
# 1. Does subtracting the maximum change the answer? (Think of *c* in slider A.)
# 2. Each row of a table holds the scores of one point. What does each row of the answer add up to, in the first table below?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("h1", "Does subtracting the maximum change the answer?", ["yes", "no"])

# %% jupyter={"source_hidden": true}
guess("h2", "Each row of the first answer adds up to:", ["1", "0.5", "2"])

# %%
def from_the_web(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


for TABLE in ([[1, 2, 3], [1, 2, 3]], [[1, 2, 3], [1001, 1002, 1003]]):
    ANSWER = from_the_web(np.array(TABLE))
    print(ANSWER.round(3), "rows add up to", ANSWER.sum(axis=1))

# %% jupyter={"source_hidden": true}
guessed("h1", "h2")

# %% [markdown]
# <details><summary><b>What is wrong</b> (click to open)</summary>
#
# 1. It is the same function, with *c* = −max. But now no power is above e<sup>0</sup> = 1, so nothing overflows.
#    And one term of the sum is exactly 1, so the sum is never 0.
#    Underflow is *not* cured: e<sup>−1000</sup> is less than any positive float64, so small probabilities still become exactly 0.
#    We come back to this.
# 2. `np.max` and `np.sum` run over the whole table. With two equal rows each row adds up to 0.5.
#    In the second table the large row takes everything, and the first row is all 0.
#
# </details>
#
# Each row needs a maximum and a sum of its own. Two arguments do it. `axis=1` means "along each row". `keepdims=True` keeps the result as a column, so that you can divide the table by it.
# In your function the axis comes in as `axis`:

# %%
TABLE = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
for KEEP in (False, True):
    SUMS = np.sum(TABLE, axis=1, keepdims=KEEP)
    print(f"keepdims={KEEP}: shape {SUMS.shape}, {SUMS.tolist()}")

# %% jupyter={"source_hidden": true}
# Run it, do not open it yet: what typical mistakes give, and the digits asked for.
SEVEN_DIGITS, SIX_DIGITS = {"rtol": 1e-7, "atol": 1e-300}, {"rtol": 1e-6, "atol": 1e-9}
TYPICAL_MISTAKES["softmax"] = {
    "These are shares in proportion to x. In proportion to what does softmax share?":
    [1.0, 0.5, -0.5],
    "These are the powers of e. What should they be divided by?":
    [7.38905609893065, 2.718281828459045, 0.36787944117144233],
    "This is the sigmoid of each number on its own. In softmax each answer depends on "
    "the whole row: which sum stands below the line?":
    [0.8807970779778823, 0.7310585786300049, 0.2689414213699951],
    "The whole table shares one sum. Which argument makes the sum run along one axis?":
    [[0.0403163726526, 0.0403163726526], [0.109591263171, 0.809775991524]],
    "Each column adds up to 1 here, and each row should. Which axis is that?":
    [[0.26894142137, 0.0474258731776], [0.73105857863, 0.952574126822]],
    "Each row adds up to 1 here, but axis=0 was asked for: each column should. Is the "
    "axis that comes in used?":
    [[0.26894142137, 0.73105857863], [0.0474258731776, 0.952574126822]],
    "The sums are a flat list, so they divide the wrong numbers. Which argument keeps "
    "them as a column?": [[0.5, 0.880797077978], [0.0676676416183, 0.880797077978]],
    "The maxima are a flat list, so they meet the wrong numbers. Which argument keeps "
    "them as a column?":
    [[0.952574126822, 0.0474258731776], [0.73105857863, 0.26894142137]],
    "The maxima and the sums are flat lists, so they meet the wrong numbers. Which "
    "argument keeps them as columns?":
    [[0.952574126822, 0.0133898049327], [2.5893649392, 0.26894142137]],
    "The sums are a flat list, and no maximum of the row is subtracted. Which argument "
    "keeps sums as a column?":
    [[0.5, 0.0438523043395], [1.35914091423, 0.880797077978]]}
TYPICAL_MISTAKES["cross_entropy"] = {
    "This is the mean of p itself. Which function of p is the loss?": 0.5,
    "The sign is turned round: -log p is never negative. Where is a minus missing?":
    -0.6931471805599453,
    "The logarithm has base 2. Which one is meant here?": 1.0,
    "This is the sum over the rows. By what must it be divided to be the mean?":
    2.518858236324472,
    "The mean is taken first, then the logarithm. Which of the two comes first?":
    0.892110796920952,
    "A whole column is picked for each label. How do you pick one entry in each row?":
    2.259429118162236,
    "Whole rows are picked. Which columns are meant? Give both: A[rows, columns].":
    1.68234555010152}
TYPICAL_MISTAKES["cross_entropy_grad"] = {
    "These are the slopes of the sum of the losses. By what must they be divided for "
    "the mean?": [[0.25, 0.25, -0.5], [-0.25, 0.125, 0.125]],
    "The slopes are divided by the number of classes. Over how many losses does the "
    "mean run?": [[0.083333333, 0.083333333, -0.166666667],
             [-0.083333333, 0.041666667, 0.041666667]],
    "The difference is turned round. Which score should rise, and what is the sign of "
    "its slope?": [[-0.125, -0.125, 0.25], [0.125, -0.0625, -0.0625]],
    "These are the probabilities alone. What is subtracted at the label of each row?":
    [[0.125, 0.125, 0.25], [0.375, 0.0625, 0.0625]],
    "The number of the label is subtracted. Which row of 0s and one 1 stands for it?":
    [[-0.875, -0.875, -0.75], [0.375, 0.0625, 0.0625]],
    "Only the probabilities are divided. Do brackets stand around the difference?":
    [[0.125, 0.125, -0.75], [-0.625, 0.0625, 0.0625]],
    "Only the one-hot row is divided. Do brackets stand around the difference?":
    [[0.25, 0.25, 0.0], [0.25, 0.125, 0.125]],
    "1 is taken from every entry. Which entry of each row should lose it?":
    [[-0.375, -0.375, -0.25], [-0.125, -0.4375, -0.4375]],
    "1 is taken from a whole row. Which column is meant? Give both: A[rows, columns].":
    [[-0.375, -0.375, -0.25], [0.375, 0.0625, 0.0625]],
    "1 is taken from whole columns. How do you pick one entry in each row?":
    [[-0.375, 0.125, -0.25], [-0.125, 0.0625, -0.4375]]}

# %% [markdown]
# ## Your turn: softmax
#
# What counts as right is the same in all lessons, but here with seven digits:
#
# - **Shape.** An array in gives an array of the same shape out. Its numbers add up to 1 along `axis`.
#   `axis` may be any axis of `x`. The last one, −1, is the default.
#   The first line, `x = np.asarray(…)`, is given. It turns lists and whole numbers into an array of floats. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`.
# - **Input.** Do not change the array that you are given.
# - **Accuracy.** Seven correct digits.
# - **Range.** From −1000 to 1000 there is no `nan` and no infinity.
# - **Style.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A mistake in `softmax` does not cost points again in a function that uses it.

# %% nbgrader={"grade": false, "grade_id": "softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(x, axis=-1):
    """Return the softmax of x along an axis.

    x is a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and its numbers add up to 1 along the axis.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    shifted = x - np.max(x, axis=axis, keepdims=True)  # 0 or below: no overflow
    powers = np.exp(shifted)
    return powers / np.sum(powers, axis=axis, keepdims=True)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_softmax", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(softmax, np.array([2.0, 1.0, -1.0]), **SEVEN_DIGITS,
             expected=[0.70538451269824, 0.259496460342419, 0.0351190269593401])
check_values(softmax, np.array([[0, 0], [1, 3]]), **SEVEN_DIGITS,
             expected=[[0.5, 0.5], [0.119202922022118, 0.880797077977882]])
check_values(softmax, np.array([[0.0, 1.0], [0.0, 3.0]]), axis=0, **SEVEN_DIGITS,
             expected=[[0.5, 0.119202922022118], [0.5, 0.880797077977882]])
check_values(softmax, [[1000, 1000], [0, 0]], expected=[[0.5] * 2] * 2, **SEVEN_DIGITS)
print("softmax passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Read on: sigmoid is a softmax
#
# (This part is for those who like to know more. It is optional, and so is its question.)
#
# "Sigmoid is for two classes, softmax for many", people say.
# Freeze the second of two scores at 0. Then *K* = e<sup>0</sup> = 1 and log *K* = 0, so
#
# $$\sigma(z) = \mathrm{softmax}([z, 0])_0$$
#
# The small 0 at the end picks the first answer: NumPy counts from 0.
# The sigmoid **is** softmax, for two classes.
#
# And many classes do not always need softmax. A photo may show a cat *and* a dog.
# Such labels do not compete, so each gets a sigmoid of its own.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 3 for *cat*, 3 for *dog* and −2 for *bird*.
# Which probability does softmax give the cat?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("p1", "The cat's probability is:", ["nearly 1", "a bit less than 0.5",
                                                "a third"])

# %%
Z_LIST = np.array([-4.0, -1.0, 0.0, 1.0, 4.0])
PHOTO = np.array([3.0, 3.0, -2.0])  # cat, dog, bird


def first_of_two(z):
    return softmax(np.column_stack([z, 0 * z]))[:, 0]  # the second score is 0


try:
    print("first of two:  ", np.round(answer_of(first_of_two, Z_LIST), 4))
    print("one softmax:   ", np.round(answer_of(softmax, PHOTO), 3))
except AssertionError as error:  # it says what is missing
    print(error)
print("sigmoid:       ", (0.5 + 0.5 * np.tanh(Z_LIST / 2)).round(4), "(by tanh)")
print("three sigmoids:", (0.5 + 0.5 * np.tanh(PHOTO / 2)).round(3))

# %% jupyter={"source_hidden": true}
guessed("p1")

# %% [markdown]
# <details><summary><b>The answer</b> (click to open)</summary>
#
# Cat and dog have the same score, so softmax gives both the same share. That is at most ½: here 0.498 each.
# Three sigmoids say 0.953, 0.953 and 0.119: a cat and a dog, and hardly a bird.
#
# </details>

# %% [markdown]
# ## How wrong is an answer?
#
# You know the **cross-entropy** from lesson 2: the loss of one point is −log *p*, where *p* is the probability of the right class.
# With the natural logarithm, its unit is called *nat*. Over many points we take the mean.
#
# - *p* = 1 costs nothing.
# - Guessing between two classes, *p* = ½, costs log 2 = 0.693 nats. Between three it is log 3 = 1.099.
# - *p* close to 0 costs a lot.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 1000 and 0, and the right class is the *second*.
# What is the true loss? What does a computer give for −log(softmax)?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("q1", "The true loss is about:", ["7", "1000", "infinity"])

# %% jupyter={"source_hidden": true}
guess("q2", "The computer gives for −log(softmax):", ["7", "1000", "infinity"])

# %%
with np.errstate(all="ignore"):
    for GAP in (10.0, 700.0, 1000.0):
        SHARE = np.exp(-GAP) / (1 + np.exp(-GAP))  # the maximum is subtracted
        print(f"scores {GAP:.0f} and 0: p = {SHARE:.3g}, loss {-np.log(SHARE):.6g}")

# %% jupyter={"source_hidden": true}
guessed("q1", "q2")

# %% [markdown]
# <details><summary><b>Both answers</b> (click to open)</summary>
#
# The probability of the second class is rounded to 0, and −log 0 is infinity. But the true loss is 1000.
# Subtracting the maximum does not help: *p* itself is too small for float64.
#
# </details>
#
# The way out is never to compute *p*, which can be too small for float64. Take the logarithm on paper first.
# *k* is the right class, and *m* is the largest score of the row.
#
# $$\text{(I)} \quad -\log \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# $$\text{(II)} \quad \log \sum_j e^{z_j} - z_k$$
#
# $$\text{(III)} \quad (m - z_k) + \log \sum_j e^{z_j - m}$$
#
# Read Σ<sub>j</sub> as "the sum over all classes j". All three forms are equal.
#
# - From (I) to (II): the logarithm of a quotient is a difference, and log e<sup>z</sup> = *z*.
# - From (II) to (III): in each term, e<sup>z</sup> = e<sup>m</sup> · e<sup>z−m</sup>. So e<sup>m</sup> comes out of the sum: Σ e<sup>z</sup> = e<sup>m</sup> · Σ e<sup>z−m</sup>.
#   The logarithm of a product is a sum, and log e<sup>m</sup> = *m*. So log Σ e<sup>z</sup> = *m* + log Σ e<sup>z−m</sup>.
#
# The sum in (III) lies between 1 and *C*, the number of classes, so its logarithm is harmless.
# **For your task, write form (III).**
#
# ## Your turn: cross-entropy
#
# `logits` has a row for each point. `labels` holds the number of the right class in each row, counted from 0.
# Seven digits are asked for. A loss that is nearly 0 may be off by 10<sup>−13</sup>.
#
# <details><summary><b>NumPy words that help</b> (click to open)</summary>
#
# - To pick one entry in each row, give NumPy two lists of numbers: `table[[0, 1], [2, 0]]` is entry 2 of row 0 and entry 0 of row 1.
#   One list of numbers alone, `table[[0, 1]]`, picks whole **rows**. Give rows and columns: `A[rows, columns]`.
# - `np.arange(5)` is the list 0, 1, 2, 3, 4.
# - `np.max(table, axis=1)` is the largest number of each row.
# - You need *m* twice. Beside the table it must be a column. Beside the scores that you picked, keep it flat.
#   To see a shape, put `print(A.shape)` above that line.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy(logits, labels):
    """Return the mean loss -log p(label), in nats: one number.

    logits is an array (n, C) with values from -1000 to 1000: n rows of C scores.
    labels is an array (n,) of whole numbers from 0 to C - 1.
    The loss is finite, and the arrays stay unchanged.
    """
    # BEGIN SOLUTION
    highest = np.max(logits, axis=1)
    sums = np.sum(np.exp(logits - highest[:, None]), axis=1)  # from 1 to C
    right = logits[np.arange(len(labels)), labels]
    return np.mean((highest - right) + np.log(sums))
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cross_entropy", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_values(cross_entropy, np.array([[0.0, 0.0]]), np.array([1]), **SEVEN_DIGITS,
             expected=0.693147180559945, hint="What does guessing between two cost?")
check_values(cross_entropy, np.array([[2.0, 1.0, -1.0], [0.0, 3.0, 1.0]]),
             np.array([0, 2]), expected=1.259429118162236, **SEVEN_DIGITS,
             hint="The rows cost 0.349 and 2.170. What is their mean?")
check_values(cross_entropy, np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([1, 1]),
             expected=500, **SEVEN_DIGITS, hint="Did you take the logarithm on paper?")
print("cross_entropy passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Read on: more digits
#
# One term of the sum in form (III) is exactly 1: that of the largest score. With *S* for the sum of the **others**, the loss is
#
# $$(m - z_k) + \log(1 + S)$$
#
# `np.log1p(S)` is log(1 + *S*) with all its digits, even if *S* is tiny. That matters when the answer is sure and right.
# For the scores 1000 and 980, where the first is right, the loss is 2.06115e-9 (that is 2.06115 · 10<sup>−9</sup>).
# In another order, *m* + log Σ − *z*<sub>k</sub>, a computer gets 2.06114e-9: beside 1000 there is no room for more digits.
# Your task does not ask for these digits, so it needs neither *S* nor `log1p`.

# %% [markdown]
# ## Which score should move?
#
# To learn, we need the slope of the loss by each score: how much does the loss change when that score rises a little?
# Take the loss of one row, log Σ<sub>j</sub> e<sup>z<sub>j</sub></sup> − *z*<sub>k</sub>, and move the score *z*<sub>i</sub>.
#
# - The first part: by the chain rule, log has the slope 1/(what is inside), and what is inside changes with the slope e<sup>z<sub>i</sub></sup>.
#   So the slope is e<sup>z<sub>i</sub></sup> / Σ<sub>j</sub> e<sup>z<sub>j</sub></sup>. That is *p*<sub>i</sub>, the softmax.
# - The second part has the slope −1 if *i* is the right class *k*, and 0 if not.
#
# So the slope is ***p* minus one-hot**. **One-hot** is the row that has a 1 at the right class, and 0 in all other places.
# With two classes you met it in lesson 2: *p* − *y*.
#
# In slider B you set three scores and choose the right class.
# On the left, each bar is the probability *p* of a class, and a black stroke is its one-hot number: 1 for the right class, else 0.
# The arrow from *p* to the stroke is minus the slope by that **score**. Its length is |*p* − one-hot|.
# On the right, only the score of *inner* moves. The curve is the loss, and the dashed line has its slope.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 2, 1 and −1, and the right class is *inner*.
#
# 1. Which scores should fall, so that the loss gets smaller?
# 2. What do the three slopes add up to?
# 3. When is the slope by the score of the right class nearly 0?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("b1", "Which scores should fall?", ["only the largest", "all but the right one",
                                          "all three"])

# %% jupyter={"source_hidden": true}
guess("b2", "The three slopes add up to:", ["0", "1", "it depends on the scores"])

# %% jupyter={"source_hidden": true}
guess("b3", "The slope by the right score is nearly 0:",
      ["sure and right", "sure and wrong", "not sure"])

# %% jupyter={"source_hidden": true}
# Slider B. The loss is -log p, with p by pairs as in slider A.
def make_slider_b():
    fig = figure(8.6, 3.6)
    bar_ax, loss_ax = fig.subplots(1, 2, width_ratios=[4, 5])
    bar_ax.set(xlim=(-0.6, 2.6), ylim=(-0.04, 1.16), ylabel="probability",
               yticks=[0, 0.5, 1])
    bar_ax.set_title("black stroke: one-hot; arrow: from p to it,\nwhich is minus the "
                     "slope by that score", fontsize=10)
    bars = list(bar_ax.bar(KINDS, [0, 0, 0], width=0.6, color=TINTS, ec="black",
                           hatch=["", "//", ".."]))
    goals, = bar_ax.plot([], [], "_", color=BLACK, ms=34, mew=2)
    shafts, = bar_ax.plot([], [], "-", color=RED, lw=2.6)
    heads = [bar_ax.plot([], [], mark, color=RED, ms=9)[0] for mark in "^v"]
    loss_ax.set(xlim=(-6, 6), ylim=(-0.3, 8), xlabel="score of inner",
                ylabel="loss, in nats", yticks=[0, 2, 4, 6, 8])
    curve, = loss_ax.plot([], [], "-", color=BLUE)
    tangent, = loss_ax.plot([], [], "--", color=RED, lw=1.8)
    here, = loss_ax.plot([], [], "D", color=RED, ms=8, mec="black", mew=0.6)
    sweep = np.linspace(-6, 6, 121)

    def explore(z0, z1, z2, right):
        z, label = np.array([z0, z1, z2]), KINDS.index(right)
        p = make_shares(z)
        slopes = p - (np.arange(3) == label)
        for bar, part in zip(bars, p, strict=True):
            bar.set_height(part)
        goals.set_data([0, 1, 2], p - slopes)
        shafts.set_data(np.repeat([0.0, 1.0, 2.0], 3),
                        np.column_stack([p, p - slopes, p + np.nan]).ravel())
        for head, chosen in zip(heads, (slopes < -0.03, slopes > 0.03), strict=True):
            head.set_data(np.arange(3)[chosen], (p - 0.9 * slopes)[chosen])
        moved = np.tile(z, (len(sweep), 1))
        moved[:, 1] = sweep
        curve.set_data(sweep, -np.log(make_shares(moved)[:, label]))
        loss = -np.log(p[label])
        here.set_data([z1], [loss])
        tangent.set_data([z1 - 2.5, z1 + 2.5],
                         [loss - 2.5 * slopes[1], loss + 2.5 * slopes[1]])
        loss_ax.set_title(f"loss {loss:.3f}, slope by inner {make_tidy(slopes[1], 3)}")
        each = ", ".join(f"{kind} {make_tidy(slope, 3)}"
                         for kind, slope in zip(KINDS, slopes, strict=True))
        return (f"The right class is {right}: the loss is {loss:.3f} nats. Its slopes "
                f"by the scores are {each}. Together they are "
                f"{make_tidy(slopes.sum(), 3)}.")

    return Explorer(
        fig, explore,
        moving=[*bars, goals, shafts, *heads, curve, tangent, here, loss_ax.title],
        about="Left: three probabilities, an arrow from each to its one-hot number: "
              "minus the slope by its score. "
              "Right: the loss over the score of inner; a dashed line has its slope",
        controls={"z0": slider("score: outer", -5.0, 5.0, 2.0),
                  "z1": slider("score: inner", -5.0, 5.0, 1.0),
                  "z2": slider("score: far out", -5.0, 5.0, -1.0),
                  "right": widgets.Dropdown(description="the right class",
                                            options=KINDS, value="inner")},
        stills=[{}, {"z1": 5.0}, {"right": "outer"}])


slider_b = make_slider_b()
slider_b

# %% [markdown] picture="slider_b"
# ![Three settings of slider B. Above, scores 2, 1 and −1 with inner right: the arrows push outer and far out down and inner up, and the loss 1.349 falls along a line of slope −0.741. In the middle, the score of inner is 5: nearly no arrow is left, and the loss curve is flat. Below, outer is right: now the loss rises with the score of inner, with slope 0.259.](attachment:slider_b.png)

# %% jupyter={"source_hidden": true}
guessed("b1", "b2", "b3")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# With the scores 2, 1 and −1, and *inner* right:
#
# - The slopes are 0.705, −0.741 and 0.035. A step of learning goes against them:
#   the score of the right class rises, each other score falls by the rate times its probability.
# - They add up to 0: what the right class gains, the others lose.
# - With other scores: sure and right, the slope is nearly 0: nothing is left to learn. Sure and wrong, it is nearly −1: a firm push.
#   For a sure and wrong answer a squared error is nearly flat (lesson 2); this loss is not.
#
# </details>
#
# </div>
#
# ## Your turn: the slope of the loss
#
# Write it for a table of logits, for the **mean** loss of its *n* rows, with your `softmax`:
#
# $$\frac{p - \text{one-hot}}{n}$$
#
# Six digits are asked for here, or an error of at most 10<sup>−9</sup>.
#
# <details><summary><b>NumPy words that help</b> (click to open)</summary>
#
# - `np.zeros(A.shape)` is a table of zeros with as many rows and columns as `A`.
# - `A[[0, 1], [2, 0]] = 1` writes a 1 to entry 2 of row 0 and to entry 0 of row 1.
#   `A[[0, 1]] = 1` would fill whole **rows**. Give rows and columns: `A[rows, columns]`.
# - `labels` holds class numbers. It is not a one-hot table, so `A - labels` is not *p* minus one-hot.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "cross_entropy_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy_grad(logits, labels):
    """Return the slope of the mean loss by each logit: an array (n, C).

    logits is an array (n, C) with values from -1000 to 1000: n rows of C scores.
    labels is an array (n,) of whole numbers from 0 to C - 1.
    There is no nan and no infinity, and the arrays stay unchanged.
    """
    # BEGIN SOLUTION
    slopes = softmax(logits, axis=1)
    slopes[np.arange(len(labels)), labels] -= 1.0
    return slopes / len(labels)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cross_entropy_grad", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_values(cross_entropy_grad, np.log([[1, 1, 2], [6, 1, 1]]), np.array([2, 0]),
             expected=[[0.125, 0.125, -0.25], [-0.125, 0.0625, 0.0625]],
             **SIX_DIGITS, hint="What does each row of slopes add up to?")
check_values(cross_entropy_grad, np.array([[2.0, 1.0, -1.0]]), np.array([1]),
             expected=[[0.70538451, -0.74050354, 0.03511903]], **SIX_DIGITS)
check_values(cross_entropy_grad, np.array([[1e3, 0.0], [0.0, 1e3]]), np.array([0, 0]),
             expected=[[0, 0], [-0.5, 0.5]], **SIX_DIGITS, hint="Does e^1000 overflow?")
print("cross_entropy_grad passes its visible checks. Hidden checks try more inputs.")

# %% [markdown]
# ## Three classes learn
#
# Each class gets its own weights and its own bias: a point *x* has the scores *z* = *xW* + *b*.
# *W* has a row for each coordinate and a column for each class. In NumPy, the product of two tables is written `X @ W`.
#
# **The product of two tables.** Entry (row *i*, column *j*) of `X @ W`: multiply row *i* of `X` by column *j* of `W`, number by number, and add up.
# Row [1, 2] times column [3, 4] gives 1·3 + 2·4 = 11. `X` must have as many columns as `W` has rows.
#
# A weight moves the scores of **all** points, each by the point's own coordinate. So its slope is a sum over the points:
# coordinate times slope of the score. In one product: `X.T @ slopes`, where `X.T` is *X* with rows and columns exchanged.
# A bias moves the scores of all points alike: its slope is the sum of their slopes.
#
# This is all it takes. Your `cross_entropy` measures, your `cross_entropy_grad` says where to go:

# %%
def learn_three_classes(X, labels, steps=400, rate=0.5):
    """Return weights, biases and the loss before each step of gradient descent."""
    W, b, history = np.zeros((2, 3)), np.zeros(3), []
    for _ in range(steps + 1):  # before each step, and after the last one
        logits = X @ W + b
        history.append((W, b, cross_entropy(logits, labels)))
        slopes = cross_entropy_grad(logits, labels)
        W = W - rate * X.T @ slopes
        b = b - rate * slopes.sum(axis=0)
    return history


# %% [markdown]
# Slider C runs this loop. Its points come in two kinds: **three groups** that overlap a little, and **three rings**:
# the ring of this course, and class 2 around it.
# The loop learns from some of the points (filled marks).
# 150 other points are **held out** (small hollow marks): it never sees them while it learns, and we use them to test it.
# The colour of the ground shows the class that your `softmax` finds most probable. A paler colour means less sure.
#
# For each point the largest probability is what the network **claims**: "I am 93 % sure".
# Its mean over many points can be compared with how many are right.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. *Three groups.* What shape are the borders between the classes?
# 2. *Three rings.* How many of the held-out points will be right?
# 3. *Three groups, only 12 points to learn from.* On average over ten seeds, are the held-out points right as often as it claims?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("c1", "The borders are:", ["straight", "curved", "closed curves"])

# %% jupyter={"source_hidden": true}
guess("c2", "Three rings, right on held-out points:", ["nearly all", "two thirds",
                                                      "about one third"])

# %% jupyter={"source_hidden": true}
guess("c3", "After 12 points it is right:", ["less often than it claims",
                                             "as often as it claims", "more often"])

# %% jupyter={"source_hidden": true}
# Slider C. What learns here runs through your own functions.
HELD_OUT, STEPS, EDGE = 150, 400, 4.2
MESH = np.linspace(-EDGE, EDGE, 85)
PLANE = np.stack(np.meshgrid(MESH, MESH), axis=-1).reshape(-1, 2)
HISTORIES = {}  # what was learned already, by points and functions


def make_points(kind, seed):
    """Return 300 points and their classes 0, 1, 2, a third each, in a mixed order."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(2 * HELD_OUT) % 3)
    if kind == "three groups":
        turn = np.pi * (0.5 + 2 * y / 3)
        centres = 1.5 * np.column_stack([np.cos(turn), np.sin(turn)])
        return centres + 0.9 * rng.normal(size=centres.shape), y
    near, far = np.array([1.6, 0.0, 3.0])[y], np.array([2.4, 1.0, 3.8])[y]
    distance = np.sqrt(near**2 + rng.random(len(y)) * (far**2 - near**2))
    turn = rng.uniform(0, 2 * np.pi, len(y))
    return np.column_stack([distance * np.cos(turn), distance * np.sin(turn)]), y


def make_history(kind, count, seed, *functions):
    """Let three classes learn; `functions` are yours: where one changes, learn anew."""
    key = kind, count, seed, functions
    if key in HISTORIES:
        return HISTORIES[key]
    X, y = make_points(kind, seed)
    check_values(functions[1], np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([0, 1]),
                 expected=1.4100376)
    check_values(functions[2], np.log([[1, 1, 2], [6, 1, 1]]), np.array([2, 0]),
                 expected=[[0.125, 0.125, -0.25], [-0.125, 0.0625, 0.0625]])
    history = answer_of(learn_three_classes, X[:count], y[:count])
    held = [answer_of(functions[1], X[HELD_OUT:] @ W + b, y[HELD_OUT:])
            for W, b, _ in history[::10]]
    HISTORIES[key] = history, held
    return HISTORIES[key]


def make_slider_c():
    from contourpy import contour_generator  # matplotlib draws its contours with it

    fig = figure(8.6, 4.2)
    map_ax, loss_ax = fig.subplots(1, 2, width_ratios=[5, 4])
    map_ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal", xlabel="x₁",
               ylabel="x₂", xticks=[-4, -2, 0, 2, 4], yticks=[-4, -2, 0, 2, 4])
    side = len(MESH)
    pixels = np.full((side, side, 4), 255, np.uint8)  # red, green, blue, opaque
    shade = map_ax.imshow(pixels, extent=(-EDGE, EDGE, -EDGE, EDGE), origin="lower",
                          interpolation="nearest", zorder=1)
    border, = map_ax.plot([], [], "-", color=BLACK, lw=2, zorder=2)
    marks = "o^s"
    held_marks = [map_ax.plot([], [], mark, mfc="none", mec=ink, ms=4, mew=0.9,
                              ls="none", zorder=3)[0]
                  for mark, ink in zip(marks, INKS, strict=True)]
    seen_marks = [map_ax.plot([], [], mark, color=tint, mec="black", mew=0.7, ms=7.5,
                              ls="none", zorder=4)[0]
                  for mark, tint in zip(marks, TINTS, strict=True)]
    loss_ax.set(xlim=(0, STEPS), ylim=(0, 2), xlabel="step", ylabel="loss, in nats",
                yticks=[0, 0.5, 1, 1.5, 2])
    loss_ax.axhline(np.log(3), color=GREY, ls=":", lw=1.4)
    loss_ax.text(STEPS / 3, np.log(3) - 0.05, "guessing: log 3", color="#444444",
                 va="top", fontsize=10)
    curves = [loss_ax.plot([], [], style, color=ink, label=label)[0]
              for style, ink, label in (("-", BLUE, "learned from"),
                                        ("--", RED, "held out"))]
    now, = loss_ax.plot([], [], "-.", color=BLACK, lw=1.2)
    loss_ax.legend(loc="upper left", fontsize=10, frameon=False, ncols=2)
    colours = np.array([[int(tint[at:at + 2], 16) / 255 for at in (1, 3, 5)]
                        for tint in TINTS])

    def explore(kind, count, seed, step):
        for name in ("softmax", "cross_entropy", "cross_entropy_grad",
                     "learn_three_classes"):
            check(name in globals(), f"{name} is not there yet. Did you run its cell?")
        X, y = make_points(kind, seed)
        history, held = make_history(kind, count, seed, softmax, cross_entropy,
                                     cross_entropy_grad)
        W, b, _ = history[step]
        p = np.asarray(answer_of(softmax, PLANE @ W + b))
        check_values(softmax, np.array([[0.0, 0.0], [1.0, 3.0]]),
                     expected=[[0.5, 0.5], [0.119203, 0.880797]])
        sure = 0.1 + 0.4 * np.clip(1.5 * p.max(axis=1) - 0.5, 0, 1)[:, None]
        picture = 255 * (1 - sure * (1 - colours[p.argmax(axis=1)]))
        pixels[..., :3] = picture.reshape(side, side, 3)
        shade.set_data(pixels)
        parts = [[[np.nan, np.nan]]]
        scores = (PLANE @ W + b).reshape(side, side, 3)
        for k in range(3):
            ahead = scores[..., k] - np.delete(scores, k, axis=2).max(axis=2)
            for line in contour_generator(MESH, MESH, ahead).lines(0.0) if step else ():
                parts += [line, [[np.nan, np.nan]]]
        border.set_data(*np.vstack(parts).T)
        for k in range(3):
            seen_marks[k].set_data(*X[:count][y[:count] == k].T)
            held_marks[k].set_data(*X[HELD_OUT:][y[HELD_OUT:] == k].T)
        curves[0].set_data(np.arange(STEPS + 1), [loss for *_, loss in history])
        curves[1].set_data(np.arange(0, STEPS + 1, 10), held)
        now.set_data([step, step], [0, 1.7])
        said = []
        for name, part in (("learned from", slice(count)),
                           ("held out", slice(HELD_OUT, None))):
            shares = np.asarray(answer_of(softmax, X[part] @ W + b))
            right = int((shares.argmax(axis=1) == y[part]).sum())
            said.append(f"{name}: {right} of {len(shares)} right, it claims "
                        f"{shares.max(axis=1).mean():.0%}")
        map_ax.set_title(f"{kind}, {count} points, step {step}")
        loss_ax.set_title(said[1], fontsize=10)
        return (f"{kind}, seed {seed}, step {step}".capitalize()
                + f". {said[0].capitalize()}; {said[1]}.")

    return Explorer(
        fig, explore,
        moving=[shade, border, *held_marks, *seen_marks, *curves, now, map_ax.title,
                loss_ax.title],
        about="Left: three classes of points, and the side of the plane that each has "
              "learned. Right: the loss on both kinds of points at each step",
        controls={"kind": widgets.Dropdown(description="points",
                                           options=["three groups", "three rings"]),
                  "count": slider("points to learn from", 12, HELD_OUT, HELD_OUT,
                                  step=6, continuous_update=False),
                  "seed": slider("seed of the points", 0, 9, 1, step=1,
                                 continuous_update=False),
                  "step": slider("step of learning", 0, STEPS, STEPS, step=10)},
        stills=[{}, {"kind": "three rings"}, {"count": 12}])


slider_c = make_slider_c()
slider_c

# %% [markdown] picture="slider_c"
# ![Three settings of slider C after 400 steps. Above, three groups, 150 points to learn from: three straight borders meet in one point, and both losses fall far below guessing. In the middle, three rings: the colours are pale, the straight borders cut through the rings, and both losses stay close to guessing. Below, three groups with 12 points: all 12 are right and their loss is close to 0, but the loss of the held-out points turns round and rises.](attachment:slider_c.png)

# %% jupyter={"source_hidden": true}
guessed("c1", "c2", "c3")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# After 400 steps, as means over the seeds 0 to 9:
#
# | points | learned from | held out, right | it claims |
# | --- | --- | --- | --- |
# | three groups | 150 | 88 % | 89 % |
# | three groups | 30 | 86 % | 91 % |
# | three groups | 12 | 78 % | 90 % |
# | three rings | 150 | 36 % | 39 % |
#
# - The borders are **straight**, and meet in one point (seed 1: 132 of 150 held-out points right, the network claims 92 %).
# - On the rings it has hardly more points right than guessing, which gets a third. Its loss on the held-out points even ends
#   above that of guessing (seed 1). At least it claims little.
# - After 12 points it is right less often than it claims (seed 1: 114 of 150, that is 76 %, but it claims 92 %).
#   So do not trust the claim alone. The loss on the held-out points shows this best with 12 points:
#   it falls, turns round and rises, while the other goes on falling. Held-out points are the honest test.
#
# </details>
#
# </div>
#
# ## Read on: why the borders look as they do
#
# <details><summary><b>The proof</b> (click to open)</summary>
#
# On the border of classes *i* and *j* their scores are equal. The difference of two scores is again weights times *x* plus a bias,
# and where it is 0, there is a line (lesson 1).
#
# The side of each class has no dents and no holes. Take two points on the side of class *i*.
# Halfway between them each score is the mean of its two values. At both ends score *i* is the largest, so its mean is, too.
#
# Now take two points of the ring's class 0 that face each other, left and right of the centre.
# If both are on the side of class 0, so is the centre. But the centre belongs to class 1.
# So no such weights get all points right. What is missing is a layer in between: that is lesson 6.
#
# </details>

# %% [markdown]
# ## Stretch: masks (no points)
#
# Sometimes a class is forbidden. Then its score is set to −∞, written `-np.inf`, and its probability must be exactly 0.
# If a whole row is forbidden, the answer is 0 all along it.
# Your `softmax` nearly does that already. What is −∞ − (−∞)?

# %% nbgrader={"grade": false, "grade_id": "masked_softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def masked_softmax(x, axis=-1):
    """Return softmax along an axis, where entries of -inf take no part and get 0.

    x is an array of any shape; its entries are finite or -inf. The answer has the
    same shape. Where all entries along the axis are -inf, the answer is all 0.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    highest = np.max(x, axis=axis, keepdims=True)
    powers_left = np.exp(x - np.where(np.isfinite(highest), highest, 0.0))
    sums_left = np.sum(powers_left, axis=axis, keepdims=True)
    return powers_left / np.where(sums_left > 0, sums_left, 1.0)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_masked_softmax", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
if tried(masked_softmax):
    check_values(masked_softmax, np.array([[1.0, -np.inf, 3.0], [0.0, 0.0, -np.inf]]),
                 expected=[[0.119202922022, 0.0, 0.880797077978], [0.5, 0.5, 0.0]],
                 **SEVEN_DIGITS)
    check_values(masked_softmax, np.array([[-np.inf, -np.inf], [1.0, 1.0]]),
                 expected=[[0.0, 0.0], [0.5, 0.5]], **SEVEN_DIGITS,
                 hint="In a row of -inf alone, what is subtracted?")
    print("masked_softmax passes its visible checks.")

# %% [markdown]
# ## Stretch: every probability by every score (no points)
#
# Move score *j* a little. How much does probability *i* move? The table of all these slopes is the **Jacobian**.
# With *p* for the probabilities, the entry in row *i* and column *j* is
# *p<sub>i</sub>*(1 − *p<sub>i</sub>*) if *i* = *j*, and −*p<sub>i</sub> p<sub>j</sub>* if not.
# On the diagonal you meet *s*(1 − *s*) again, the slope of the sigmoid. Can you say why?

# %% nbgrader={"grade": false, "grade_id": "softmax_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_jacobian(x):
    """Return the slopes of softmax: entry [i, j] is that of answer i by score j.

    x is an array (n,) with values from -1000 to 1000. The answer is (n, n).
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    p = softmax(x)
    return np.diag(p) - np.outer(p, p)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_softmax_jacobian", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
if tried(softmax_jacobian):
    check_values(softmax_jacobian, np.array([0.0, np.log(3)]), **SIX_DIGITS,
                 expected=[[0.1875, -0.1875], [-0.1875, 0.1875]])
    check_values(softmax_jacobian, np.log([1.0, 1.0, 2.0]), **SIX_DIGITS,
                 expected=[[3 / 16, -1 / 16, -1 / 8], [-1 / 16, 3 / 16, -1 / 8],
                           [-1 / 8, -1 / 8, 1 / 4]],
                 hint="What do the rows and the columns add up to?")
    print("softmax_jacobian passes its visible checks.")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - Softmax gives probabilities in proportion to e<sup>score</sup>. Adding a constant changes nothing, scaling does.
# - Subtract the maximum along the axis, for each row its own. It is the same function without overflow.
# - From *Read on*: σ(*z*) = softmax([*z*, 0])<sub>0</sub>. Several labels at once need one sigmoid each.
# - Cross-entropy takes the logarithm on paper first. log(softmax) may give −∞.
# - Its slope is *p* minus one-hot, over *n*. With it, three classes learn in ten lines.
# - Linear scores have straight borders. A network only claims how sure it is. Held-out points show how often it is right.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **Next:** [Lesson 6: the network that closes the curve](../06_network/06_network.ipynb)
