"""Progress: how far every part of the plan has come, what is covered, what is ready, what lies on a desk."""
