"""The frozen value every model of the domain is built on."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A value that never changes, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Fact(BaseModel):
    """A value read back from the log: never changes, ignores what a later version added."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
