"""Makes files, notebooks and text from strangers harmless. Trusted side."""
