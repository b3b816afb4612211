"""Retries: which failures, how often, after how long."""
