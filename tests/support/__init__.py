"""Shared by test modules: a scripted server, event streams, clients of local servers."""
