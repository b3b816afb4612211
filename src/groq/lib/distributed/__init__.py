"""`ChatTask`: a chat completion for each row of a data set, in the workers of Ray, Dask or Spark."""

from .task import ChatTask

__all__ = ["ChatTask"]
