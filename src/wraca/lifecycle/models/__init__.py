"""Numerical models of how often, until when, for how much and when next. See README.md beside this file."""

from wraca.lifecycle.models import pareto_nbd

#: the counting models: each passes tests/contracts/model.py
MODELS = {pareto_nbd.NAME: pareto_nbd}
