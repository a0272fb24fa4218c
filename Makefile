# Each command sets up all it needs in .venv/ (see tools/setup_env.py); a second run starts at once.
# Another Python than the first suitable one on PATH: make demo PYTHON=/path/to/python3.12

PYTHON ?=
LAB_ARGS ?=
# three test files at a time, because some of them wait; files that TEST_ARGS names run one after the other
TEST_ARGS ?= --numprocesses=3 --dist=loadfile --no-loadscope-reorder
LOCK_ARGS ?=
BED_ARGS ?=
MUTANTS_ARGS ?=
BENCH_ARGS ?=
FUZZ_ARGS ?=
AXE_ARGS ?=
# the measuring programs of bench/, which use the classes and answers of tests/
BENCH = PYTHONPATH=tests .venv/bin/python -m

# nbgrader starts other programs (alembic, jupyter) by name: they must come from .venv/, also when it is not activated.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export VIRTUAL_ENV := $(CURDIR)/.venv
unexport PYTHONHOME PYTHONPATH
# each of many programs that tests start would compile what the one before has compiled
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-fast bed mutants compare lab lab-student bench bench-cycle bench-sliders bench-axe bench-loops hub site attacks fuzz lint format lock env clean

help:
	@echo "make demo    set up, then grade a made-up class from beginning to end"
	@echo "make test-fast   set up, then run the tests that start no worker, no nbgrader and no browser: about a minute"
	@echo "make test    set up, then run the tests      (some: make test TEST_ARGS=tests/docs)"
	@echo "make lab     set up, then JupyterLab on the course, with formgrader   (LAB_ARGS=--no-browser)"
	@echo "make lab-student   JupyterLab as a student of a demo class, with the Assignment List"
	@echo "make bench   class runs beside stock nbgrader and otter: writes docs/benchmarks.md (three quarters of an hour on 2 quiet"
	@echo "             cores; under 5 minutes, classes of 1 and 40 only: make bench BENCH_ARGS=--quick)"
	@echo "make bench-cycle   collect, feedback, export, report and formgrader's pages at 1,000 and 3,000 students, beside stock nbgrader"
	@echo "make bench-sliders   time from a slider's move to the new picture, in Chromium, beside plain interact"
	@echo "make bench-axe   axe-core's verdict on every lesson in JupyterLab's three themes, and on the plain site"
	@echo "make bench-loops   what the lessons' loops learn over ten seeds: writes docs/loops.md (a minute or two)"
	@echo "make bed     set up, then measure how fair the marks are (some: make bed BED_ARGS='02_sigmoid --seeds 2')"
	@echo "make mutants   change right answers of tests/bed/ a little, judge each change (some: make mutants MUTANTS_ARGS=02_sigmoid)"
	@echo "make compare   what the visible checks, and public checks of other courses, catch of tests/bed/"
	@echo "make attacks   hostile submissions against this grader and a stock nbgrader course: writes docs/attacks.md (root, 30 min)"
	@echo "make fuzz    random hostile submissions, read by all that reads one   (again: make fuzz FUZZ_ARGS='--seed 7 --only 12')"
	@echo "make lint    ruff, mypy and spelling    make format   ruff formats the code"
	@echo "make site    the lessons as plain pages, in build/site/    make hub   JupyterHub for its test, in build/hub/"
	@echo "make lock    update requirements.lock after a change in pyproject.toml (LOCK_ARGS=--upgrade)"
	@echo "make clean   remove .venv/ and caches"

demo: env
	@.venv/bin/course demo

# tests write a gigabyte of small files: into memory where it has room for them
test: env
	@if tools/has_memory.sh; then \
		TMPDIR=$$(mktemp -d -p /dev/shm) && chmod 1777 "$$TMPDIR" && export TMPDIR && \
		trap 'rm -rf "$$TMPDIR"' EXIT && trap 'exit 130' HUP INT TERM; \
	fi; .venv/bin/python -m pytest $(TEST_ARGS)

test-fast: env
	@.venv/bin/python -m pytest --fast --quiet --numprocesses=2 --dist=loadfile --no-loadscope-reorder

# every answer of tests/bed/ under twenty seeds, and the table for docs/fairness.md (fewer: make bed BED_ARGS="02_sigmoid --seeds 2")
bed: env
	@$(BENCH) bench.measure_bed $(BED_ARGS)

# small changes to the right answers: what the hidden checks let through has its reason in tests/bed/equivalent.py, or is a gap
mutants: env
	@$(BENCH) bench.mutate $(MUTANTS_ARGS)

compare: env
	@$(BENCH) bench.compare

lab: env
	@.venv/bin/course lab $(LAB_ARGS)

lab-student: env
	@.venv/bin/course lab --student $(LAB_ARGS)

bench: env
	@$(BENCH) bench.table $(BENCH_ARGS)

bench-cycle: env
	@$(BENCH) bench.cycle $(BENCH_ARGS)

bench-sliders: env
	@$(BENCH) bench.sliders

bench-axe: env
	@$(BENCH) bench.accessibility $(AXE_ARGS)

bench-loops: env
	@$(BENCH) bench.loops

attacks: env
	@$(BENCH) bench.attack_table $(ATTACKS)

# 300 inputs, about ten minutes; a finding ends it with exit code 1 and the command that repeats it
fuzz: env
	@$(BENCH) bench.fuzz_answers $(FUZZ_ARGS)

# JupyterHub, for its own test: beside .venv/, whose JupyterLab it starts.
hub: env
	@test -f build/hub/complete || { .venv/bin/python -m venv build/hub && build/hub/bin/pip install --quiet "jupyterhub>=5,<7" \
		&& npm install --silent --no-fund --no-audit --prefix build/hub "configurable-http-proxy@^5" \
		&& build/hub/bin/python -c 'import pathlib, sys, sysconfig; \
		pathlib.Path(sysconfig.get_path("purelib"), "course.pth").write_text(sys.argv[1])' \
		"$$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" && touch build/hub/complete; }

site: env
	@.venv/bin/course site

lint: env
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/codespell

format: env
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# uv, which makes the lock, stays out of the environment that the lock describes.
lock: env
	@test -x build/uv/bin/uv || { .venv/bin/python -m venv build/uv && build/uv/bin/pip install --quiet "uv>=0.8"; }
	build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
		--no-header --no-emit-index-url --no-emit-find-links $(LOCK_ARGS) pyproject.toml -o requirements.lock

# Any Python 3 that starts can run the set-up, which then finds one that suits the course. Shims that only fail are skipped.
env:
	@for python in $(if $(PYTHON),"$(PYTHON)") python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 6))' >/dev/null 2>&1; then \
			exec "$$python" tools/setup_env.py $(PYTHON); \
		fi; \
	done; \
	echo "Set-up: no Python was found: install Python 3.11 to 3.14, or name it with 'make PYTHON=/path/to/python'." >&2; \
	exit 1

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
