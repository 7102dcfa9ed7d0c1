"""Gaps: what is missing, late or broken. One module a kind; `finding` puts them together."""
