"""Where the confidential words of a step are kept, said without the words."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class ContentRef(BaseModel):
    """Names sealed content so that it can travel where words must not.

    `subject` is the person whose key opens it. `sha256` is the hexadecimal HMAC-SHA256, under that
    same key, of the canonical JSON (sorted keys, UTF-8, no spaces): whoever opens the content knows
    by it that nothing was exchanged, and nobody can guess a rating from it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: UUID
    subject: UUID
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
