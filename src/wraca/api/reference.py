"""The readable reference: made from the same OpenAPI document, without a script, and nothing loaded from elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wraca.api.app import api


@require_GET
def show_reference(request: HttpRequest) -> HttpResponse:
    document = api.get_openapi_schema()
    return render(request, "api/reference.html", {"operations": _operations(document), "words": _words(document)})


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _words(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "fields": [
                {
                    "name": field,
                    "type": type_of(schema),
                    "required": field in word.get("required", ()),
                    "about": schema.get("description", ""),
                }
                for field, schema in word["properties"].items()
            ],
        }
        for name, word in document["components"]["schemas"].items()
    ]


def type_of(schema: dict[str, Any]) -> str:
    """A schema in a few words: `text`, `list of NewLine`, `whole number or null`."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(type_of(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{type_of(schema.get('items', {}))}]"
    if schema.get("format"):
        return schema["format"]
    kind = schema.get("type", "any")
    return " | ".join(kind) if isinstance(kind, list) else kind
