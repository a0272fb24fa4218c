"""From the LMS: puts the hand-ins of an archive into submitted/, each under the one student to whom it belongs. Trusted side.

The whole archive is read first, before any file is written. A file that is not understood is named to the instructor; nothing is
guessed. A hand-in that is replaced by another is kept in collected/earlier/.
"""

import os
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Literal

from autograder.atomic_files import write
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import roster
from autograder.gradebook.fingerprints import content_digest
from autograder.gradebook.registration import complete
from autograder.gradebook.rows import GradebookRows
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.budget import Budget, within
from autograder.judge.settings import Settings
from autograder.lms import archives, csv_tables, file_names, people, receipts
from autograder.lms.archives import Archive, Member, Refused
from autograder.lms.file_names import Form, Named
from autograder.lms.people import People, Person
from autograder.lms.receipts import Receipt, Receipts
from autograder.nbgrader_plugin.student_names import harmless
from autograder.plain_text import line
from autograder.submissions import hand_in_notes, ordinary_files, student_ids, time_zones
from autograder.submissions.notebook_file import UnreadableNotebook, parse
from autograder.submissions.release_notebook import Notebook, load_release
from autograder.submissions.which_lesson import answered, closest_lesson, lesson_by_ids

State = Literal["new", "changed", "unchanged", "older"]
STABLE: frozenset[Form] = frozenset({"canvas", "ilias"})  # forms in which a person has the same number in all assignments
LIKE_A_NOTEBOOK = re.compile(r"\.ipynb(?:\.\w+)?$|\.json$", re.IGNORECASE)  # browsers add .json or .txt
PERHAPS = re.compile(r"(?:^|/)[^./]+(?:\.txt)?$", re.IGNORECASE)  # perhaps a notebook whose ending an LMS removed
NAMED = 5  # files or people that a sentence names


@dataclass(frozen=True, slots=True)
class Arrival:
    """One student's hand-in in an archive; `time` is None if the LMS says none (UTC otherwise)."""

    person: Person
    named: Named
    time: datetime | None
    state: State
    notes: tuple[str, ...] = ()


@dataclass
class Plan:
    """The contents of an archive: the hand-ins by student, and a sentence for each file that was left out."""

    path: Path
    form: Form
    assignment: str
    arrivals: list[Arrival] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Request:
    """The instructor's options; if one is '' or None, its value is taken from the archive."""

    form: Form | None = None
    assignment: str = ""
    class_list: Path | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that may be a person's hand-in: the lesson that it answers ('': unreadable), and how many stubs it answers."""

    named: Named
    lesson: str
    answers: int
    digest: str
    problem: str = ""


def _candidate(releases: Mapping[str, Notebook], named: Named, raw: bytes, budget: Budget) -> _Candidate:
    """Return which lesson a file answers; if it lost nbgrader's ids, a fork compares its code, because that may take long."""
    try:
        cells = parse(raw, named.file)
        lesson = lesson_by_ids(releases, cells, named.file)
        lesson = lesson or within(budget, partial(closest_lesson, releases, cells, named.file))
        return _Candidate(named, lesson, answered(releases[lesson], cells), content_digest(raw))
    except UnreadableNotebook as error:
        return _Candidate(named, "", 0, content_digest(raw), error.what)


class Collector:
    """Takes hand-ins out of archives for one course."""

    def __init__(self, course: Course, request: Request) -> None:
        """Read the settings, the gradebook's students and the class list; raise CourseError if one of them cannot be read."""
        self.course = course
        self.request = request
        self.settings = Settings.read(course)
        config = self.settings.config
        self.pattern = str(config.get("FileNameCollectorPlugin", {}).get("named_regexp") or "")
        self.budget = Budget.of(self.settings.judge().limits)
        self.zone: tzinfo = time_zones.zone(request.zone or self.settings.zone)
        self.enrolled = [
            Person(each.id, each.first_name, each.last_name, "", each.email, each.lms_user_id)
            for each in roster.students(self.settings.db_url)
        ]
        self.listed: list[Person] = []
        self.times: dict[str, datetime] = {}
        self.notes: list[str] = []
        if request.class_list:
            self.listed, table = people.read_list(request.class_list, People(self.enrolled))
            self.notes = table.notes
            self._read_times(table)

    def _read_times(self, table: csv_tables.Table) -> None:
        """Read the times of submission from Moodle's grading worksheet."""
        column = table.column("last modified (submission)", "zuletzt geändert (abgabe)")
        number = table.column(*people.NUMBERS[:-1])
        for row in table.rows if column is not None else ():
            match = people.PARTICIPANT.fullmatch(table.cell(row, number))
            text = table.cell(row, column)
            if match and (time := time_zones.written_out(text, self.zone)):
                self.times[match[1]] = time
            elif match and text not in ("", "-"):
                self.notes.append(f"{table.path.name}: the time '{line(text, 60)}' is not understood; that hand-in has no time")

    @cached_property
    def releases(self) -> Mapping[str, Notebook]:
        """Return the built student notebooks by assignment."""
        return {name: load_release(self.course, name) for name in self.course.assignments()}

    def plan(self, archive: Archive) -> Plan:
        """Return an archive's contents; raise CourseError if its form is unknown, or if it holds no lesson of the course."""
        form = self.request.form or file_names.recognise([member.name for member in archive.members], self.pattern)
        if form is None:
            examples = ", ".join(line(member.name, 80) for member in archive.members[:3]) or "no file"
            what = f"the names of its files fit no known LMS ({examples})"
            step = "name the LMS with --from; docs/lms.md shows how each names its files"
            if any(member.name.lower().endswith(".zip") for member in archive.members):
                step = "it holds another archive: unpack it, and give the one inside"
            raise CourseError(what, archive.path, step)
        logins = {person.id for person in (*self.enrolled, *self.listed)}
        by_person: dict[tuple[str, str], list[Named]] = defaultdict(list)
        members = {member.name: member for member in archive.members}
        understood = file_names.read(form, members, self.zone, logins, self.pattern)
        for name in members:
            if named := understood.get(name):
                login = named.login.casefold() if form == "blackboard" else named.login
                by_person[named.number or login, named.name].append(named)
            elif LIKE_A_NOTEBOOK.search(name) and not file_names.of_macos(name):
                archive.leave_out(name, f"not understood: its name is not one that {form} gives")
        if form == "moodle" and self.times and self.times.keys().isdisjoint(number for number, _ in by_person):
            what = f"it is not the worksheet of the assignment in {archive.path.name}"
            self.notes.append(f"no times were taken from the list: {what}")
        candidates = {key: self._candidates(archive, files, members) for key, files in by_person.items()}
        assignment = self._assignment(archive, [each for files in candidates.values() for each in files])
        plan = Plan(archive.path, form, assignment, left_out=archive.left_out)
        before = receipts.load(self.course, assignment)
        chosen = [pair for files in candidates.values() if files and (pair := self._choose(files, assignment, archive))]
        self._identify(plan, chosen, before)
        return plan

    def _candidates(self, archive: Archive, files: list[Named], members: Mapping[str, Member]) -> list[_Candidate]:
        """Return a person's files that may be the hand-in; if there are none, note which files there are instead."""
        candidates = []
        releases = self.releases  # read here once, so that no fork has to
        notebooks = [named for named in files if LIKE_A_NOTEBOOK.search(named.file)]
        for named in notebooks or [named for named in files if PERHAPS.search(named.file)]:
            try:
                raw = members[named.member].read()
            except Refused as reason:
                archive.leave_out(named.member, f"not taken: {reason}")
                continue
            candidate = _candidate(releases, named, raw, self.budget)
            if notebooks or candidate.lesson:
                candidates.append(candidate)
        if not candidates and not notebooks:
            others = sorted({PurePosixPath(named.file).name for named in files if named.file})
            instead = f"there is {', '.join(others[:NAMED])}" if others else "no file was handed in"
            archive.leave_out(files[0].group or files[0].member, f"no notebook ({instead}); ask for the .ipynb file")
        return candidates

    def _assignment(self, archive: Archive, candidates: list[_Candidate]) -> str:
        if self.request.assignment:
            return self.course.require(self.request.assignment)
        lessons = [each.lesson for each in candidates if each.lesson]
        if not lessons:
            what = "no notebook of this course was found in the archive"
            broken = [f"{line(each.named.member, 200)} cannot be read: {each.problem}" for each in candidates]
            step = "check that it is the right one; --assignment says which lesson it is"
            raise CourseError("; ".join([what, *(broken + archive.left_out)[:NAMED]]), archive.path, step)
        return max(sorted(set(lessons)), key=lessons.count)

    def _choose(self, candidates: list[_Candidate], assignment: str, archive: Archive) -> tuple[_Candidate, tuple[str, ...]] | None:
        """Return a person's hand-in: the newest of this lesson's notebooks that answers something, or else an unreadable file."""
        ours = [each for each in candidates if each.lesson == assignment]
        unreadable = [each for each in candidates if not each.lesson]
        for other in (each for each in candidates if each.lesson not in ("", assignment)):
            archive.leave_out(
                other.named.member, f"not taken: this is {other.lesson}'s notebook, and the archive is {assignment}'s"
            )
        if not (ours or unreadable):
            return None
        best = max(ours or unreadable, key=lambda each: (each.answers > 0, each.named.order[:2], each.answers, each.named.order))
        notes = [f"cannot be read: {best.problem}"] if best.problem else []
        others = [PurePosixPath(each.named.file).name for each in (*ours, *unreadable) if each.digest != best.digest]
        if others:
            notes.append(f"{PurePosixPath(best.named.file).name} is taken, not {', '.join(sorted(others)[:NAMED])}")
        if best.named.late:
            notes.append("late, according to the LMS")
        return best, tuple(notes)

    def _identify(self, plan: Plan, chosen: list[tuple[_Candidate, tuple[str, ...]]], before: Receipts | None) -> None:
        """Find the student of each hand-in; leave out and name those without a student, and two of the same student."""
        numbers = plan.form in STABLE
        enrolled = self.enrolled if numbers else [replace(person, number="") for person in self.enrolled]
        known = People(self.listed, enrolled)
        folders = [name for name in _folders(self.course.submissions) if not student_ids.unfit(name)]
        existing = {csv_tables.tidy(name).casefold(): name for name in folders}
        by_id: dict[str, list[tuple[Person, _Candidate, tuple[str, ...]]]] = defaultdict(list)
        remembered = before if before and before.form == plan.form else None
        names = {candidate.named.name for candidate, _ in chosen}
        nameless = len(names) == 1 and len(chosen) > 1 and not any(" " in name for name in names)  # Moodle hides the names
        for candidate, notes in chosen:
            named = candidate.named
            login = csv_tables.tidy(named.login)
            person = known.find(number=named.number, login=login, email=named.email, name=named.name or login)
            if person:
                person = replace(person, number=named.number, full=person.full or named.name)
            else:
                person = _stranger(named, plan.form, nameless, remembered)
            if reason := student_ids.unfit(person.id):
                plan.left_out.append(f"{line(named.member, 300)}: {reason}; give a class list with --list")
                continue
            person = replace(person, id=existing.get(person.id.casefold(), person.id))
            by_id[person.id.casefold()].append((person, candidate, notes))
        alike: dict[str, set[str]] = defaultdict(set)  # digest of a file that answers something -> the students who handed it in
        for same in by_id.values():
            for person, candidate, _ in same:
                if candidate.answers:
                    alike[candidate.digest].add(person.id)
        for same in by_id.values():
            if len(same) > 1:
                groups = " and ".join(line(each[1].named.group or each[1].named.member, 100) for each in same[:NAMED])
                step = "give a class list with --list that tells them apart (Moodle: the grading worksheet)"
                if self.listed:
                    step = "if it is one person, leave the hand-in that counts in the archive; if it is two, correct the list"
                plan.left_out.append(f"not taken: {groups} would both be {line(same[0][0].id, 60)}; {step}")
                continue
            person, candidate, notes = same[0]
            if others := sorted(alike[candidate.digest] - {person.id}):
                notes = (*notes, f"the same file as {', '.join(line(other, 60) for other in others[:NAMED])}")
            plan.arrivals.append(self._arrival(plan.assignment, person, candidate, notes))
        plan.arrivals.sort(key=lambda arrival: arrival.person.id)

    def _arrival(self, assignment: str, person: Person, candidate: _Candidate, notes: tuple[str, ...]) -> Arrival:
        time = candidate.named.time or self.times.get(candidate.named.number)
        time = time.astimezone(UTC) if time else None
        path = self.course.submitted(person.id, assignment)
        state: State = "new"
        if path.parent.is_symlink() or path.parent.parent.is_symlink():
            raise CourseError("this folder is a link", path.parent, "remove the link, run again")
        if os.path.lexists(path):
            try:
                state = "unchanged" if content_digest(ordinary_files.read(path)) == candidate.digest else "changed"
            except (ordinary_files.NotOrdinary, OSError) as error:
                raise CourseError(f"the earlier hand-in cannot be read ({error})", path, "move it away, run again") from error
            earlier = hand_in_notes.time(path.parent, self.settings.zone)
            if state == "changed" and time and earlier and earlier > time.replace(tzinfo=None):
                state = "older"
                notes = (*notes, "not taken: a newer one is in submitted/ already")
            elif state == "changed" and self._earlier(assignment, person.id, candidate.digest).exists():
                notes = (*notes, "it was here before, and another replaced it: is this archive an older one?")
        return Arrival(person, candidate.named, time, state, notes)

    def write(self, plan: Plan, archive: Archive) -> None:
        """Put the hand-ins of a plan into submitted/, keep their receipts, and put their students into the gradebook."""
        members = {member.name: member for member in archive.members}
        archive.unpacked = 0  # everything is read a second time
        known = receipts.load(self.course, plan.assignment)
        updated = known if known and known.form == plan.form else Receipts(plan.assignment, plan.form)
        with VerdictFiles(self.course).lock():
            for arrival in plan.arrivals:
                person, named = arrival.person, arrival.named
                if arrival.state != "older":
                    self._place(plan.assignment, arrival, members[named.member])
                elif person.id in updated.by_student:
                    continue
                updated.by_student[person.id] = Receipt(
                    person.id,
                    named.group,
                    PurePosixPath(named.file).name,
                    person.full or named.name,
                    named.number,
                    person.email,
                )
            updated.save(self.course)
            self._enrol(plan)

    def _place(self, assignment: str, arrival: Arrival, member: Member) -> None:
        path = self.course.submitted(arrival.person.id, assignment)
        note = path.parent / hand_in_notes.TIMESTAMP
        if arrival.state == "changed":
            before = ordinary_files.read(path)
            write(self._earlier(assignment, arrival.person.id, content_digest(before)), before)
        if arrival.state != "unchanged":
            note.unlink(missing_ok=True)  # it is the time of the earlier file
            try:
                write(path, member.read())
            except Refused as reason:  # it could be read when the plan was made
                raise CourseError(f"the archive changed while it was read ({reason})", member.name, "run again") from reason
        if arrival.time:
            write(note, f"{arrival.time:%Y-%m-%d %H:%M:%S.%f} UTC".encode())

    def _earlier(self, assignment: str, student: str, digest: str) -> Path:
        """Return where a hand-in of these bytes is kept once another has replaced it."""
        return self.course.collected / "earlier" / assignment / student / f"{digest[:12]}.ipynb"

    def _enrol(self, plan: Plan) -> None:
        """Register the lesson, which makes the gradebook if there is none, and put names and addresses into it."""
        from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader

        with GradebookRows(self.settings.db_url) as rows:
            complete(rows)
            Gradebook(self.course).register(plan.assignment)
            roster.enrol(rows, (self._student(arrival.person, plan.form) for arrival in plan.arrivals))
            times = {
                each.person.id: each.time.replace(tzinfo=None) for each in plan.arrivals if each.time and each.state != "older"
            }
            rows.set_times(plan.assignment, times)

    @staticmethod
    def _student(person: Person, form: Form) -> roster.Student:
        first, last = people.split(person)
        texts = (first, last, person.email, person.number if form in STABLE else "")
        return roster.Student(person.id, *(harmless(None, text) for text in texts))


def _stranger(named: Named, form: Form, nameless: bool, remembered: Receipts | None) -> Person:
    """Return a person who is in no list, under the id of the last collection, or else the login, Canvas's number, or Moodle's name.

    Moodle's number differs from assignment to assignment; it is used only if the archive is `nameless`.
    """
    own = named.login or named.number
    if form == "moodle":
        own = f"{named.name} {named.number}" if nameless else named.name
    before = remembered.student(named.number) if remembered else ""
    return Person(before or csv_tables.tidy(own), named.first, named.last, named.name, named.email, named.number)


def _folders(path: Path) -> list[str]:
    return [entry.name for entry in os.scandir(path)] if path.is_dir() else []


def collect(course: Course, paths: list[Path], request: Request, *, dry_run: bool = False) -> tuple[list[Plan], list[str]]:
    """Take the hand-ins out of archives; return a plan for each, and notes on the class list. With `dry_run`, write nothing.

    Raises CourseError if an archive cannot be read or understood; nothing of it is written then.
    """
    collector = Collector(course, request)
    plans = []
    for path in paths:
        with archives.opened(path) as archive:
            plans.append(collector.plan(archive))
            if not dry_run:
                collector.write(plans[-1], archive)
    return plans, collector.notes
