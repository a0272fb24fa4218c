"""Which kind of file system a folder lies on. Trusted side; Linux only: elsewhere every folder counts as local."""

from pathlib import Path

# A file system whose type begins with one of these is on a network.
NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.", "afs", "ceph", "lustre", "beegfs", "glusterfs", "gpfs")


def is_network(folder: Path) -> bool:
    """Return whether other machines may share a folder's file system: SQLite must not use shared memory there."""
    try:
        lines = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return False
    deepest, kind = Path("/"), ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4].encode().decode("unicode_escape"))
        if folder.resolve().is_relative_to(point) and len(point.parts) >= len(deepest.parts):
            deepest, kind = point, after.split()[0]
    return kind.startswith(NETWORK)
