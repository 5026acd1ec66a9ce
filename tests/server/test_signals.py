import os
import signal

import pytest

from wraca.server.signals import ended_by_signals, stopped_by_signals, undisturbed


class Deaf:
    """An exception raised in a destructor goes nowhere: Python prints it and goes on."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(10):
            pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_signal_lost_in_a_destructor_is_heeded_by_the_next_call():
    calls = []
    with stopped_by_signals() as stop:
        Deaf()
        assert stop.requested
        with stop.calling(lambda: calls.append("stop")):
            assert calls == ["stop"]
        calls.append("went on")
    assert calls == ["stop", "went on"]


def test_first_signal_unwinds_and_later_ones_do_not_disturb():
    steps = []
    with stopped_by_signals():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            steps.append("not reached")
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            steps.append("cleaned")
    assert steps == ["cleaned"]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_signal_makes_the_call_asked_for_and_raises_nothing():
    calls = []
    with stopped_by_signals() as stop, stop.calling(lambda: calls.append("stop")):
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
        calls.append("went on")
    assert calls == ["stop", "went on"]


def test_command_ended_by_a_signal_undoes_what_it_began():
    steps = []

    @ended_by_signals()
    def command():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            steps.append("cleaned")

    with pytest.raises(SystemExit) as ended:
        command()
    assert (ended.value.code, steps) == (128 + signal.SIGTERM, ["cleaned"])


def test_hang_up_that_nohup_ignores_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals() as stop, ended_by_signals():
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.requested
    finally:
        signal.signal(signal.SIGHUP, before)


def test_last_steps_are_not_interrupted():
    with undisturbed():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
