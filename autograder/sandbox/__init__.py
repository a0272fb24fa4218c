"""UNTRUSTED SIDE: the sandbox around a worker, most layers with a file of their own."""
