"""A file is replaced as a whole or not at all."""

import subprocess
import sys
import threading

import pytest

from autograder import atomic_files
from autograder.build import builder


def test_full_disk_leaves_the_old_file(tmp_path):
    """Where the new file cannot be written, the old one stays, no half file is left, and the error names the file."""
    path = tmp_path / "lesson.ipynb"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys; from pathlib import Path; from autograder.build import builder\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: builder.replace(Path(sys.argv[1]), b'x' * 5000)\n"
        "except builder.CourseError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in done.stdout
    assert [each.name for each in tmp_path.iterdir()] == ["lesson.ipynb"]
    assert path.read_bytes() == b"old"


def test_reader_never_sees_half_a_file(tmp_path):
    """Whoever reads while a file is replaced sees the old bytes or the new ones."""
    path = tmp_path / "lesson.ipynb"
    versions = [letter * 500_000 for letter in (b"a", b"b")]
    path.write_bytes(versions[0])
    seen, done = set(), threading.Event()

    def look():
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(100):
        builder.replace(path, versions[number % 2])
    done.set()
    reader.join()
    assert seen <= set(versions)


def test_what_is_written_part_by_part_is_there_whole_or_not_at_all(tmp_path):
    """A function that writes may fail half way."""
    path = tmp_path / "pages.zip"

    def pages(file):
        file.write(b"half")
        raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        atomic_files.write(path, pages)
    assert list(tmp_path.iterdir()) == []
    atomic_files.write(path, lambda file: file.write(b"whole"))
    assert path.read_bytes() == b"whole"
