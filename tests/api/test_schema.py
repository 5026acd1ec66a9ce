"""What the OpenAPI document promises, held against the API by generated requests (in process, few, and quick)."""

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance
from tests.api.conftest import Caller

from wraca.api.app import api
from wraca.api.routes import router

#: The key stands in a header that the check of false keys cannot take away (test_api.py does); and a row of the right
#: shape may still be refused: a kind of event that does not exist, an e-mail address that is none; while a batch is
#: taken with its bad rows rejected, whatever they are.
LEFT_OUT = [ignored_auth, positive_data_acceptance, negative_data_rejection]
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def one_connection():
    """A real server's requests close the connection they leave in a transaction, and all of a test is one."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "max_examples": 12}


def assert_promises_kept(case, caller: Caller) -> None:
    response = case.call(headers=caller.headers)
    case.validate_response(response, excluded_checks=LEFT_OUT)
    assert response.status_code < 500


@schema.parametrize()
@settings(phases=[Phase.generate], **SETTINGS)
def test_api_keeps_what_its_document_promises(case, one_connection, caller: Caller):
    assert_promises_kept(case, caller)


#: A thousand requests to each list of words that can be sent: every field at, below and above each of its bounds.
@pytest.mark.long
@schema.parametrize()
@settings(phases=[Phase.explicit, Phase.generate], **SETTINGS)
def test_api_keeps_what_its_document_promises_at_every_bound(case, one_connection, caller: Caller):
    assert_promises_kept(case, caller)


def test_document_is_openapi_3_1_and_names_every_route(db):
    document = api.get_openapi_schema()
    assert document["openapi"].startswith("3.1")
    assert len(document["paths"]) == len(router.path_operations)
    assert document["components"]["schemas"]["NewOrder"]["properties"]["lines"]["items"] == {
        "$ref": "#/components/schemas/NewLine"
    }


@pytest.mark.parametrize("word", ["NewCustomer", "NewProduct", "NewOrder", "ToldEvent", "Problem", "BatchResult"])
def test_document_describes_the_word(db, word):
    assert word in api.get_openapi_schema()["components"]["schemas"]
