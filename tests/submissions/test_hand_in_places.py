"""Hand-ins that do not stand where they are looked for are named, each with what to do."""

import pytest
from classroom import NAME

from autograder.class_run.run import not_gradable
from autograder.class_run.tasks import Task
from autograder.course import Course
from autograder.submissions import hand_in_places


@pytest.mark.parametrize(
    ("path", "student", "said"),
    [
        (f"ada/{NAME}/{NAME}_final.ipynb", "ada", f"no {NAME}.ipynb in the folder (there is {NAME}_final.ipynb): rename it"),
        (f"ada/{NAME}/{NAME}.ipynb.json", "ada", f"there is {NAME}.ipynb.json"),
        (f"ada/{NAME}/{NAME}.IPYNB", "ada", f"(there is {NAME}.IPYNB): rename it"),
        (f"ada/{NAME}/{NAME}/{NAME}.ipynb", "ada", f"there is {NAME}/{NAME}.ipynb"),
        (f"{NAME}/ada/{NAME}.ipynb", "ada", f"it stands in submitted/{NAME}/ada; move it to submitted/ada/{NAME}"),
        (f"ada/{NAME}/{NAME}.pdf", "ada", f"no {NAME}.ipynb in the folder (there is {NAME}.pdf): ask the student for it"),
        (f"ada/{NAME}/timestamp.txt", "ada", f"no {NAME}.ipynb in the folder: ask the student for it"),
        (f"ada/{NAME}.ipynb", "ada", f"stands in submitted/ada; move it to submitted/ada/{NAME}/{NAME}.ipynb"),
        (f"ada/02_Sigmoid/{NAME}.ipynb", "ada", f"it stands in submitted/ada/02_Sigmoid; rename this folder to {NAME}"),
        (f"ada/{NAME}_late/{NAME}.ipynb", "ada", f"it stands in submitted/ada/{NAME}_late; rename this folder to {NAME}"),
        ("ada/2-sigmoid /x.ipynb", "ada", "it stands in submitted/ada/2-sigmoid ; rename this folder"),
        (f"{NAME}_ada.ipynb", f"{NAME}_ada.ipynb", f"it stands in submitted itself; move it to submitted/STUDENT/{NAME}"),
    ],
)
def test_where_the_notebook_is_instead(course_copy: Course, path: str, student: str, said: str) -> None:
    """Another name, another ending, a folder too deep, no notebook at all, folders swapped, no folder of the lesson, or nearly."""
    place = course_copy.submissions / path
    place.parent.mkdir(parents=True)
    place.write_text("{}")
    reasons = hand_in_places.not_hand_ins(course_copy, NAME)
    assert list(reasons) == [student]
    assert said in reasons[student]


def test_a_hand_in_is_no_trouble(course_copy: Course) -> None:
    """Where the notebook is in its place nothing is said, and other notebooks beside it are found."""
    place = course_copy.submitted("ada", NAME)
    place.parent.mkdir(parents=True)
    place.write_text("{}")
    assert hand_in_places.not_hand_ins(course_copy, NAME) == {}
    assert not_gradable(course_copy, Task("ada", NAME, place)) is None
    place.with_name(f"{NAME}-Copy1.ipynb").write_text("{}")
    assert hand_in_places.other_notebooks(place.parent, place.name) == [f"{NAME}-Copy1.ipynb"]


def test_nothing_to_grade_says_where_it_looked(course_copy: Course) -> None:
    """And what stands in submitted/."""
    assert hand_in_places.standing(course_copy).endswith("submitted/ is empty.")
    for number in range(7):
        (course_copy.submissions / f"s{number}").mkdir(parents=True)
    assert hand_in_places.standing(course_copy).endswith("it holds s0, s1, s2, s3, s4 and 2 more.")


def test_one_person_has_one_folder(course_copy: Course) -> None:
    """Spaces at the ends and the other Unicode form go, with a note; where both forms are there, both stay and are named."""
    for name in (" ada ", "Jose\u0301", "Zoe\u0308", "Zo\u00eb"):
        (course_copy.submissions / name).mkdir(parents=True)
    notes = hand_in_places.tidy_folders(course_copy)
    assert sorted(path.name for path in course_copy.submissions.iterdir()) == sorted(["ada", "Jos\u00e9", "Zoe\u0308", "Zo\u00eb"])
    assert [("renamed" in note, "two folders" in note) for note in notes] == [(True, False), (True, False), (False, True)]


def test_ids_that_differ_in_capital_letters_are_named(course_copy: Course) -> None:
    """They stay two: whether they are one person is not known."""
    for name in ("Ada", "ada", "bob"):
        (course_copy.submissions / name).mkdir(parents=True)
    (note,) = hand_in_places.tidy_folders(course_copy)
    assert note.startswith("Ada and ada in submitted/ differ only in capital letters")
    assert sorted(path.name for path in course_copy.submissions.iterdir()) == ["Ada", "ada", "bob"]
