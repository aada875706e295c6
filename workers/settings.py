"""The one place that reads the environment: what is named here is used, the rest is embedded."""

import os
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, NamedTuple
from uuid import UUID

from pydantic import Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from domain.errors import ReviewError

PREFIX: Final = "PERENNIAL_"
FILE: Final = "perennial.toml"


class SettingsUnreadable(ReviewError):
    """A setting cannot be read."""

    code: ClassVar[str] = "settings_unreadable"


class Within(NamedTuple):
    """An organisation among several: its name, the installation it is in, its own login there."""

    name: str
    installation: "Settings"
    login: SecretStr


class Settings(BaseSettings):
    """What an installation may say about itself; everything has a default that works.

    Each setting comes from `PERENNIAL_<NAME>` in the environment, else from `perennial.toml` in
    the working directory. A server that is not named is started embedded.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True, env_ignore_empty=True
    )

    home: Path = Field(Path(".perennial"), description="Folder of embedded data, keys and mail.")

    organisation: UUID = Field(
        UUID("5a0f0f4e-3b6a-5d0c-9a55-0c7c1d5f3b21"), description="Whose cycles these are."
    )

    organisations_file: Path | None = Field(None, description="The register of organisations.")
    organisation_name: str | None = Field(None, description="Which of several this is about.")

    postgres_url: SecretStr | None = Field(None, description="An existing PostgreSQL (>= 15).")
    postgres_port: int = Field(5433, description="Port of the embedded PostgreSQL.")
    postgres_programs: Path | None = Field(None, description="Folder with pg_dump, pg_restore.")

    temporal_address: str | None = Field(None, description="An existing Temporal, host:port.")
    temporal_namespace: str = Field("default", description="Namespace of every workflow.")
    temporal_tls: bool = Field(default=False, description="Speak TLS; a certificate implies it.")
    temporal_tls_ca: Path | None = Field(None, description="PEM file of the server's authority.")
    temporal_tls_cert: Path | None = Field(None, description="PEM file of our certificate.")
    temporal_tls_key: Path | None = Field(None, description="PEM file of our private key.")
    temporal_api_key: SecretStr | None = Field(None, description="API key of Temporal Cloud.")
    temporal_ui_url: str | None = Field(None, description="Where an existing Temporal has its UI.")
    worker_build: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
        description="Which build workers are of.",
    )
    worker_deployment: str = Field("perennial", description="What all builds together are called.")
    worker_queues: str = Field(
        "control,reviews,store,notify",
        pattern=r"^(control|reviews|store|notify)(,(control|reviews|store|notify))*$",
        description="The task queues this worker works on.",
    )
    worker_cached: int = Field(2000, ge=10, description="Processes a worker keeps in memory.")
    worker_slots: int = Field(100, ge=1, description="Activities at once, on each task queue.")
    worker_pollers: int = Field(20, ge=2, description="The most it asks for work at once.")
    worker_grace: int = Field(10, ge=0, description="Seconds to finish in when asked to stop.")
    worker_rates: str = Field(
        "",
        pattern=r"^([a-z]+=\d+(\.\d+)?(,[a-z]+=\d+(\.\d+)?)*)?$",
        description="Activities a second, by task queue.",
    )
    temporal_port: int = Field(7233, description="Port of the embedded Temporal.")
    temporal_ui_port: int = Field(8233, description="Port of the embedded Temporal's UI.")
    temporal_metrics_port: int = Field(9233, description="Port of the embedded Temporal's metrics.")

    master_key_file: Path | None = Field(None, description="Keys that protect people's own keys.")
    master_key: SecretStr | None = Field(None, description="Master keys instead of a file.")
    master_key_command: str | None = Field(None, description="Program that asks a key service.")
    keys_url: SecretStr | None = Field(None, description="A database for people's keys alone.")
    codec_key_file: Path | None = Field(None, description="Payload keys, one per line.")
    codec_keys: SecretStr | None = Field(None, description="Payload keys instead of a file.")
    link_key_file: Path | None = Field(None, description="Keys that sign links, one per line.")
    link_keys: SecretStr | None = Field(None, description="Link keys instead of a file.")
    audit_key_file: Path | None = Field(None, description="Keys that sign checkpoints.")

    checkpoint_minutes: int = Field(60, ge=1, description="How often the log is sealed.")
    checkpoint_folder: Path | None = Field(None, description="Where copies of checkpoints go.")
    auditor_address: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+$", description="Who gets every checkpoint by mail."
    )

    site_host: str = Field("127.0.0.1", description="Address the site listens on.")
    site_port: int = Field(8000, description="Port the site listens on.")
    status_host: str = Field("127.0.0.1", description="Address the status server listens on.")
    status_port: int | None = Field(
        None, ge=1, le=65535, description="Port of /livez, /readyz and /metrics of a process."
    )
    base_url: str | None = Field(
        None, pattern=r"^https?://[^/?#\s]+$", description="What links begin with, without a slash."
    )
    oidc_issuer: str | None = Field(None, description="An OpenID provider to sign in with.")
    oidc_client_id: str | None = Field(None, description="Our name at the OpenID provider.")
    oidc_client_secret: SecretStr | None = Field(None, description="Our secret there.")

    smtp_host: str | None = Field(None, description="An existing mail server.")
    smtp_port: int = Field(2525, description="Port of the mail server, embedded or not.")
    smtp_user: str | None = Field(None, description="Name to sign in with.")
    smtp_password: SecretStr | None = Field(None, description="Password to sign in with.")
    smtp_security: Literal["none", "starttls", "tls"] = Field("none", description="Transport.")
    mail_from: str = Field("reviews@perennial.invalid", description="Sender of every mail.")
    channels: str = Field(
        "email",
        pattern=r"^(email|slack|chat)(,(email|slack|chat))*$",
        description="How people are told: the first of these that takes a message.",
    )
    messages_per_second: float | None = Field(
        None, gt=0, description="The most messages a worker sends in a second."
    )
    slack_token: SecretStr | None = Field(None, description="Bot token of a Slack app.")
    chat_url: SecretStr | None = Field(None, description="An Apprise address naming the person.")

    otlp_endpoint: str | None = Field(
        None, pattern=r"^https?://[^?#@\s]*[^/?#@\s]$", description="Where traces go, over HTTP."
    )
    trace_ratio: float = Field(0.1, ge=0, le=1, description="Share of requests that are traced.")
    sentry_dsn: SecretStr | None = Field(None, description="Where failures are reported to.")

    log_format: Literal["auto", "console", "json"] = Field("auto", description="How logs look.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="From.")

    _within: Within | None = PrivateAttr(None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env file is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor a folder of secrets
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        given = InitSettingsSource(settings_cls, init_kwargs=_given_by_the_controller())
        return init_settings, env_settings, given, TomlConfigSettingsSource(settings_cls)

    @property
    def within(self) -> Within | None:
        """The installation whose register this organisation stands in; None without a register."""
        return self._within

    def of_one(self, within: Within) -> "Settings":
        """These settings as those of one organisation among several."""
        settings = self.model_copy()
        settings._within = within  # noqa: SLF001 - a copy of our own
        return settings

    @property
    def register_path(self) -> Path:
        """The register of organisations: the file that is named, else the one kept at home."""
        return self.organisations_file or self.home / "organisations.toml"

    @property
    def codec_key_path(self) -> Path:
        """The file of payload keys: the one that is named, else the one kept at home."""
        return self.codec_key_file or self.home / "keys" / "codec.keys"

    @property
    def link_key_path(self) -> Path:
        """The file of link keys: the one that is named, else the one kept at home."""
        return self.link_key_file or self.home / "keys" / "link.keys"

    @property
    def audit_key_path(self) -> Path:
        """The file of audit keys: the one that is named, else the one kept at home."""
        return self.audit_key_file or self.home / "keys" / "audit.keys"

    @property
    def checkpoint_path(self) -> Path:
        """The folder of published checkpoints: the one that is named, else the one at home."""
        return self.checkpoint_folder or self.home / "checkpoints"

    @property
    def master_key_path(self) -> Path:
        """The file of the master key: the one that is named, else the one kept at home."""
        return self.master_key_file or self.home / "keys" / "master.key"

    def redacted(self) -> dict[str, str]:
        """Every setting as it may be shown to anybody: secrets appear as stars."""
        shown = self.model_dump(mode="json")
        return {name: "" if value is None else str(value) for name, value in shown.items()}


def _given_by_the_controller() -> dict[str, Any]:
    """Take what the Temporal Worker Controller tells each worker it starts, by its own names."""
    told = {
        "worker_build": os.environ.get("TEMPORAL_WORKER_BUILD_ID"),
        "worker_deployment": os.environ.get("TEMPORAL_DEPLOYMENT_NAME"),
    }
    return {name: value for name, value in told.items() if value}


def load_settings() -> Settings:
    """Read the settings of the organisation that this process is about.

    Where there is a register of several it is the one that was named.

    Raises:
        SettingsUnreadable: names the setting and what is wrong with it, never its value.
        ReviewError: the register cannot be read, or does not say which organisation is meant.
    """
    from workers.organisations.chosen import chosen  # noqa: PLC0415 - it stands on the settings

    return chosen(load_installation())


def load_installation() -> Settings:
    """Read the settings of the whole installation, whatever organisations are in it.

    Raises:
        SettingsUnreadable: names the setting and what is wrong with it, never its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{PREFIX}{'.'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        raise SettingsUnreadable(f"A setting cannot be read. {problems}.") from None
    except (OSError, ValueError) as error:
        raise SettingsUnreadable(f"{FILE} cannot be read: {error}.") from None
