"""Helpers above the client, one package for each. They use the public API alone, and nothing below imports them."""
