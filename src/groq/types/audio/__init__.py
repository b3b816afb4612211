# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.types.audio`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .audio_language import AudioLanguage as AudioLanguage
    from .speech_create_params import SpeechCreateParams as SpeechCreateParams
    from .transcription import Transcription as Transcription
    from .transcription import XGroq as XGroq
    from .transcription_create_params import TranscriptionCreateParams as TranscriptionCreateParams
    from .transcription_segment import TranscriptionSegment as TranscriptionSegment
    from .transcription_verbose import TranscriptionVerbose as TranscriptionVerbose
    from .transcription_word import TranscriptionWord as TranscriptionWord
    from .translation import Translation as Translation
    from .translation_create_params import TranslationCreateParams as TranslationCreateParams
    from .translation_verbose import TranslationVerbose as TranslationVerbose
else:
    from ..._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "AudioLanguage": ".audio_language",
            "SpeechCreateParams": ".speech_create_params",
            "Transcription": ".transcription",
            "TranscriptionCreateParams": ".transcription_create_params",
            "TranscriptionSegment": ".transcription_segment",
            "TranscriptionVerbose": ".transcription_verbose",
            "TranscriptionWord": ".transcription_word",
            "Translation": ".translation",
            "TranslationCreateParams": ".translation_create_params",
            "TranslationVerbose": ".translation_verbose",
            "XGroq": ".transcription",
        },
        (),
    )

__all__ = [
    "AudioLanguage",
    "SpeechCreateParams",
    "Transcription",
    "TranscriptionCreateParams",
    "TranscriptionSegment",
    "TranscriptionVerbose",
    "TranscriptionWord",
    "Translation",
    "TranslationCreateParams",
    "TranslationVerbose",
    "XGroq",
]
