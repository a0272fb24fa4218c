"""Lesson texts become notebooks. Trusted side."""
