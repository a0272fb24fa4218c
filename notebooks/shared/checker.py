# ------------------------------------------------------------ visible checks
TYPICAL_MISTAKES = {}  # function -> {sentence: the numbers that the mistake gives}
COURSE_CELLS = set()  # files of folded cells: no line of theirs is ever quoted


def check(condition, sentence, line=""):
    """Stop with `sentence`, and nothing else shown but `line`, unless `condition`."""
    __tracebackhide__ = True
    if not condition:
        raise shown_alone(AssertionError(in_lines(sentence, line)))


def in_lines(sentence, line=""):
    """Return a sentence in lines of 80 characters, with a line of code below it."""
    return textwrap.fill(" ".join(sentence.split()), 80) + (line and f"\n    {line}")


def shown_alone(error, text=""):
    """Return `error`, of which IPython is to show one sentence and no traceback."""
    error._render_traceback_ = lambda: [text or str(error)]
    return error


def answer_of(function, *inputs, **options):
    """Return `function(*inputs, **options)`, or say kindly why there is no answer."""
    __tracebackhide__ = True
    name, answer, stopped = name_of(function), None, None
    lost = lost_cell(name, function)
    check(not lost, *(lost or [""]))
    before = [np.array(value) for value in inputs]  # copies
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning costs nothing in this course
        try:
            answer = function(*inputs, **options)
        except (Exception, KeyboardInterrupt) as error:
            stopped = stop_in_words(error, name, inputs)
    check(stopped is None, *(stopped or [""]))
    source = source_of(function)
    check(answer is not None, none_in_words(name, source, "print(" in source))
    for old, new in zip(before, inputs, strict=True):
        check(old.dtype == object or np.array_equal(old, new),
              f"{name} changed the array it was given. Work on a copy (.copy()).")
    return answer


def name_of(function):
    """Return the name of the notebook for a function; else the one that it has."""
    own = getattr(function, "__name__", type(function).__name__)
    names = [name for name, value in globals().items() if value is function]
    return own if own in names else (names or [own])[-1]


def tried(function):
    """Return whether a stretch exercise is written; if not, say so, and that is all."""
    code = getattr(function, "__code__", None)
    unwritten = code is not None and "NotImplementedError" in code.co_names
    if unwritten:
        print(f"{name_of(function)} is not tried yet, and that costs nothing: it is a "
              "stretch.\nDo you want to try it?")
    return not unwritten


def check_values(function, *inputs, expected, hint="", rtol=1e-5, atol=2e-8, **options):
    """Check that `function(*inputs, **options)` is `expected`, up to rounding.

    The first thing that is wrong is named in one sentence, with `hint` after it.
    Well-known wrong answers, which TYPICAL_MISTAKES holds, get a sentence of their own.
    """
    __tracebackhide__ = True
    name, expected = name_of(function), np.asarray(expected, dtype=float)
    answer = answer_of(function, *inputs, **options)
    try:
        got = np.asarray(answer)
    except ValueError:  # lists of different lengths
        got = np.asarray(None)
    if isinstance(answer, tuple) and got.shape != expected.shape:
        check(False, f"{name} returned {values_in_words(answer, expected)}")
    check(got.dtype.kind in "fiu", f"{name} returns {type_in_words(answer, got)}")

    def near(values, tolerance=rtol):
        values = np.asarray(values, dtype=float)
        return got.shape == values.shape and np.allclose(got, values, tolerance, atol)

    if near(expected):
        return
    for sentence, numbers in TYPICAL_MISTAKES.get(name, {}).items():
        check(not near(numbers), f"{name}: {sentence}")
    other = other_case(function)
    check(not other, f"{name} computes with {other}, which the lesson sets, and not "
          f"with its input {other.swapcase()}. Which of the two is meant?")
    check(got.shape == expected.shape, f"{name} returned the shape {got.shape}, but it "
          f"should be {expected.shape}. {how_shape_is_lost(got, expected)} {hint}")
    if np.ptp(expected):  # with equal numbers these would be guesses
        check(not near(inputs[0]), f"{name} gave its input back as it was. {hint}")
        check(not near(-expected), f"{name} has the sign turned. {hint}")
        check(np.ptp(got) or got.size < 3,
              f"{name} gave {got.flat[0]:.6g} for every number. {hint}")
        check(not near(np.trunc(expected)),
              f"{name} cuts its answers to whole numbers. Is // there in place of /?")
        check(not near(expected, 1e-2), f"{name} comes close, but only the first "
              "digits are right: is something rounded, or cut short?")
    wrong = np.argwhere(~np.isclose(got, expected, rtol=rtol, atol=atol))
    for at in map(tuple, wrong.tolist()):
        nan = "Which step gives 0 / 0 or ∞ / ∞?" if np.isnan(got[at]) else ""
        place = f"entry {list(at)} of the answer" if at else "the answer"
        if elementwise(function, inputs) and np.shape(inputs[0]) == expected.shape:
            place = f"the answer for {np.asarray(inputs[0])[at]:g}"
        check(False, f"{name}: {place} should be {expected[at]:.6g}, "
              f"but it is {got[at]:.6g}. {hint or nan}")


def names_of_inputs(code):
    """Return the names of a function's inputs; for other callables there are none."""
    return code.co_varnames[:code.co_argcount] if code else ()


def elementwise(function, inputs):
    """Return whether each number of the answer belongs to one number of the input.

    That is: there is one array, and no axis along which numbers are combined.
    """
    one_array = not any(np.shape(other) or callable(other) for other in inputs[1:])
    names = names_of_inputs(getattr(function, "__code__", None))
    return one_array and "axis" not in names


def other_case(function):
    """Return the name of the notebook that is an input's but for its case, or ''."""
    code = getattr(function, "__code__", None)
    inputs, names = names_of_inputs(code), code.co_names if code else ()
    return next((name for name in names if name.swapcase() in inputs), "")


def how_shape_is_lost(got, expected):
    """Return a question that leads to the step at which a shape changes."""
    if not expected.ndim:
        return "Which step makes one number of many?"
    if got.size == 1:
        return "Does return stand inside the loop, or is something added up?"
    if got.ndim > expected.ndim:
        return "Which step adds an axis, as reshape(-1, 1) does?"
    if got.size == expected.size:
        return "Which step flattens or turns it?"
    return "Which numbers are left out, or combined with each other?"


def values_in_words(answer, expected):
    """Return what is wrong with several values, which are not what is expected."""
    many = [at for at, value in enumerate(answer) if getattr(value, "shape", ())]
    if expected.shape != (len(answer),) or not many:
        return "several values; one is asked for. What stands after return?"
    got = answer[many[0]]
    return (f"{len(answer)} values, which is right, but value {many[0] + 1} has the "
            f"shape {got.shape}, and one number is asked for there. "
            + how_shape_is_lost(got, expected[many[0]]))


def type_in_words(answer, got):
    """Return what is returned in place of numbers, with a question."""
    if got.dtype == bool:
        return TYPE_MEANINGS["bool"]
    kinds = {"U": "array of text", "c": "array of complex128", "O": "array of object"}
    kind = kinds.get(got.dtype.kind) if isinstance(answer, np.ndarray) else ""
    kind = kind or ("text" if isinstance(answer, str) else type(answer).__name__)
    return TYPE_MEANINGS.get(kind, f"a {kind} that is not made of real numbers.")


# ------------------------------------------------- what an error means, and where
def cells_run():
    """Return the text of each cell that was run, but for this one."""
    return [cell for cell in globals().get("In", []) if "def cells_run()" not in cell]


def source_of(function):
    """Return the text of the cell that defines a function; '' if it is not known."""
    code = getattr(function, "__code__", None)
    return "".join(linecache.getlines(code.co_filename)) if code else ""


def newest_cell(name):
    """Return the place of the newest cell that means to define `name`, and its text."""
    head = re.compile(rf"^\w+[ \t]+{re.escape(name)}\b", re.M)
    found = [place for place in enumerate(cells_run()) if head.search(place[1])]
    return found[-1] if found else (-1, "")


def syntax_error(cell):
    """Return the sentence and the line that Python cannot read; () if it reads all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(cell, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError) as error:
        number, said = getattr(error, "lineno", None) or 1, getattr(error, "msg", "")
        lines = cell.splitlines()[number - 1:number]
        meaning = syntax_meaning(said, "".join(lines))
        words = error_in_words(type(error).__name__, said, meaning)
        return (f"Its cell stops in line {number} with {words}", *map(str.strip, lines))
    return ()


def lost_cell(name, function):
    """Return why the newest cell of a function did not define it; () if it did."""
    place, cell = newest_cell(name)
    source = source_of(function).strip()
    ran = [at for at, each in enumerate(cells_run()) if each.strip() == source]
    if not source or not ran or place <= ran[-1]:
        return ()
    if error := syntax_error(cell):
        return (f"{name} is not yet what you changed it to. {error[0]}", *error[1:])
    return (f"{name} is not yet what you changed it to: its newest cell stopped above "
            "the line with def. Which line stopped it?",)


def undefined_in_words(name):
    """Return the sentence for a function that is not there when it is checked."""
    _, cell = newest_cell(name)
    if error := syntax_error(cell):
        return (f"{name} is not defined. {error[0]}", *error[1:])
    others = [each for each in cells_run() if "check" not in each]
    more = similar_name(name, others, "The notebook defines {}: is it that, spelled "
                        "otherwise?") or "Did its cell run? Run all above this one."
    return (f"{name} is not defined. {more}",)


def own_frames(error):
    """Return (code, file, line) of each step into the functions of a student."""
    not_own = {check.__code__.co_filename, *COURSE_CELLS}
    return [(frame.f_code, frame.f_code.co_filename, number)
            for frame, number in traceback.walk_tb(error.__traceback__)
            if frame.f_globals is globals() and frame.f_code.co_filename not in not_own]


def called_from(error, code):
    """Return the name of the function that `code` called when it stopped, or ''.

    It is one that an earlier lesson brought along, or that is borrowed.
    """
    steps = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    last = len(steps) - 1 - steps[::-1].index(code)
    below = steps[last + 1:last + 2]
    return next((name for name, value in globals().items()
                 if getattr(value, "__code__", None) in below), "")


def stop_in_words(error, name, inputs=()):
    """Return the sentence for what stopped a function, and the line that it stopped in.

    The sentence names the line, what Python said, and what that means.
    """
    if hasattr(error, "_render_traceback_"):  # a check spoke already
        return (str(error),)
    frames = [frame for frame in own_frames(error) if frame[0].co_name != "<module>"]
    kind, said, line = type(error).__name__, " ".join(str(error).split()), ""
    if not frames:
        if isinstance(error, TypeError):
            return (other_inputs(name, said),)
        return (f"{name} stops with {error_in_words(kind, said, error_meaning(said))}",)
    code, file, number = frames[-1]
    names = [frame[0].co_name for frame in frames if frame[0].co_name.isidentifier()]
    within = (names or [name])[-1]
    line = linecache.getline(file, number).strip()
    if isinstance(error, NotImplementedError):
        return (f"{within} is not written yet: {NOT_WRITTEN} Then run that cell.",)
    if isinstance(error, KeyboardInterrupt):
        return (f"{name} did not come to an end. Does a loop in it never stop?", line)
    whose = "its" if within == name else f"{within}'s"
    stops = f"{name} stops in line {number} of {whose} cell"
    if called := called_from(error, code):
        stops += f", where it calls {called},"
    if isinstance(error, NameError):
        missing = re.search(r"name '([^']+)' is not defined", said)
        meaning = USED_TOO_EARLY
        if missing:
            near = similar_name(missing[1], cells_run(), "Is {} meant?",
                                names_of_inputs(code))
            meaning = name_meaning(missing[1]) or near or NOT_SPELLED
        return (f"{stops.rstrip(',')}: {said}. {meaning}", line)
    source = "".join(linecache.getlines(file))
    first = re.search(rf"def {within}\((\w+)", source)
    given = DEFAULT_GIVEN
    if first and "asarray" not in source and np.ndim(inputs[0] if inputs else 0):
        array = f"{first[1]} = np.asarray({first[1]}, dtype=float)"
        given = f"Is the given first line, {array}, still there?"
    words = error_in_words(kind, said, error_meaning(said, given))
    if within != name:
        words += f" What does {name} give to {within}?"
    return (f"{stops} with {words}", line)


def kind_traceback(shell, kind, error, trace, tb_offset=None):
    """Show one sentence in place of a traceback that a beginner cannot use.

    That is: a function that is checked and not there, or an error in a function that
    another cell defines. All else is shown as always.
    """
    frames = own_frames(error)
    cell = "".join(linecache.getlines(frames[0][1])) if frames else ""
    checks = re.search(r"^\s*(if )?(check\w*|answer_of|tried)\(", cell, re.M)
    missing = re.search(r"name '(\w+)' is not defined", str(error))
    if isinstance(error, NameError) and len(frames) == 1 and checks and missing:
        shown_alone(error, in_lines(*undefined_in_words(missing[1])))
    elif len({file for _, file, _ in frames}) > 1 and isinstance(error, Exception):
        names = [code.co_name for code, *_ in frames if code.co_name.isidentifier()]
        if names and not hasattr(error, "_render_traceback_"):
            shown_alone(error, in_lines(*stop_in_words(error, names[0])))
    ran = bool(frames)  # else Python cannot read the cell: no step led there
    shell.showtraceback((kind, error, trace), tb_offset, running_compiled_code=ran)


if get_ipython():
    get_ipython().set_custom_exc((Exception,), kind_traceback)
