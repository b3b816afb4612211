"""The API of the local server: one module for each resource, and shared ones. `routes` is the table of all."""
