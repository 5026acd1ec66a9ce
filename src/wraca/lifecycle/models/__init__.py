"""Numerical models of how often, until when, for how much and when next. See README.md beside this file."""

from wraca.lifecycle.models import bg_nbd, mbg_nbd, pareto_nbd

#: the counting models: each passes tests/contracts/model.py
MODELS = {model.NAME: model for model in (pareto_nbd, mbg_nbd, bg_nbd)}
