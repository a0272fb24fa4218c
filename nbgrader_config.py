"""The course's nbgrader configuration: who reads, judges and records a submission. nbgrader's own apps read it as it is."""

import os
import sys
from pathlib import Path

from autograder.nbgrader_plugin import course_exchange, formgrader_doors, student_names

c = get_config()  # noqa: F821  # nbgrader defines it

# nbgrader makes a new gradebook with the program alembic, which it looks for on PATH: alembic is in the folder of this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

c.CourseDirectory.course_id = "activation-functions"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".*"]
c.Exchange.path_includes_course = True
if exchange := course_exchange.chosen(Path(__file__).parent):  # the one that `course lab` made, if this machine has none
    c.Exchange.root = exchange
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# Reading: the submission's locked cells come back from the release before anything else sees the file.
c.Autograde.exporter_class = "autograder.nbgrader_plugin.preprocessors.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.CheckCellMetadata"]

# Judging, and recording marks, comments and late penalties (c.AssignLatePenalties.plugin_class says what being late costs).
# The judge runs student code in a worker; nothing of nbgrader's executes it.
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_plugin.preprocessors.Judge",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.nbgrader_plugin.preprocessors.SaveVerdict",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Collecting: only ordinary files that belong to the student, and nothing else in the exchange.
c.ExchangeFactory.collect = "autograder.nbgrader_plugin.collect.Collect"

# Showing: names are text, and what students wrote is cleaned before a browser sees it. See docs/threat-model.md.
student_names.guard()
formgrader_doors.guard(Path(__file__).parent)
c.HTMLExporter.filters = {"markdown2html": "autograder.submissions.markdown.markdown2html"}
c.HTMLExporter.preprocessors = ["autograder.nbgrader_plugin.folded_handout.FoldHandout"]
c.GenerateFeedback.exporter_class = "autograder.nbgrader_plugin.feedback_exporter.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["autograder.nbgrader_plugin.feedback_exporter.Grades"]

# Exporting: a CSV in which no field is a formula or more than one field.
c.ExportApp.plugin_class = "autograder.nbgrader_plugin.marks_export.MarksExport"

# How much feedback tells about a failed hidden check: "title", "cause" (the default) or "example".
c.Judge.detail = "cause"
