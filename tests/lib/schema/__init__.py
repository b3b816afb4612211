"""Schemas: strict and loose forms of Python types."""
