"""Clients: options, copies, what they send, how they close."""
