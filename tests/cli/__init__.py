"""The command `groq`: in this process, in child processes, and in a pseudo-terminal."""
