"""Helpers built on the public API, one package for each feature. The core imports none of them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the signatures of `groq.resources` name their types, such as `lib.parse.OutputType`
    from . import batches as batches
    from . import bulk as bulk
    from . import chat as chat
    from . import parse as parse
    from . import responses as responses
    from . import schema as schema
    from . import tools as tools
