"""The dispatcher and the probes as in service, before an application that takes as long as its address says."""

import asyncio
import time

from wraca.server.dispatcher import Dispatcher, threaded
from wraca.server.hot import hot_app
from wraca.server.probes import Probes


async def slow_hot(scope, receive, send):
    await asyncio.sleep(float(scope["path"].rpartition("/")[2].replace("health", "0")))
    await hot_app({**scope, "path": "/v1/health"}, receive, send)


def slow_rest(environ, start_response):
    time.sleep(float(environ["PATH_INFO"].rpartition("/")[2] or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    return [b"done"]


application = Dispatcher(hot=slow_hot, rest=threaded(Probes(slow_rest), threads=8))
