"""What is kept: gradebook rows, verdict files, fingerprints of what is unchanged, final marks. Trusted side."""
