"""The same in every lesson: colours, the checker and the slider pictures.

You do not have to read this cell. Run it once, then go on.
"""

import base64
import html
import struct
import textwrap
import traceback
import warnings
import zlib

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML, display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Okabe and Ito's colours: they stay apart for colour-blind readers.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, RED, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#767676"
plt.rcParams.update({"font.size": 11, "axes.titlesize": 11, "lines.linewidth": 2.2,
                     "axes.spines.top": False, "axes.spines.right": False,
                     "text.hinting": "none"})  # letters are drawn in half the time


# ------------------------------------------------------------ visible checks
def check(condition, sentence):
    """Stop with `sentence`, and nothing else shown, unless `condition` holds."""
    __tracebackhide__ = True
    if not condition:
        error = AssertionError(textwrap.fill(" ".join(sentence.split()), 80))
        error._render_traceback_ = lambda: [str(error)]  # IPython shows this alone
        raise error


def answer_of(function, *inputs, **options):
    """Return `function(*inputs, **options)`, or say kindly why there is no answer."""
    __tracebackhide__ = True
    name, answer, unwritten = name_of(function), None, None
    before = [np.array(value) for value in inputs]  # copies
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning costs nothing in this course
        try:
            answer = function(*inputs, **options)
        except NotImplementedError as error:
            unwritten = traceback.extract_tb(error.__traceback__)[-1].name
    check(unwritten is None, f"{unwritten} is not written yet: put your lines in place "
          "of raise NotImplementedError() in its cell, and run that cell.")
    check(answer is not None, f"{name} returned None. Does it end with return? "
          "(print shows a value, return hands it back.)")
    for old, new in zip(before, inputs, strict=True):
        check(old.dtype == object or np.array_equal(old, new),
              f"{name} changed the array it was given. Work on a new array instead.")
    return answer


def name_of(function):
    """Return the name to call a function by; an object that can be called has none."""
    return getattr(function, "__name__", type(function).__name__)


def check_values(function, *inputs, expected, hint="", slips=None, rtol=1e-5, atol=2e-8,
                 **options):
    """Check that `function(*inputs, **options)` is `expected`, up to rounding.

    The first thing that is wrong is named in one sentence, with `hint` after it.
    `slips` holds sentences for well-known wrong answers: sentence -> their numbers.
    """
    __tracebackhide__ = True
    name, expected = name_of(function), np.asarray(expected, dtype=float)
    answer = answer_of(function, *inputs, **options)
    try:
        got = np.asarray(answer)
    except ValueError:  # lists of different lengths
        got = np.asarray(None)
    check(got.dtype != bool, f"{name} returned True and False; numbers are asked for.")
    check(not isinstance(answer, tuple) or got.shape == expected.shape,
          f"{name} returned several values; one is asked for.")
    check(got.dtype.kind in "fiu", f"{name} returned a {type(answer).__name__} that is "
          "not made of real numbers.")

    def near(values, tolerance=rtol):
        values = np.asarray(values, dtype=float)
        return got.shape == values.shape and np.allclose(got, values, tolerance, atol)

    if near(expected):
        return
    for sentence, numbers in (slips or {}).items():
        check(not near(numbers), f"{name}: {sentence}")
    check(got.shape == expected.shape, f"{name} returned the shape {got.shape}, but it "
          f"should be {expected.shape}. {how_shape_is_lost(got, expected)} {hint}")
    if np.ptp(expected):  # with equal numbers these would be guesses
        check(not near(inputs[0]), f"{name} gave its input back as it was. {hint}")
        check(not near(-expected), f"{name} has the sign turned. {hint}")
        check(np.ptp(got), f"{name} gave {got.flat[0]:.6g} for every number. {hint}")
        check(not near(np.trunc(expected)),
              f"{name} cuts its answers to whole numbers. Is // there in place of /?")
        check(not near(expected, 1e-2), f"{name} comes close, but only the first "
              "digits are right: is something rounded, or cut short?")
    wrong = np.argwhere(~np.isclose(got, expected, rtol=rtol, atol=atol))
    for at in map(tuple, wrong.tolist()):
        place = f"entry {list(at)} of the answer" if at else "the answer"
        if np.shape(inputs[0]) == expected.shape:
            place = f"the answer for {np.asarray(inputs[0])[at]:g}"
        check(False, f"{name}: {place} should be {expected[at]:.6g}, "
              f"but it is {got[at]:.6g}. {hint}")


def how_shape_is_lost(got, expected):
    """Return a question that leads to the step at which a shape changes."""
    if got.size == 1:
        return "Does return stand inside the loop, or is something added up?"
    if got.ndim > expected.ndim:
        return "Which step adds an axis, as reshape(-1, 1) does?"
    if got.size == expected.size:
        return "Which step flattens or turns it?"
    return "Which numbers are left out, or combined with each other?"


# ------------------------------------------------------------ slider pictures
def figure(width=8.0, height=3.6):
    """Return an empty white figure, sizes in inches. It is not shown by itself."""
    fig = Figure((width, height), dpi=150, facecolor="white", layout="constrained")
    FigureCanvasAgg(fig)
    return fig


def slider(text, low, high, value, step=0.1, **more):
    """Return a slider; `text` names it and gives its meaning or unit.

    Four whole numbers make a slider of whole numbers. You can type in its number box.
    """
    whole = all(isinstance(number, int) for number in (low, high, value, step))
    make = widgets.IntSlider if whole else widgets.FloatSlider
    digits = "d" if whole else f".{max(0, -int(np.floor(np.log10(step))))}f"
    return make(description=text, tooltip=text, min=low, max=high, value=value,
                step=step, **{"readout_format": digits, **more})


class Sleeper(widgets.VBox):
    """Controls and their picture; where no Python runs for them, a sentence."""

    def __repr__(self):
        return "A slider asleep: run all cells to wake it. A still picture follows."


class Explorer:
    """Controls above one picture: the figure is made once, a move redraws what moves.

    `update(**values)` gets each control's value by name (a button's: how often it was
    pressed), changes artists, and returns one sentence that says what is now seen.
    All that it changes must be listed in `moving`: lines, texts, a title (ax.title), or
    a whole axes. `about` says what the picture is. `stills` are settings to print.
    """

    def __init__(self, fig, update, moving, controls, about, stills=({},)):
        self.fig, self.update, self.controls = fig, update, controls
        self.about, self.stills, self.background = about, stills, None
        self.moving = sorted(moving, key=lambda artist: artist.get_zorder())
        self.values = {}
        longest = max(len(control.description) for control in controls.values())
        for name, control in controls.items():
            if isinstance(control, widgets.Button):
                self.values[name] = 0
                control.layout.width, control.layout.align_self = "auto", "flex-start"
                control.on_click(
                    lambda _, name=name: self.show(**{name: self.values[name] + 1}))
            else:
                self.values[name] = control.value
                control.style.description_width = f"{longest}ch"
                control.layout.width, control.layout.max_width = "98%", "44em"
                control.observe(
                    lambda move, name=name: self.show(**{name: move.new}), "value")
        self.picture, self.sentence = widgets.HTML(), widgets.HTML()
        self.box = Sleeper([*controls.values(), self.picture, self.sentence])
        self.box.add_class("explorer")
        self.sentence.add_class("explorer-sentence")

    def draw(self, **values):
        """Return the picture for these values as an RGBA array, and its sentence."""
        sentence, canvas = self.update(**values), self.fig.canvas
        if self.background is None:  # the first time: keep what stands still
            for artist in self.moving:
                artist.set_animated(True)  # a full drawing leaves these out
            canvas.draw()
            self.fig.set_layout_engine("none")
            self.background = canvas.copy_from_bbox(self.fig.bbox)
        canvas.restore_region(self.background)
        for artist in self.moving:
            artist.draw(canvas.get_renderer())
        return np.array(canvas.buffer_rgba()), sentence

    def show(self, **changes):
        """Set some values, redraw. A failed `check` in `update` is shown instead."""
        self.values.update(changes)
        try:
            pixels, sentence = self.draw(**self.values)
        except AssertionError as error:
            self.sentence.value = f'<p role="alert">{html.escape(str(error))}</p>'
            return
        text, data = html.escape(sentence), base64.b64encode(png(pixels)).decode()
        self.picture.value = (
            f'<img alt="{html.escape(self.about)}. {text}" decoding="sync" '
            f'style="display: block; width: {self.fig.get_figwidth() * 100:.0f}px; '
            f'max-width: 100%" '
            f'src="data:image/png;base64,{data}">')
        self.sentence.value = f'<p style="margin: 0; line-height: 1.5">{text}</p>'

    def still(self):
        """Return the picture at each setting of `stills`, stacked, as PNG bytes."""
        every = [self.draw(**{**self.values, **setting})[0] for setting in self.stills]
        return png(np.vstack(every), level=9)

    def _ipython_display_(self):
        self.show()
        display(self.box)


def png(pixels, level=1):
    """Return an RGBA array (rows, columns, 4) of bytes as the bytes of a PNG file.

    Level 1 is quick, level 9 small. By hand, in a third of Pillow's time.
    """
    rows, columns, _ = pixels.shape
    lines = np.zeros((rows, 1 + 4 * columns), np.uint8)  # a 0 (no filter) opens each
    lines[:, 1:] = pixels.reshape(rows, -1)
    parts = {b"IHDR": struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0),
             b"IDAT": zlib.compress(lines, level), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data
        + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts.items())


# A slider whose Python has ended says what wakes it, in place of "model not found".
# In a narrow or enlarged window a slider goes below its name.
# Screen readers: each slider and number box bears its name, a slider says the number
# that its box shows (by itself it would round it), and new sentences are read.
display(HTML("""<style>
.explorer .widget-inline-hbox {flex-wrap: wrap; height: auto}
.explorer .widget-inline-hbox > .widget-label {max-width: 100%}
.explorer .slider-container {flex: 1 1 9em; min-width: 9em}
</style><script>(() => {
  const name = () => document.querySelectorAll(".explorer").forEach(explorer => {
    for (const box of explorer.querySelectorAll(".widget-slider")) {
      const shown = box.querySelector(".widget-readout")?.textContent ?? "";
      for (const part of box.querySelectorAll("[role=slider], .widget-readout")) {
        part.setAttribute("aria-label", box.querySelector("label").textContent);
        if (!part.hasAttribute("role")) part.setAttribute("role", "textbox");
      }
      box.querySelector("[role=slider]")?.setAttribute("aria-valuetext", shown);
    }
    explorer.querySelector(".explorer-sentence .widget-html-content")
      ?.setAttribute("aria-live", "polite");
  });
  const wake = () => document.querySelectorAll(".jupyter-widgets").forEach(lost => {
    if (lost.textContent === "Error displaying widget: model not found")
      lost.textContent = "This slider sleeps, for its Python has ended. Menu Run, " +
        "Restart Kernel and Run All Cells… wakes it. Its still picture stands below.";
  });
  window.namer ??= new MutationObserver(() => { name(); wake(); });
  window.namer.observe(document.body, {childList: true, subtree: true});
})()</script>"""))
