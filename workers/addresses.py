"""Where the servers of an installation are, whoever started them."""

from pydantic import BaseModel, ConfigDict, SecretStr, field_serializer


class Addresses(BaseModel):
    """The servers that processes and commands talk to; None where an installation has none."""

    model_config = ConfigDict(frozen=True)

    postgres_url: SecretStr
    temporal_address: str
    temporal_ui_url: str | None
    temporal_metrics_url: str | None
    smtp_host: str
    smtp_port: int
    site_url: str = "http://127.0.0.1:8000"

    @field_serializer("postgres_url", when_used="json")
    def _with_password(self, url: SecretStr) -> str:
        # Written to a file that only its owner can read, never shown.
        return url.get_secret_value()
