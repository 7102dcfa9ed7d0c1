"""Progress: how far each part of the plan has come, what is covered, what is ready, and a committee's workload."""
