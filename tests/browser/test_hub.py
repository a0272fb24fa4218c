"""JupyterHub with this course's configuration: an instructor reaches formgrader, a student the lessons and nothing else."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from autograder.commands import lab
from autograder.course import CONFIG, Course

from .desk import PATIENCE, ROOT, until

HUB = ROOT / "build/hub"
EXTRA = """
import runpy
c = get_config()
runpy.run_path({config!r}, {{"get_config": lambda: c}})
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = ["--allow-root"]
c.Spawner.cmd = [{singleuser!r}]
for environment in (c.Spawner.environment, c.JupyterHub.services[0]["environment"]):  # JupyterLab stands in another environment
    environment |= {jupyter!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
"""


def ports(count: int) -> list[int]:
    """Return free ports of this machine."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    found = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return found


@pytest.fixture(scope="module")
def hub(place):
    """Start JupyterHub on a copy of the course with the teacher 'teacher' and the student 'ada'; give its address."""
    if not (HUB / "complete").is_file():
        pytest.skip("JupyterHub is not here: make hub")
    folder = place / "hub"
    course = Course(folder / "course")
    course.root.mkdir(parents=True)
    for name in ("notebooks", "source", "release", "autograder"):
        shutil.copytree(ROOT / name, course.root / name)  # the package as compiled as it is
    shutil.copy(ROOT / CONFIG, course.root)
    exchange = lab.demo_exchange(folder)
    lab.release(course, exchange)
    settings = lab.disable_extensions(folder)
    shutil.copy(ROOT / "deploy/nbgrader_config.py", settings)
    public, inner, proxy, service = ports(4)
    values = {"public": public, "hub": inner, "proxy": proxy, "singleuser": str(HUB / "bin/jupyterhub-singleuser")}
    jupyter = {
        "JUPYTER_PATH": str(Path(sys.prefix) / "share/jupyter"),
        "JUPYTER_CONFIG_PATH": os.pathsep.join([str(settings), str(Path(sys.prefix) / "etc/jupyter")]),
    }
    config = EXTRA.format(
        jupyter=jupyter, config=str(ROOT / "deploy/jupyterhub_config.py"), homes=str(folder / "{username}"), **values
    )
    (folder / "hub.py").write_text(config)
    path = [HUB / "bin", HUB / "node_modules/.bin", Path(sys.executable).parent]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([*map(str, path), os.environ["PATH"]]),
        "COURSE_ROOT": str(course.root),
        "COURSE_HOME": str(folder / "grader"),
        "COURSE_ACCOUNT": pwd.getpwuid(os.getuid()).pw_name,
        "COURSE_INSTRUCTORS": "teacher",
        "COURSE_STUDENTS": "ada",
        "COURSE_EXCHANGE": str(exchange),
        "COURSE_PORT": str(service),
    }
    for name in ("grader", "teacher", "ada"):
        (folder / name).mkdir()
    with (folder / "hub.log").open("w") as log:
        server = subprocess.Popen(
            [str(HUB / "bin/jupyterhub"), "--config", str(folder / "hub.py")],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:

            def answers() -> bool:
                assert server.poll() is None, (folder / "hub.log").read_text()
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{public}/hub/api/", timeout=5) as reply:
                        return reply.status == 200
                except (urllib.error.URLError, OSError):
                    return False

            until(answers, "JupyterHub to answer")
            yield f"http://127.0.0.1:{public}"
        finally:
            # asked to end, the hub waits half a minute for its users' servers
            for process in (server, *psutil.Process(server.pid).children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):  # it has ended in this moment
                    process.kill()
            server.wait(PATIENCE)


def enter(page, address: str, name: str) -> None:
    """Ask for a page, and log in."""
    page.set_default_timeout(120_000)
    page.goto(address)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("any")
    page.get_by_role("button", name="Sign in").click()


def test_the_instructor_reaches_formgrader(hub, page):
    """Formgrader runs as a service with the course's gradebook and lists every lesson; an instructor has an own server, too."""
    enter(page, f"{hub}/hub/spawn?next=/user/teacher/api", "teacher")
    page.wait_for_url(f"{hub}/user/teacher/api")
    assert "version" in page.content()
    page.goto(f"{hub}/services/{lab.course_id(Course(ROOT))}/formgrader")
    for assignment in Course(ROOT).assignments():
        page.get_by_role("link", name=assignment, exact=True).first.wait_for()


def test_the_student_finds_the_lessons_and_not_formgrader(hub, page):
    """A student's own server has the Assignment List with every lesson; formgrader answers 403."""
    enter(page, f"{hub}/hub/login", "ada")
    page.wait_for_url(f"{hub}/user/ada/lab*")
    page.locator(".lm-MenuBar-item").get_by_text("Nbgrader", exact=True).click()
    page.locator(".lm-Menu-item").get_by_text("Assignment List", exact=True).click()
    for assignment in Course(ROOT).assignments():
        page.locator("#released_assignments_list .list_item", has_text=assignment).wait_for()
    assert page.goto(f"{hub}/services/{lab.course_id(Course(ROOT))}/formgrader").status == 403
