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
# A neural network can draw a closed curve around a crowd of points. A straight line cannot.
# The difference is one small ingredient: the **activation function**.
#
# In this course you meet four of them: sigmoid, tanh, ReLU and softmax.
# You play with each one, you write each one yourself, and in the last lesson your own code draws the closed curve.
#
# | lesson | the question | you write | time |
# | --- | --- | --- | --- |
# | [1. What a line can and cannot separate](../01_linear_separability/01_linear_separability.ipynb) | Which points can a straight line tell apart? | `affine`, `predict`, `perceptron` | 45&nbsp;min |
# | [2. Sigmoid](../02_sigmoid/02_sigmoid.ipynb) | How does a hard step become a soft one? | `sigmoid`, `sigmoid_grad` | 40&nbsp;min |
# | [3. Tanh](../03_tanh/03_tanh.ipynb) | What changes when the middle is zero? | `tanh`, `tanh_grad` | 30&nbsp;min |
# | [4. ReLU](../04_relu/04_relu.ipynb) | Why is a bent line enough? | `relu`, `relu_grad` | 35&nbsp;min |
# | [5. Softmax and the closed curve](../05_softmax/05_softmax.ipynb) | How do scores become probabilities, and how does the curve close? | `softmax`, `cross_entropy`, `mlp_forward` | 60&nbsp;min |
#
# Each lesson gives 20 points. Take them in this order: lesson 5 runs on the functions that you write in lessons 2 to 4.

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
# 1. A blue box, or a yellow one in a bug hunt, asks you to **predict** something. Write your guess down. A wrong guess is worth more than no guess.
# 2. Then you move a **slider** and look.
# 3. Then you **write** a function, where a cell says `# YOUR CODE HERE`. Delete the line `raise NotImplementedError()`.
# 4. The cell below yours holds **visible checks**. Run it. It says in one sentence what is wrong, or that all is well.
# 5. A green box **explains** what you saw.
#
# A line with a small triangle ▸ in front opens when you click it. Think first.
# **Stretch** exercises carry no points. Leave them out if your time is short.
#
# After you submit, **hidden checks** try more inputs: very large numbers, whole numbers, lists, tables, empty arrays.
# You get points for each kind of behaviour that is right, and one sentence for each that is not.
# How you write your function is up to you: loops, slow code, library calls and warnings cost nothing.

# %% [markdown]
# ## Eight things to do in JupyterLab
#
# | what | with the keyboard | with the mouse |
# | --- | --- | --- |
# | open the list of lessons | Ctrl + Shift + C, type *assignment list*, Enter | menu *Nbgrader*, then *Assignment List* |
# | fetch a lesson, and open it | in the list: Tab to *Fetch*, Enter; then Tab to the lesson's name, Enter, Tab, Enter | in the list: *Fetch*; then its name in the table above |
# | run a cell and go to the next one | Shift + Enter | the ▶ button above the notebook |
# | go to another cell, and write in it | ↑ ↓, then Enter; Esc when you have written | click it |
# | run all cells from the top | Ctrl + Shift + C, type *restart kernel and run all*, Enter, Enter | menu *Run*, then *Restart Kernel and Run All Cells…* |
# | check a lesson before you submit | Esc, Shift + Tab to the row of buttons, → to *Validate*, Enter | the *Validate* button above the notebook |
# | submit | in the list: Tab to *Submit*, Enter | in the list: *Submit* beside the lesson |
# | read your feedback | in the list: Tab to *Fetch Feedback*, Enter; Shift + Tab to the files at the left; ↓ and Enter, from folder to folder, down to the page | in the list: *Fetch Feedback*, *(view feedback)*; double-click the page at the left |
#
# On a Mac it is ⌘ in place of Ctrl. Save before you submit, with Ctrl + S. You may submit as often as you like until the deadline; the last one counts.
# Run a lesson from the top each time you open it: Python forgets everything when the notebook is closed.
#
# If something sticks:
#
# | what you see | what helps |
# | --- | --- |
# | a slider that sleeps, *Error displaying widget*, or *No Kernel* at the top | menu *Run*, then *Restart Kernel and Run All Cells…* |
# | *Server Connection Error*, *File Save Error* | the network is gone. Leave the page open: what you write stays in it. When the message comes no more, save |
# | *Disconnected* in the bottom line | menu *Kernel*, then *Reconnect to Kernel* |
# | no answer at all, a cell marked [*] for minutes | an endless loop, perhaps: menu *Kernel*, then *Interrupt Kernel* |
#
# Try it now. Click this text, and press Shift + Enter, cell by cell, down to the first picture.
# The first two code cells hold the drawing code and the points of this course. They are folded away:
# you see only a bar with three dots. Each picture of the course appears under such a bar, when you have run it.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% [markdown]
# ## A first slider
#
# The picture below shows the **ring**, the points of this whole course. Class 1 (orange triangles ▲) fills the middle.
# Class 0 (blue circles ●) lies around it. The slider turns a straight line.
#
# Three ways to move it: drag it; click it or go there with Tab, then use the arrow keys; or click the number at its right end and type.
# With the keyboard you come back to the cells by Shift + Tab, until no slider is marked any more.
#
# <div class="alert alert-info">
#
# **Predict.** 80 points, half of them in the middle.
# One side of the line is called class 1, the other class 0. How many of the 80 can the best line get right?
#
# </div>

# %% jupyter={"source_hidden": true}
# The line: points with cos(angle) x1 + sin(angle) x2 = shift.
fig = figure(4.8, 4.4)
ax = fig.subplots()
X, y = ring(80, seed=1)
ax.set(xlim=(-2.6, 2.6), ylim=(-2.6, 2.6), xlabel="x₁", ylabel="x₂", aspect="equal")
line, = ax.plot([], [], color=BLACK, lw=2)
side, = ax.fill([0, 0, 0, 0], [0, 0, 0, 0], color=ORANGE, alpha=0.15, lw=0)
middle, = ax.plot(*X[y == 1].T, "^", color=ORANGE, ms=7, mec=BLACK, mew=0.6)
around, = ax.plot(*X[y == 0].T, "o", color=SKY, ms=6, mec=BLACK, mew=0.6)


def turn(angle, shift):
    way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    along = np.array([-way[1], way[0]])
    ends = np.array([shift * way - 5 * along, shift * way + 5 * along])
    line.set_data(*ends.T)
    side.set_xy(np.vstack([ends, ends[::-1] + 9 * way]))
    right = int(((X @ way > shift) == (y == 1)).sum())
    ax.set_title(f"{right} of 80 right")
    return (f"The line stands at {angle} degrees, {shift:.1f} from the centre. "
            f"Its shaded side counts as class 1: {right} of 80 points are right.")


first_slider = Explorer(
    fig, turn, moving=[side, line, middle, around, ax.title],
    about="The ring and a straight line whose shaded side counts as class 1",
    controls={"angle": slider("angle of the line, in degrees", 0, 360, 0, step=5),
              "shift": slider("distance from the centre", -2.5, 2.5, 0.0, step=0.1)},
    stills=[{"angle": 0, "shift": 0.0}])
first_slider

# %% [markdown] picture="first_slider"
# *Still picture of the slider, for places where sliders do not run.*
#
# ![The ring: orange triangles in the middle, blue circles around them. A vertical line through the centre puts about half of each class on its shaded side.](attachment:first_slider.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** With these sliders the best is 60 of 80 (seed 1), at 340 degrees and −0.9, for example.
# The line then only cuts off some circles on one side. Without any line, 40 are right already: say "class 1" for all.
# Lesson 1 shows why no line gets them all, and lesson 5 draws the curve that does.
#
# </div>

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
# | **hidden unit**, **layer** | a unit between input and output; several units side by side |
# | **linearly separable** | a straight line has all of one class on one side and all of the other class on the other |
# | **logit** | a score before softmax or sigmoid turns it into a probability |
# | **loss** | the number that learning makes small |
# | **overflow** | a number becomes too large for float64, and turns into infinity |
# | **perceptron** | a rule that finds a line: it corrects the weights at each mistake |
# | **ReLU** | *rectified linear unit*: 0 for negative numbers, the number itself for positive ones. Capital R, L and U |
# | **saturated** | so far out on a flat part of the curve that the slope is almost 0 |
# | **score** | the sum *w*₁*x*₁ + *w*₂*x*₂ + *b* that a unit computes first |
# | **seed** | a number that picks the random numbers: the same seed gives the same points |
# | **sigmoid** σ | an S-shaped curve from 0 to 1; σ is the Greek letter sigma |
# | **slope**, **derivative** | how steep a curve is at a place |
# | **softmax** | turns a list of scores into probabilities. One word, small letters |
# | **tanh** | the *hyperbolic tangent*, an S-shaped curve from −1 to 1. Written t, a, n, h; read "tanch" |
# | **unit** | computes a score, then applies an activation function; also called a neuron |
# | **vanishing gradient** | slopes below 1 multiply from layer to layer, and almost nothing arrives at the first |
# | **weight** *w* | a number that an input is multiplied by; it sets how much the input counts |
# | **zero-centred** | with answers on both sides of 0 |

# %% [markdown]
# ## Practise once, without points
#
# This is how every exercise works. The function below should return two times *x*, and it has a mistake.
#
# 1. Run both cells, and read the sentence under the second one.
# 2. Mend the last line of the function.
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
