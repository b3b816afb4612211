"""The lowest layer of the package: lazy imports and logging."""
