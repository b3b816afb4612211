"""Clients: options, copies, requests, closing."""
