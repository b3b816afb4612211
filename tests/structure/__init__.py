"""Checks of the source tree, mostly without importing it: layers, sizes, sync/async twins, conventions."""
