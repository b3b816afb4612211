# Generated from openapi.yml by scripts/generate. Do not edit.
"""HTTP method and path, with `{}` for each parameter → the name of the operation, such as `models.list`."""

OPERATIONS = {
    "POST /openai/v1/chat/completions": "chat.completions.create",
    "POST /openai/v1/responses": "responses.create",
    "POST /openai/v1/embeddings": "embeddings.create",
    "POST /openai/v1/audio/speech": "audio.speech.create",
    "POST /openai/v1/audio/transcriptions": "audio.transcriptions.create",
    "POST /openai/v1/audio/translations": "audio.translations.create",
    "GET /openai/v1/models": "models.list",
    "GET /openai/v1/models/{}": "models.retrieve",
    "DELETE /openai/v1/models/{}": "models.delete",
    "POST /openai/v1/files": "files.create",
    "GET /openai/v1/files": "files.list",
    "GET /openai/v1/files/{}": "files.info",
    "GET /openai/v1/files/{}/content": "files.content",
    "DELETE /openai/v1/files/{}": "files.delete",
    "POST /openai/v1/batches": "batches.create",
    "GET /openai/v1/batches": "batches.list",
    "GET /openai/v1/batches/{}": "batches.retrieve",
    "POST /openai/v1/batches/{}/cancel": "batches.cancel",
    "POST /openai/v1/reranking": "reranking.create",
    "POST /v1/fine_tunings": "fine_tunings.create",
    "GET /v1/fine_tunings": "fine_tunings.list",
    "GET /v1/fine_tunings/{}": "fine_tunings.retrieve",
    "DELETE /v1/fine_tunings/{}": "fine_tunings.delete",
}
