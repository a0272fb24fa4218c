"""The one base class of errors that the course's own code raises on purpose; both sides of the trust boundary may use it."""


class CourseError(Exception):
    """An error that says what is wrong, where, and what to do next, in one sentence for the person at the command line."""

    def __init__(self, what: str, where: object = "", next_step: str = "") -> None:
        super().__init__(what, str(where), next_step)
        self.what = what
        self.where = str(where)
        self.next_step = next_step

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        next_step = f"; {self.next_step}" if self.next_step else ""
        return f"{where}{self.what}{next_step}"
