"""Faults at every byte of a response, for blocking clients, asyncio and trio."""
