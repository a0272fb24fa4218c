"""The hidden suite, a module a lesson. Trusted side: never on a student's machine, never in a notebook or a worker."""
