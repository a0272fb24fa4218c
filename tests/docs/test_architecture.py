"""What docs/architecture.md says of the package holds: folders, the direction of imports, the wall, sizes of modules."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from classroom import ROOT

PACKAGE = ROOT / "autograder"
# From the top floor down: a folder imports only from those after it, and from the modules at the root of the package.
FLOORS = (
    "commands", "class_run", "build", "lms", "nbgrader_plugin", "pages", "gradebook", "checks", "judge", "reference", "submissions",
    "worker", "sandbox",
)  # fmt: skip
UNTRUSTED = ("worker", "sandbox")  # the folders that run where student code runs
SECRET = ("judge", "checks", "reference", "gradebook", "class_run", "commands", "nbgrader_plugin")
LONGEST = 400  # lines of a module
# libraries that one folder, or one module, keeps to itself
HOMES = {"nbgrader": "nbgrader_plugin", "distributed": "class_run.dask_cluster", "pytest": "nowhere"}


@cache
def modules() -> dict[str, Path]:
    """Return the modules of the package by dotted name, without the package's own."""
    found = {path.relative_to(PACKAGE).with_suffix(""): path for path in PACKAGE.rglob("*.py")}
    return {".".join(name.parts).removesuffix("__init__").rstrip("."): path for name, path in found.items()}


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the dotted names that a module imports, at its top, in a function or for type checkers."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def own(path: Path) -> set[str]:
    """Return the modules of the package that a module imports."""
    return {name.removeprefix("autograder.") for name in imports(path)} & modules().keys() - {""}


def folder(name: str) -> str:
    """Return the folder of a module; '' at the root of the package."""
    return name.split(".")[0] if name.split(".")[0] in FLOORS else ""


def test_every_folder_has_its_floor() -> None:
    """A new folder has to be given its place in the order."""
    folders = {path.parent.relative_to(PACKAGE).as_posix() for path in modules().values()} - {"."}
    assert folders == set(FLOORS)


@pytest.mark.parametrize("name", sorted(modules()), ids=str)
def test_imports_lead_down(name: str) -> None:
    """A module imports nothing of a folder above its own; those at the root import from no folder."""
    floor = FLOORS.index(folder(name)) if folder(name) else len(FLOORS)
    upwards = {other for other in own(modules()[name]) if folder(other) and FLOORS.index(folder(other)) < floor}
    assert upwards == set()


def test_no_imports_go_in_a_circle() -> None:
    """Neither at the top of modules nor in functions."""
    try:
        list(TopologicalSorter({name: own(path) - {name} for name, path in modules().items()}).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_a_library_has_one_home(library: str, home: str) -> None:
    """nbgrader's classes and Dask are each imported in one place, pytest by tests alone."""
    users = {name for name, path in modules().items() if any(each.split(".")[0] == library for each in imports(path))}
    assert {name for name in users if name != home and folder(name) != home} == set()


def test_the_untrusted_side_loads_no_secret() -> None:
    """The modules that run beside student code, all imported, load no judge, check, reference, gradebook, pytest or nbgrader."""
    code = """
import importlib, json, sys
loaded = {name: (importlib.import_module(f"autograder.{name}"), list(sys.modules))[1] for name in sys.argv[1:]}
print(json.dumps(loaded))
"""
    names = sorted(name for name in modules() if folder(name) in UNTRUSTED)
    run = subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True, check=True)
    secret = re.compile(rf"(autograder\.({'|'.join(SECRET)})|nbgrader|_?pytest)(\.|$)")
    found = {name: list(filter(secret.match, loaded)) for name, loaded in json.loads(run.stdout).items()}
    assert found == {name: [] for name in names}


@pytest.mark.parametrize("name", sorted(modules()), ids=str)
def test_a_module_says_that_it_is_untrusted(name: str) -> None:
    """Every module has a docstring, and those that run beside student code say so, and no other does."""
    text = ast.get_docstring(ast.parse(modules()[name].read_text(encoding="utf-8")))
    assert text
    assert ("untrusted side" in text.lower()) == (folder(name) in UNTRUSTED)


@pytest.mark.parametrize("name", sorted(modules()), ids=str)
def test_a_module_is_not_too_long(name: str) -> None:
    """Past this, look for the second noun."""
    assert len(modules()[name].read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_the_document_names_every_folder_and_module_that_there_is() -> None:
    """docs/architecture.md has a line for each folder, and no path in it is of a file that is not there."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    assert [each for each in FLOORS if f"`{each}/`" not in text] == []
    named = set(re.findall(rf"`(?:autograder/)?((?:{'|'.join(FLOORS)})/[a-z0-9_]+\.py)`", text))
    assert sorted(each for each in named if not (PACKAGE / each).is_file()) == []
