"""Record the answers of the API in a file, a cassette, and replay them."""
