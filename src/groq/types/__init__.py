# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.types`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import audio as audio
    from . import chat as chat
    from . import responses as responses
    from . import shared as shared
    from . import shared_params as shared_params
    from .batch import Batch as Batch
    from .batch_cancel_response import BatchCancelResponse as BatchCancelResponse
    from .batch_create_params import BatchCreateParams as BatchCreateParams
    from .batch_create_response import BatchCreateResponse as BatchCreateResponse
    from .batch_list_response import BatchListResponse as BatchListResponse
    from .batch_request_input_param import BatchRequestInputParam as BatchRequestInputParam
    from .batch_request_output import BatchRequestOutput as BatchRequestOutput
    from .batch_retrieve_response import BatchRetrieveResponse as BatchRetrieveResponse
    from .chat_model import ChatModel as ChatModel
    from .completion_usage import CompletionUsage as CompletionUsage
    from .create_embedding_response import CreateEmbeddingResponse as CreateEmbeddingResponse
    from .embedding import Embedding as Embedding
    from .embedding_create_params import EmbeddingCreateParams as EmbeddingCreateParams
    from .file_create_params import FileCreateParams as FileCreateParams
    from .file_create_response import FileCreateResponse as FileCreateResponse
    from .file_delete_response import FileDeleteResponse as FileDeleteResponse
    from .file_info_response import FileInfoResponse as FileInfoResponse
    from .file_list_response import FileListResponse as FileListResponse
    from .file_object import FileObject as FileObject
    from .fine_tuning_create_params import FineTuningCreateParams as FineTuningCreateParams
    from .fine_tuning_create_response import FineTuningCreateResponse as FineTuningCreateResponse
    from .fine_tuning_delete_response import FineTuningDeleteResponse as FineTuningDeleteResponse
    from .fine_tuning_list_response import FineTuningListResponse as FineTuningListResponse
    from .fine_tuning_retrieve_response import FineTuningRetrieveResponse as FineTuningRetrieveResponse
    from .model import Model as Model
    from .model_deleted import ModelDeleted as ModelDeleted
    from .model_list_response import ModelListResponse as ModelListResponse
    from .reranking_create_params import RerankingCreateParams as RerankingCreateParams
    from .reranking_create_response import RerankingCreateResponse as RerankingCreateResponse
    from .shared.error_object import ErrorObject as ErrorObject
    from .shared.function_definition import FunctionDefinition as FunctionDefinition
    from .shared.function_parameters import FunctionParameters as FunctionParameters
else:
    from .._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Batch": ".batch",
            "BatchCancelResponse": ".batch_cancel_response",
            "BatchCreateParams": ".batch_create_params",
            "BatchCreateResponse": ".batch_create_response",
            "BatchListResponse": ".batch_list_response",
            "BatchRequestInputParam": ".batch_request_input_param",
            "BatchRequestOutput": ".batch_request_output",
            "BatchRetrieveResponse": ".batch_retrieve_response",
            "ChatModel": ".chat_model",
            "CompletionUsage": ".completion_usage",
            "CreateEmbeddingResponse": ".create_embedding_response",
            "Embedding": ".embedding",
            "EmbeddingCreateParams": ".embedding_create_params",
            "ErrorObject": ".shared.error_object",
            "FileCreateParams": ".file_create_params",
            "FileCreateResponse": ".file_create_response",
            "FileDeleteResponse": ".file_delete_response",
            "FileInfoResponse": ".file_info_response",
            "FileListResponse": ".file_list_response",
            "FileObject": ".file_object",
            "FineTuningCreateParams": ".fine_tuning_create_params",
            "FineTuningCreateResponse": ".fine_tuning_create_response",
            "FineTuningDeleteResponse": ".fine_tuning_delete_response",
            "FineTuningListResponse": ".fine_tuning_list_response",
            "FineTuningRetrieveResponse": ".fine_tuning_retrieve_response",
            "FunctionDefinition": ".shared.function_definition",
            "FunctionParameters": ".shared.function_parameters",
            "Model": ".model",
            "ModelDeleted": ".model_deleted",
            "ModelListResponse": ".model_list_response",
            "RerankingCreateParams": ".reranking_create_params",
            "RerankingCreateResponse": ".reranking_create_response",
        },
        ("audio", "chat", "responses", "shared", "shared_params"),
    )

__all__ = [
    "Batch",
    "BatchCancelResponse",
    "BatchCreateParams",
    "BatchCreateResponse",
    "BatchListResponse",
    "BatchRequestInputParam",
    "BatchRequestOutput",
    "BatchRetrieveResponse",
    "ChatModel",
    "CompletionUsage",
    "CreateEmbeddingResponse",
    "Embedding",
    "EmbeddingCreateParams",
    "ErrorObject",
    "FileCreateParams",
    "FileCreateResponse",
    "FileDeleteResponse",
    "FileInfoResponse",
    "FileListResponse",
    "FileObject",
    "FineTuningCreateParams",
    "FineTuningCreateResponse",
    "FineTuningDeleteResponse",
    "FineTuningListResponse",
    "FineTuningRetrieveResponse",
    "FunctionDefinition",
    "FunctionParameters",
    "Model",
    "ModelDeleted",
    "ModelListResponse",
    "RerankingCreateParams",
    "RerankingCreateResponse",
    "audio",
    "chat",
    "responses",
    "shared",
    "shared_params",
]
