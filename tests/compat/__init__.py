"""Released packages that depend on `groq`, run with this version. `scripts/test-compat` installs them and runs this."""
