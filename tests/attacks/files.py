"""Hostile notebook files, and what lies beside them: attacks that no snippet can say. Each answers `sigmoid` rightly."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from attacks.collection import CANARIES, NAME, PAYLOAD, Attack, Notebook, Place, answer, code, pictures, save

RIGHT = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1 / (1 + np.exp(-x))\n"
Maker = Callable[[Path, Notebook, Place], None]
_all: list[Attack] = []


def hostile(deserved: float | None = 8, stock: bool = True, due: float | None = None) -> Callable[[Maker], Maker]:
    """Take a maker into the collection; its docstring says what it tries. `due`: in a stock course, if not `deserved`."""

    def take(maker: Maker) -> Maker:
        def make(folder: Path, book: Notebook, place: Place) -> None:
            answer(book, [("sigmoid", RIGHT)])
            maker(folder, book, place)

        name = maker.__name__.strip("_")
        _all.append(Attack("notebooks", name, (maker.__doc__ or "").strip(), deserved, make, stock=stock, due=due or deserved or 0))
        return maker

    return take


def collection() -> list[Attack]:
    """Return them all."""
    return list(_all)


def cell(book: Notebook, grade_id: str) -> Notebook:
    """Return the cell of a notebook that nbgrader knows by `grade_id`."""
    return next(each for each in book["cells"] if each["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def write(folder: Path, content: bytes | str) -> None:
    """Write the bytes of a submission's notebook."""
    (folder / f"{NAME}.ipynb").write_bytes(content.encode(errors="surrogatepass") if isinstance(content, str) else content)


# The notebook's own data


@hostile()
def kernelspec_that_names_a_command(folder: Path, book: Notebook, place: Place) -> None:
    """Names a kernel that is a command, and a language that is a shell."""
    run = ["/bin/sh", "-c", f"touch /tmp/{NAME}-kernel"]
    book["metadata"]["kernelspec"] = {"name": "../../evil", "argv": run, "language": "bash", "display_name": PAYLOAD}
    book["metadata"]["language_info"] = {"name": "bash", "nbconvert_exporter": "attacks.files", "pygments_lexer": "../x"}
    save(folder, book)


@hostile()
def metadata_of_the_wrong_kind(folder: Path, book: Notebook, place: Place) -> None:
    """Has lists, numbers and null in place of metadata."""
    for kind in (
        None,
        [],
        7,
        "x",
        {"nbgrader": None},
        {"nbgrader": []},
        {"nbgrader": {"grade_id": []}},
        {"nbgrader": {"grade_id": 7}},
    ):
        book["cells"].append({**code("1"), "metadata": kind})
    cell(book, "test_sigmoid")["metadata"]["nbgrader"] = {"grade_id": "test_sigmoid", "points": "many", "grade": 3}
    book["metadata"] = []
    save(folder, book)


@hostile()
def schema_of_the_future(folder: Path, book: Notebook, place: Place) -> None:
    """Claims a version of nbgrader's metadata that does not exist yet."""
    for each in book["cells"]:
        each["metadata"]["nbgrader"]["schema_version"] = 99
    save(folder, book)


@hostile()
def schema_of_the_past(folder: Path, book: Notebook, place: Place) -> None:
    """Claims an old version of nbgrader's metadata."""
    for each in book["cells"]:
        each["metadata"]["nbgrader"]["schema_version"] = 1
    save(folder, book)


@hostile()
def points_in_the_metadata(folder: Path, book: Notebook, place: Place) -> None:
    """Gives itself more points per cell, and unlocks locked cells."""
    for each in book["cells"]:
        marked = each["metadata"]["nbgrader"]
        marked.update(points=1000.0, locked=False, solution=True, checksum="0")
    save(folder, book)


@hostile()
def graded_cells_of_its_own(folder: Path, book: Notebook, place: Place) -> None:
    """Adds graded cells, with new ids and with ids already in use."""
    for grade_id in ("test_extra", "test_sigmoid", "test_sigmoid_grad"):
        marked = {
            "grade": True,
            "grade_id": grade_id,
            "locked": False,
            "points": 500,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        book["cells"].append({**code("500.0"), "metadata": {"nbgrader": marked}})
    save(folder, book)


@hostile()
def ids_on_other_cells(folder: Path, book: Notebook, place: Place) -> None:
    """Swaps the ids of text cells and graded cells."""
    ids = [each["metadata"]["nbgrader"]["grade_id"] for each in book["cells"]]
    for each, grade_id in zip(book["cells"], ids[::-1], strict=True):
        each["metadata"]["nbgrader"]["grade_id"] = grade_id
    marked = dict(cell(book, "test_sigmoid")["metadata"]["nbgrader"])
    book["cells"].append({"cell_type": "markdown", "source": "10", "metadata": {"nbgrader": marked}})
    save(folder, book)


@hostile()
def answer_in_a_text_cell(folder: Path, book: Notebook, place: Place) -> None:
    """Makes the answer a text cell; its content still counts."""
    own = cell(book, "sigmoid")
    own["cell_type"] = "markdown"
    del own["outputs"], own["execution_count"]
    save(folder, book)


@hostile()
def ids_twice(folder: Path, book: Notebook, place: Place) -> None:
    """Has every cell twice, the same id on all, and a wrong answer before the right one."""
    own = cell(book, "sigmoid")
    book["cells"].insert(0, {**own, "source": "def sigmoid(x): return 0.5"})
    for each in book["cells"]:
        each["id"] = "same"
    save(folder, book)


@hostile()
def ids_that_are_paths(folder: Path, book: Notebook, place: Place) -> None:
    """Has cell ids that are paths and HTML."""
    for number, each in enumerate(book["cells"]):
        each["id"] = ["../../x", PAYLOAD, "", "a" * 5000, 7, None, ["x"]][number % 7]
    write(folder, json.dumps(book))


@hostile()
def keys_twice(folder: Path, book: Notebook, place: Place) -> None:
    """Has the same key twice in an object, which readers treat differently."""
    text = json.dumps(book)
    write(
        folder,
        '{"cells": [], "nbformat": 3, "metadata": {"x": 1, "x": 2}, ' + text[1:].replace('"source": ', '"source": "x", "source": '),
    )


@hostile()
def cells_removed(folder: Path, book: Notebook, place: Place) -> None:
    """Has nothing but its answer: no locked cell, no graded one."""
    book["cells"] = [cell(book, "sigmoid")]
    save(folder, book)


@hostile()
def attachments_and_widgets(folder: Path, book: Notebook, place: Place) -> None:
    """Attaches scripts and pictures of scripts, and the state of widgets."""
    picture = {"image/svg+xml": "<svg onload=window.stolen=1>", "text/html": PAYLOAD}
    book["cells"].append(
        {
            "cell_type": "markdown",
            "metadata": {},
            "source": "![x](attachment:x.svg)",
            "attachments": {"x.svg": picture, "../../x": picture},
        }
    )
    book["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"a": {"model_name": "HTMLModel", "state": {"value": PAYLOAD}}}}
    }
    save(folder, book)


@hostile()
def outputs_that_are_trusted(folder: Path, book: Notebook, place: Place) -> None:
    """Contains made-up outputs, marked as trusted: full marks, HTML, scripts."""
    for each in book["cells"]:
        each["metadata"]["trusted"] = True
        each["outputs"] = [
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "6.0", "text/html": PAYLOAD},
            },
            {"output_type": "display_data", "metadata": {}, "data": {"application/javascript": "window.stolen=1"}},
        ]
    save(folder, book)


# Size and form


@hostile(None, due=8)
def outputs_of_100_megabytes(folder: Path, book: Notebook, place: Place) -> None:
    """Contains 100 MB of outputs."""
    cell(book, "sigmoid")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (100 << 20)}]
    save(folder, book)


@hostile()
def outputs_of_40_megabytes(folder: Path, book: Notebook, place: Place) -> None:
    """Contains 40 MB of outputs, which is allowed."""
    cell(book, "sigmoid")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (40 << 20)}]
    save(folder, book)


@hostile(None, due=8)
def cells_by_the_hundred_thousand(folder: Path, book: Notebook, place: Place) -> None:
    """Has 100,000 cells."""
    book["cells"] += [code("1")] * 100_000
    write(folder, json.dumps(book))


@hostile(None)
def deep_json(folder: Path, book: Notebook, place: Place) -> None:
    """Nests lists 100,000 deep."""
    write(folder, '{"cells": ' + "[" * 100_000 + "]" * 100_000 + ', "nbformat": 4}')


@hostile(None)
def wide_json(folder: Path, book: Notebook, place: Place) -> None:
    """Is 45 MB of empty lists, which take gigabytes when parsed."""
    write(folder, b'{"nbformat": 4, "cells": [' + b"[]," * (15 << 20) + b"[]]}")


@hostile(None)
def format_that_is_a_number_too_long(folder: Path, book: Notebook, place: Place) -> None:
    """Declares a format number of 4,000 digits."""
    write(folder, '{"cells": [], "nbformat": ' + "9" * 4000 + "}")


@hostile(None, due=8)
def format_3(folder: Path, book: Notebook, place: Place) -> None:
    """Is in a format that Jupyter has not written for ten years."""
    old = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": book["cells"], "metadata": {}}]}
    write(folder, json.dumps(old))


@hostile(None)
def not_a_notebook(folder: Path, book: Notebook, place: Place) -> None:
    """Is a program with the name of a notebook."""
    write(folder, b"\x7fELF\x02\x01\x01\x00\xff\xfe\x00" * 100)


@hostile()
def written_in_utf_16(folder: Path, book: Notebook, place: Place) -> None:
    """Is written in UTF-16, with NaN, infinities, and half a character."""
    cell(book, "sigmoid")["outputs"] = [{"x": float("nan"), "y": float("inf")}]
    cell(book, "sigmoid")["source"] += "# \ud800"
    write(folder, json.dumps(book, ensure_ascii=True).encode("utf-16"))


@hostile(None, due=8)
def cells_of_no_known_kind(folder: Path, book: Notebook, place: Place) -> None:
    """Has a cell of an unknown type, and a source that is not text."""
    book["cells"].append({"cell_type": "exec", "metadata": {}, "source": {"x": 1}})
    save(folder, book)


@hostile(None, due=8)
def source_of_a_megabyte(folder: Path, book: Notebook, place: Place) -> None:
    """Has two million characters of code in a cell."""
    book["cells"].append(code("x = 1\n" * 350_000))
    save(folder, book)


@hostile()
def text_that_is_slow_to_show(folder: Path, book: Notebook, place: Place) -> None:
    """Has text and code whose markup takes renderers very long."""
    for text in (
        "[" * 20_000,
        "*a _b " * 5_000,
        "`" * 20_000,
        "> " * 5_000 + "x",
        "|" * 20_000,
        "$$\\begin{a}" * 2_000,
        "<!--" * 5_000,
    ):
        book["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text})
    for text in ("'" * 20_000, "f'{" * 5_000, "\\" * 20_000, "x=(" * 5_000, '"""' * 7_001):
        book["cells"].append(code(text))
    save(folder, book)


@hostile()
def copied_pictures(folder: Path, book: Notebook, place: Place) -> None:
    """Repeats the few words around a handed-out picture 900 times: with the picture in each place, feedback has 200 MB."""
    largest = max(pictures(), key=lambda each: len(json.dumps(each["attachments"])))
    book["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": largest["source"]}] * 900
    save(folder, book)


@hostile()
def copied_links(folder: Path, book: Notebook, place: Place) -> None:
    """Names a link once, with 5,000 characters that become 25,000 in a page, and mentions it 1,600 times in each of five cells."""
    text = f"<b>x</b>\n\n{'[a]' * 1600}\n\n[a]: http://x ({'&' * 5000})"
    book["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": text}] * 5
    save(folder, book)


@hostile()
def output_behind_errors(folder: Path, book: Notebook, place: Place) -> None:
    """Prints nearly as much as is kept, then stops in twenty lines with long errors, then prints in 800 more cells."""
    stops = "\n".join(["int('e' * 300)"] * 20)
    book["cells"] += [code("print('y' * 30_500)")] * 13 + [code(stops)] + [code("print('y' * 31_900)")] * 800
    save(folder, book)


@hostile(None)
def another_lessons_notebook(folder: Path, book: Notebook, place: Place) -> None:
    """Is another lesson's notebook under this one's name."""
    for each in book["cells"]:
        each["metadata"]["nbgrader"]["grade_id"] = "other_" + each["metadata"]["nbgrader"]["grade_id"]
    save(folder, book)


# Files that are none, and what lies beside


@hostile(None)
def notebook_that_is_a_link(folder: Path, book: Notebook, place: Place) -> None:
    """Is a link to a neighbour's submission."""
    (folder / f"{NAME}.ipynb").symlink_to(place.course / "submitted" / "ada" / NAME / f"{NAME}.ipynb")


@hostile(None)
def folder_that_is_a_link(folder: Path, book: Notebook, place: Place) -> None:
    """Is a link to the folder of a neighbour."""
    folder.rmdir()
    folder.symlink_to(place.course / "submitted" / "ada" / NAME)


@hostile(None)
def notebook_that_is_a_pipe(folder: Path, book: Notebook, place: Place) -> None:
    """Is a pipe that nobody writes to."""
    os.mkfifo(folder / f"{NAME}.ipynb")


@hostile(None)
def notebook_that_is_a_folder(folder: Path, book: Notebook, place: Place) -> None:
    """Is a folder with the name of a notebook."""
    (folder / f"{NAME}.ipynb").mkdir()


@hostile(None)
def notebook_with_a_hole(folder: Path, book: Notebook, place: Place) -> None:
    """Is a sparse file of 60 GB."""
    with (folder / f"{NAME}.ipynb").open("wb") as file:
        file.truncate(60 << 30)


@hostile()
def links_beside_it(folder: Path, book: Notebook, place: Place) -> None:
    """Has links to the gradebook, the home folder and a neighbour beside it, to be copied to where it can read them."""
    save(folder, book)
    own = Path(NAME, f"{NAME}.ipynb")
    secrets = {
        "notes.txt": place.home / ".netrc", "submission_secret.txt": place.home / ".netrc",
        "data.csv": place.course / "gradebook.db", "plan.md": place.course / "source" / own,
        "ada.json": place.course / "submitted" / "ada" / own,
    }  # fmt: skip
    for name, target in secrets.items():
        (folder / name).symlink_to(target)
    (folder / "more").symlink_to(place.home)


@hostile()
def pipe_beside_it(folder: Path, book: Notebook, place: Place) -> None:
    """Has a pipe beside it, which never ends."""
    save(folder, book)
    os.mkfifo(folder / "data.csv")


@hostile()
def pipe_for_a_time(folder: Path, book: Notebook, place: Place) -> None:
    """Has a pipe in place of the file with its submission time."""
    save(folder, book)
    os.mkfifo(folder / "timestamp.txt")


@hostile()
def time_that_is_none(folder: Path, book: Notebook, place: Place) -> None:
    """Gives an invalid submission time."""
    save(folder, book)
    (folder / "timestamp.txt").write_text("2024-13-45 99:99:99 " + "9" * 3000)


@hostile()
def hole_beside_it(folder: Path, book: Notebook, place: Place) -> None:
    """Has a sparse file of 300 GB beside it, which takes space once it is copied."""
    save(folder, book)
    with (folder / "data.csv").open("wb") as file:
        file.truncate(300 << 30)


@hostile()
def names_that_climb(folder: Path, book: Notebook, place: Place) -> None:
    """Has files whose names look like other folders, options and patterns."""
    save(folder, book)
    for name in ("..\\..\\up.txt", "-rf", "a\nb", "...", "*", "~", "$(touch x)", "%2e%2e%2fx", PAYLOAD.replace("/", "")):
        (folder / name).write_text(CANARIES["neighbour"][:3])
    (folder / "sub" / "__pycache__").mkdir(parents=True)
    (folder / "sub" / f"{NAME}.ipynb").write_text("{}")


@hostile()
def more_notebooks(folder: Path, book: Notebook, place: Place) -> None:
    """Submits further notebooks, broken ones too."""
    save(folder, book)
    for number in range(20):
        (folder / f"{NAME} ({number}).ipynb").write_text("{" if number % 2 else json.dumps(book))


@hostile()
def thousands_of_files(folder: Path, book: Notebook, place: Place) -> None:
    """Has 3,000 files and deep folders beside it."""
    save(folder, book)
    deep = folder / Path(*(["d"] * 60))
    deep.mkdir(parents=True)
    for number in range(3000):
        (folder / f"f{number}").touch()
