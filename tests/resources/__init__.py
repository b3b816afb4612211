"""Methods of the API: all of them alike, and those with behaviour of their own."""
