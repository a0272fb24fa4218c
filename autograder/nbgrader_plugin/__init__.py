"""The only folder that imports nbgrader's classes: its preprocessors, exporters and exchange. Trusted side."""
