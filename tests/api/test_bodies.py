"""Bodies that are too long: who sends all of it before listening must hear why, and not a reset connection."""

import io
import json

import pytest
from django.core.handlers.wsgi import WSGIRequest

from wraca.api import writing


class Body(io.RawIOBase):
    """Of so many bytes, none of them kept; counts those that were taken."""

    def __init__(self, size):
        self.left, self.taken = size, 0

    def read(self, size=-1):
        piece = min(self.left, size)
        self.left, self.taken = self.left - piece, self.taken + piece
        return b" " * piece


def request_of(body):
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/api/v1/orders",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(body.left),
            "wsgi.input": body,
        }
    )


@pytest.mark.parametrize(
    ("size", "taken"),
    [(26 * 2**20, 26 * 2**20), (10**9, writing.MOST_PASSED_OVER)],
    ids=["taken whole", "taken in part"],
)
def test_rest_of_a_refused_body_is_taken_within_bounds(size, taken):
    body = Body(size)
    answer = writing._rows(request_of(body))
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    said = f"The body has {size} bytes; at most 20 MiB are taken. Send fewer rows at once."
    assert json.loads(answer.content)["detail"] == said
    assert body.taken == taken


def test_client_that_leaves_meanwhile_harms_nobody():
    body = Body(26 * 2**20)
    body.read = lambda size: (_ for _ in ()).throw(ConnectionResetError())
    assert writing._rows(request_of(body)).status_code == 413
