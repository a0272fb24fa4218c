"""The class report as files: one HTML page that needs no network, a table as CSV, and everything as JSON. Trusted side.

Whatever comes from students is escaped; the page's policy allows its own styles and its one script, and nothing from elsewhere.
"""

import base64
import csv
import hashlib
import io
import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from autograder.course import Course
from autograder.pages import class_figures
from autograder.pages.class_report import ClassReport, Misconception, Row, duration
from autograder.submissions.safe_text import field
from autograder.submissions.safe_text import text as escape

MANY = 25  # names; longer lists are folded
OPEN = 3  # misconceptions whose example stands open

STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1a1a1a; --soft: #595959; --line: #c8c8c8; --panel: #f3f5f7;
  --link: #0b57a4; --bar: #0072b2; --warn: #a33c00; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181b; --ink: #ececec; --soft: #b3b3b3; --line: #4a4f55;
  --panel: #22262b; --link: #8ec3f5; --bar: #56b4e9; --warn: #ffb080; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 72rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; }
a { color: var(--link); } p { max-width: 60rem; } .soft { color: var(--soft); } .warn { color: var(--warn); font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: 0; list-style: none; }
.facts { display: flex; flex-wrap: wrap; gap: .6rem; padding: 0; list-style: none; }
.facts li { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .8rem; }
.facts b { display: block; font-size: 1.35rem; line-height: 1.2; }
.figures { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; flex: 1 1 26rem; } figcaption { color: var(--soft); }
figure svg { width: 100%; height: auto; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 0; white-space: nowrap; vertical-align: bottom; position: sticky; top: 0; z-index: 1;
  background: var(--ground); box-shadow: inset 0 -2px var(--ink); }
/* headings stay at the top of the page, and of the table's own pane where the table is wider than the page */
@media (min-width: 56rem) { .wide { overflow: visible; } }
@media (max-width: 56rem) { .wide { max-height: 90vh; overflow-y: auto; } }
td.n, th.n { text-align: right; } tbody tr:hover { background: var(--panel); }
th button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: .1rem .2rem; cursor: pointer; }
th button::after { content: " \\2195"; color: var(--soft); } th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; overflow-x: auto; }
details { margin: .2rem 0; } summary { cursor: pointer; }
.misconception { border-left: .3rem solid var(--bar); padding: .1rem 0 .1rem .9rem; margin: 1rem 0; }
.misconception h3 { font-size: 1rem; margin: 0; } .misconception p { margin: .2rem 0; }
dt { font-weight: 600; margin-top: .6rem; } dd { margin-left: 1.5rem; }
.bar { display: inline-block; height: .7rem; background: var(--bar); margin-right: .5rem; vertical-align: baseline; }
@media print { body { max-width: none; font-size: 10pt; } nav, th button::after { display: none; } details { display: block; }
  details > * { display: block; } .wide { max-height: none; overflow: visible; } thead th { position: static; }
  pre { white-space: pre-wrap; } h2 { break-after: avoid; }
  tr, .misconception { break-inside: avoid; } }
"""

SCRIPT = """
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.parentElement, row = head.parentElement, body = row.closest("table").tBodies[0];
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of row.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const of = line => line.cells[head.cellIndex].dataset.value ?? line.cells[head.cellIndex].textContent;
    const compare = (a, b) => isNaN(a) || isNaN(b) ? a.localeCompare(b, undefined, {numeric: true}) : a - b;
    const lines = [...body.rows].sort((a, b) => compare(of(a), of(b)));
    body.append(...(down ? lines.reverse() : lines));
  });
}
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(each => { each.open = true; }));
"""


def page(report: ClassReport) -> str:
    """Return the report as one HTML page."""
    parts = (
        ("marks", "Marks", _marks(report)),
        ("misconceptions", "What the class has not understood", _misconceptions(report)),
        ("checks", "Hidden checks", _checks(report)),
        ("look", "Worth a look", _look(report)),
        ("students", "Students", _students(report)),
    )
    title = f"{report.assignment}: class report"
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    links = "".join(f'<li><a href="#{key}">{escape(head)}</a></li>' for key, head, _ in parts)
    sections = "".join(
        f'<section aria-labelledby="{key}"><h2 id="{key}">{escape(head)}</h2>{body}</section>' for key, head, body in parts
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" '
        f'content="{policy}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{escape(title)}</h1>\n"
        f"{_about(report)}</header>\n"
        f'<nav aria-label="Sections"><ul>{links}</ul></nav>\n<main>{sections}</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n'
    )


def _about(report: ClassReport) -> str:
    said = "Made from the gradebook and the recorded verdicts; nothing was graded again."
    if report.anonymous:
        said += " Names are left out: a student's number says nothing of who it is, and is another one in each report."
    lines = [f'<p class="soft">{escape(said)}</p>']
    if report.without:
        lines.append(f'<p class="warn">Graded WITHOUT these sandbox layers: {escape(", ".join(report.without))}.</p>')
    return "\n".join(lines)


def _marks(report: ClassReport) -> str:
    marks = report.marks
    most = max((row.max_score for row in report.rows), default=0.0)
    facts: list[tuple[object, str]] = [
        (len(report.rows), "handed in"),
        (len(report.missing), "handed in nothing"),
        (len(report.unreadable), "could not be read"),
    ]
    if marks:
        facts += [
            (f"{statistics.median(marks):g} of {most:g}", "median"),
            (f"{statistics.fmean(marks):.1f} of {most:g}", "mean"),
            (f"{sum(mark >= most for mark in marks)}", "with full marks"),
        ]
    listed = "".join(f"<li><b>{value}</b>{escape(word)}</li>" for value, word in facts)
    drawn = ""
    if marks:
        shares = {
            function: [row.functions[function] / most_here for row in report.rows if function in row.functions]
            for function, most_here in report.points.items()
            if most_here
        }
        drawn = "".join(
            f'<figure><div role="img" aria-label="{escape(said)}">{svg}</div><figcaption>{escape(said)}</figcaption></figure>'
            for svg, said in (class_figures.histogram(marks, most), class_figures.functions(shares))
        )
    return f'<ul class="facts">{listed}</ul><div class="figures">{drawn}</div>'


def _misconceptions(report: ClassReport) -> str:
    if not report.misconceptions:
        return "<p>Nobody who answered was told of a mistake.</p>"
    answered = {check.function: check.answered for check in report.checks}
    shown = [each for each in report.misconceptions if len(each.students) > 1]
    single = report.misconceptions[len(shown) :]
    parts = ['<p class="soft">What students were told first about a function, the most frequent first.</p>']
    parts += [_misconception(each, answered.get(each.function, 0), rank < OPEN) for rank, each in enumerate(shown)]
    if single:
        inside = "".join(_misconception(each, answered.get(each.function, 0)) for each in single)
        parts.append(f"<details><summary>{len(single)} more, of one student each</summary>{inside}</details>")
    return "".join(parts)


def _misconception(each: Misconception, answered: int, opened: bool = False) -> str:
    number = len(each.students)
    share = number / max(number, answered)
    start = f"<details{' open' * opened}><summary>Example</summary>"
    code = f"{start}<pre><code>{escape(each.code)}</code></pre></details>" if each.code else ""
    who = escape(", ".join(each.students))
    return (
        f'<div class="misconception"><h3>{escape(each.function)}: {number} student{"s" if number > 1 else ""} '
        f"({share:.0%} of those who answered)</h3><p>{escape(each.cause)}</p>{code}"
        f"<details><summary>Who</summary><p>{who}</p></details></div>"
    )


def _checks(report: ClassReport) -> str:
    rows = []
    for check in report.checks:
        share = check.failed / check.answered
        bar = f'<span class="bar" style="width: {4 * share:.2f}rem"></span>'
        rows.append(
            [
                f"<td>{escape(check.function)}</td>",
                f"<td>{escape(check.title)}</td>",
                f'<td class="n">{check.weight}</td>',
                f'<td data-value="{share:.4f}">{bar}{check.failed} of {check.answered} ({share:.0%})</td>',
            ]
        )
    note = '<p class="soft">Of those who wrote the function, how many fail each check. Click or press a heading to sort.</p>'
    heads = (("function", ""), ("hidden check", ""), ("weight", "n"), ("failed by", ""))
    return note + _table("Hidden checks and how many fail them", heads, rows)


def _look(report: ClassReport) -> str:
    parts = []
    for function, names in report.unanswered.items():
        stretch = "" if report.points[function] else " (stretch)"
        parts.append((f"Never answered {function}{stretch}", _people(names)))
    parts.append(("Handed in nothing", _people(report.missing)))
    parts.append(("Late", _people(f"{row.student} ({duration(row.late)})" for row in report.rows if row.late)))
    parts.append(("Flagged, or waiting for a human", _people(_with(report, "flagged", "waits", "unreadable"))))
    parts.append(("Slow", _people(_with(report, "slow"))))
    for function, names in report.followed.items():
        parts.append((f"{function} judged with a right earlier function, because their own is wrong", _people(names)))
    listed = "".join(f"<dt>{escape(head)}</dt><dd>{people}</dd>" for head, people in parts if people)
    listed += "".join(f"<dt>{escape(name)} could not be read</dt><dd>{escape(why)}</dd>" for name, why in report.unreadable.items())
    for name, lines in report.stopped.items():
        said = "<br>".join(escape(line) for line in lines[:6])
        listed += f"<dt>{escape(name)}: stopped by the sandbox</dt><dd>{said}</dd>"
    return f"<dl>{listed}</dl>" if listed else "<p>Nothing stands out.</p>"


def _with(report: ClassReport, *remarks: str) -> Iterable[str]:
    for row in report.rows:
        for said in row.remarks:
            if said.startswith(remarks):
                yield f"{row.student} ({said.removeprefix('slow: ')})"


def _people(names: Iterable[str]) -> str:
    names = list(names)
    listed = escape(", ".join(names))
    if len(names) > MANY:
        return f"<details><summary>{len(names)} students</summary>{listed}</details>"
    return f"{len(names)}: {listed}" if names else ""


def _students(report: ClassReport) -> str:
    graded = [function for function, points in report.points.items() if points]
    heads = [("student", ""), ("marks", "n"), *((function, "n") for function in graded), ("seconds", "n"), ("remarks", "")]
    rows = []
    for row in report.rows:
        mark = "–" if row.score is None else f"{row.score:g} of {row.max_score:g}"
        rows.append(
            [
                f'<th scope="row">{escape(row.student)}</th>',
                f'<td class="n" data-value="{-1 if row.score is None else row.score}">{mark}</td>',
                *(f'<td class="n">{row.functions[f]:g}</td>' if f in row.functions else '<td class="n">–</td>' for f in graded),
                f'<td class="n">{row.seconds:g}</td>',
                f"<td>{escape('; '.join(row.remarks))}</td>",
            ]
        )
    return _table("Students and their marks", heads, rows)


def _table(name: str, heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col" class="{kind}"><button type="button">{escape(text)}</button></th>' for text, kind in heads)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="wide" role="region" aria-label="{escape(name)}" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def table(assignment: str, rows: Iterable[Row], functions: Sequence[str], missing: Iterable[str] = ()) -> str:
    """Return marks as CSV, a row a student and a column a function; no field can start a spreadsheet formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["student", "assignment", "score", "max_score", *functions, "late_seconds", "seconds", "remarks", "without"])
    for row in rows:
        score = "" if row.score is None else row.score
        marks = (row.functions.get(function, "") for function in functions)
        ends = (field("; ".join(row.remarks)), " ".join(row.without))
        writer.writerow([field(row.student), assignment, score, row.max_score, *marks, row.late, row.seconds, *ends])
    for name in missing:
        writer.writerow([field(name), assignment, "", "", *("" for _ in functions), "", "", "handed in nothing", ""])
    return file.getvalue()


def data(report: ClassReport) -> str:
    """Return everything as JSON."""
    return json.dumps(asdict(report), indent=1, ensure_ascii=False) + "\n"


def write(course: Course, report: ClassReport) -> list[Path]:
    """Write a report as HTML, CSV and JSON into reports/; return the paths."""
    folder = course.root / "reports"
    folder.mkdir(exist_ok=True)
    stem = f"{report.assignment}{'-anonymous' if report.anonymous else ''}"
    marks = table(report.assignment, report.rows, list(report.points), report.missing)
    texts = {"html": page(report), "csv": marks, "json": data(report)}
    paths = []
    for kind, text in texts.items():
        path = folder / f"{stem}.{kind}"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
