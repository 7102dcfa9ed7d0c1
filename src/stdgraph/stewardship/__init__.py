"""What stewards and administrators change: the plan of a system, and the vocabulary that all systems share."""
