"""Requests and responses over the network, below httpx: what a client sends through where the caller passes nothing."""
