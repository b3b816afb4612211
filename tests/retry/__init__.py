"""Retries: which failures are retried, how often, and after which delay."""
