"""Uploads: files and the fields beside them."""
