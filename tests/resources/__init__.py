"""Methods of the API: behaviour common to all, and behaviour of some."""
