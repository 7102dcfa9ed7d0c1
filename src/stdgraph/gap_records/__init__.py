"""Gap records: what committees decide about gaps. A record outlives its gap; it closes and reopens with it."""
