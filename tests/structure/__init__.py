"""What the tree itself promises: layers, sizes, twins, habits; read from the source, mostly without importing it."""
