# Functions that you wrote in earlier lessons come along from your notebooks.
import builtins
import sys
import time

TRIAL_SECONDS = 2.0
NUMBERS = np.array([[-3.0, -0.5, 0.25], [1.5, 2.0, 6.0]])
LABELS = np.array([2, 0])


def log_sum(z, axis):
    """Return the logarithm of the sum of e to the z along an axis, as a column."""
    return np.logaddexp.reduce(z, axis=axis, keepdims=True)


def softmax_of_rows(z):
    """Return the softmax of each row of a table."""
    columns = z.T.copy()  # along its first axis NumPy adds up twice as fast
    powers = np.exp(columns - columns.max(axis=0))
    return (powers / powers.sum(axis=0)).T


# Library forms to borrow: function, and inputs to try yours on.
LIBRARY = {
    "sigmoid": (lambda x: 0.5 + 0.5 * np.tanh(np.asarray(x) / 2), (NUMBERS,)),
    "sigmoid_grad": (lambda x: 0.25 / np.cosh(np.clip(x, -700, 700) / 2) ** 2,
                     (NUMBERS,)),
    "tanh": (np.tanh, (NUMBERS,)),
    "tanh_grad": (lambda x: 1 / np.cosh(np.clip(x, -350, 350)) ** 2, (NUMBERS,)),
    "relu": (lambda x: np.maximum(x, 0.0), (NUMBERS,)),
    "relu_grad": (lambda x: np.heaviside(x, 0.0), (NUMBERS,)),
    "softmax": (lambda x, axis=-1: np.exp(x - log_sum(x, axis)), (NUMBERS,)),
    "cross_entropy": (lambda logits, labels: np.mean(
        log_sum(logits, 1)[:, 0] - np.choose(labels, logits.T)), (NUMBERS, LABELS)),
    "cross_entropy_grad": (lambda logits, labels: (
        softmax_of_rows(logits) - np.eye(logits.shape[1])[labels]
    ) / len(logits), (NUMBERS, LABELS)),
}


def from_lesson(lesson, *names):
    """Return your functions from your notebook of a lesson, or library forms.

    A table says of each whether it is yours, or borrowed and why. The names of the
    borrowed ones are in the set from_lesson.borrowed.
    """
    rows, functions = [], []
    parts, missing = lesson_parts(lesson)
    for name in names:
        library, inputs = LIBRARY[name]
        function, reason = None, missing
        if not missing:
            with time_limit(TRIAL_SECONDS), np.errstate(all="ignore"):
                function, reason = own_function(name, parts, library, inputs)
        from_lesson.borrowed.discard(name)
        if reason:
            from_lesson.borrowed.add(name)
        functions.append(library if reason else function)
        rows.append((name, "borrowed" if reason else "yours", reason or ""))
    show_table(lesson, rows)
    return functions[0] if len(functions) == 1 else tuple(functions)


from_lesson.borrowed = set()
COURSE_CELLS.add(from_lesson.__code__.co_filename)


def lesson_parts(lesson):
    """Return the statements of your notebook of a lesson by the name they bind.

    With them comes '', or the reason why there are none.
    """
    here = Path()
    try:
        places = {*here.glob(f"{lesson}.ipynb"), *here.glob(f"../{lesson}.ipynb"),
                  *here.glob(f"../*/{lesson}.ipynb")}
        newest = max(places, key=lambda place: place.stat().st_mtime, default=None)
        if newest is None:
            return {}, "notebook not found"
        cells = json.loads(newest.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}, "the notebook cannot be read"
    parts = {}
    for source in sources:
        lines = ["" if line.startswith(("%", "!")) else line
                 for line in source.split("\n")]
        try:
            tree = ast.parse("\n".join(lines))
        except (SyntaxError, ValueError):
            names = re.findall(r"^\w+ +(\w+)", source, re.M)
            parts |= dict.fromkeys(set(names) - parts.keys())
            continue
        for part in tree.body:
            parts |= dict.fromkeys(bound_names(part), part)
    parts.pop("from_lesson", None)  # what a neighbour has from its own neighbours
    return parts, ""


def library_forms(lesson, *names):
    """Return library forms, as from_lesson does where no notebook is found."""
    forms = [LIBRARY[name][0] for name in names]
    return forms[0] if len(forms) == 1 else forms


def bound_names(part):
    """Return the names that a statement at the top of a cell binds."""
    if isinstance(part, (ast.FunctionDef, ast.ClassDef)):
        return [part.name]
    if isinstance(part, (ast.Import, ast.ImportFrom)):
        return [(each.asname or each.name).split(".")[0] for each in part.names]
    if isinstance(part, (ast.Assign, ast.AnnAssign)):
        targets = part.targets if isinstance(part, ast.Assign) else [part.target]
        return [each.id for target in targets for each in ast.walk(target)
                if isinstance(each, ast.Name)]
    return []


def needed_parts(name, parts):
    """Return the statements that define `name`, and those that these need, in order."""
    wanted, found = [name, "*"], []
    for each in wanted:  # grows while it is walked through
        part = parts.get(each)
        if part is not None and part not in found:
            found.append(part)
            used = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}
            wanted += sorted(used)
    return sorted(found, key=list(parts.values()).index)


def own_function(name, parts, library, inputs):
    """Return your function and '', or None and the reason why it is not used."""
    if name not in parts or isinstance(parts[name], (ast.Import, ast.ImportFrom)):
        return None, "not found in the notebook"
    if parts[name] is None:
        return None, "Python cannot read its cell"
    space = {"np": np, "from_lesson": library_forms, "__name__": "lesson",
             "__builtins__": builtins}
    try:
        code = ast.Module(needed_parts(name, parts), [])
        exec(compile(code, f"<{name}>", "exec"), space)
        got = np.asarray(space[name](*(each.copy() for each in inputs)), dtype=float)
    except NotImplementedError:
        return None, "not written yet"
    except OutOfTrialTime:
        return None, "does not come to an end"
    except Exception as error:
        return None, f"stops with {type(error).__name__}: {error}"
    want = np.asarray(library(*inputs))
    if got.shape != want.shape:
        return None, f"gives the shape {got.shape} where {want.shape} is expected"
    wrong = ~np.isclose(got, want, rtol=1e-4, atol=1e-7)
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0])
        return None, f"gives {got[place]:.4g} where {want[place]:.4g} is expected"
    return space[name], ""


class OutOfTrialTime(BaseException):
    """An earlier function does not come to an end."""


class time_limit:
    """Stop Python code after some seconds, on every system and in every thread."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self.watch)

    def watch(self, frame, event, arg):
        if time.monotonic() > self.end:
            raise OutOfTrialTime
        return self.watch

    def __exit__(self, *error):
        sys.settrace(self.before)


def show_table(lesson, rows):
    """Show which functions are yours."""
    body = "".join("<tr>" + "".join(f"<td>{html.escape(part)}</td>" for part in row)
                   + "</tr>" for row in rows)
    head = f"<tr><th>lesson {html.escape(lesson[:2])}</th><th>it is</th><th></th></tr>"
    text = "\n".join(" ".join(filter(None, row)) for row in rows)
    display({"text/html": f"<table>{head}{body}</table>", "text/plain": text}, raw=True)
