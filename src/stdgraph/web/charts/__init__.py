"""Charts as SVG, made on the server: they need no script, are read out by their titles, and follow the colours of the page."""
