"""The packages of pyproject.toml, environment.yml and requirements.lock."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tracked_files import ROOT, tracked

# A package has another name on conda-forge, or is there only for Linux.
CONDA_NAMES = {"playwright": "playwright-python"}
# What is used without an import that can be read from the code.
NOT_IMPORTED = {
    "codespell": "a command of `make lint`",
    "jupyterlab": "`course lab` becomes it",
    "mypy": "a command of `make lint`",
    "nbclient": "tests/notebooks/test_lessons.py uses it in a process of its own",
    "psycopg": "SQLAlchemy loads it for a PostgreSQL address",
    "pytest-xdist": "a plug-in of pytest",
    "ruff": "a command of `make lint`",
    "setuptools": "builds the package",
}
IMPORTERS = ("import_module", "importorskip")
USERS = {"autograder": ("dependencies", "cluster"), "notebooks": ("dependencies",), "bench": None, "tests": None, "tools": ()}


def requirements():
    """Return every requirement of pyproject.toml, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for one in lists for line in one]


def locked():
    """Return the entries of requirements.lock as (requirement, number of hashes)."""
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text())
    return [(Requirement(entry.split("\\\n")[0]), entry.count("--hash=sha256:")) for entry in entries]


# Packages


def test_conda_file_names_the_packages_of_pyproject():
    """environment.yml and pyproject.toml name the same packages with the same bounds, so neither drifts."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    lines = [line for line in environment["dependencies"] if isinstance(line, str) and line != "pip"]
    [pip] = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    python = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    wanted = {Requirement(f"python{python}")}
    for requirement in requirements():
        requirement.name = CONDA_NAMES.get(requirement.name, requirement.name)
        wanted.add(requirement)
    assert pip[-1] == "-e ."
    assert {Requirement(line) for line in [*lines, *pip[:-1]]} == wanted


def test_lock_installs_each_direct_package_within_its_bounds():
    """For each supported Python, the lock names exactly one version of each direct requirement, and it is allowed."""
    entries = [requirement for requirement, _ in locked()]
    for minor in ("3.11", "3.12", "3.13", "3.14"):
        machine = {"python_version": minor, "python_full_version": f"{minor}.9", "sys_platform": "linux"}
        for wanted in requirements():
            same = [entry for entry in entries if canonicalize_name(entry.name) == canonicalize_name(wanted.name)]
            chosen = [entry for entry in same if entry.marker is None or entry.marker.evaluate(machine)]
            assert len(chosen) == 1, f"{wanted.name} on Python {minor}: run 'make lock'"
            [pin] = chosen[0].specifier
            assert pin.operator == "=="
            assert pin.version in wanted.specifier, f"{wanted}: run 'make lock'"


def test_lock_has_hashes_and_no_addresses():
    """Every locked package has hashes, and no index or download address stands in the lock."""
    assert [requirement.name for requirement, hashes in locked() if hashes == 0] == []
    assert not re.search(r"://|^\s*--(?!hash)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)


def test_the_lock_holds_what_an_editable_install_builds_with():
    """What pyproject.toml builds with is locked too, because the set-up builds without isolation."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert {Requirement(line) for line in build} <= set(requirements())


packages = cache(packages_distributions)  # it reads every installed package


@cache
def imported(folder):
    """Return the packages outside this repo that the Python files of a folder import, in functions too."""
    names = set()
    for path in tracked(f"{folder}/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module)
            elif isinstance(node, ast.Call) and vars(node.func).get("attr", vars(node.func).get("id")) in IMPORTERS:
                names |= {word.value for word in node.args[:1] if isinstance(word, ast.Constant)}
    tops = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    own = {path.stem for place in (ROOT, ROOT / "tests") for path in place.iterdir() if path.is_dir() or path.suffix == ".py"}
    return {canonicalize_name(packages()[top][0]) for top in tops - own}


@pytest.mark.parametrize("folder", USERS)
def test_what_is_imported_is_declared(folder):
    """Each import is of a package that pyproject.toml requires, in the list that its users install."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = {"dependencies": project["dependencies"], **project["optional-dependencies"]}
    wanted = lists if USERS[folder] is None else USERS[folder]
    declared = {canonicalize_name(Requirement(line).name) for name in wanted for line in lists[name]}
    assert imported(folder) - declared == set()


def test_what_is_declared_is_used():
    """Each requirement is imported somewhere, or has its reason in NOT_IMPORTED."""
    used = set().union(*map(imported, USERS))
    declared = {canonicalize_name(requirement.name) for requirement in requirements()}
    assert declared - used == set(NOT_IMPORTED)
