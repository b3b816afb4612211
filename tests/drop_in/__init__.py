"""The contract in `docs/reference/compatibility.md`: code for `groq` 1.x works. Each test names its line."""
