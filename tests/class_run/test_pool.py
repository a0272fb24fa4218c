"""Facts about the pool: every task gets its result or a reason, whatever becomes of the processes."""

import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from autograder.class_run import pool
from autograder.class_run.pool import NoResult, Pool, Stop
from autograder.errors import CourseError
from autograder.judge.budget import Budget
from bench.kill_run import command_of, family

ENDLESS = re.compile(r"(a+)+b")  # in C code, which no handler of a Python signal interrupts


@pytest.fixture(scope="module", autouse=True)
def own_fork_server() -> Iterator[None]:
    """End the process from which these tests fork: it has loaded nothing of what the graders of later tests need."""
    yield
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


class Squares:
    """Squares numbers; what else it does to a task, its name says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def first_time(self, name: str) -> bool:
        """Return whether this is done for the first time in the run, whichever process does it."""
        try:
            (self.folder / name).mkdir()
        except FileExistsError:
            return False
        return True

    def __call__(self, task: tuple[str, int]) -> int:
        """Return the square, after what the task's name says has happened."""
        what, number = task
        (self.folder / f"by {os.getpid()}").touch()
        if what == "dies" or (what == "dies once" and self.first_time(f"{number}")):
            os.kill(os.getpid(), signal.SIGKILL)
        if what in ("computes", "is lost"):
            ENDLESS.search("a" * 60)
        if what == "takes memory":
            bytearray(1 << 29)
        if what == "fails" or (what == "fails once" and self.first_time(f"{number}")):
            raise CourseError(f"no square of {number}")
        return number * number

    def close(self) -> None:
        """Do nothing."""


def broken(folder: Path) -> Squares:
    """Fail to start, and say why."""
    raise CourseError("no chalk")


def ended(folder: Path) -> Squares:
    """Be ended before the start."""
    os._exit(7)


def results(tasks: list[tuple[str, int]], folder: Path, size: int = 2) -> dict[tuple[str, int], object]:
    """Return each task's result."""
    with Pool[tuple[str, int], int](size, Squares, (folder,)) as running:
        found = list(filter(None, running.results(tasks)))
    assert len(found) == len(tasks)
    return dict(found)


def test_a_death_costs_nobody_a_result(tmp_path: Path) -> None:
    """A process killed from outside is replaced and its task done again; one that kills each process gets a reason."""
    tasks = [("", number) for number in range(20)] + [("dies once", 30), ("dies", 40), ("fails once", 50), ("fails", 60)]
    found = results(tasks, tmp_path)
    wanted = {("", number): number * number for number in range(20)} | {("dies once", 30): 900, ("fails once", 50): 2500}
    assert {task: result for task, result in found.items() if not isinstance(result, NoResult)} == wanted
    assert found["dies", 40] == NoResult("the grading process ended 3 times while it worked on this submission (signal 9)")
    assert found["fails", 60] == NoResult("no square of 60")


def test_what_spends_its_budget_is_done_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, not three times; and meanwhile the pool says that it waits, so that the others' results are not kept back."""
    monkeypatch.setattr(pool, "MOMENT", 0.1)
    budget = Budget(cpu_seconds=0.3, seconds=60.0, memory_bytes=1 << 28)
    tasks = [("computes", 2), ("takes memory", 3), ("is lost", 4), ("", 5)]

    def instead(task: tuple[str, int], reason: str) -> list[tuple[str, int]]:
        return [] if task[0] == "is lost" else [(reason, task[1])]

    with Pool[tuple[str, int], int](2, Squares, (tmp_path,), budget=budget, instead=instead) as running:
        events = list(running.results(tasks))
    done = dict(filter(None, events))
    assert {task[1]: result for task, result in done.items() if task[0] != "is lost"} == {2: 4, 3: 9, 5: 25}
    assert [task[0].split(" for it")[0] for task in sorted(done, key=lambda task: task[1])] == [
        "the grader computed longer", "the grader needed more memory", "is lost", "",
    ]  # fmt: skip
    lost = done["is lost", 4]
    assert isinstance(lost, NoResult)
    assert "computed longer" in lost.reason
    assert None in events


def test_the_death_of_the_fork_server_stops_nobody(tmp_path: Path) -> None:
    """The process that workers are forked from dies while one is being started: another one is, from a new one."""
    assert results([("", 2)], tmp_path) == {("", 2): 4}  # it is there
    (mother,) = [process for process in family(os.getpid()) if b"multiprocessing.forkserver" in command_of(process)]
    os.kill(mother, signal.SIGSTOP)  # whoever asks it for a worker now waits for the answer
    killer = threading.Timer(0.3, os.kill, (mother, signal.SIGKILL))
    killer.start()
    assert results([("", 3)], tmp_path) == {("", 3): 9}
    killer.join()


def test_nothing_is_imported_from_the_folder_that_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody looks at a hand-in, whose folder has a module of Python's own name, and grades from there."""
    (tmp_path / "selectors.py").write_text(f"open({str(tmp_path / 'taken')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # so that one is started here
    assert results([("", 3)], tmp_path) == {("", 3): 9}
    assert not (tmp_path / "taken").exists()


def test_processes_are_replaced_in_time(tmp_path: Path) -> None:
    """No process grows old: each does so many tasks and makes room for a new one."""
    with Pool[tuple[str, int], int](1, Squares, (tmp_path,), recycle=5) as running:
        assert sorted(done[1] for done in running.results([("", n) for n in range(12)]) if done) == [n * n for n in range(12)]
    assert len(list(tmp_path.glob("by *"))) == 3


@pytest.mark.parametrize(("start", "said"), [(broken, "no chalk"), (ended, "end before they are ready .exit code 7.")])
def test_a_pool_that_cannot_start_says_why(tmp_path: Path, start: object, said: str) -> None:
    """What a process says of itself is passed on; one that says nothing is not started for ever."""
    with pytest.raises(CourseError, match=said), Pool[tuple[str, int], int](2, start, (tmp_path,)) as running:  # type: ignore[arg-type]
        list(running.results([("", 1), ("", 2)]))


def test_a_request_to_stop_ends_the_results(tmp_path: Path) -> None:
    """After it comes no more than what was done already."""

    def first_three(stop: Stop) -> Iterator[int]:
        with Pool[tuple[str, int], int](1, Squares, (tmp_path,)) as running:
            done = filter(None, running.results([("", number) for number in range(100)], stop))
            for number, (_, result) in enumerate(done):
                assert isinstance(result, int)
                yield result
                if number == 2:
                    stop.request()

    with Stop() as stop:
        assert len(list(first_three(stop))) == 3


def test_the_judges_libraries_run_in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process a core is enough: the libraries of its workers start no threads of their own."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")  # which the tests set for themselves
    before = dict(os.environ)
    with pool._environment({"OPENBLAS_NUM_THREADS": "1"}):
        assert os.environ["OPENBLAS_NUM_THREADS"]
    assert dict(os.environ) == before


class Program:
    """Says from which file the process that asks has imported the program that started it, multiprocessing's `__mp_main__`."""

    def __call__(self, task: str) -> str:
        """Return '' if it has not."""
        return str(getattr(sys.modules["__mp_main__"], "__file__", ""))

    def close(self) -> None:
        """Do nothing."""


def test_a_process_does_not_import_the_program_that_started_it() -> None:
    """As multiprocessing would have it do: the command line takes longer to load than a submission to grade."""
    main = sys.modules["__main__"]
    with Pool[str, str](1, Program) as running:
        assert list(filter(None, running.results(["ask"]))) == [("ask", "")]
    assert sys.modules["__main__"] is main
