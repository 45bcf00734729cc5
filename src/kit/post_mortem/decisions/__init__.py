"""Whom to book again, and what the next brief should say."""
