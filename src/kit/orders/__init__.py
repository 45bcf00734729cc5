"""Which deal's code or link an order carries: what orders brought, deal by deal, each order once."""

from kit.orders.by_deal import by_deal, why_not

__all__ = ["by_deal", "why_not"]
