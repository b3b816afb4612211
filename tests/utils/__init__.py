"""The lowest layer: lazy imports, logging."""
