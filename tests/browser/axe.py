"""axe-core's verdict on a page, by the rules of WCAG 2.2 up to AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # of what passes, axe would otherwise describe every element, which takes long
}
# those whose answer depends on colours: enough on a page in dark colours that holds all rules in light ones
COLOURS = {**RULES, "runOnly": ["color-contrast", "link-in-text-block"]}

# what is folded is not drawn, and axe passes it over
OPEN = """() => document.querySelectorAll("details").forEach(fold => { fold.open = true })"""
# JupyterLab's body has no height, and what its notebook has scrolled out of sight lies outside of a box: axe takes both for hidden
WHOLE = """() => {
    document.body.style.overflow = "visible";
    const notebook = document.querySelector(".jp-WindowedPanel-outer");
    notebook.scrollTop = 0;
    return notebook.scrollHeight;
}"""


def show_all(page: Page) -> None:
    """Open every fold, make the page so high that the whole open notebook is seen, and have axe see it."""
    page.evaluate(OPEN)
    page.set_viewport_size({"width": 1280, "height": page.evaluate(WHOLE) + 300})
    page.wait_for_function("document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect().height > innerHeight - 300")
    page.evaluate(WHOLE)


def violations(page: Page, *ours: str, rules: dict[str, list[str]] = RULES) -> list[str]:
    """Return what violates the rules in the parts of the page that `ours` selects (default: the whole page)."""
    found = Axe().run(page, context={"include": [[each] for each in ours]} if ours else None, options=rules).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found
        for node in rule["nodes"]
    ]
