"""The command line: parse, call, print. Trusted side; no other folder imports it."""
