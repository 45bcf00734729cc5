"""Post-mortem: what did the campaign do, and what next?  One function a question, each gives a Finding."""

from kit.evidence import check_of
from kit.post_mortem.added.lift import lift, milestones
from kit.post_mortem.added.lift_check import lift_check
from kit.post_mortem.added.synthetic_control import synthetic_control
from kit.post_mortem.credit.attribution import attribution
from kit.post_mortem.credit.customers import customers
from kit.post_mortem.credit.leaks import leaks
from kit.post_mortem.credit.order_signs import order_signs
from kit.post_mortem.decisions.lessons import lessons
from kit.post_mortem.decisions.renewal import renewal
from kit.post_mortem.growth.own_normal import own_normal
from kit.post_mortem.growth.projected_views import projected_views
from kit.post_mortem.growth.same_age import same_age
from kit.post_mortem.making.creative import creative
from kit.post_mortem.making.tactics import tactics
from kit.post_mortem.money.cost_return import cost_return
from kit.post_mortem.money.creator_return import creator_return
from kit.post_mortem.money.return_range import return_range
from kit.post_mortem.promised.delivery import delivery
from kit.post_mortem.promised.forecasts import forecasts
from kit.post_mortem.promised.goals import goals
from kit.post_mortem.results.kpis import kpis
from kit.post_mortem.results.kpis_by_day import kpis_by_day
from kit.post_mortem.results.unpaid_posts import unpaid_posts
from kit.post_mortem.voices.comment_sentiment import comment_sentiment
from kit.post_mortem.voices.comment_themes import comment_themes
from kit.post_mortem.voices.comment_voices import comment_voices

data_check = check_of(
    *("videos", "deals", "orders", "campaigns", "goals", "deliveries", "creators", "brands", "traffic", "daily"),
    *("events", "fx", "comments", "labels"),
)

__all__ = [
    "attribution",
    "comment_sentiment",
    "comment_themes",
    "comment_voices",
    "cost_return",
    "creative",
    "creator_return",
    "customers",
    "data_check",
    "delivery",
    "forecasts",
    "goals",
    "kpis",
    "kpis_by_day",
    "leaks",
    "lessons",
    "lift",
    "lift_check",
    "milestones",
    "order_signs",
    "own_normal",
    "projected_views",
    "renewal",
    "return_range",
    "same_age",
    "synthetic_control",
    "tactics",
    "unpaid_posts",
]
