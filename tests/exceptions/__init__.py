"""Exceptions: classes, attributes, and what they never show."""
