"""Asks a student's functions, compares, decides. Trusted side; runs no student code."""
