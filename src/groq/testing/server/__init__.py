"""An HTTP/1.1 server of the standard library: bytes to requests, answers to bytes. It knows nothing of the API."""
