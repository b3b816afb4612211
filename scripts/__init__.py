"""Programs for maintainers. The scripts beside them run them."""
