"""The queue's tasks, each a very thin wrapper: ids in, action out."""

from __future__ import annotations

import procrastinate

tasks = procrastinate.Blueprint()


@tasks.periodic(cron="* * * * * */10")
@tasks.task(name="take_back_stalled", pass_context=True, queueing_lock="take_back_stalled")
async def take_back_stalled(context: procrastinate.JobContext, timestamp: int) -> None:
    from wraca.jobs.stalled import take_back_stalled as action

    await action(context.app.job_manager)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="watch", queueing_lock="watch")
def watch(timestamp: int) -> None:
    from django.conf import settings

    from wraca.jobs.watch import watch as action
    from wraca.kit import clock

    action(clock.now(), settings.DATA)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="consider_refresh", queueing_lock="consider_refresh")
def consider_refresh(timestamp: int) -> None:
    from wraca.jobs.nightly_refresh import queue_refresh_if_due
    from wraca.kit import clock

    queue_refresh_if_due(clock.now())


@tasks.periodic(cron="* * * * * */5")
@tasks.task(name="follow_events", queueing_lock="follow_events", lock="follow_events")
def follow_events(timestamp: int) -> None:
    from wraca.jobs.follow_events import follow_events as action
    from wraca.kit import clock

    action(clock.now())


@tasks.periodic(cron="* * * * * */5")
@tasks.task(name="deliver_messages", queueing_lock="deliver_messages")
def deliver_messages(timestamp: int) -> None:
    from wraca.jobs.deliver_messages import deliver_messages as action
    from wraca.kit import clock

    action(clock.now())


@tasks.task(name="answer_log_in_request")
def answer_log_in_request(request_id: int) -> None:
    from wraca.jobs.log_in_letters import answer as action
    from wraca.kit import clock

    action(request_id, clock.now())


@tasks.task(name="refresh", queue="heavy")
def refresh(run_id: int) -> None:
    from wraca.jobs.nightly_refresh import carry_out_refresh

    carry_out_refresh(run_id)


@tasks.task(name="load_sample", queue="heavy")
def load_sample(run_id: int) -> None:
    from wraca.jobs.sample import carry_out_load

    carry_out_load(run_id)


@tasks.task(name="remove_sample", queue="heavy")
def remove_sample(run_id: int) -> None:
    from wraca.jobs.sample import carry_out_removal

    carry_out_removal(run_id)


@tasks.task(name="import", queue="heavy")
def import_file(run_id: int) -> None:
    from wraca.jobs.import_file import carry_out_import

    carry_out_import(run_id)


@tasks.task(name="retention", queue="heavy")
def retention(run_id: int) -> None:
    from wraca.jobs.apply_retention import carry_out_retention

    carry_out_retention(run_id)


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="consider_retention", queueing_lock="consider_retention")
def consider_retention(timestamp: int) -> None:
    from wraca.jobs.apply_retention import queue_retention_if_due
    from wraca.kit import clock

    queue_retention_if_due(clock.now())


@tasks.task(name="find_duplicates", queue="heavy")
def find_duplicates(run_id: int) -> None:
    from wraca.jobs.find_duplicates import carry_out_search

    carry_out_search(run_id)


@tasks.task(name="check_newcomers", queue="heavy", queueing_lock="check_newcomers", lock="find_duplicates")
def check_newcomers() -> None:
    from wraca.jobs.check_newcomers import carry_out_check

    carry_out_check()


@tasks.periodic(cron="15 4 * * *")
@tasks.task(name="consider_duplicates", queueing_lock="consider_duplicates")
def consider_duplicates(timestamp: int) -> None:
    from wraca.jobs.find_duplicates import queue_search_if_due

    queue_search_if_due()


@tasks.periodic(cron="30 4 * * *")
@tasks.task(name="forget_answers", queueing_lock="forget_answers")
def forget_answers(timestamp: int) -> None:
    from wraca.events.keys import forget_answers as action
    from wraca.kit import clock

    action(clock.now())


@tasks.periodic(cron="40 4 * * *")
@tasks.task(name="forget_imports", queueing_lock="forget_imports")
def forget_imports(timestamp: int) -> None:
    from wraca.connectors.undoing import forget_changes
    from wraca.jobs.uploads import forget_uploads
    from wraca.kit import clock

    forget_changes(clock.now())
    forget_uploads(clock.now())


@tasks.task(name="try_import", queue="heavy")
def try_import(run_id: int) -> None:
    from wraca.jobs.try_import import carry_out_trial

    carry_out_trial(run_id)


@tasks.periodic(cron="50 4 * * *")
@tasks.task(name="forget_traces", queueing_lock="forget_traces")
def forget_traces(timestamp: int) -> None:
    from wraca.customers.consents.erase import forget_traces as action
    from wraca.kit import clock

    action(clock.now())


@tasks.task(name="undo_import", queue="heavy")
def undo_import(run_id: int) -> None:
    from wraca.jobs.undo_import import carry_out_undo

    carry_out_undo(run_id)


@tasks.task(name="erase", queue="heavy")
def erase(run_id: int) -> None:
    from wraca.jobs.erasures import carry_out_erasure

    carry_out_erasure(run_id)


@tasks.task(name="finish_erasures", queue="heavy")
def finish_erasures(run_id: int) -> None:
    from wraca.jobs.erasures import carry_out_finish

    carry_out_finish(run_id)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="consider_erasures", queueing_lock="consider_erasures")
def consider_erasures(timestamp: int) -> None:
    from wraca.jobs.erasures import finish_erasures_if_due

    finish_erasures_if_due()


@tasks.task(name="tag_customers", queue="heavy")
def tag_customers(run_id: int) -> None:
    from wraca.jobs.tag_customers import carry_out_tagging

    carry_out_tagging(run_id)


@tasks.task(name="undo_tagging", queue="heavy")
def undo_tagging(run_id: int) -> None:
    from wraca.jobs.tag_customers import carry_out_undo

    carry_out_undo(run_id)


def register(app: procrastinate.App) -> None:
    """Called by the queue's Django integration once the apps are ready."""
    app.add_tasks_from(tasks, namespace="wraca")
