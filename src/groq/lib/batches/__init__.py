"""Batches: many requests at a lower price, uploaded as files and answered within days."""

from .driver import AsyncOnProgress, OnProgress
from .entry_points import results, results_async, run, run_async, submit, submit_async, wait, wait_async
from .errors import (
    BatchCancelledError,
    BatchError,
    BatchExpiredError,
    BatchHandleError,
    BatchInputError,
    BatchMissingError,
    BatchNotEndedError,
    BatchRejectedError,
    BatchResultError,
    BatchUnparseableError,
)
from .handle import AsyncBatchHandle, BatchHandle
from .inputs import AsyncRequests, BatchRequest, Requests
from .join import ResultStatus
from .results import BatchResult, BatchResults
from .state import BatchProgress

# fmt: off
__all__ = [
    "AsyncBatchHandle", "AsyncOnProgress", "AsyncRequests", "BatchCancelledError", "BatchError", "BatchExpiredError",
    "BatchHandle", "BatchHandleError", "BatchInputError", "BatchMissingError", "BatchNotEndedError", "BatchProgress",
    "BatchRejectedError", "BatchRequest", "BatchResult", "BatchResultError", "BatchResults", "BatchUnparseableError",
    "OnProgress", "Requests", "ResultStatus", "results", "results_async", "run", "run_async", "submit",
    "submit_async", "wait", "wait_async",
]
# fmt: on
