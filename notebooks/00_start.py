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
# # Start here
#
# **Time:** about 20 minutes for this page. The words at its end are for later.
#
# This page is made of **cells**: pieces of text or of code. To run a cell, click it and press **Shift + Enter**. This also takes you to the next one.
#
# A neural network can draw a closed curve around a crowd of points. A straight line cannot.
# It takes two things together: several small parts that compute, the **units**, side by side in a **layer**;
# and in each unit a small bent function, the **activation function**.
#
# In this course you meet four activation functions: sigmoid, tanh, ReLU and softmax.
# You play with each one, you write each one yourself, and you write the steps by which a network learns.
# In the last lesson your own code draws the closed curve, and reads handwritten digits.
#
# First *fetch* a lesson: menu *Nbgrader*, then *Assignment List*, then *Fetch* beside its name. Then its link in this table opens it.
# (If your JupyterLab has no such menu, open the file that your teacher gave you. You hand it in as your teacher says, too.)
#
# | lesson | the question | you write |
# | --- | --- | --- |
# | [1. What a line can and cannot separate](../01_linear_separability/01_linear_separability.ipynb) | Which points can a straight line tell apart? | `affine`, `predict`, `perceptron` |
# | [2. Sigmoid](../02_sigmoid/02_sigmoid.ipynb) | How does a hard step become a soft one, and how does a unit learn? | `sigmoid`, `sigmoid_grad`, `gradient_step` |
# | [3. Tanh](../03_tanh/03_tanh.ipynb) | What changes when the middle is zero? | `tanh`, `tanh_grad` |
# | [4. ReLU](../04_relu/04_relu.ipynb) | Why is a bent line enough? | `relu`, `relu_grad` |
# | [5. Softmax](../05_softmax/05_softmax.ipynb) | How do scores become probabilities? | `softmax`, `cross_entropy`, `cross_entropy_grad` |
# | [6. The network](../06_network/06_network.ipynb) | How does the curve close, and what else can the network learn? | `mlp_forward`, `mlp_backward` |
#
# Each lesson gives 20 points, and takes up to 60 minutes. What is marked **Read on** or **Stretch** comes on top.
# The times are for somebody who reads quickly. If English or Python is new to you, they take half as long again.
# Take them in this order: lesson 6 runs on the functions that you write in lessons 2 to 5.

# %% [markdown]
# ## Who it is for
#
# For people who are new to neural networks, and perhaps quite new to Python. Before you begin you should know
#
# - how to write a Python function with `def` and `return`,
# - what a NumPy array is, and that `X + 1` adds 1 to every number in it,
# - the straight line from school, and from lesson 2 on: what a derivative is, and the chain rule.
#
# If arrays are new to you, read "NumPy: the absolute basics for beginners" in NumPy's own documentation first.
#
# ## How a lesson goes
#
# **Predict → slide → write → check → explain.**
#
# 1. A blue box asks you to **predict** something. So does a yellow one, about somebody else's mistake. Give your guess below it: it is kept. A wrong guess is worth more than no guess.
# 2. Then you move a **slider** and look.
# 3. Then you **write** a function, where a cell says `# YOUR CODE HERE`. Delete the line `raise NotImplementedError()`,
#    and write your lines in its place, as far in as it was (four spaces).
# 4. The cell below yours holds **visible checks**. Run it. It says in one sentence what is wrong, or that all is well.
# 5. A green box **explains** what you saw: open it when you have looked. Your guess comes back above it.
#
# A line with a small triangle ▸ in front opens when you click it. Think first.
# **Stretch** exercises carry no points. Leave them out if your time is short.
#
# After you submit, **hidden checks** try more inputs: very large numbers, whole numbers, lists, tables, empty arrays.
# You get points for each kind of behaviour that is right, and one sentence for each that is not.
# How you write your function is up to you: loops, slow code, library calls and warnings cost no points.

# %% [markdown]
# ## Ten things to do in JupyterLab
#
# | what | with the keyboard | with the mouse |
# | --- | --- | --- |
# | open the list of lessons | Ctrl + Shift + C, type *assignment list*, Enter | menu *Nbgrader*, then *Assignment List* |
# | fetch a lesson, and open it | in the list: Tab to *Fetch*, Enter; then Tab to the lesson's name, Enter, Tab, Enter | in the list: *Fetch*; then its name in the table above |
# | run a cell and go to the next one | Shift + Enter | the ▶ button above the notebook |
# | go to another cell, and write in it | ↑ ↓, then Enter; Esc when you have written. Folded cells are passed over: Shift + Enter or Tab, from the text above, leads there | click it |
# | close a text that a double-click has opened | Shift + Enter | the ▶ button above the notebook |
# | make room, in a small or enlarged window | Ctrl + B hides the files at the left, and shows them again | the folder at the left edge |
# | run all cells from the top | Ctrl + Shift + C, type *restart kernel and run all*, Enter, Enter | menu *Run*, then *Restart Kernel and Run All Cells…*; then scroll up, as it ends at the last cell |
# | check a lesson before you submit | in the list: Tab to *Validate*, which is in the row below the lesson's name, Enter | the *Validate* button above the notebook |
# | submit | in the list: Tab to *Submit*, Enter | in the list: *Submit* beside the lesson |
# | read your feedback | in the list: Tab to *Fetch Feedback*, Enter; Shift + Tab to the files at the left; ↓ and Enter, from folder to folder, down to the page | in the list: *Fetch Feedback*, *(view feedback)*; double-click the page at the left |
#
# On a Mac it is ⌘ in place of Ctrl. Save before you submit, with Ctrl + S. You may submit as often as you like until the deadline; the last one counts.
# Run a lesson from the top each time you open it: Python may have forgotten everything since you closed it.
#
# If something does not work:
#
# | what you see | what helps |
# | --- | --- |
# | a slider that does not react, small broken chains beside it, *Error displaying widget*, or *No Kernel* at the top | menu *Run*, then *Restart Kernel and Run All Cells…* |
# | *Server Connection Error*, *File Save Error* | the network is gone. Leave the page open: what you write stays in it. When the message has stopped coming, save |
# | *Disconnected* in the bottom line | menu *Kernel*, then *Reconnect to Kernel* |
# | *NameError: name … is not defined*, and the name is not one that you typed | a cell above it has not run: menu *Run*, then *Restart Kernel and Run All Cells…* |
# | no answer at all, a cell marked [*] for minutes | an endless loop, perhaps: menu *Kernel*, then *Interrupt Kernel* |
#
# Try it now. Click this text, and press Shift + Enter, cell by cell, down to the blue box.
# Guess, then go on to the picture, and scroll up a little if its sliders are out of sight.
# The first two code cells hold the drawing code and the points of this course. They are folded away:
# you see only a bar with three dots. (A click on the bar opens it, a click on the blue line at its left folds it again.) Each picture of the course appears under such a bar, when you have run it.
# The first code cell also loads NumPy under its short name `np`, so that `np.array` is NumPy's function `array`.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% [markdown]
# ## A first slider
#
# The picture below shows the **ring**, the points of this whole course. The *inner* points are class 1 (orange triangles ▲).
# The *outer* points are class 0 (blue circles ●).
#
# A straight line splits the picture, and a black arrow stands on it. The arrow points to the side of class 1.
# The first slider turns the line and its arrow. The second slider moves the line along the arrow.
#
# Three ways to move a slider: drag it; click it or go there with Tab, then use the arrow keys; or click the number at its right end and type.
# To leave the sliders with the keyboard, press Shift + Tab several times. When no slider is marked, you are back at the cells.
#
# <div class="alert alert-info">
#
# **Predict.** 80 points, half of them inner ones.
# The side of the arrow is called class 1, the other side class 0. How many of the 80 can the best line get right?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("a1", "The best line gets right, of 80")

# %% jupyter={"source_hidden": true}
def make_slider_a():
    """Return slider A: the ring, and a line that turns and moves."""
    X, y = ring(80, seed=1)
    fig = figure(4.8, 4.4)
    ax = fig.subplots()
    ax.set(xlim=(-2.6, 2.6), ylim=(-2.6, 2.6), xlabel="x₁", ylabel="x₂", aspect="equal")
    line, = ax.plot([], [], color=BLUE, lw=2.5)
    side, = ax.fill([0, 0, 0], [0, 0, 0], color=ORANGE, alpha=0.22, lw=0)
    inner, = ax.plot(*X[y == 1].T, "^", color=ORANGE, ms=7, mec=BLACK, mew=0.6)
    outer, = ax.plot(*X[y == 0].T, "o", color=SKY, ms=6, mec=BLACK, mew=0.6)
    arrow = ax.annotate("", (0, 0), (0, 0), zorder=6, annotation_clip=False,
                        arrowprops={"arrowstyle": "-|>", "color": BLACK, "lw": 2,
                                    "shrinkA": 0, "shrinkB": 0})

    def turn(angle, shift):
        across = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        along, foot = np.array([-across[1], across[0]]), shift * across
        ends = np.array([foot - 5 * along, foot + 5 * along])
        line.set_data(*ends.T)
        side.set_xy(np.vstack([ends, ends[::-1] + 9 * across]))
        arrow.set_position(foot)
        arrow.xy = tuple(foot + 0.7 * across)
        right = int(((X @ across > shift) == (y == 1)).sum())
        ax.set_title(f"{right} of 80 right")
        return (f"The arrow points at {angle} degrees, and the line stands at right "
                f"angles to it, {abs(shift):.1f} from the centre. The light orange "
                f"side counts as class 1: {right} of 80 points are right.")

    return Explorer(
        fig, turn, moving=[side, line, inner, outer, arrow, ax.title],
        about="The ring and a straight line; an arrow at right angles to the line "
              "points to the side that counts as class 1",
        controls={"angle": slider("angle of the arrow, in degrees", 0, 360, 0, step=5),
                  "shift": slider("shift along the arrow", -2.5, 2.5, 0.0, step=0.1)},
        stills=[{"angle": 0, "shift": 0.0}, {"angle": 340, "shift": -0.9}])


slider_a = make_slider_a()
slider_a

# %% [markdown] picture="slider_a"
# ![Two settings of slider A: the ring, with orange triangles inside and blue circles around them. Above, a vertical line through the centre has about half of each class on its light orange side. Below, the best setting only cuts off some circles on the left: 60 of 80 points are right.](attachment:slider_a.png)

# %% jupyter={"source_hidden": true}
guessed("a1")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# With these sliders the best is 60 of 80, at 340 degrees and −0.9, for example.
# Among all lines the best gets 61. Such a line only cuts off some circles on one side.
# Without any line, 40 are right already: say "class 1" for all.
# (The points are random. Other random points have other numbers; these are the points of *seed* 1.)
# Lesson 1 shows why no line gets them all, and lesson 6 draws the curve that does.
#
# </details>
#
# </div>

# %% [markdown]
# ## Practise once, without points
#
# This is how every exercise works. The function below should return two times *x*, and it has a mistake.
#
# 1. Run both cells, and read the sentence under the second one.
# 2. Fix the last line of the function.
# 3. Run both cells again.

# %%
def double(x):
    """Return two times x."""
    return x + 2


# %%
check_values(double, np.array([2.0, 3.0, 10.0]), expected=[4.0, 6.0, 20.0],
             hint="Is this a product or a sum?")
print("double passes its checks. You know how it works: go to lesson 1.")

# %% [markdown]
# **Next:** [Lesson 1: what a line can and cannot separate](../01_linear_separability/01_linear_separability.ipynb)
#
# The rest of this page is a list of words, to look up when you need them.

# %% [markdown]
# ## Words
#
# | word | what it means here |
# | --- | --- |
# | **activation function** | a bent function that a unit applies to its score: sigmoid, tanh, ReLU. (Softmax takes all scores of a layer together.) |
# | **affine** | "multiply, add up, add a constant", as a score does it; the picture of such a function is straight |
# | **array**, **shape**, **axis** | numbers in a row, a table or a block; how many in each direction; one of these directions |
# | **backpropagation** | the chain rule, layer by layer from the last to the first; it finds all the slopes of the loss |
# | **bias** *b* | a number added to a unit's score; it moves the line or the curve |
# | **boundary** | the line or curve where the answer changes from one class to the other |
# | **cancellation** | two nearly equal numbers are subtracted, and most of their correct digits are gone |
# | **chain rule** | when functions follow one another, their slopes multiply |
# | **class** | the group a point belongs to, here 0 or 1 |
# | **cross-entropy** | a loss: minus the logarithm of the probability that was given to the right class |
# | **dead unit** | a unit whose score is 0 or negative for every point, so that ReLU passes no gradient on to it |
# | **epoch** | one pass over all points |
# | **float64**, **nan** | NumPy's usual number, with about 16 digits; "not a number", which is what ∞ / ∞ gives |
# | **forward pass** | the way from the points, through the layers, to the logits |
# | **gradient** | all the slopes of the loss together; learning goes against it |
# | **gradient check** | a slope that was computed, compared with the difference of two values close by |
# | **gradient descent** | learning in small steps, each one against the gradient |
# | **held-out points** | points that are kept away from learning, to test what was learned |
# | **hidden unit**, **layer** | a unit between input and output; several units side by side |
# | **learning rate** | how far one step of learning goes |
# | **linearly separable** | a straight line has all of one class on one side and all of the other class on the other |
# | **logit** | a score before softmax or sigmoid turns it into a probability |
# | **loss** | the number that learning makes small |
# | **nat** | the unit of a loss that is made with the natural logarithm |
# | **one-hot** | a row with a 1 at the right class, and 0 in all other places |
# | **overflow** | a number becomes too large for float64, and turns into infinity |
# | **perceptron** | a rule that finds a line: it corrects the weights at each mistake |
# | **ReLU** | *rectified linear unit*: 0 for negative numbers, the number itself for positive ones. Capital R, L and U |
# | **saturated** | so far out on a flat part of the curve that the slope is almost 0 |
# | **score** *z* | the sum *w*₁*x*₁ + *w*₂*x*₂ + *b* that a unit computes first |
# | **seed** | a number that picks the random numbers: the same seed gives the same points |
# | **sigmoid** σ | an S-shaped curve from 0 to 1; σ is the Greek letter sigma |
# | **slope**, **derivative** | how steep a curve is at a place |
# | **softmax** | turns a list of scores into probabilities. One word, small letters |
# | **tanh** | the *hyperbolic tangent*, an S-shaped curve from −1 to 1. Written t, a, n, h; read "tanch" |
# | **unit** | computes a score, then applies an activation function; also called a neuron |
# | **vanishing gradient** | slopes below 1 multiply from layer to layer, and almost nothing arrives at the first |
# | **weight** *w* | a number that an input is multiplied by; it sets how much the input counts |
# | **zero-centred** | with answers on both sides of 0 |
