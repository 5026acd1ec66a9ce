"""The role `api`: the fast path alone, without Django's views and middleware."""

from __future__ import annotations

from wraca.server.dispatcher import Dispatcher, threaded
from wraca.server.hot import hot_app
from wraca.server.probes import Probes, not_found

application = Dispatcher(hot=hot_app, rest=threaded(Probes(not_found), threads=2))
