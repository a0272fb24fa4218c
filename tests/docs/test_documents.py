"""The commands and links of every document lead somewhere."""

import re

import pytest
from tracked_files import ROOT, tracked

DOCUMENTS = tracked("*.md")


# Documents


def targets():
    """Return the names of the Makefile's commands."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def code_of(document):
    """Return the code in a document: fenced blocks and `words`, one a line."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documented_commands_exist(document):
    """Each `make` and `course` command that a document shows exists."""
    from typer.main import get_command

    from autograder.commands.cli import app

    code = code_of(document)
    assert set(re.findall(r"^\s*make ([a-z][a-z-]*)", code, re.MULTILINE)) - targets() == set()
    shown = set(re.findall(r"^\s*(?:\.venv/bin/)?course ([a-z]+)", code, re.MULTILINE))
    assert shown - set(get_command(app).commands) == set()


def anchors(document):
    """Return the anchors of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_files_resolve(document):
    """Each link of a document to a file or a heading of this repo leads somewhere."""
    broken = []
    text = re.sub(r"`[^`\n]*`|^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []
