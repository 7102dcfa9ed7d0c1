"""The catalogue: what there is, where it stands, and how it is looked up, paged and searched."""
