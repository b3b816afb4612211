"""A server that misbehaves at every byte: what a client makes of it, blocking, under asyncio and under trio."""
