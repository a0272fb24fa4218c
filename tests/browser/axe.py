"""axe-core's verdict on a page, by the rules of WCAG 2.2 up to AA."""

from collections.abc import Mapping
from typing import Any

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
ALIKE = 3  # elements of one look whose contrast is judged: one may lie below another element, where axe cannot tell
# Marks each element with text, or for text, in the given parts: data-look="judged", or "alike" if ALIKE others have the same look,
# which is tags, classes and styles on the way from the root, and the colours, size and weight that they come to.
MARK = f"""parts => {{
    const path = new Map(), ground = new Map(), seen = new Map();
    const inside = parts.map(part => `:is(${{part}}, ${{part}} *)`).join() || "*";
    for (const each of document.querySelectorAll("*")) {{
        const above = each.parentElement, style = getComputedStyle(each);
        const own = [each.tagName, each.getAttribute("class"), each.getAttribute("style")].join();
        path.set(each, `${{path.get(above) ?? ""}} ${{own}}`);
        ground.set(each, /, 0\\)$/.test(style.backgroundColor) ? ground.get(above) : style.backgroundColor);
        delete each.dataset.look;
        const text = [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!(text || each.matches("input, select, textarea")) || !each.matches(inside) || !each.checkVisibility()) continue;
        const look = [path.get(each), ground.get(each), style.color, style.fontSize, style.fontWeight, style.opacity].join();
        seen.set(look, (seen.get(look) ?? 0) + 1);
        each.dataset.look = seen.get(look) > {ALIKE} ? "alike" : "judged";
    }}
}}"""

# one run for all rules: each looks anew at every element of the page, and at what lies over what
JUDGE = """async ([parts, rules]) => {
    axe.configure({rules: [{id: "color-contrast", selector: "[data-look=judged]"}]});
    return (await axe.run({include: parts}, rules)).violations;
}"""


def show_all(page: Page) -> None:
    """Open every fold, make the page so high that the whole open notebook is seen, and have axe see it."""
    page.evaluate(OPEN)
    page.set_viewport_size({"width": 1280, "height": page.evaluate(WHOLE) + 300})
    page.wait_for_function("document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect().height > innerHeight - 300")
    page.evaluate(WHOLE)


def violations(page: Page, *ours: str, rules: Mapping[str, Any] = RULES) -> list[str]:
    """Return what violates the rules in the parts of the page that `ours` selects (default: the whole page).

    Of elements that look alike, a few are judged for their contrast, which takes axe long: a lesson's code has ten thousand.
    """
    page.evaluate(MARK, list(ours))
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in page.evaluate(JUDGE, [[[each] for each in ours] or [["html"]], rules])
        for node in rule["nodes"]
    ]
