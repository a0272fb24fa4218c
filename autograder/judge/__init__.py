"""The judge: calls a student's functions, compares the answers, decides the marks. Trusted side; runs no student code."""
