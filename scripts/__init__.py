"""Python programs for maintainers, run by the shell scripts in this folder."""
