"""The reference versions, a module a lesson. Trusted side: never on a student's machine, never in a worker.

Each module holds the functions of one lesson under their own names, and the lesson's contract: POINTS and STRETCH.
"""
