"""Tracking: what committees decide about gaps. A decision outlives the finding, and closes and reopens with it."""
