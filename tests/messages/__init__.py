"""Response messages sent back to the API."""
