"""What the local server answers: one module a resource, and what they share. `routes` lists all of them."""
