"""What several test modules share: a scripted server, event streams, clients that talk to nobody else."""
