"""Tests of the transport through its public interface: real sockets, and the clients on every engine."""
