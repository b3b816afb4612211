"""Methods of the API: behaviour that all share, and behaviour of single methods."""
