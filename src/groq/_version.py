"""The name and version of this distribution, as sent in the `User-Agent` header."""

__title__ = "groq"
__version__ = "1.8.0"
