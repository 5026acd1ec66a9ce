"""Every address of the console: who may enter. New ones are found here by themselves."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from wraca.staff.roles import PERMISSIONS, ROLES, may

PUBLIC = {
    "console:csp-report",
    "console:language",
    "console:theme",
    "console:log-in",
    "console:log-in-code",
    "console:log-out",
    "console:account-link",
}
FIRST_RUN = {"console:first-run"}
#: Other faces answer for themselves.
OTHER_FACES = ("api", "v1", "healthz", "metrics", "static", "portal", "u/", "join/")
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


def console_patterns(resolver=None, prefix="", namespace="") -> list[tuple[str, str, URLPattern]]:
    """(name, path with samples in it, pattern) of each address, the nested ones too."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            inner = f"{entry.namespace}:" if entry.namespace else namespace
            found += console_patterns(entry, path, inner)
        elif not path.startswith(OTHER_FACES):
            found.append((f"{namespace}{entry.name}", sample_path(entry, path), entry))
    return found


def sample_path(entry: URLPattern, path: str) -> str:
    for name, converter in entry.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        path = path.replace(f"<{kind}:{name}>", SAMPLES[kind]).replace(f"<{name}>", SAMPLES[kind])
    return "/" + path


ADDRESSES = console_patterns()


def test_addresses_are_found():
    assert {"console:today", "console:accounts", "console:style"} <= {name for name, _path, _entry in ADDRESSES}


@pytest.mark.parametrize(("name", "path", "entry"), ADDRESSES, ids=[name for name, _path, _entry in ADDRESSES])
def test_each_view_says_who_may_enter(name, path, entry):
    expected = "public" if name in PUBLIC else "first_run" if name in FIRST_RUN else None
    permission = getattr(entry.callback, "permission", "")
    if expected:
        assert permission == expected
    else:
        assert permission in PERMISSIONS


def test_stranger_is_asked_to_log_in_everywhere(shop):
    client = Client()
    for name, path, _entry in ADDRESSES:
        if name in PUBLIC or name in FIRST_RUN:
            continue
        for method in (client.get, client.post):
            answer = method(path)
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/log-in/"), path


def test_role_without_the_permission_is_refused_everywhere(client_as):
    for role in ROLES:
        client = client_as(role)
        for name, path, entry in ADDRESSES:
            permission = getattr(entry.callback, "permission", "")
            if name in PUBLIC or name in FIRST_RUN or may(role, permission):
                continue
            assert client.get(path).status_code == 403, (role, path)
            assert client.post(path).status_code == 403, (role, path)


def test_page_asked_for_by_a_fragment_goes_to_the_log_in_as_a_whole(client, shop):
    answer = client.get("/palette/?q=x", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/log-in/?next=%2F")


def test_disabled_account_is_out_at_the_next_click(client_as, staff):
    client = client_as("service")
    assert client.get("/").status_code == 200
    staff["service"].is_active = False
    staff["service"].save()
    assert client.get("/").status_code == 302


def test_navigation_shows_only_what_the_role_may_enter(client_as):
    page = client_as("service").get("/").content.decode()
    assert 'href="/accounts/"' not in page
    assert 'href="/accounts/"' in client_as("owner").get("/").content.decode()


def test_refusal_is_a_page_of_the_frame_and_leaves_no_traceback(client_as, caplog):
    client = client_as("service")
    client.cookies["wraca_language"] = "en"
    answer = client.get("/system/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You are here as: Service." in page
    assert 'href="/customers/"' in page
    assert [record.exc_info for record in caplog.records if record.exc_info] == []
