"""Tags of the domains' pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from wraca.console.orders.cells import state_badge
from wraca.orders.models import Order

register = template.Library()


@register.simple_tag
def order_state(order: Order) -> SafeString:
    return state_badge(order)
