"""The command line: parse, call, print. Trusted side; the top floor, which everything else knows nothing of."""
