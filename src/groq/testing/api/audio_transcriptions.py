"""Transcriptions and translations without a model: the text describes the request. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .answers import Answer, Refusal, json_answer
from .audio_formats import wav_seconds
from .call import ApiCall
from .forms import Form, parse_form
from .text import count_tokens, quote_text, tokenize

MAX_AUDIO_BYTES = 25 * 1024 * 1024

_SECONDS_PER_WORD = 0.4
_GRANULARITIES = ("timestamp_granularities", "timestamp_granularities[]")


def transcribe(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/audio/transcriptions`."""
    return _answer(call, "CreateTranscriptionRequest", "transcribe")


def translate(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/audio/translations`."""
    return _answer(call, "CreateTranslationRequest", "translate")


def _answer(call: ApiCall, schema_name: str, task: str) -> Answer:
    form = parse_form(call.request, schema_name)
    if ("file" in form.values) == ("url" in form.values):
        raise Refusal("Expected either `file` or `url`, and not both", param="file")
    sound = form.files["file"].content if form.files else b""
    if len(sound) > MAX_AUDIO_BYTES:
        message = f"The file has {len(sound)} bytes; the most is {MAX_AUDIO_BYTES}: send a `url`"
        raise Refusal(message, status=413, param="file")
    sentences = _sentences(form)
    text = " ".join(sentences)
    heard = wav_seconds(sound)
    seconds = round(len(text.split()) * _SECONDS_PER_WORD if heard is None else heard, 3)
    answer = _format(call, form, task, sentences, seconds)
    return replace(answer, tokens=count_tokens(text), audio_seconds=seconds)


def _sentences(form: Form) -> list[str]:
    notice = "No model runs in the local test server of the groq package: the sound was not transcribed."
    if form.files:
        part = form.files["file"]
        return [notice, f'The file is "{part.filename}" and has {len(part.content)} bytes.']
    return [notice, f"The sound is at {quote_text(form.values['url'])} and was not fetched."]


def _format(call: ApiCall, form: Form, task: str, sentences: list[str], seconds: float) -> Answer:
    text, wanted = " ".join(sentences), form.values.get("response_format", "json")
    if wanted == "text":
        return Answer(200, {"content-type": "text/plain; charset=utf-8"}, text.encode("utf-8", "replace"))
    marked = {"text": text, "x_groq": {"id": call.request_id}}
    if wanted == "json":
        return json_answer(marked)
    return json_answer({**_verbose(form, task, sentences, seconds), **marked})


def _verbose(form: Form, task: str, sentences: list[str], seconds: float) -> dict[str, Any]:
    words = _words(sentences, seconds)
    verbose: dict[str, Any] = {"task": task, "language": form.values.get("language", "English"), "duration": seconds}
    asked = [item for name in _GRANULARITIES for item in form.values.get(name, ())] or ["segment"]
    if "segment" in asked:
        verbose["segments"] = _segments(form, sentences, words)
    return {**verbose, "words": words} if "word" in asked else verbose


def _words(sentences: list[str], seconds: float) -> list[dict[str, Any]]:
    """Return every word with its times; all have the same duration."""
    words = " ".join(sentences).split()
    step = seconds / len(words)
    return [
        {"word": word, "start": round(index * step, 3), "end": round((index + 1) * step, 3)}
        for index, word in enumerate(words)
    ]


def _segments(form: Form, sentences: list[str], words: list[dict[str, Any]]) -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = []
    at = 0
    for index, sentence in enumerate(sentences):
        until = at + len(sentence.split())
        segments.append(
            {
                "id": index,
                "seek": 0,
                "start": words[at]["start"],
                "end": words[until - 1]["end"],
                "text": f" {sentence}",
                "tokens": list(range(len(tokenize(sentence)))),
                "temperature": form.values.get("temperature", 0),
                "avg_logprob": 0.0,
                "compression_ratio": 1.0,
                "no_speech_prob": 0.0,
            }
        )
        at = until
    return segments
