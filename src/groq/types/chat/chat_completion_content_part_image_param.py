# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Literal, Required, TypedDict

__all__ = ["ChatCompletionContentPartImageParam", "ImageURL"]


class ImageURL(TypedDict, total=False):
    """The image and its level of detail."""

    url: Required[str]
    """A URL that the API can fetch, or the image itself as a base64 `data:` URL."""

    detail: Literal["auto", "low", "high"]
    """Level of detail. Default `auto`."""


class ChatCompletionContentPartImageParam(TypedDict, total=False):
    """An image, as a part of a message, for vision models."""

    image_url: Required[ImageURL]
    """The image and its level of detail."""

    type: Required[Literal["image_url"]]
    """Always `image_url`."""
