"""Released packages that use `groq`, driven with this one. `scripts/test-compat` installs them and runs this."""
