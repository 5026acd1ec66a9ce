"""Text that no page can mean: a NUL, which PostgreSQL refuses to compare."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError


class RefuseNul:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            has_nul = _has_nul(request)
        except UnreadablePostError:
            # Whoever sent it is gone: an answer that nobody reads, and no traceback.
            return HttpResponseBadRequest("The form did not come to its end.", content_type="text/plain")
        if has_nul:
            return HttpResponseBadRequest("The address or the form holds a NUL character.", content_type="text/plain")
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    if "\x00" in request.path:
        return True
    # The API says so in its own words.
    forms = [] if request.path.startswith("/api/") else [request.GET, request.POST]
    return any("\x00" in text for form in forms for _, texts in form.lists() for text in texts)
