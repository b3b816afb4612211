"""`ChatTask` on local clusters of Ray, Dask and Spark. `scripts/test-distributed` installs them and runs this."""
