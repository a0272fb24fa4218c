"""The repo itself: its packages, and that what the documents say is there is there."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

# A package has another name on conda-forge, or is there only for Linux.
CONDA_NAMES = {"playwright": "playwright-python"}


def tracked(*patterns):
    """Return the files that git tracks, or would if they were added now, and that exist."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted(ROOT / name for name in names if name and (ROOT / name).is_file())


DOCUMENTS = tracked("*.md")


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
    for minor in ("3.11", "3.12", "3.13"):
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


def test_no_tracked_file_names_a_package_registry():
    """No tracked file holds the host name of a package registry: an install asks the index of the machine it runs on."""
    hosts = [
        "py" + r"pi\.org",
        "python" + r"hosted\.org",
        r"registry\.npm" + r"js\.org",
        r"deb\.deb" + r"ian\.org",
        r"anaconda\." + "org",
    ]
    pattern = re.compile("|".join(hosts).encode())
    assert [path for path in tracked() if pattern.search(path.read_bytes())] == []


# Documents


def targets():
    """Return the names of the Makefile's commands."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def code_of(document):
    """Return the code in a document: fenced blocks and `words`, one a line."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documented_commands_exist(document):
    """Each `make` and `course` command that a document shows exists."""
    from typer.main import get_command

    from autograder.commands.cli import app

    code = code_of(document)
    assert set(re.findall(r"^\s*make ([a-z][a-z-]*)", code, re.MULTILINE)) - targets() == set()
    shown = set(re.findall(r"^\s*(?:\.venv/bin/)?course ([a-z]+)", code, re.MULTILINE))
    assert shown - set(get_command(app).commands) == set()


def anchors(document):
    """Return the anchors of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_files_resolve(document):
    """Each link of a document to a file or a heading of this repo leads somewhere."""
    broken = []
    text = re.sub(r"`[^`\n]*`|^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


# What students get


def test_release_names_no_solution_reference_or_check():
    """No file under release/ holds a solution's markers, a hidden test's marker, or a name of the grader's secret parts."""
    pattern = re.compile(
        rb"(BEGIN|END) (SOLUTION|HIDDEN TESTS)|autograder[./](reference|checks|checking)|\b(import|from) autograder\b"
    )
    files = [path for path in (ROOT / "release").rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts]
    assert [path for path in files if pattern.search(path.read_bytes())] == []


def test_release_holds_notebooks_only():
    """release/ has one folder an assignment with one notebook in it, because nbgrader hands every file there to students."""
    built = {path.relative_to(ROOT / "release").as_posix() for path in tracked("release/*")}
    assert built <= {f"{path.stem}/{path.stem}.ipynb" for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.py")}


# The set-up


def test_a_skip_fails_in_ci_and_passes_elsewhere(tmp_path):
    """With CI set a skipped test, a skipped file and an unskippable test fail; without it only the last does."""
    for name in ("conftest.py", "classroom.py"):
        (tmp_path / name).write_text((ROOT / "tests" / name).read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = unskippable: x\n")
    (tmp_path / "test_a.py").write_text(
        "import pytest\n"
        "def test_one(): pytest.skip('no bananas')\n"
        "@pytest.mark.xfail\ndef test_two(): assert False\n"
        "@pytest.mark.unskippable\ndef test_three(): pytest.skip('no apples')\n"
    )
    (tmp_path / "test_b.py").write_text("import pytest\npytest.skip('no pears', allow_module_level=True)\n")

    def outcome(ci):
        import os

        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
            str(tmp_path),
            "--rootdir",
            str(tmp_path),
        ]
        run = subprocess.run(command, env={**os.environ, "CI": ci}, cwd=tmp_path, capture_output=True, text=True)
        return run.stdout

    assert re.search(r"1 failed, 2 skipped, 1 xfailed", outcome(""))
    in_ci = outcome("true")
    assert "no bananas (a skip counts as a failure in CI here)" in in_ci
    assert "skipped" not in in_ci.splitlines()[-1]


def test_an_unsuitable_python_gets_one_sentence(tmp_path):
    """A Python that does not start ends the set-up in one sentence with the next step, not in a traceback."""
    marker = Marker("python_version >= '3.11'")
    assert marker.evaluate()
    script = tmp_path / "tools" / "setup_env.py"
    script.parent.mkdir()
    script.write_text((ROOT / "tools/setup_env.py").read_text())
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("")
    run = subprocess.run([sys.executable, script, tmp_path / "no-python"], capture_output=True, text=True)
    assert run.returncode == 1
    assert re.fullmatch(r"Set-up: Python 3\.11 to 3\.13 is needed .*make PYTHON=.*\.\n", run.stderr)
    assert not (tmp_path / ".venv").exists()
