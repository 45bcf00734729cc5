"""`kit forget`: a creator leaves a workspace for good."""

from kit.forget.forgetting import forget, Forgetting

__all__ = ["Forgetting", "forget"]
