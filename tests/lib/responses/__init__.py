"""Helpers for the Responses API."""
