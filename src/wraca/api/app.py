"""The API itself: what it says of itself, and how whatever goes wrong is answered."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

import wraca
from wraca.api.problems import in_problems, missing, problem
from wraca.api.routes import router
from wraca.api.schemas import components
from wraca.kit.errors import Conflict, InvalidInput, NotReady, WracaError

log = logging.getLogger(__name__)


class Api(NinjaAPI):
    def _get_urls(self) -> list[URLPattern | URLResolver]:
        """Ninja answers a wrong method, and its own root, in plain text."""
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = in_problems(pattern.callback)
        return patterns

    def get_openapi_schema(self, *args: Any, **more: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **more)
        schema["components"] = {
            "schemas": components(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "`wraca keys create`"}},
        }
        schema["security"] = [{"key": []}]
        return schema


# The documentation pages that come with Ninja load scripts from elsewhere; ours is api/reference.py.
api = Api(
    title="Wraca",
    version=wraca.__version__,
    description="Send customers, products, orders and events; read them back.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", router)

_STATUSES: dict[type[WracaError], int] = {InvalidInput: 422, Conflict: 409, NotReady: 503}


@api.exception_handler(WracaError)
def answer_ours(request: HttpRequest, error: WracaError) -> HttpResponse:
    status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 500)
    return problem(status, "failed" if status == 500 else type(error).__name__.lower(), str(error))


@api.exception_handler(ValidationError)
def answer_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors)
    return problem(422, "parameter_malformed", said[:1000])


@api.exception_handler(HttpError)
def answer_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "http", str(error))


@api.exception_handler(Http404)
def answer_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return missing(request)


@api.exception_handler(Exception)
def answer_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    # The kind only: messages of the database repeat the values that came.
    log.error("%s %s failed: %s", request.method, request.path, type(error).__name__)
    return problem(500, "failed", "Something went wrong on our side; nothing of this request was kept.")
