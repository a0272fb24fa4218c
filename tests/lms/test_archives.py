"""Archives from strangers: nothing is written outside, nothing is lost without a word."""

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.lms import archives
from autograder.lms.archives import Refused


def members(path: Path) -> tuple[dict[str, bytes | str], list[str]]:
    """Return what can be read of each member, or why it is refused, and what was left out."""
    found: dict[str, bytes | str] = {}
    with archives.opened(path) as archive:
        for member in archive.members:
            try:
                found[member.name] = member.read()
            except Refused as reason:
                found[member.name] = str(reason)
        return found, archive.left_out


def test_names_that_lead_elsewhere_are_not_read(tmp_path: Path) -> None:
    """Parents, absolute names, drives, backslashes and links are named and left; the honest file beside them is read."""
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for name in ("../up.ipynb", "/etc/passwd", "C:/x.ipynb", "a\\b.ipynb", "a/../../x.ipynb", "ada/x.ipynb"):
            file.writestr(name, b"{}")
        file.writestr(link, "/etc/passwd")
    found, left_out = members(tmp_path / "a.zip")
    assert found == {"ada/x.ipynb": b"{}"}
    assert len(left_out) == 6
    assert all("not read" in line for line in left_out)


def test_bombs_encrypted_and_broken_members_are_refused_one_by_one(tmp_path: Path) -> None:
    """Each has its sentence, and the other members are read."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb", bytes(40 << 20))
        file.writestr("large", os.urandom(16) + bytes(51 << 20))
        file.writestr("locked", b"secret")
        file.writestr("broken", b"0123456789" * 50)
        file.writestr("good", b"{}")
    raw = bytearray(path.read_bytes())
    central = raw.find(b"locked", raw.rfind(b"PK\x01\x02bomb") + 1 if b"PK\x01\x02bomb" in raw else raw.find(b"PK\x01\x02"))
    raw[central - 46 + 8] |= 1
    at = raw.find(b"broken") + len("broken")
    raw[at + 3] ^= 0xFF
    path.write_bytes(raw)
    found, _ = members(path)
    assert found["good"] == b"{}"
    assert "hundreds of times" in str(found["bomb"])
    assert "too large" in str(found["large"])
    assert "encrypted" in str(found["locked"])
    assert "cannot be unpacked" in str(found["broken"])


def test_a_size_that_is_not_so_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is what comes out, not what the archive says; all members together have a cap, too."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("small", bytes(3 << 20))
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 100)
    path.write_bytes(raw)
    found, _ = members(path)
    assert found["small"] != bytes(3 << 20)
    monkeypatch.setattr(archives, "TOTAL_CAP", 1000)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a", bytes(600))
        file.writestr("b", bytes(600))
    with pytest.raises(CourseError, match="unpacks to more than"):
        members(path)


def test_twice_the_same_name_and_other_unicode_forms(tmp_path: Path) -> None:
    """A name that stands there twice is named; names are in one Unicode form, also where a program did not mark them as UTF-8."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("José/x", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("José/x", b"2")
        file.writestr("José/y", b"3")
    found, left_out = members(path)
    assert found == {"José/x": b"2", "José/y": b"3"}
    assert left_out == ["José/x: the archive holds this name twice; the last one is taken"]
    raw = path.read_bytes()
    unmarked = raw.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00")
    assert unmarked != raw
    path.write_bytes(unmarked)
    assert "José/x" in members(path)[0]


def test_two_names_that_are_read_as_one_are_said(tmp_path: Path) -> None:
    """In a folder that was unpacked with another encoding, bytes that are no UTF-8 are read as one sign."""
    for name in (b"ada\xe8.ipynb", b"ada\xe9.ipynb"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"{}")
    found, (left_out,) = members(tmp_path)
    assert list(found) == ["ada\ufffd.ipynb"]
    assert "two names that are read as this one" in left_out


def test_what_is_no_archive_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing there, no zip, a zip that was cut, too many files: one sentence each."""
    with pytest.raises(CourseError, match="no such archive"):
        members(tmp_path / "none.zip")
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with pytest.raises(CourseError, match="not a zip file that can be read"):
        members(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as file:
        file.writestr("a/x", b"{}" * 1000)
        file.writestr("b/x", b"{}")
    (tmp_path / "c.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:1500])
    with pytest.raises(CourseError, match="not a zip file"):
        members(tmp_path / "c.zip")
    monkeypatch.setattr(archives, "MEMBERS_CAP", 1)
    with pytest.raises(CourseError, match="holds 2 files; 1 at most"):
        members(tmp_path / "b.zip")


def test_a_folder_is_read_like_an_archive(tmp_path: Path) -> None:
    """Links and pipes in it are not followed and not waited for."""
    (tmp_path / "a/ada").mkdir(parents=True)
    (tmp_path / "a/ada/x.ipynb").write_text("{}")
    (tmp_path / "a/eve").symlink_to("/etc")
    (tmp_path / "a/ada/y.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "a/ada/z.ipynb")
    found, left_out = members(tmp_path / "a")
    assert found == {"ada/x.ipynb": b"{}", "ada/z.ipynb": "this is not an ordinary file"}
    assert sorted(line.partition(":")[0] for line in left_out) == ["ada/y.ipynb", "eve"]
