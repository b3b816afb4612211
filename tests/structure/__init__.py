"""Checks of the source tree: layers, sizes, twins, habits; mostly without importing it."""
