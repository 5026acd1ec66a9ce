"""The queue's tasks, each a very thin wrapper: ids in, action out."""

from __future__ import annotations

import procrastinate

tasks = procrastinate.Blueprint()


def register(app: procrastinate.App) -> None:
    """Called by the queue's Django integration once the apps are ready."""
    app.add_tasks_from(tasks, namespace="wraca")
