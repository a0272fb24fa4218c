"""What a screen reader is told when a cell has run: the sentences and prints of the cell at hand, and no pictures."""

from .desk import Desk, until

WRONG = "def sigmoid(x):\n    return np.asarray(x, dtype=float)\n"
KEEP_ALL = """reader => {
    window.announced = [];
    new MutationObserver(() => announced.push(reader.textContent)).observe(reader, {childList: true});
}"""


def test_what_a_cell_says_is_announced(answered, page):
    """Read out are a check's sentence, when its cell has run, the last line of a traceback, and a guess; a picture is not."""
    desk = Desk(page, answered)
    desk.open("02_sigmoid.ipynb")
    desk.run_all()
    reader = page.locator(".course-reader")
    assert reader.get_attribute("role") == "status"  # a live region, there before anything is said in it
    reader.evaluate(KEEP_ALL)

    def announced(*expected: str) -> None:
        until(lambda: page.evaluate("announced") == [*expected], f"{expected} to be announced")

    answer = next(cell["source"] for cell in desk.cells() if cell["grade_id"] == "sigmoid")
    desk.type_into("sigmoid", WRONG)
    desk.run_cell("sigmoid")
    failed = desk.run_cell("test_sigmoid")
    assert failed.startswith("sigmoid")
    announced(failed)
    desk.type_into("sigmoid", "one = 1\none / 0")
    desk.run_cell("sigmoid")
    stopped = "ZeroDivisionError: division by zero"
    announced(failed, stopped)

    desk.type_into("sigmoid", answer)
    desk.run_cell("sigmoid")
    desk.show(desk.index("test_sigmoid")).locator(".jp-InputPrompt").click()
    page.keyboard.press("Shift+Enter")  # goes on to the next cell
    passed = "sigmoid passes its visible checks. The hidden checks try more inputs."
    announced(failed, stopped, passed)
    desk.show(desk.index("test_sigmoid")).evaluate("cell => cell.replaceWith(cell)")  # JupyterLab may attach a cell again
    announced(failed, stopped, passed)

    place = next(n for n, cell in enumerate(desk.cells()) if cell["source"].endswith("\nslider_a"))
    explorer = desk.show(place).locator(".explorer")
    page.keyboard.press("Control+Enter")
    desk.settled()
    explorer.locator("img").wait_for()
    before = explorer.locator("img").get_attribute("src")
    explorer.get_by_role("slider").first.press("End")
    until(lambda: explorer.locator("img").get_attribute("src") != before, "the picture to change")
    announced(failed, stopped, passed)

    question = next(n for n, cell in enumerate(desk.cells()) if cell["source"].startswith('guess("a1"'))
    desk.show(question).get_by_role("radio", name="it makes the step softer").click()
    announced(failed, stopped, passed, "You guessed: it makes the step softer")
