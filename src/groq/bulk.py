"""Bulk runs: the requests of a JSONL file, answered into another one."""

from .lib.bulk import AsyncMapResults, BulkFileError, BulkSummary, MapResult, MapResults, run, run_async

__all__ = ["AsyncMapResults", "BulkFileError", "BulkSummary", "MapResult", "MapResults", "run", "run_async"]
