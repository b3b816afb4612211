"""The contract with code written for the `groq` package; tests name its lines."""
