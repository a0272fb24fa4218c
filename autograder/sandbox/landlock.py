"""The file system of a worker, by Landlock: only what `visible_files` names can be opened or listed.

Untrusted side. Landlock needs no root, no namespace and no binary. It does not cover stat, chmod and the like: seccomp and
the namespaces do.
"""

from pathlib import Path

from autograder.sandbox import linux, visible_files
from autograder.sandbox.policy import Policy

_ADVICE = "use Linux 5.13 or newer (Debian 12, Ubuntu 22.04, Fedora 35), with landlock in the boot parameter lsm="


def available() -> str | None:
    """Return None if the kernel has Landlock, else why not and how to get it."""
    if not linux.LINUX:
        return "the kernel is not Linux; use a Linux machine, WSL 2 or a container"
    try:
        import landlockpy
    except ImportError:
        return "the package landlockpy is missing; set the course up again (make env)"
    return None if landlockpy.abi_version() else f"this kernel has no Landlock, or it is switched off; {_ADVICE}"


def apply(policy: Policy) -> None:
    """Restrict this process to the visible files, to its own folder, and to signals and sockets of its own domain.

    It asks for every restriction that this kernel knows. Raises OSError if one is not granted (best_effort=False).
    """
    from landlockpy import AccessFS, Ruleset, abi_version, fs_for_abi, net_for_abi, scope_for_abi

    abi = abi_version()
    if not abi:
        raise OSError(available() or "no Landlock")
    read = AccessFS.READ_FILE | AccessFS.READ_DIR
    own = read | (
        AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.REFER
        | AccessFS.MAKE_REG | AccessFS.MAKE_DIR | AccessFS.REMOVE_FILE | AccessFS.REMOVE_DIR
    )  # fmt: skip
    enclosed = policy.prepared is not None and policy.prepared.enclosed
    with Ruleset(handled_fs=fs_for_abi(abi), handled_net=net_for_abi(abi), scoped=scope_for_abi(abi), best_effort=False) as rules:
        for path in paths(policy):
            rules.allow_path(path, read if path.is_dir() else AccessFS.READ_FILE)
        for device in filter(Path.exists, visible_files.DEVICES):
            rules.allow_path(device, AccessFS.READ_FILE | AccessFS.WRITE_FILE | AccessFS.TRUNCATE)
        if enclosed:
            rules.allow_path(visible_files.FOLDER, own)
        rules.restrict()


def paths(policy: Policy) -> tuple[Path, ...]:
    """Return the files and folders that may be read under `policy`: those that the fork server found, else those found now."""
    if policy.prepared is not None:
        return policy.prepared.readable
    return visible_files.without(visible_files.readable(policy.readable))
