"""No file names a package registry."""

import re

from tracked_files import tracked


def test_no_tracked_file_names_a_package_registry():
    """No tracked file holds the host name of a package registry: an install asks the index of the machine it runs on."""
    hosts = [
        "py" + r"pi\.org",
        "python" + r"hosted\.org",
        r"registry\.npm" + r"js\.org",
        r"deb\.deb" + r"ian\.org",
        r"anaconda\." + "org",
    ]
    pattern = re.compile("|".join(hosts).encode())
    assert [path for path in tracked() if pattern.search(path.read_bytes())] == []
