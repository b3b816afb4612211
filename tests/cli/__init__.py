"""The command `groq`: in this process, as processes of their own, and in a pseudo-terminal."""
