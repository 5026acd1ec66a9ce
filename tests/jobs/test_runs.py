from datetime import timedelta

import pytest
from django.db import connection

from wraca.jobs.alerts import raise_alert, resolve_alert
from wraca.jobs.models import Alert, JobRun
from wraca.jobs.runs import begin_run, carry_out, close_killed_runs, queue_run
from wraca.jobs.watch import measure_queue
from wraca.kit import clock
from wraca.kit.errors import Conflict, NotReady

pytestmark = pytest.mark.django_db


def test_run_queued_twice_is_a_conflict_and_leaves_one():
    queue_run("refresh")
    with pytest.raises(Conflict, match="already under way"):
        queue_run("refresh")
    assert JobRun.objects.count() == 1
    assert measure_queue().waiting == 1


def test_run_keeps_its_progress_and_result():
    run = begin_run("refresh", clock.now())

    def work(progress):
        progress("copy", 3, 10)
        run.refresh_from_db()
        assert (run.step, run.done, run.total) == ("copy", 3, 10)
        return {"rows": 7}

    assert carry_out(run.pk, work) == {"rows": 7}
    run.refresh_from_db()
    assert (run.state, run.result, run.error) == ("done", {"rows": 7}, "")


def test_failed_run_keeps_the_sentence_and_tells_the_owner_until_it_works():
    run = begin_run("refresh", clock.now())

    def work(progress):
        raise NotReady("there is no lake")

    with pytest.raises(NotReady):
        carry_out(run.pk, work, alert="refresh_failed")
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "there is no lake")
    assert Alert.objects.get(resolved_at=None).values == {"run": run.pk, "reason": "there is no lake"}
    carry_out(run.pk, lambda progress: {}, alert="refresh_failed")
    assert not Alert.objects.filter(resolved_at=None).exists()


def test_error_that_is_not_ours_is_kept_by_its_name_only():
    run = begin_run("import", clock.now())

    def work(progress):
        raise ValueError("ewa@example.com")

    with pytest.raises(ValueError, match="ewa"):
        carry_out(run.pk, work)
    run.refresh_from_db()
    assert run.error == "ValueError"


def test_killed_run_ends_unless_its_job_will_take_it_up_again():
    long_ago = clock.now() - timedelta(minutes=5)
    killed = begin_run("import", long_ago)
    alive = begin_run("import", clock.now())
    queued = queue_run("refresh")
    JobRun.objects.filter(pk=queued.pk).update(state="running", seen_at=long_ago)
    assert close_killed_runs(clock.now()) == 1
    states = dict(JobRun.objects.values_list("pk", "state"))
    assert states == {killed.pk: "failed", alive.pk: "running", queued.pk: "running"}


def test_alert_of_one_trouble_is_opened_once():
    raise_alert("disk_low", clock.now(), values={"free_bytes": 2})
    raise_alert("disk_low", clock.now(), values={"free_bytes": 1})
    assert [alert.values for alert in Alert.objects.all()] == [{"free_bytes": 1}]
    resolve_alert("disk_low", clock.now())
    raise_alert("disk_low", clock.now())
    assert Alert.objects.count() == 2


def test_queue_measures_count_by_state():
    queue_run("refresh")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    queue = measure_queue()
    assert (queue.waiting, queue.running, queue.failed, queue.oldest_seconds) == (0, 0, 1, None)
