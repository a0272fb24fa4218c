"""Grading a whole class: the plan, many processes or machines, one writer. Trusted side."""
