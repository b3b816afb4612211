"""Defaults of the client: timeouts, retries, connection limits; names of the headers that select a mode."""

import httpx

RAW_RESPONSE_HEADER = "X-Stainless-Raw-Response"
OVERRIDE_CAST_TO_HEADER = "____stainless_override_cast_to"

# Extensions of a request for the transport: a time of `time.monotonic`, and whether it may be sent twice.
DEADLINE_EXTENSION = "groq_deadline"
REPEATABLE_EXTENSION = "groq_repeatable"

# Seconds. Connecting is quick or hopeless; a long generation may take a minute between two reads.
DEFAULT_TIMEOUT = httpx.Timeout(timeout=60.0, connect=5.0)
HTTPX_DEFAULT_TIMEOUT = httpx.Timeout(5.0)

DEFAULT_MAX_RETRIES = 2
DEFAULT_CONNECTION_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)

INITIAL_RETRY_DELAY = 0.5
MAX_RETRY_DELAY = 8.0

# A stream or a body beyond these is a fault, or an attack on the memory of the program.
DEFAULT_MAX_EVENT_BYTES = 64 * 1024 * 1024
DEFAULT_MAX_BODY_BYTES = 256 * 1024 * 1024
