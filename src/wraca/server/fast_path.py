"""The role `api`: the fast path alone, without Django's views and middleware."""

from __future__ import annotations

from a2wsgi import WSGIMiddleware

from wraca.server.dispatcher import Dispatcher
from wraca.server.hot import hot_app
from wraca.server.probes import Probes, not_found

application = Dispatcher(hot=hot_app, rest=WSGIMiddleware(Probes(not_found), workers=2))
