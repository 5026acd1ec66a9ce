import json

from wraca.console import security


def test_policy_allows_nothing_inline_and_nothing_foreign(client, shop):
    policy = client.get("/log-in/").headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "report-uri /csp-report/"
    )


def test_no_page_has_inline_style_or_script(client_as):
    client = client_as("owner")
    for path in ("/", "/style/", "/accounts/", "/you/", "/settings/"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert "hx-on" not in page


def test_violation_report_is_counted_without_its_address(client, caplog, db):
    security.violations.clear()
    report = {"csp-report": {"effective-directive": "style-src-attr", "document-uri": "https://x/customers/17/"}}
    answer = client.post(security.REPORT_PATH, json.dumps(report), content_type="application/csp-report")
    assert answer.status_code == 204
    assert dict(security.violations) == {"style-src-attr": 1}
    assert "customers" not in caplog.text


def test_violation_report_that_is_no_report_is_refused(client, db):
    for body in ("not json", "[]", '"text"'):
        answer = client.post(security.REPORT_PATH, body, content_type="application/csp-report")
        assert answer.status_code == 400
    assert client.post(security.REPORT_PATH, "x" * 20_000, content_type="application/csp-report").status_code == 413
    assert client.post(security.REPORT_PATH, {"a": "form"}).status_code == 400


def test_reports_fill_no_log_and_write_no_line_of_their_own(client, caplog, db):
    security.violations.clear()
    for directive in ("img-src", "img-src", "\x1b[2Jada@example.com"):
        report = json.dumps({"csp-report": {"effective-directive": directive}})
        assert client.post(security.REPORT_PATH, report, content_type="application/csp-report").status_code == 204
    assert dict(security.violations) == {"img-src": 2, "unknown": 1}
    assert [record.args for record in caplog.records] == [("img-src",), ("unknown",)]


def test_pages_with_peoples_data_are_not_kept_by_caches(client_as):
    assert client_as("service").get("/").headers["Cache-Control"] == "no-store, private"
