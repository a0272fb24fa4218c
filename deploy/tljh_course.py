"""The Littlest JupyterHub: copy to /opt/tljh/config/jupyterhub_config.d/course.py and set the four values."""

import os
import runpy
import sys
from pathlib import Path

c = get_config()  # noqa: F821  # JupyterHub defines it

os.environ.setdefault("COURSE_ROOT", "/srv/activation-functions")
os.environ.setdefault("COURSE_ACCOUNT", "grader")
os.environ.setdefault("COURSE_INSTRUCTORS", "teacher")
os.environ.setdefault("COURSE_STUDENTS", "")
# Users' servers and the formgrader service run in TLJH's user environment, not in the hub's.
sys.executable = os.environ.get("TLJH_USER_PYTHON", "/opt/tljh/user/bin/python")
kept = c.Authenticator.allowed_users  # users that tljh-config has already admitted
runpy.run_path(str(Path(os.environ["COURSE_ROOT"], "deploy/jupyterhub_config.py")), {"get_config": lambda: c})
if isinstance(kept, set | list | tuple):  # otherwise nothing is set yet
    c.Authenticator.allowed_users |= set(kept)
