"""The catalogue: its entities, and how they are looked up, paged, searched and assessed for impact."""
