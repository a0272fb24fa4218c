"""Bytes from strangers, made harmless: files, notebooks, text. Trusted side."""
