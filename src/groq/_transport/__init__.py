"""The HTTP transport of this package, under the interfaces of httpx: used unless a caller passes `http_client`."""
