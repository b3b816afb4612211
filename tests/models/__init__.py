"""Models: lenient parsing and common uses."""
