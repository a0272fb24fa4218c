"""The same in every lesson: colours, the checker and the slider pictures.

You do not have to read this cell. Run it once, then go on.
"""

import ast
import base64
import html
import json
import linecache
import struct
import textwrap
import traceback
import warnings
import zlib
from pathlib import Path

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
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

    asleep = "A slider asleep: run all cells to wake it. A still picture follows."

    def __repr__(self):
        return self.asleep


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
        except Exception as error:
            said = " ".join(stop_in_words(error, "The slider"))
            said = html.escape(f"{said} To draw again, move a slider here.")
            self.sentence.value = f'<p role="alert">{said}</p>'
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


# insert: error_words

# insert: checker

# insert: guesses

# A slider whose Python has ended says what wakes it, in place of "model not found".
# Text in coloured boxes is dark on light in every theme; links are underlined, and
# answers to choose stand so far apart that a finger meets one. Menus have an arrow.
# In a narrow or enlarged window a slider goes below its name.
# Screen readers: each slider and number box bears its name, a slider says the number
# that its box shows (by itself it would round it), and new sentences are read.
display(HTML("""<style>
.course-reader {position: fixed; clip-path: inset(50%); width: 1px; height: 1px; \
overflow: hidden}
.explorer .widget-inline-hbox {flex-wrap: wrap; height: auto}
.explorer .widget-inline-hbox > .widget-label {max-width: 100%}
.explorer .slider-container {flex: 1 1 9em; min-width: 9em}
.explorer {--jp-widgets-dropdown-arrow: url("data:image/svg+xml,%3Csvg xmlns='http:\
//www.w3.org/2000/svg' viewBox='0 0 18 18'%3E%3Cpath fill='%23888' d='M5 7l4 5 4-5z\
'/%3E%3C/svg%3E")}
.explorer-guess .widget-radio-box :is(label, input) {height: 26px; line-height: 26px}
.explorer-guess .widget-radio-box {padding-left: 6px}
:is(.explorer, .explorer-guess) :is([role=slider], .widget-readout, select, input, \
button):focus-visible {outline: 3px solid var(--jp-brand-color1, #1976d2) !important; \
outline-offset: 2px}
@media (forced-colors: active) {.explorer .noUi-target {border: 1px solid !important}}
.jp-Placeholder-contentContainer {max-width: 100%}
.jp-PlaceholderText {overflow: hidden; text-overflow: ellipsis}
.jp-RenderedMarkdown details {margin-bottom: 1em}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon a {text-decoration: underline}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon .alert {color: #1a1a1a; border: 1px solid}
.jp-RenderedMarkdown .alert :is(h1, h2, h3, h4, p, li, strong, em) {color: inherit}
.jp-RenderedMarkdown .alert th {color: #1a1a1a !important}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon .alert a {color: #003f7d}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon .alert code {color: #111; background: #fff}
.jp-RenderedMarkdown .alert.alert-info {background: #e6f1fb; border-color: #2f6fa8}
.jp-RenderedMarkdown .alert.alert-success {background: #e5f4ea; border-color: #2e7d4f}
.jp-RenderedMarkdown .alert.alert-warning {background: #fdf3dc; border-color: #8a6100}
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
    const plays = explorer.querySelector(".widget-play .fa-pause") !== null;
    explorer.querySelectorAll(".widget-play button").forEach((button, n) => {
      const said = [plays ? "pause" : "play", "stop", "repeat"][n];
      button.setAttribute("aria-label", said);
      if (n === 2) button.setAttribute("aria-pressed", button.matches(".mod-active"));
    });
    for (const choice of explorer.querySelectorAll(".widget-toggle-button"))
      choice.setAttribute("aria-pressed", choice.matches(".mod-active"));
    explorer.querySelector(".explorer-sentence .widget-html-content")
      ?.setAttribute("aria-live", plays ? "off" : "polite");
  });
  // The keyboard. JupyterLab takes plain keys for its own: arrows in a menu would go
  // to other cells. Escape leads back to the cell. A typed number counts when its box
  // is left, also with the minus that is shown or a decimal comma.
  const keep = () => document.querySelectorAll(".explorer, .explorer-guess").forEach(
    box => {
      if (box.onkeydown) return;
      const typed = target => target.matches(".widget-readout");
      const enter = {key: "Enter", keyCode: 13, bubbles: true};
      box.addEventListener("keydown", ({key, shiftKey, target}) => {
        if (key === "Enter" && typed(target))
          target.textContent = target.textContent.replaceAll("−", "-")
            .replace(/([0-9]),([0-9])/, "$1.$2");
        if (!target.matches("[type=text]") || !/^(Enter|Escape)$/.test(key)) return;
        setTimeout(() => {  // a line to type keeps all keys: back to its cell by hand
          const cell = target.closest(".jp-Cell");
          cell?.focus();
          if (shiftKey) cell?.dispatchEvent(
            new KeyboardEvent("keydown", {...enter, shiftKey}));
        });
      }, true);
      box.addEventListener("focusin", ({target}) => {
        if (typed(target)) target.before = target.textContent;
      });
      box.addEventListener("focusout", ({target}) => {
        if (typed(target) && target.before !== target.textContent)
          target.dispatchEvent(new KeyboardEvent("keydown", enter));
      });
      box.onkeydown = pressed => {
        const {ctrlKey, altKey, metaKey, shiftKey, key, target} = pressed;
        if (key === "Enter" && typed(target)) target.before = target.textContent;
        if (key === "Escape") {
          if (typed(target)) target.textContent = target.before;
          target.closest(".jp-Cell")?.focus();
        } else if (!(ctrlKey || altKey || metaKey || (shiftKey && key === "Enter")))
          pressed.stopPropagation();
        if (key === " " && target.matches("[role=slider]")) pressed.preventDefault();
      };
      box.onclick = () => setTimeout(name);
    });
  const ask = () => document.querySelectorAll(".explorer-guess").forEach(asked => {
    const question = asked.querySelector(".widget-html-content")?.textContent ?? "";
    const group = asked.querySelector(".widget-radio-box");
    group?.setAttribute("role", "radiogroup");
    (group ?? asked.querySelector("input"))?.setAttribute("aria-label", question);
    for (const choice of group?.querySelectorAll("input") ?? [])  // one stop of Tab
      choice.name ||= group.dataset.name ??=
        `guess-${window.asked = (window.asked ?? 0) + 1}`;
  });
  // What the cell at hand prints or stops with is read out, of a traceback the last
  // line. After Shift + Enter the cell at hand is the next one. Pictures stay silent,
  // and so does a whole cell that comes back into view.
  const reader = document.querySelector(".course-reader")
    ?? document.body.appendChild(document.createElement("div"));
  reader.className = "course-reader";
  reader.setAttribute("role", "status");
  const spoken = "[data-mime-type^='application/vnd.jupyter'], :has(> .guess-line)";
  const read = changes => changes.flatMap(({addedNodes}) => [...addedNodes])
    .filter(node => node.matches && !node.matches(".jp-Cell, :has(.jp-Cell)"))
    .forEach(node => {
      const output = node.closest(".jp-OutputArea-output")
        ?? node.querySelector(".jp-OutputArea-output");
      const cell = output?.closest(".jp-Cell");
      const near = [cell, cell?.nextElementSibling]
        .some(each => each?.matches(".jp-mod-active"));
      const text = output?.textContent.trim();
      if (!near || !text || !output.matches(spoken)) return;
      const said = document.createElement("p");
      said.textContent = text.startsWith("---") ? text.split("\\n").at(-1) : text;
      reader.replaceChildren(said);
    });
  const wake = () => document.querySelectorAll(".jupyter-widgets").forEach(lost => {
    if (lost.textContent === "Error displaying widget: model not found")
      lost.textContent = "Asleep: its Python has ended. Menu Run, " +
        "Restart Kernel and Run All Cells… wakes it.";
  });
  window.namer ??= new MutationObserver(changes => {
    name(); keep(); ask(); wake(); read(changes);
  });
  window.namer.observe(document.body, {childList: true, subtree: true});
})()</script>"""))
