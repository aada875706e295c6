"""The one way a cycle definition is written down for good, and its fingerprint."""

import json
from decimal import Decimal
from hashlib import sha256

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition


def canonical_json(definition: CycleDefinition) -> str:
    """Write a definition so that equal definitions give equal texts.

    Names are sorted, what is absent or as it is by default is left out, and a weight of 30.00
    reads 30: so a later release, with more that can be said, writes the same of the same. Reading
    the text with `CycleDefinition.model_validate_json` gives the same definition again.
    """
    plain = _plain(definition.model_dump(mode="python", exclude_none=True, exclude_defaults=True))
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(definition: CycleDefinition) -> str:
    """Give the SHA-256 of the canonical text, in hexadecimal digits."""
    return sha256(canonical_json(definition).encode()).hexdigest()


def _plain(value: object) -> JsonValue:
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool | int):
        return value
    return str(value)
