"""Retries: which failures, how often, after which delay."""
