"""Many prompts."""
