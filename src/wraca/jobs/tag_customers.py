"""A tag on a whole list, and its undoing, as jobs: some thousand people at a time, each step kept as it is done.

Whose list it was is kept with the run until it ends: the list as its reader saw it, whatever a refresh says meanwhile.
Killed half-way, the queue takes it up again; who has the tag by then keeps it as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from wraca.customers.tags.actions import find_tag, put_tag, take_tag_off, undo_tag_deed
from wraca.jobs.models import JobRun
from wraca.jobs.runs import Progress, carry_out, queue_run
from wraca.kit import clock

TAG, UNDO = "tag_customers", "undo_tagging"
#: Fewer are done while the page waits.
MOST_AT_ONCE = 5000


def queue_tagging(customer_ids: Sequence[int], name: str, *, off: bool, by: int) -> JobRun:
    """Raises InvalidInput for what is no tag, Conflict while another is under way."""
    tag = find_tag(name, make=not off)
    arguments = {"tag": tag.pk, "name": tag.name, "off": off, "deed": str(uuid4()), "ids": list(customer_ids)}
    return queue_run(TAG, arguments=arguments, started_by=by)


def queue_undo(deed: UUID, *, by: int) -> JobRun:
    """Raises Conflict while another is under way."""
    return queue_run(UNDO, arguments={"deed": str(deed)}, started_by=by)


def carry_out_tagging(run_id: int) -> dict:
    run = JobRun.objects.get(pk=run_id)
    result = carry_out(run_id, lambda progress: _tag(run, progress))
    # That it was done stays; to whom, the tags themselves say.
    JobRun.objects.filter(pk=run_id).update(arguments={k: v for k, v in run.arguments.items() if k != "ids"})
    return result


def _tag(run: JobRun, progress: Progress) -> dict:
    told, by, changed = run.arguments, run.started_by or 0, 0
    ids, deed = told["ids"], UUID(told["deed"])
    for first in range(0, len(ids), MOST_AT_ONCE):
        progress("tagging", first, len(ids))
        some, now = ids[first : first + MOST_AT_ONCE], clock.now()
        if told["off"]:
            changed += take_tag_off(some, told["tag"], by=by, now=now, deed=deed).customers
        else:
            changed += put_tag(some, told["name"], by=by, now=now, deed=deed).customers
    progress("tagging", len(ids), len(ids))
    return {"customers": changed, "deed": str(deed)}


def carry_out_undo(run_id: int) -> dict:
    """One transaction: killed half-way, nothing has happened."""
    run = JobRun.objects.get(pk=run_id)

    def work(progress: Progress) -> dict:
        progress("untagging")
        return {"customers": undo_tag_deed(UUID(run.arguments["deed"]), by=run.started_by or 0, now=clock.now())}

    return carry_out(run_id, work)
