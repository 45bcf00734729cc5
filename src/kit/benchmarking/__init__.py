"""Benchmarking: who is good, compared with whom, and how sure are we?  One function a question, each a Finding."""

from kit.benchmarking.cohort import cohort
from kit.benchmarking.comments.comment_sentiment import comment_sentiment
from kit.benchmarking.comments.comment_voices import comment_voices
from kit.benchmarking.content.content_styles import content_styles
from kit.benchmarking.content.hashtags import hashtags
from kit.benchmarking.content.posting_times import posting_times
from kit.benchmarking.content.sounds import sounds
from kit.benchmarking.content.sponsored_gap import sponsored_gap
from kit.benchmarking.creators.audience_fit import audience_fit
from kit.benchmarking.creators.brief import Brief
from kit.benchmarking.creators.leaderboard import leaderboard
from kit.benchmarking.creators.score import score
from kit.benchmarking.creators.shortlist import shortlist
from kit.benchmarking.creators.typical_views import typical_views
from kit.benchmarking.creators.worth_a_look import worth_a_look
from kit.benchmarking.own_account import own_account
from kit.benchmarking.rates.brand_engagement import brand_engagement
from kit.benchmarking.rates.tier_benchmarks import tier_benchmarks
from kit.benchmarking.rates.tier_differences import tier_differences
from kit.benchmarking.voice.brand_creators import brand_creators
from kit.benchmarking.voice.owned_paid_earned import owned_paid_earned
from kit.benchmarking.voice.share_of_voice import share_of_voice
from kit.benchmarking.voice.voice_over_time import voice_over_time
from kit.evidence import check_of

data_check = check_of(
    "videos", "creators", "brands", "deals", "deliveries", "campaigns", "fx", "comments", "labels", "audience", "daily"
)

__all__ = [
    "Brief",
    "audience_fit",
    "brand_creators",
    "brand_engagement",
    "cohort",
    "comment_sentiment",
    "comment_voices",
    "content_styles",
    "data_check",
    "hashtags",
    "leaderboard",
    "own_account",
    "owned_paid_earned",
    "posting_times",
    "score",
    "share_of_voice",
    "shortlist",
    "sounds",
    "sponsored_gap",
    "tier_benchmarks",
    "tier_differences",
    "typical_views",
    "voice_over_time",
    "worth_a_look",
]
