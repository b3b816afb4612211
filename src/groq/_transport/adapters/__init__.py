"""Other HTTP libraries to send through: aiohttp, httpx2."""
