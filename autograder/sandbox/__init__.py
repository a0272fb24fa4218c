"""UNTRUSTED SIDE: the walls around a worker, a file for each layer."""
