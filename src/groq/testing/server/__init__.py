"""An HTTP/1.1 server on the standard library: bytes → requests, answers → bytes. Independent of the API."""
