"""The models that a fresh server lists, and the voices of the speech model."""

from __future__ import annotations

from typing import Any

ORPHEUS = "canopylabs/orpheus-v1-english"
ORPHEUS_MODELS = (ORPHEUS, "canopylabs/orpheus-arabic-saudi")
ORPHEUS_VOICES = ("autumn", "diana", "hannah", "austin", "daniel", "troy")

# Made up, like the sizes below: the API changes its own without notice.
_CREATED = 1_754_000_000


def tuned_model(id: str, created: int) -> dict[str, Any]:
    """Return the entry of a fine-tuned model."""
    return _model(id, "you", 131_072, 8_192, created=created)


def _model(
    id: str, owner: str, window: int, most_tokens: int, *, active: bool = True, created: int = _CREATED
) -> dict[str, Any]:
    return {
        "id": id,
        "object": "model",
        "created": created,
        "owned_by": owner,
        "active": active,
        "context_window": window,
        "max_completion_tokens": most_tokens,
        "public_apps": None,
    }


MODELS: tuple[dict[str, Any], ...] = (
    _model("openai/gpt-oss-20b", "OpenAI", 131_072, 65_536),
    _model("openai/gpt-oss-120b", "OpenAI", 131_072, 65_536),
    _model("openai/gpt-oss-safeguard-20b", "OpenAI", 131_072, 65_536),
    _model("qwen/qwen3.8-27b", "Alibaba Cloud", 131_072, 40_960),
    _model("whisper-large-v3", "OpenAI", 448, 448),
    _model("whisper-large-v3-turbo", "OpenAI", 448, 448),
    *(_model(id, "Canopy Labs", 4_000, 50_000) for id in ORPHEUS_MODELS),
    _model("groq/compound", "Groq", 131_072, 8_192),
    _model("groq/compound-mini", "Groq", 131_072, 8_192),
    _model("meta-llama/llama-prompt-guard-2-22m", "Meta", 512, 512),
    _model("meta-llama/llama-prompt-guard-2-86m", "Meta", 512, 512),
    _model("allam-2-7b", "SDAIA", 4_096, 4_096),
    _model("moonshotai/kimi-k2-instruct-0905", "Moonshot AI", 262_144, 16_384),
    _model("nomic-embed-text-v1_5", "Nomic AI", 8_192, 8_192),
    # Retired, but still used in much code: `active` is false.
    _model("llama-3.3-70b-versatile", "Meta", 131_072, 32_768, active=False),
    _model("llama-3.1-8b-instant", "Meta", 131_072, 131_072, active=False),
    _model("gemma2-9b-it", "Google", 8_192, 8_192, active=False),
    _model("llama3-8b-8192", "Meta", 8_192, 8_192, active=False),
)
CONTEXT_WINDOWS: dict[str, int] = {model["id"]: model["context_window"] for model in MODELS}
