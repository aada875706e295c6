"""What an installation may say about itself, and how it is told of a mistake."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from workers.settings import Settings, SettingsUnreadable, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_said() -> None:
    settings = load_settings()
    assert settings.postgres_url is None
    assert settings.temporal_address is None
    assert settings.home == Path(".perennial")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("perennial.toml").write_text('mail_from = "hr@file.invalid"\nsmtp_port = 26\n')
    monkeypatch.setenv("PERENNIAL_MAIL_FROM", "hr@env.invalid")
    settings = load_settings()
    assert settings.mail_from == "hr@env.invalid"
    assert settings.smtp_port == 26


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERENNIAL_POSTGRES_URL", "")
    assert load_settings().postgres_url is None


def test_a_misspelt_setting_in_the_file_is_refused_by_name() -> None:
    Path("perennial.toml").write_text('mail_form = "hr@file.invalid"\n')
    with pytest.raises(SettingsUnreadable, match="MAIL_FORM"):
        load_settings()


def test_a_file_that_is_no_toml_is_refused_with_a_sentence() -> None:
    Path("perennial.toml").write_text("home = ")
    with pytest.raises(SettingsUnreadable, match=r"perennial\.toml cannot be read"):
        load_settings()


def test_a_refusal_does_not_repeat_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERENNIAL_SMTP_PORT", "hunter2")
    with pytest.raises(SettingsUnreadable) as refusal:
        load_settings()
    assert "hunter2" not in str(refusal.value)
    assert "PERENNIAL_SMTP_PORT" in str(refusal.value)


def test_no_password_stands_in_the_address_of_a_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    """That address is no secret: it is shown, and whoever it is sent by says it in a header."""
    monkeypatch.setenv("PERENNIAL_OTLP_ENDPOINT", "https://me:hunter2@collector.example/otlp")
    with pytest.raises(SettingsUnreadable, match="PERENNIAL_OTLP_ENDPOINT") as refusal:
        load_settings()
    assert "hunter2" not in str(refusal.value)
    monkeypatch.setenv("PERENNIAL_OTLP_ENDPOINT", "https://collector.example/otlp")
    assert load_settings().otlp_endpoint == "https://collector.example/otlp"


def test_secrets_are_shown_as_stars() -> None:
    settings = Settings(
        postgres_url=SecretStr("postgresql://u:hunter2@db/x"),
        temporal_api_key=SecretStr("hunter2"),
        codec_keys=SecretStr("hunter2"),
        smtp_password=SecretStr("hunter2"),
    )
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings.redacted())
    assert settings.redacted()["smtp_password"] == "**********"
