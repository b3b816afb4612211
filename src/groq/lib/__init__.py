"""Helpers over the public API, one package a feature. The core imports none of them."""
