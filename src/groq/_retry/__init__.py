"""What failed, whether to try again, and when. `_base_client` sends and sleeps."""
