"""Gaps: what is missing, late or broken. ``kinds`` has one module a kind, ``detection`` finds the gaps of all of them."""
