"""The system calls that the filter refuses, and those that it lets through."""

import pytest
from sandbox.one_worker import SERVER, Said, need, only, run

from autograder.sandbox import seccomp


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
def test_no_socket_of_any_family(family: str) -> None:
    """The call itself is refused, whatever the family."""
    code = f"import socket; socket.socket(socket.{family}, socket.SOCK_SEQPACKET if '{family}' == 'AF_ALG' else socket.SOCK_DGRAM)"
    assert "Errno 1]" in run(code, only("seccomp")).error


REFUSED = {
    "a socket pair": "import socket; socket.socketpair()",
    "exec": "import os; os.execv('/bin/true', ['true'])",
    "fork": "import os; os.fork()",
    "a subprocess": "import subprocess; subprocess.run(['/bin/true'])",
    "a shell": "import os; assert os.system('true') == 0, 'Errno 1]'",
    "multiprocessing": "import multiprocessing as m; p = m.get_context('fork').Process(target=print); p.start()",
    "killing the parent": "import os; os.kill(parent, 0)",
    "killing everybody": "import os; os.kill(-1, 0)",
    "killing the group": "import os; os.killpg(0, 0)",
    "pidfd": "import os; os.pidfd_open(parent)",
    "owner of a pipe's signals": "import os, fcntl; r, w = os.pipe(); fcntl.fcntl(r, fcntl.F_SETOWN, parent)",
    "a queued signal": "import os; os.kill(os.getpid(), 34)",
    "moving a library's pages out": "import mmap, os; m = mmap.mmap(os.open(os.__file__, 0), 4096, prot=1); m.madvise(21)",
    "merging equal pages": "import mmap; mmap.mmap(-1, 4096).madvise(mmap.MADV_MERGEABLE)",
    "a lease": "import os, fcntl; fcntl.fcntl(os.open(os.__file__, 0), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "who holds a lock": "import os, fcntl; fcntl.fcntl(os.open(os.__file__, 0), fcntl.F_GETLK, bytes(32))",
    "news of a folder": "import os, fcntl; fcntl.fcntl(os.open('/usr/lib', 0), fcntl.F_NOTIFY, fcntl.DN_ACCESS)",
    "limits of the parent": "import resource; resource.prlimit(parent, resource.RLIMIT_CPU, (1, 1))",
    "chmod": "import os; os.chmod('/dev/null', 0o666)",
    "times of a file": "import os; os.utime('/dev/null')",
    "a link": "import os; os.symlink('/etc/passwd', 'x')",
    "a fifo": "import os; os.mkfifo('x')",
    "memory as a file": "import os; os.memfd_create('x')",
    "emptying by reading": "import os; os.open('/dev/null', os.O_RDONLY | os.O_TRUNC)",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_refused_system_calls(code: str) -> None:
    """What would reach past the worker is refused by the filter alone."""
    error = run(code, only("seccomp")).error
    assert "Errno 1]" in error or "Errno 38]" in error


def test_the_wire_carries_plain_bytes_alone() -> None:
    """On a socket that was there before, bytes go and come; out-of-band ones, descriptors and options do not."""
    server = SERVER.replace("spare = ", "import socket; ends = socket.socketpair(); spare = ")
    server = server.replace("keep_fds=(writing,)", "keep_fds=(writing, *(end.fileno() for end in ends))")
    server = server.replace('"shell": shell', '"shell": shell, "ends": ends')
    code = """
import socket
a, b = ends
a.send(b"x")
said = [b.recv(9, socket.MSG_PEEK).decode(), b.recv(9).decode()]
tries = {
    "out of band": lambda: a.send(b"x", socket.MSG_OOB), "reading it": lambda: b.recv(1, socket.MSG_OOB),
    "descriptors": lambda: socket.send_fds(a, [b"x"], [0]), "options": lambda: a.setsockopt(1, 2, 3),
    "credentials": lambda: a.getsockopt(1, 17, 12),
}
for name, act in tries.items():
    try:
        act()
        said.append(name)
    except OSError as error:
        assert error.errno in (1, 38), name
"""
    assert Said(["x", "x"], "", 0) == run(code, only("seccomp"), server=server)


CALLS = "ptrace process_vm_readv unshare setns mount bpf perf_event_open io_uring_setup userfaultfd keyctl add_key " \
    "open_by_handle_at name_to_handle_at init_module reboot swapon personality clone3 chroot pivot_root kexec_load " \
    "memfd_secret openat2 fsopen move_mount quotactl shmget mq_open splice tkill landlock_create_ruleset seccomp"  # fmt: skip


def test_doors_of_the_kernel_are_shut() -> None:
    """Each call answers 'not permitted' or 'no such call' before the kernel looks at its arguments."""
    need("seccomp")
    import pyseccomp

    numbers = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name in CALLS.split()}
    code = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
said = {{}}
for name, number in {numbers}.items():
    said[name] = libc.syscall(number, -1, -1, -1, -1, -1, -1) < 0 and ctypes.get_errno() in (1, 38)
"""
    said = run(code, only("seccomp")).value
    assert [name for name, shut in said.items() if not shut] == []


def test_signals_to_oneself_arrive() -> None:
    """abort() and raise() work: a crash ends as it would outside."""
    code = """
import os, signal
said = []
signal.signal(10, lambda *_: said.append(1))
signal.raise_signal(10); os.kill(os.getpid(), 10)
"""
    assert run(code).value == [1, 1]
    assert run("import os; os.abort()").status == -6


def test_the_filter_knows_its_process() -> None:
    """The placeholder for the process id stands in the compiled program."""
    need("seccomp")
    assert seccomp.OWN_PID.to_bytes(4, "little") in seccomp.program()
