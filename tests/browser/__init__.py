"""Tests in a real browser: JupyterLab, formgrader, pages."""
