"""The vocabulary, pure: no I/O, no database, no GraphQL."""
