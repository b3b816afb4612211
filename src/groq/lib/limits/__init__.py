"""`RateLimiter`: middleware that keeps the calls of a program within the rate limits of the API."""

from .errors import RateLimitTimeoutError
from .limiter import RateLimiter

__all__ = ["RateLimitTimeoutError", "RateLimiter"]
