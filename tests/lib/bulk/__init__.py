"""Runs of many prompts: `map()` and `groq.bulk`."""
