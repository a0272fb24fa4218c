"""A worker's own folder, and its user where a container has no other than root."""

from sandbox.one_worker import SERVER, Said, need, run


def test_the_own_folder_has_a_size() -> None:
    """Many small files fill the folder and not the disk; many empty ones run out too."""
    need("namespaces")
    many = "for n in range(5000): open(f'f{n}', 'wb').write(bytes(%d))"
    assert "Errno 28" in run(many % 100_000, folder_bytes=4 << 20).error
    assert "Errno 28" in run(many % 0).error


def test_an_own_folder_is_empty_and_can_be_used() -> None:
    """A worker can make temporary files, and no other worker sees them."""
    need("namespaces")
    code = """
import os, tempfile
said = [os.getcwd(), os.listdir('.')]
with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
    file.write(b'x'); said.append(os.path.dirname(folder))
os.mkdir('a'); open('a/b', 'w').write('x'); os.rename('a/b', 'c'); os.remove('c')
"""
    assert Said(["/submission", [], "/submission"], "", 0) == run(code)


def test_root_alone_in_a_user_namespace_is_an_ordinary_user() -> None:
    """Where a container maps no other user than root, workers are `nobody`, enclosed, with no capability."""
    need("namespaces")
    enter = (
        "from autograder.sandbox import linux; import os; own = os.geteuid(); linux.unshare(linux.CLONE_NEWUSER)\n"
        "open('/proc/self/setgroups', 'w').write('deny')\n"
        "[open(f'/proc/self/{kind}_map', 'w').write(f'0 {own} 1') for kind in ('uid', 'gid')]\n"
    )
    code = (
        "import os; from autograder.sandbox import linux; "
        "said = [os.getuid(), os.getcwd(), any(map(linux.has_capability, range(41)))]"
    )
    server = SERVER.replace("spare = os.open", f"{enter}spare = os.open").replace(
        "import json", "import autograder.sandbox.linux, json", 1
    )
    assert Said([65534, "/submission", False], "", 0) == run(code, {"seccomp"}, server=server)
