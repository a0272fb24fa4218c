"""What a worker can read and write of the machine, the course and the grader."""

from pathlib import Path

import pytest
from classroom import ROOT
from sandbox.one_worker import need, run

from autograder.sandbox import visible_files


def test_without_namespaces_nothing_can_be_written() -> None:
    """Where nothing caps the size of a folder, a worker has none."""
    need("landlock")
    for folder in ("/tmp", "/dev/shm", "/var/tmp", str(ROOT), "."):
        assert "PermissionError" in run(f"open('{folder}/x', 'w')", {"namespaces", "privileges"}).error


@pytest.mark.parametrize("off", [set(), {"namespaces", "privileges"}, {"landlock"}], ids=["all", "landlock", "namespaces"])
def test_files_of_the_grader_and_of_the_machine_are_out_of_reach(off: set[str]) -> None:
    """Landlock alone and namespaces alone each hide the course, the home folder and other processes."""
    need(*({"namespaces", "landlock"} - off))
    checks = [visible_files.PACKAGE / "checks" / name for name in ("", "test_02_sigmoid.py", "__pycache__")]
    files = [
        visible_files.PACKAGE / "sandbox" / "layers.py",
        visible_files.PACKAGE / "reference",
        *checks,
        ROOT / "pyproject.toml",
        ROOT,
        Path.home(),
        ROOT / "source",
    ]
    files += sorted(visible_files.PACKAGE.glob("*/__pycache__/*.pyc"))[:5]
    names = [*map(str, files), "/etc/passwd", "/etc/shadow", "/root", "/home", "/var", "/sys/kernel", "/proc/1/environ"]
    code = f"""
import os
said = []
for name in {names}:
    for act in (open, os.listdir):
        try:
            if act(name): said.append(name)
        except OSError: pass
"""
    seen = set(run(code, off).value)
    on_the_way = {
        str(path) for path in (*map(Path, names),) if any(path in lib.resolve().parents for lib in visible_files.readable())
    }
    assert seen <= (on_the_way | {"/proc/1/environ"} if "landlock" in off else set())


def test_environment_of_the_parent_cannot_be_read() -> None:
    """Neither /proc/<ppid>/environ nor its memory opens."""
    need("landlock")
    for name in ("environ", "mem", "maps", "fd"):
        for off in (set(), {"namespaces", "privileges"}):
            assert "Error" in run(f"import os; (os.listdir if '{name}' == 'fd' else open)(f'/proc/{{parent}}/{name}')", off).error


def test_a_package_installed_among_the_libraries_is_left_out(tmp_path: Path) -> None:
    """The view names what stands beside the grader, never the grader or a folder above it."""
    for name in ("lib/site/autograder/checks", "lib/site/numpy", "lib/python"):
        (tmp_path / name).mkdir(parents=True)
    hidden = tmp_path / "lib/site/autograder"
    expected = (tmp_path / "lib/python", tmp_path / "lib/site/numpy")
    assert expected == visible_files.without((tmp_path / "lib", hidden), hidden)
