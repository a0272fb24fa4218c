"""Make or repair the project-local environment `.venv/`; every `make` command starts here.

Standard library only, and old syntax only, so that any Python 3.6 or newer can start it and say kindly what is too old.
Its one product is `.venv/` with the packages of requirements.lock and the course itself, and a stamp that is written
last: an environment without its stamp is half finished and is made again. It installs nothing outside `.venv/`.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "setup-complete"
LOG = VENV / "setup.log"
INPUTS = (ROOT / "requirements.lock", ROOT / "pyproject.toml")
OLDEST, NEWEST = (3, 11), (3, 14)
NAMES = ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python")
# Each Python of .venv/ runs this line when it starts. nbformat loads jsonschema, which builds a grammar of web addresses if this
# package is installed: over a second for every Jupyter and nbgrader command, for a format that no notebook uses. None: "missing".
AT_START = "import sys; sys.modules.setdefault('rfc3987_syntax', None)\n"
PROBE = "import sys; print('%d.%d.%d' % sys.version_info[:3]); sys.stdout.flush(); import ensurepip, venv"

FULL = "the disk is full: free about 2 GB and run make again"
# What pip says, and what the person can do about it; the first match counts.
CAUSES = (
    (("No space left on device", "Errno 28", "Disk quota exceeded"), FULL),
    (
        ("DO NOT MATCH THE HASHES",),
        "a downloaded package is not the one that requirements.lock names: run make again, and if that does not help, "
        "ask whoever runs your package index",
    ),
    (
        ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "ReadTimeout", "Read timed out", "ProxyError")
        + ("SSLError", "Max retries exceeded", "Connection refused", "Connection aborted", "Network is unreachable"),
        "the packages could not be fetched: check the network and the proxy settings, then run make again",
    ),
    (
        ("No matching distribution found",),
        "the package index does not have a package that requirements.lock names for this machine and this Python",
    ),
)
# Settings of the user's that would send packages somewhere else than into .venv/
STRAY = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")


class SetupError(Exception):
    """Say in one sentence what is wrong and what to do."""


def dotted(version):
    """Return (3, 11, 7) as '3.11.7'."""
    return ".".join(str(part) for part in version)


def probe(command):
    """Return (version, whether it can make environments) of an interpreter; None if it does not start."""
    try:
        run = subprocess.run(
            [command, "-c", PROBE], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60
        )
        return tuple(int(part) for part in run.stdout.decode().strip().split(".")), run.returncode == 0
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None


def find_python(asked):
    """Return the interpreter to build with: `asked` if given, else the first suitable one on PATH.

    A name on PATH may be a shim that exists and fails, so each one is started. Raises SetupError if none is suitable.
    """
    interpreters = [(name, result) for name in ([asked] if asked else NAMES) for result in [probe(name)] if result]
    suitable = [(name, result) for name, result in interpreters if OLDEST <= result[0][:2] <= NEWEST]
    for name, (_, complete) in suitable:
        if complete:
            return name
    if suitable:
        name, (version, _) = suitable[0]
        raise SetupError(
            f"{name} lacks the modules that make environments: run 'apt-get install python{dotted(version[:2])}-venv' "
            "(Debian, Ubuntu), or name another Python with 'make PYTHON=/path/to/python'"
        )
    versions = ", ".join(f"{name} is {dotted(version)}" for name, (version, _) in interpreters)
    raise SetupError(
        f"Python {dotted(OLDEST)} to {dotted(NEWEST)} is needed ({versions or (asked or 'python3') + ' does not start'}): "
        "install one, or name it with 'make PYTHON=/path/to/python'"
    )


def venv_version():
    """Return the version of the Python in `.venv/`, as text; '' if there is no environment, or its Python no longer starts."""
    if not VENV_PYTHON.exists() or not (VENV / "pyvenv.cfg").is_file():
        return ""
    lines = (VENV / "pyvenv.cfg").read_text().splitlines()
    return next((line.split("=")[1].strip() for line in lines if line.startswith("version")), "")


def place():
    """Return the first line of the stamp: where the environment stands (its scripts hold that path), and its Python."""
    return f"{VENV} Python {venv_version()}\n"


def stamp():
    """Return the stamp of a complete environment: its place and what was installed there."""
    inputs = [path.read_bytes() for path in INPUTS] + [AT_START.encode()]
    return place() + hashlib.sha256(b"".join(inputs)).hexdigest() + "\n"


def run(step, command):
    """Run one step, its output kept in the log; raise SetupError, which names the cause, if it fails."""
    env = {name: value for name, value in os.environ.items() if name not in STRAY}
    env.update(PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    print(f"  {step} ...", end="", flush=True)
    started = time.time()
    result = subprocess.run(
        command, cwd=str(ROOT), env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    print(f" {time.time() - started:.0f} s")
    output = result.stdout.decode("utf-8", "replace")
    if result.returncode:
        lacking = next(
            (line.split("for ")[-1].split()[0] for line in output.splitlines() if "No matching distribution" in line), ""
        )
        cause = next((cause for signs, cause in CAUSES if any(sign in output for sign in signs)), "")
        cause += f" ({lacking}); another Python may do: make PYTHON=python3.13" if lacking and cause else ""
        if cause == FULL:
            raise SetupError(FULL)
        last = ([line.strip() for line in output.splitlines() if line.strip()] or ["no output"])[-1]
        LOG.write_text(output, encoding="utf-8")
        raise SetupError(f"{cause or step + ' failed: ' + last} (details: .venv/{LOG.name})")


def set_up(asked):
    """Bring `.venv/` up to date; return at once if it is already."""
    have = STAMP.read_text() if STAMP.is_file() else ""
    usable = bool(venv_version()) and have.startswith(place())
    if usable and asked:
        result = probe(asked)
        usable = bool(result) and dotted(result[0]) == venv_version()
    if usable and have == stamp():
        return
    if usable:
        print("requirements.lock or pyproject.toml has changed: bringing .venv/ up to date")
        STAMP.unlink()
    else:
        python = find_python(asked)
        print(f"Setting up .venv/ with {python} (a minute or two, this once)")
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(str(VENV))
        VENV.mkdir()
        run("making the environment", [python, "-m", "venv", str(VENV)])
    pip = [str(VENV_PYTHON), "-m", "pip", "install"]
    run("installing the locked packages", [*pip, "--require-hashes", "-r", str(INPUTS[0])])
    run("installing the course", [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    (libraries,) = VENV.glob("lib/python*/site-packages")
    (libraries / "course_at_start.pth").write_text(AT_START)
    # Python does it at the first start, unless it may not write there; then every command would, each time
    run("compiling the course", [str(VENV_PYTHON), "-m", "compileall", "-q", str(ROOT / "autograder")])
    new = STAMP.with_suffix(".new")
    new.write_text(stamp())
    new.replace(STAMP)


def main():
    """Set the environment up; return 0, or the one sentence with which to exit if something is missing."""
    try:
        folder = os.open(str(ROOT), os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)  # of two commands started at once, the second waits for the first
        set_up(" ".join(sys.argv[1:]))
    except SetupError as error:
        return f"Set-up: {error}."
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return f"Set-up: {FULL if full else f'{error.filename}: {error.strerror}; fix that and run make again'}."
    except KeyboardInterrupt:
        return "\nSet-up: interrupted; run make again and it starts afresh."
    return 0


if __name__ == "__main__":
    sys.exit(main())
