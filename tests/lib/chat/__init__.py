"""Helpers for chat completions."""
