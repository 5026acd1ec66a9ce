"""The last net under writers: what the database undid so that another could go on is done once more."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

from wraca.kit.errors import NotReady
from wraca.kit.language import _

log = logging.getLogger(__name__)

Done = TypeVar("Done")
#: SQLSTATE of a transaction that the database ended so that another could go on.
DEADLOCK = "40P01"
MOST_TRIES = 5
#: Before the second try; doubled before each further one, and drawn, or both would meet again.
PAUSE_SECONDS = 0.05


class Busy(NotReady):
    """Nothing was kept; the same may be sent again."""


def retrying(deed: Callable[[], Done]) -> Done:
    """`deed` is one transaction, and does the same when it is repeated. Inside an outer transaction, which is undone
    with it, it is done once. Raises Busy after MOST_TRIES deadlocks."""
    if connection.in_atomic_block:
        return deed()
    for tried in range(MOST_TRIES):
        try:
            return deed()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                raise
            log.warning("a deadlock with another writer undid a batch: try %d of %d", tried + 1, MOST_TRIES)
            time.sleep(random.uniform(0, PAUSE_SECONDS * 2**tried))
    raise Busy(_("Others are writing the same rows; nothing of this was kept. Send it again."))
