# ------------------------------------------------------------ predictions
GUESSES, SHOWN = {}, {}  # id -> the guess; id -> what to do when it changes


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
    box.add_class("explorer-guess")
    display(box)
    line = display(*guess_line(kept, "No guess yet."), raw=True, display_id=True)

    def keep(change):
        GUESSES[name] = change.new or ""
        line.update(*guess_line(GUESSES[name], "No guess yet."), raw=True)
        for show in SHOWN.get(name, ()):
            show()

    GUESSES[name] = kept
    SHOWN[name] = []
    control.observe(keep, "value")


def guess_line(answer, otherwise):
    """Return a guess as a line to display; the saved notebook keeps it."""
    text = f"You guessed: {answer}" if answer else otherwise
    return [{"text/plain": text, "text/html": f"<i>{html.escape(text)}</i>"}]


def guessed(*names):
    """Show what was guessed, below what was asked."""
    for name in names:
        otherwise = f"{name[1:]}. No guess was kept. What would you say now?"
        line = display(*guess_line(GUESSES.get(name), otherwise), raw=True,
                       display_id=True)
        SHOWN.setdefault(name, []).append(
            lambda name=name, line=line, otherwise=otherwise: line.update(
                *guess_line(GUESSES.get(name), otherwise), raw=True))


def saved_guess(name, question):
    """Return the guess that the saved notebook holds; '' if it holds none."""
    for cell in saved_cells():
        source = "".join(cell.get("source", ""))
        if not source.startswith(f'guess("{name}"'):
            continue
        call = ast.parse(source).body[0].value
        if ast.literal_eval(call.args[1]) != question:
            continue
        for output in cell.get("outputs", ()):
            text = "".join(output.get("data", {}).get("text/plain", ""))
            if text.startswith("You guessed: "):
                return text.removeprefix("You guessed: ")
    return ""


def saved_cells():
    """Return the cells of the notebooks in this folder, as they were saved."""
    cells = []
    try:
        for path in Path().glob("*.ipynb"):
            cells += json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        pass  # no notebook, or one that is not readable: no guess is kept
    return cells
