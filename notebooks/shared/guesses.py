# ------------------------------------------------------------ predictions
GUESSES, SHOWN = {}, {}  # id -> the guess; id -> what to do when it changes
HELD, NO_GUESS = "You guessed: ", "No guess yet."  # what the saved notebook says of it


def guess(name, question, choices=None):
    """Ask for a guess, by choices or a line to type, and keep it in the notebook."""
    kept = GUESSES.get(name) or saved_guess(name, question)
    if choices:
        control = widgets.RadioButtons(options=choices, layout={"width": "auto"},
                                       value=kept if kept in choices else None)
    else:
        control = widgets.Text(value=kept, continuous_update=False,
                               placeholder="type your guess, then press Enter")
    text = widgets.HTML(f"<b>{name[1:]}.</b> {html.escape(question)}")
    box = Sleeper([text, control])
    box.asleep = "A question asleep: run all cells to wake it."
    box.add_class("explorer-guess")
    display(box)
    line = display(*guess_line(kept, NO_GUESS), raw=True, display_id=True)

    def keep(change):
        GUESSES[name] = change.new or ""
        line.update(*guess_line(GUESSES[name], NO_GUESS), raw=True)
        for show in SHOWN.get(name, ()):
            show()

    GUESSES[name] = kept
    SHOWN.setdefault(name, [])
    control.observe(keep, "value")


def guessed(*names):
    """Show what was guessed, below what was asked."""
    for name in names:
        number = f"{name[1:]}. " if len(names) > 1 else ""
        otherwise = f"{number}{NO_GUESS} What would you say now?"
        line = display(*guess_line(GUESSES.get(name), otherwise, number), raw=True,
                       display_id=True)

        def show(name=name, line=line, otherwise=otherwise, number=number):
            line.update(*guess_line(GUESSES.get(name), otherwise, number), raw=True)

        SHOWN.setdefault(name, []).append(show)


def guess_line(answer, otherwise, number=""):
    """Return a guess as a line to display; the saved notebook keeps it."""
    text = f"{number}{HELD}{answer}" if answer else otherwise
    said = f'<i class="guess-line">{html.escape(text)}</i>'
    return [{"text/plain": text, "text/html": said}]


def saved_guess(name, question):
    """Return the guess that a saved notebook in this folder holds; '' if none does."""
    for path in sorted(Path().glob("*.ipynb")):
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            kept = [line for cell in cells for line in guess_in(cell, name, question)]
        except Exception:  # a notebook that cannot be read
            kept = []
        if kept:
            return kept[0].removeprefix(HELD)
    return ""


def guess_in(cell, name, question):
    """Return the lines below this question in a saved cell that hold a guess."""
    source = "".join(cell["source"])
    if not source.startswith("guess("):
        return []
    texts = ["".join(output.get("data", {}).get("text/plain", ""))
             for output in cell["outputs"]]
    lines = [text for text in texts if text.startswith((HELD, NO_GUESS))]
    try:
        asked = [[ast.literal_eval(part) for part in line.value.args[:2]]
                 for line in ast.parse(source).body]
        return [line for each, line in zip(asked, lines, strict=True)
                if each == [name, question] and line.startswith(HELD)]
    except Exception:  # a cell that was changed
        return []
