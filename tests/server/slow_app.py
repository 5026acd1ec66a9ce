"""The dispatcher and the probes as in service, before an application that takes as long as its address says."""

import asyncio
import time

from wraca.server.dispatcher import Dispatcher, threaded
from wraca.server.hot import hot_app
from wraca.server.probes import Probes

#: Requests that have come in so far, but for those that ask for this number.
arrived = []


async def slow_hot(scope, receive, send):
    arrived.append(scope["path"])
    await asyncio.sleep(float(scope["path"].rpartition("/")[2].replace("health", "0")))
    await hot_app({**scope, "path": "/v1/health"}, receive, send)


def slow_rest(environ, start_response):
    path = environ["PATH_INFO"]
    body = b"done"
    if path == "/arrived":
        body = " ".join(arrived).encode()
    elif path == "/caller":
        body = f"{environ['wsgi.url_scheme']} {environ['REMOTE_ADDR']}".encode()
    else:
        arrived.append(path)
        time.sleep(float(path.rpartition("/")[2] or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


application = Dispatcher(hot=slow_hot, rest=threaded(Probes(slow_rest), threads=8))
