"""Facts about the command line as a newcomer meets it: help with an example everywhere, Tab, and what a slip is told."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from classroom import ROOT
from typer.testing import CliRunner

from autograder.commands.cli import app, main

COURSE = Path(sys.executable).with_name("course")
COMMANDS = typer.main.get_command(app)
NAMES = sorted(COMMANDS.commands)


@pytest.mark.parametrize("name", NAMES)
def test_every_help_has_an_example_that_is_a_command(name: str) -> None:
    """The help ends its first sentence with an example, and the command line takes the example's options."""
    said = " ".join(CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"}).output.split())
    example = re.search(r"Example: (course .+?)\.(?: (?:Arguments|Options):)", said)
    assert example, said
    words = shlex.split(example[1])
    assert words[1] == name
    COMMANDS.commands[name].make_context(name, words[2:])  # parses; raises where an option or an argument is not known


def test_help_fits_an_ordinary_terminal() -> None:
    """No description is cut at 80 columns, and --version says which one this is."""
    said = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).output
    assert "..." not in said.partition("Commands:")[2]
    assert max(map(len, said.splitlines())) <= 80
    assert CliRunner().invoke(app, ["--version"]).output.startswith("course 0.")


@pytest.mark.usefixtures("slow")
def test_tab_completes_commands() -> None:
    """Bash's Tab after `course gr` gives grade; after `course ` every command."""
    for typed, expected in (("course gr", ["grade"]), ("course ", NAMES)):
        done = subprocess.run(
            [COURSE],
            env={**os.environ, "_COURSE_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": "1"},
            text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert sorted(done.stdout.split()) == expected, done.stderr


@pytest.mark.usefixtures("slow")
def test_a_slip_is_told_the_next_step() -> None:
    """A command that is not there names the help; a folder that is no course says so in one sentence, without a traceback."""
    done = CliRunner().invoke(app, ["gradee"])
    assert done.exit_code == 2
    assert "course --help" in done.output or "--help" in done.output
    elsewhere = subprocess.run([COURSE, "grade"], cwd="/", text=True, capture_output=True, check=False)
    assert elsewhere.returncode == 1
    assert len(elsewhere.stderr.strip().splitlines()) == 1
    assert elsewhere.stderr.startswith("course: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("demo --folder README.md", "README.md/course: this place cannot be used (Not a directory); name another one"),
        ("new 07_gelu --formula 1/0", "course: 1/0: the formula does not work: division by zero; write an expression"),
        ("new 06_lambda --formula x", "course: 06_lambda: 'lambda' means something already"),
        ("extend ada 02_sigmoid --days 99999999999", "Invalid value for '--days'"),
        ("check nosuch.ipynb", "course: nosuch.ipynb: there is no such file"),
        ("check docs", "course: docs: this is a folder; name the notebook in it"),
        ("check README.md", "course: README.md: this is not a notebook: its name does not end in .ipynb"),
        ("feedback 03_tanh", "03_tanh has not been graded; run 'course grade 03_tanh' first"),
        ("collect nosuch.zip", "course: nosuch.zip: there is no such archive; check the path"),
        ("students nosuch.csv", "course: nosuch.csv: there is no such file"),
        ("return 02_sigmoid --to moodle", "course: "),
        ("check --seed -1 x.ipynb", "Invalid value for '--seed'"),
    ],
)
def test_a_wrong_place_formula_or_number_is_told_in_one_sentence(
    words: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No exception of the program's own inside comes through."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["course", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert said in (str(ended.value) + capsys.readouterr().err)
