"""Renders the judge's report of one graded cell as an HTML fragment for the autograded notebook. Trusted side.

Text from students (exceptions, names) is escaped here, before a browser sees it.
"""

from autograder.judge.feedback_text import failures_by_sentence, headline, praise
from autograder.judge.verdict import CellVerdict, Detail
from autograder.pages.curves import picture
from autograder.pages.rendering import render

TEMPLATE = "cell_report.html.j2"


def cell_report(cell: CellVerdict, detail: Detail = "cause") -> str:
    """Return the report of one graded cell as an HTML fragment without scripts or styles of its own.

    `detail` limits what the report shows of a failed check. The picture of the curve needs more than "title".
    """
    failed = failures_by_sentence(cell, detail)
    explained = {check.title for _, checks in failed for check in checks}
    return render(
        TEMPLATE,
        headline=headline(cell),
        praise=praise(cell) if cell.passed == len(cell.checks) else "",
        failed=[(sentence, _titles(sentence, [check.title for check in checks], cell)) for sentence, checks in failed],
        picture=picture(cell.function, cell.curve) if cell.curve and detail != "title" else "",
        unexplained=[check.title for check in cell.checks if not check.passed and check.title not in explained],
        passed=[check.title for check in cell.checks if check.passed],
        notes=cell.notes,
    )


def _titles(sentence: str, titles: list[str], cell: CellVerdict) -> str:
    """Return the titles to list below a sentence; '' if the sentence is itself the title, or is about every check."""
    listed = "; ".join(titles)
    return "" if sentence == listed or len(titles) == len(cell.checks) else listed
