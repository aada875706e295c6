"""The published JSON schema of cycle definitions, for editors and other programs."""

import json
from typing import Final

from domain.definition.cycle import CycleDefinition

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_NAME: Final = "urn:perennial:schema:cycle-definition"


def schema_text() -> str:
    """Write the schema as JSON, with a description of every field and no address in its name."""
    schema = {"$schema": _DIALECT, "$id": _NAME, **CycleDefinition.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
