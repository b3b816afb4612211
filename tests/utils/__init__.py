"""Tools below everything else: lazy imports, logging."""
