"""The judge's report of one graded cell, as the HTML fragment that stands in the autograded notebook. Trusted side.

Whatever came from a student (exception text, names) is escaped here before a browser sees it.
"""

from autograder.judge.feedback_text import failures_by_sentence, headline, praise
from autograder.judge.verdict import CellVerdict, Detail
from autograder.pages.curves import picture
from autograder.submissions.safe_text import text as escape


def cell_report(cell: CellVerdict, detail: Detail = "cause") -> str:
    """Return the report of one graded cell as an HTML fragment without scripts or styles of its own.

    Its class keeps MathJax away: what a student's exception says is no formula.
    """
    parts = ['<div class="tex2jax_ignore mathjax_ignore">', f"<p><strong>{escape(headline(cell))}</strong></p>"]
    if cell.passed == len(cell.checks):
        parts.append(f"<p>{escape(praise(cell))}</p>")
    else:
        shown = failures_by_sentence(cell, detail)
        parts.append("<ul>")
        for sentence, checks in shown:
            titles = "; ".join(check.title for check in checks)
            about = "" if sentence == titles or len(checks) == len(cell.checks) else f"<br>Not passed: {escape(titles)}"
            parts.append(f"<li>{escape(sentence)}{about}</li>")
        parts.append("</ul>")
        if cell.curve and detail != "title":
            parts.append(picture(cell.function, cell.curve))
        told = {check.title for _, checks in shown for check in checks}
        if rest := [check.title for check in cell.checks if not check.passed and check.title not in told]:
            parts.append(f"<p>Not passed either: {escape('; '.join(rest))}</p>")
        if passed := [check.title for check in cell.checks if check.passed]:
            parts.append(f"<details><summary>Passed: {len(passed)}</summary>{escape('; '.join(passed))}</details>")
    parts += [f"<p>{escape(note)}</p>" for note in cell.notes]
    return "\n".join([*parts, "</div>"])
