"""UNTRUSTED SIDE: the process that runs a student's cells. It loads nothing of the judge, the checks or the gradebook."""
