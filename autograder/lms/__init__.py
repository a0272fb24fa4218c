"""Hand-ins from a learning-management system (LMS), and feedback and marks back to it. Trusted side."""
