"""Benchmarking: who is good, compared with whom, and how sure are we?  One function a question, each a Finding."""

from kit.benchmarking.cohort import cohort
from kit.benchmarking.engagement import tier_benchmarks
from kit.benchmarking.hashtags import hashtags
from kit.benchmarking.leaderboard import leaderboard
from kit.benchmarking.views import typical_views
from kit.benchmarking.voice import share_of_voice
from kit.evidence import check_of

data_check = check_of("videos", "creators", "brands")

__all__ = ["cohort", "data_check", "hashtags", "leaderboard", "share_of_voice", "tier_benchmarks", "typical_views"]
