"""Models: lenient parsing, and models in use."""
