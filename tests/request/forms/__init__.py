"""Uploads: files and form fields."""
