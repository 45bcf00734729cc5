"""Benchmarking: who is good, compared with whom, and how sure are we?  One function a question, each a Finding."""

from kit.benchmarking.cohort import cohort
from kit.benchmarking.engagement import tier_benchmarks
from kit.benchmarking.hashtags import hashtags
from kit.benchmarking.leaderboard import leaderboard
from kit.benchmarking.views import typical_views
from kit.benchmarking.voice import share_of_voice

__all__ = ["cohort", "hashtags", "leaderboard", "share_of_voice", "tier_benchmarks", "typical_views"]
