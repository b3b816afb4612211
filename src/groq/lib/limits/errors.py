"""The error of a call that a `RateLimiter` did not send."""

from groq import APITimeoutError


class RateLimitTimeoutError(APITimeoutError):
    """The rate limits had no room for a call in time. It was not sent, or not sent again after a refusal."""
