"""Every counting model against the contract."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts import model as contract

from wraca.lifecycle.models import MODELS, bg_nbd

EACH = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


@EACH
@settings(max_examples=30, deadline=None)
@given(data=st.data(), groups=contract.customers(), horizon_days=st.integers(1, 3650))
def test_scores_are_sane(model, data, groups, horizon_days):
    params = data.draw(contract.parameters_of(model))
    contract.check_scores_are_sane(model, params, groups, horizon_days)
    contract.check_moments_agree(model, params, groups, horizon_days)


@EACH
@settings(max_examples=15, deadline=None)
@given(data=st.data(), repeats=st.integers(0, 30))
def test_silence_never_raises_hope(model, data, repeats):
    contract.check_silence_never_raises_hope(model, data.draw(contract.parameters_of(model)), repeats)


@EACH
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_groups_are_their_customers(model, data):
    contract.check_groups_are_their_customers(model, data.draw(contract.parameters_of(model)))


@EACH
def test_what_has_no_maximum_is_refused(model):
    contract.check_refuses_what_has_no_maximum(model)


def test_bg_nbd_offers_no_probability_alive():
    assert not hasattr(bg_nbd, "probability_alive")
