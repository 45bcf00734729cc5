"""Post-mortem: what did the campaign do, and what next?  One function a question, each gives a Finding."""

from kit.evidence import check_of
from kit.post_mortem.added.lift import lift, milestones
from kit.post_mortem.credit.attribution import attribution
from kit.post_mortem.money.cost_return import cost_return
from kit.post_mortem.promised.delivery import delivery
from kit.post_mortem.promised.goals import goals
from kit.post_mortem.results.kpis import kpis

data_check = check_of(
    "videos",
    "deals",
    "orders",
    "campaigns",
    "goals",
    "deliveries",
    "creators",
    "brands",
    "traffic",
    "daily",
    "events",
    "fx",
)

__all__ = ["attribution", "cost_return", "data_check", "delivery", "goals", "kpis", "lift", "milestones"]
