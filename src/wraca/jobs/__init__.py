"""Long work outside a request: queue tasks, progress, alerts."""
