"""Record the answers of the API in a file, a cassette, and answer from it."""
