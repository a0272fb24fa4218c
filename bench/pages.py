"""Times what formgrader asks nbgrader for, in a course folder: prints JSON. Runs in both environments; knows nbgrader only."""

import json
import sys
import time
import warnings

from nbgrader.apps import NbGrader
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

warnings.simplefilter("ignore")
name = sys.argv[1]
app = NbGrader()
app.update_config(PyFileConfigLoader("nbgrader_config.py", path=".").load_config())
api = NbGraderAPI(CourseDirectory(parent=app), parent=app)
asked = {
    "list of assignments": lambda: api.get_assignments(),
    "list of students": lambda: api.get_students(),
    "an assignment's submissions": lambda: api.get_submissions(name),
    "a notebook's submissions, to grade by hand": lambda: api.get_notebook_submissions(name, name),
}
found = {}
for what, ask in asked.items():
    started = time.perf_counter()
    ask()
    found[what] = time.perf_counter() - started
print(json.dumps(found))
