"""Which kind of file system a folder lies on. Trusted side; Linux only, and silent elsewhere."""

from pathlib import Path

NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.", "afs", "ceph", "lustre", "beegfs", "glusterfs", "gpfs")


def is_network(folder: Path) -> bool:
    """Return whether a folder lies on a file system that other machines share, where SQLite must not use shared memory."""
    try:
        lines = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return False
    best, kind = Path("/"), ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4].encode().decode("unicode_escape"))
        if folder.resolve().is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, after.split()[0]
    return kind.startswith(NETWORK)
