"""The console's own work for the queue, beside that of `jobs`, which must not know of pages."""

from __future__ import annotations

import procrastinate

from wraca.jobs import tasks as jobs

tasks = procrastinate.Blueprint()


@tasks.periodic(cron="* * * * * */10")
@tasks.task(name="draw_ahead", queueing_lock="draw_ahead", lock="draw_ahead")
def draw_ahead(timestamp: int) -> None:
    from wraca.console.lifecycle.warming import draw_ahead as action

    action()


def register(app: procrastinate.App) -> None:
    """Called by the queue's Django integration once the apps are ready."""
    jobs.register(app)
    app.add_tasks_from(tasks, namespace="wraca_console")
