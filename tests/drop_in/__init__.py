"""What code written for `groq` 1.x relies on, by the numbers of docs/reference/compatibility.md."""
