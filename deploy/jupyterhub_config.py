"""JupyterHub for this course: students, instructors, and formgrader as a service. Works on any hub; see docs/install.md.

Settings are read from the environment, so this file needs no editing:
COURSE_ROOT        the course folder (a clone of this repository, owned by the account that grades)
COURSE_ACCOUNT     the name of that account
COURSE_INSTRUCTORS names separated by commas
COURSE_STUDENTS    names separated by commas
COURSE_EXCHANGE    the exchange, a folder that everybody can write to (default /srv/nbgrader/exchange)
COURSE_PORT        the port of formgrader, on this machine only (default 9999)
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  # JupyterHub defines it

COURSE = "activation-functions"
ROOT = Path(os.environ["COURSE_ROOT"])
ACCOUNT = os.environ["COURSE_ACCOUNT"]
EXCHANGE = os.environ.setdefault("COURSE_EXCHANGE", "/srv/nbgrader/exchange")
PORT = os.environ.get("COURSE_PORT", "9999")


def names(variable: str) -> set[str]:
    """Return the names in an environment variable, separated by commas."""
    return {name.strip() for name in os.environ.get(variable, "").split(",") if name.strip()}


instructors, students = names("COURSE_INSTRUCTORS"), names("COURSE_STUDENTS")

# Everybody gets JupyterLab, with the exchange's folder in the environment. NumPy's threads wait for each other in a loop: if
# many kernels share a machine, training a network takes many times as long with several threads a kernel as with one.
c.Spawner.default_url = "/lab"
c.Spawner.environment = {"COURSE_EXCHANGE": EXCHANGE, "OPENBLAS_NUM_THREADS": "1"}
c.Authenticator.allowed_users = instructors | students

# nbgrader gives the two groups their roles by these names
c.JupyterHub.load_groups = {
    f"formgrade-{COURSE}": {"users": sorted(instructors)},
    f"nbgrader-{COURSE}": {"users": sorted(students)},
}

# Formgrader: one JupyterLab in the course folder for all instructors, with the permissions of the course account.
c.JupyterHub.services = [
    {
        "name": COURSE,
        "url": f"http://127.0.0.1:{PORT}",
        "command": [
            str(Path(sys.executable).with_name("jupyterhub-singleuser")),
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={PORT}",
            f"--ServerApp.root_dir={ROOT}",
            *(["--allow-root"] if ACCOUNT == "root" else []),
        ],
        "user": ACCOUNT,
        "cwd": str(ROOT),
        "environment": {
            "COURSE_EXCHANGE": EXCHANGE,
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("COURSE_HOME", str(ROOT)),
            # the grader and its hidden checks are imported from the course folder, which students cannot read
            "PYTHONPATH": str(ROOT),
        },
        "oauth_no_confirm": True,
        "display": True,
    }
]
c.JupyterHub.load_roles = [
    {"name": "instructor", "groups": [f"formgrade-{COURSE}"], "scopes": ["self", f"access:services!service={COURSE}"]},
    {"name": "course-service", "services": [COURSE], "scopes": ["list:users", "read:groups", "groups"]},
]
