"""`groq.lib.distributed`, without the engines: `tests/distributed` has those."""
