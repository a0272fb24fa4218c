"""The tests mirror the package: a test file stands where its module stands, and none is too long to read."""

import pytest
from classroom import ROOT

PACKAGE, TESTS = ROOT / "autograder", ROOT / "tests"
LONGEST = 400  # lines of a test file
# Modules without a test file of their own name, and what tests them.
ELSEWHERE = {
    "build/exercise_rules.py": "build/test_rules.py",
    "build/lesson_text.py": "build/test_rules.py",
    "build/notebook.py": "build/test_builder.py",
    "closing.py": "judge/test_suite.py",
    "class_run/autograded_folder.py": "class_run/test_run.py",
    "class_run/interrupts.py": "class_run/test_stopped_runs.py",
    "commands/console.py": "commands/test_explain.py",
    "commands/lms.py": "lms/test_give_back.py",
    "commands/lms_output.py": "lms/test_give_back.py",
    "commands/demo_class.py": "judge/test_cells_not_run.py",
    "errors.py": "commands/test_cli.py",
    "gradebook/database.py": "gradebook/test_rows.py",
    "gradebook/final_marks.py": "class_run/test_late_penalties.py",
    "gradebook/network_folders.py": "gradebook/test_rows.py",
    "gradebook/roster.py": "lms/test_class_list.py",
    "lms/csv_tables.py": "lms/test_class_list.py",
    "lms/people.py": "lms/test_class_list.py",
    "lms/receipts.py": "lms/test_collect.py",
    "gradebook/verdict_files.py": "judge/test_suite.py",
    "class_run/preloaded.py": "class_run/test_run.py",
    "judge/arguments.py": "judge/test_bounded_work.py",
    "judge/hidden_checks.py": "judge/test_suite.py",
    "judge/error_words.py": "notebooks/test_beginners.py",
    "judge/loader.py": "judge/test_fork_server_client.py",
    "judge/lesson.py": "notebooks/test_lessons.py",
    "judge/remarks.py": "judge/test_feedback_text.py",
    "judge/snippets.py": "commands/test_explain.py",
    "judge/verdict.py": "test_course.py",
    "nbgrader_plugin/graded_cells.py": "nbgrader_plugin/test_autograded_notebooks.py",
    "nbgrader_plugin/converters.py": "class_run/test_run.py",
    "nbgrader_plugin/formgrader_doors.py": "browser/test_hostile_pages.py",
    "nbgrader_plugin/exchange_steps.py": "nbgrader_plugin/test_collect.py",
    "nbgrader_plugin/marks_export.py": "nbgrader_plugin/test_student_names.py",
    "nbgrader_plugin/student_version.py": "build/test_builder.py",
    "pages/cell_report.py": "browser/test_hostile_pages.py",
    "pages/class_figures.py": "pages/test_class_report.py",
    "pages/curves.py": "browser/test_hostile_pages.py",
    "pages/formulas.py": "browser/test_hostile_pages.py",
    "pages/lesson_site.py": "browser/test_pages.py",
    "pages/lms_export.py": "pages/test_class_report.py",
    "pages/report_page.py": "pages/test_class_report.py",
    "plain_text.py": "test_wire.py",
    "sandbox/landlock.py": "sandbox/test_visible_files.py",
    "sandbox/linux.py": "sandbox/test_privileges.py",
    "sandbox/policy.py": "sandbox/test_layers.py",
    "sandbox/self_test.py": "commands/test_doctor.py",
    "submissions/time_zones.py": "submissions/test_hand_in_notes.py",
    "submissions/markdown.py": "submissions/test_safe_text.py",
    "submissions/ordinary_files.py": "submissions/test_notebook_file.py",
    "judge/limits.py": "judge/test_session.py",
    "sandbox/child_process.py": "commands/test_doctor.py",
    "judge/stopped_cells.py": "judge/test_answers.py",
    "worker/event_loop.py": "worker/test_shell.py",
    "worker/exceptions.py": "worker/test_worker.py",
    "worker/magics.py": "worker/test_shell.py",
    "worker/fork_server.py": "judge/test_fork_server_client.py",
    "worker/preload.py": "sandbox/test_layers.py",
}


def modules():
    """Return the modules of the package by their path in it, but for the checks, which tests/bed/ judges as a whole."""
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return {path.as_posix() for path in paths if path.name != "__init__.py" and path.parts[0] != "checks"}


def test_each_module_has_a_test_file_or_is_tested_elsewhere():
    """A module's test file has its name and its folder; where others test a module, the list above says which, and they exist."""
    own = {name for name in modules() if (TESTS / name).with_name(f"test_{name.split('/')[-1]}").is_file()}
    assert modules() - own == set(ELSEWHERE)
    assert [place for place in ELSEWHERE.values() if not (TESTS / place).exists()] == []


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_a_test_file_is_not_too_long(path):
    """Past this, look for the second subject."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
