"""Retries: which failures, how often, when."""
