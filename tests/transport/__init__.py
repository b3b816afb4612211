"""What the transport promises, tested from outside: real sockets, and the public clients on every engine."""
