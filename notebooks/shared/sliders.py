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
