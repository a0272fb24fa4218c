"""Facts about the attack collection: however it is graded, an attack gets what it deserves, learns nothing and leaves nothing."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import collection, ours
from attacks.collection import Attack

ATTACKS = collection.load()
DOORS = {
    "scores", "gaming", "secrets", "files", "network", "processes", "neighbours", "resources", "notebooks", "wire", "browser",
}  # fmt: skip
MOST = 8 << 20  # characters of a graded notebook; one with right answers, and all pictures, has a million
by_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.door}-{attack.name}")
by_path = pytest.mark.parametrize("path", ours.PATHS)


@pytest.fixture(scope="module")
def graded() -> Iterator[ours.Graded]:
    """The whole collection, graded by both paths; its files, some of them large, go afterwards."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        yield ours.grade_all(Path(folder), ATTACKS)


def test_the_collection_has_attacks_at_every_door() -> None:
    """At least sixty, each with a name of its own and a sentence that says what it tries."""
    doors = Counter(attack.door for attack in ATTACKS)
    assert doors.keys() == DOORS
    assert min(doors.values()) >= 4
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS) >= 60
    assert all(re.match(r"[A-Z].*\.$", attack.tries) for attack in ATTACKS)


def test_a_secret_that_is_told_is_found() -> None:
    """The search of the results works: a canary and a line of a hidden check are noticed."""
    assert collection.found_in(f"x {collection.CANARIES['home']} y") == {"home"}
    assert collection.found_in((collection.ROOT / "autograder/checks/test_02_sigmoid.py").read_text()) == {"checks"}
    assert collection.found_in(collection.HUNT) == set()


@by_attack
@by_path
def test_an_attack_gets_what_its_functions_deserve(graded: ours.Graded, path: str, attack: Attack) -> None:
    """Neither more nor less; a file that cannot be graded gets no score, and its reason."""
    got = graded.outcome(path, attack)
    assert (got.score, got.error is None) == (attack.deserved, attack.deserved is not None), got.error


@by_attack
@by_path
def test_an_attack_learns_nothing(graded: ours.Graded, path: str, attack: Attack) -> None:
    """No secret stands in its notebook, its comments or its verdict."""
    assert graded.outcome(path, attack).found == set()


@by_attack
@by_path
def test_an_attack_stays_small(graded: ours.Graded, path: str, attack: Attack) -> None:
    """Its graded notebook, which every page is made of, is of a size that a browser can show, whatever it repeats or prints."""
    assert len(graded.outcome(path, attack).autograded) < MOST


@by_path
def test_the_class_goes_on(graded: ours.Graded, path: str) -> None:
    """Who comes before and after the attacks is graded as if they were not there, and the command ends well."""
    crowd = graded.classes[path, "crowd"]
    assert crowd.honest == {"ada": 20, "zoe": 20}
    assert (crowd.code, graded.classes[path, "endless"].code) == (0, 0), crowd.said[-2000:]


@by_path
def test_nothing_is_left_behind_and_nobody_called(graded: ours.Graded, path: str) -> None:
    """No file outside of what graders write, no changed one, no connection to the port that listened."""
    for group in ours.LIMITS:
        one = graded.classes[path, group]
        assert (one.files, one.heard) == ([], [])


def test_no_process_is_left_behind(graded: ours.Graded) -> None:
    """What a submission started has ended with it."""
    assert graded.processes == []


@by_path
def test_endless_attacks_cost_no_more_than_their_limit(graded: ours.Graded, path: str) -> None:
    """The class of endless ones takes their number times the limit, and what a slow machine adds."""
    number = sum(attack.group == "endless" for attack in ATTACKS)
    assert graded.classes[path, "endless"].seconds < number * (ours.LIMITS["endless"][2] + 10) + 120
