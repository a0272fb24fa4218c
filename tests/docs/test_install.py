"""What docs/install.md and deploy/ name exists, parses, and agrees with the course."""

import ast
import os
import re
import runpy
import sys
from types import SimpleNamespace

import pytest
import yaml
from classroom import ROOT
from traitlets.config import Config

PAGE = (ROOT / "docs/install.md").read_text()
COURSE = re.search(r'course_id = "(.+?)"', (ROOT / "nbgrader_config.py").read_text())[1]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"deploy/[\w.]+\w", PAGE))))
def test_named_files_exist(name):
    """Each file of deploy/ that the page names is there."""
    assert (ROOT / name).is_file()


def test_every_file_of_deploy_is_named():
    """The page leaves no file of deploy/ out."""
    assert {f"deploy/{path.name}" for path in (ROOT / "deploy").iterdir() if path.is_file()} <= set(
        re.findall(r"deploy/[\w.]+\w", PAGE)
    )


def test_links_within_the_page_lead_to_headings():
    """Each #anchor is a heading's."""
    headings = {re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in re.findall(r"^#+ (.*)$", PAGE, re.M)}
    assert set(re.findall(r"\(#([\w-]+)\)", PAGE)) <= headings


def settings(name: str, monkeypatch: pytest.MonkeyPatch, before: dict | None = None, **environment: str) -> Config:
    """Return what a settings file of deploy/ sets (after `before`), run as the application that reads it runs it."""
    c = Config(before or {})
    monkeypatch.setattr(os, "environ", os.environ | environment)
    monkeypatch.setattr(sys, "executable", sys.executable)  # tljh_course.py sets another
    runpy.run_path(str(ROOT / "deploy" / name), {"get_config": lambda: c})
    return c


NAMES = {"COURSE_ROOT": str(ROOT), "COURSE_ACCOUNT": "grader", "COURSE_INSTRUCTORS": "teacher, aide", "COURSE_STUDENTS": "ada"}


def test_the_hubs_roles(monkeypatch):
    """Two groups by nbgrader's names; instructors alone have access to the service, which has the course account's rights."""
    c = settings("jupyterhub_config.py", monkeypatch, **NAMES)
    assert c.JupyterHub.load_groups == {
        f"formgrade-{COURSE}": {"users": ["aide", "teacher"]},
        f"nbgrader-{COURSE}": {"users": ["ada"]},
    }
    access = [role for role in c.JupyterHub.load_roles if f"access:services!service={COURSE}" in role["scopes"]]
    assert [role["groups"] for role in access] == [[f"formgrade-{COURSE}"]]
    assert [(service["user"], service["cwd"]) for service in c.JupyterHub.services] == [("grader", str(ROOT))]


def test_kernels_of_a_hub_share_its_cores(monkeypatch):
    """Everybody's NumPy runs in one thread, on one machine as in a cluster; the exchange's folder is known."""
    c = settings("jupyterhub_config.py", monkeypatch, **NAMES, COURSE_EXCHANGE="/somewhere")
    assert c.Spawner.environment == {"COURSE_EXCHANGE": "/somewhere", "OPENBLAS_NUM_THREADS": "1"}
    values = yaml.safe_load((ROOT / "deploy/z2jh.yaml").read_text())
    assert values["singleuser"]["extraEnv"]["OPENBLAS_NUM_THREADS"] == "1"


@pytest.mark.parametrize("before", [None, {"boss"}])
def test_tljh_keeps_whom_it_has_let_in(monkeypatch, before):
    """TLJH's own list of users stays; servers and service start from its user environment."""
    c = settings("tljh_course.py", monkeypatch, {"Authenticator": {"allowed_users": before}} if before else {}, **NAMES)
    assert c.Authenticator.allowed_users == {"teacher", "aide", "ada", *(before or ())}
    assert c.JupyterHub.services[0]["command"][0] == "/opt/tljh/user/bin/jupyterhub-singleuser"


def test_everybodys_nbgrader_settings(monkeypatch):
    """A hub's users find the course and the exchange."""
    c = settings("nbgrader_config.py", monkeypatch, COURSE_EXCHANGE="/somewhere")
    assert (c.CourseDirectory.course_id, c.Exchange.root) == (COURSE, "/somewhere")


def test_one_course_id_everywhere():
    """Hub, exchange and course agree on the course's id."""
    for name in ("jupyterhub_config.py", "nbgrader_config.py", "z2jh.yaml"):
        assert f'"{COURSE}"' in (ROOT / "deploy" / name).read_text(), name


@pytest.mark.parametrize("form", [list, dict])
def test_the_cluster_values_keep_students_out_of_the_course(form):
    """The hub's own code, run: an instructor's server gets the course and the grader's image, a student's stays as it is."""
    values = yaml.safe_load((ROOT / "deploy/z2jh.yaml").read_text())
    ast.parse(values["singleuser"]["extraFiles"]["nbgrader"]["stringData"])
    claims = [volume["persistentVolumeClaim"]["claimName"] for volume in values["singleuser"]["storage"]["extraVolumes"]]
    assert claims == ["exchange"]
    c = Config()
    exec(values["hub"]["extraConfig"]["course"], {"c": c})
    assert {name: group["users"] for name, group in c.JupyterHub.load_groups.items()} == {
        f"formgrade-{COURSE}": ["teacher"],
        f"nbgrader-{COURSE}": ["ada"],
    }
    usual = values["singleuser"]["image"]["name"]
    for name in ("teacher", "ada"):
        server = SimpleNamespace(user=SimpleNamespace(name=name), image=usual, volumes=form(), volume_mounts=form())
        c.Spawner.pre_spawn_hook(server)
        assert (server.image != usual, len(server.volumes), len(server.volume_mounts)) == (
            (True, 1, 1) if name == "teacher" else (False, 0, 0)
        )


def test_the_image_copies_what_exists_and_asks_the_doctor():
    """Each file the Dockerfile copies by name exists; the build fails where course doctor does; no class goes into the image."""
    text = (ROOT / "deploy/Dockerfile").read_text()
    for line in re.findall(r"^COPY (.*) \S+$", text, re.M):
        for name in line.split():
            assert (ROOT / name).exists(), name
    assert re.findall(r"^RUN course doctor.*$", text, re.M) == ["RUN course doctor $DOCTOR"]
    left_out = (ROOT / "deploy/Dockerfile.dockerignore").read_text().split("\n")
    for line in (ROOT / ".gitignore").read_text().splitlines():
        name = line.strip("/")
        assert line.startswith("#") or {name, f"**/{name}", ".*_cache"} & {*left_out} or name.endswith(".egg-info"), line
