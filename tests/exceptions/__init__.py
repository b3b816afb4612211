"""Exceptions: classes, attributes, and redaction."""
