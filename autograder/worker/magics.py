"""IPython's magics and shell lines while a notebook is graded: what each does, and the note that says so.

Untrusted side. Most do nothing. `%time` and the like run their statement as plain Python; `%%writefile` writes its file. A magic
that the student has registered runs; an unknown one does nothing. docs/what-runs.md describes this for readers.
"""

import re
from collections.abc import Callable, Container
from typing import Literal

Reason = Literal["body", "names", "saved", "programs", "files", "figures", "session", "timing", "browser", "unknown"]

NOTES: dict[Reason, str] = {  # the text after "%name: " in the note
    "body": "what it measures or keeps is left out; the code behind it ran.",
    "names": "the names of NumPy and pyplot are there; no window opens.",
    "saved": "the file was written into a folder of this notebook's own, and can be imported.",
    "programs": "no other programs run here, so it did nothing.",
    "files": "only the notebook itself is here, no other file or folder, so it did nothing.",
    "figures": "figures are not shown here, so it did nothing.",
    "session": "it is about working in JupyterLab, so it did nothing.",
    "timing": "nothing is timed here, so it did nothing.",
    "browser": "nobody looks at the page here, so it did nothing.",
    "unknown": "this magic is not known here, so it did nothing.",
}


def _table(**names: str) -> dict[str, Reason]:
    return {name: reason for reason, text in names.items() for name in text.split()}  # type: ignore[misc]  # keys are reasons


LINE = _table(
    body="time prun",
    names="pylab",
    programs="""system sx sc pip conda mamba micromamba uv killbgscripts rehashx cat cp ldir lf lk ll ls lx mkdir mv rep rm rmdir
        man less more""",
    files="cd pushd popd dirs dhist bookmark pwd run load loadpy save edit ed pycat pfile notebook pastebin",
    figures="matplotlib gui",
    session="""alias unalias alias_magic autoawait autocall automagic autoreload autosave aimport clear code_wrap colors config
        connect_info debug doctest_mode env set_env hist history load_ext reload_ext unload_ext logoff logon logstart logstate
        logstop lsmagic macro magic page pdb pdef pdoc pinfo pinfo2 pprint precision psearch psource qtconsole quickref recall
        rerun reset reset_selective store subshell tb who who_ls whos xdel xmode""",
    timing="timeit",
)
CELL = _table(
    body="time timeit prun capture debug",
    programs="! bash perl pypy python python2 python3 ruby script sh sx system",
    saved="file writefile",
    session="code_wrap",
    browser="HTML SVG html javascript js latex markdown svg",
)
LISTS = frozenset({"sx", "system", "who_ls"})  # magics that return a list: here an empty one

_CELL_MAGIC = re.compile(r"%%(\S+)(.*)")
_OPTIONS = re.compile(r"(?:-[lsTDo]\s*\S+\s+|--?[\w-]+\s+)*")  # before the statement of %prun or %time


def note(name: str, reason: Reason, sign: str = "%") -> str:
    """Return the note on a magic or, with another `sign`, on a shell line."""
    return f"{sign}{name[:40]}: {NOTES[reason]}"


def statement(text: str) -> str:
    """Return the statement after `%time` or `%prun`, without options."""
    return text[match.end() if (match := _OPTIONS.match(text)) else 0 :]


def without_cell_magic(source: str, students: Container[str], say: Callable[[str], None]) -> str:
    """Return a cell's text with blank lines for the cell magics at its top; without code if the rest is not plain Python.

    `students` are the cell magics that the student has registered, which are kept. `say` is called with each note.
    """
    lines = source.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        match = _CELL_MAGIC.match(line)
        if not match or match[1] in students or line.rstrip().endswith("?"):
            break
        reason = CELL.get(match[1], "unknown")
        if reason == "saved":  # IPython's own magic needs the cell as it is
            break
        say(note(match[1], reason, "%%"))
        if reason != "body":
            return ""
        lines[number] = ""
    return "\n".join(lines)
