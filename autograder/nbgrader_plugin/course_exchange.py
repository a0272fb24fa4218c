"""Chooses the exchange that the course uses, in JupyterLab, `course` and a shell alike. Trusted side; does not load nbgrader.

nbgrader_config.py calls it, so every program of nbgrader's uses the same exchange.
"""

import os
from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from autograder.course import CONFIG

VARIABLE = "COURSE_EXCHANGE"
USUAL = Path("/usr/local/share/nbgrader/exchange")  # nbgrader's own default


def demo_exchange(root: Path) -> Path:
    """Return the place of the exchange that `course lab` makes in a course folder, on a machine that has none."""
    return root / "demo" / "exchange"


def chosen(root: Path) -> str:
    """Return the exchange to set for the course in `root`; '' to leave the machine's own setting.

    The environment variable has precedence, for hubs; then the machine's exchange, if it exists; then the one of `course lab`.
    """
    if exchange := os.environ.get(VARIABLE):
        return exchange
    own = demo_exchange(root)
    return str(own) if own.is_dir() and not machine_exchange().is_dir() else ""


def machine_exchange() -> Path:
    """Return the exchange that nbgrader's settings outside the course folder name."""
    for folder in jupyter_config_path():
        try:
            config = PyFileConfigLoader(CONFIG, path=folder).load_config()
        except (ConfigFileNotFound, Exception):  # noqa: BLE001  # a configuration file that is not ours may raise anything
            continue
        if root := config.get("Exchange", {}).get("root"):
            return Path(str(root))
    return USUAL
