"""Defaults of the client, and the names of internal headers and extensions."""

import httpx

RAW_RESPONSE_HEADER = "X-Stainless-Raw-Response"
OVERRIDE_CAST_TO_HEADER = "____stainless_override_cast_to"

# Request extensions for the transport: the deadline on the clock `time.monotonic`, and whether it may send twice.
DEADLINE_EXTENSION = "groq_deadline"
REPEATABLE_EXTENSION = "groq_repeatable"

# Seconds. Connecting is fast or fails; a long generation may take a minute between two reads.
DEFAULT_TIMEOUT = httpx.Timeout(timeout=60.0, connect=5.0)
HTTPX_DEFAULT_TIMEOUT = httpx.Timeout(5.0)

DEFAULT_MAX_RETRIES = 2
DEFAULT_CONNECTION_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)

INITIAL_RETRY_DELAY = 0.5
MAX_RETRY_DELAY = 8.0
MAX_RETRY_AFTER = 60.0  # the longest delay that the API may request

# Larger events and bodies are errors, or attempts to exhaust the memory.
DEFAULT_MAX_EVENT_BYTES = 64 * 1024 * 1024
DEFAULT_MAX_BODY_BYTES = 256 * 1024 * 1024
