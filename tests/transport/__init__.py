"""Tests of the transport from outside: real sockets, and the public clients on every engine."""
