"""The register says who is here; what two share that has to be apart is refused."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr

from workers.organisations.chosen import (
    OrganisationNotNamed,
    OrganisationUnknown,
    chosen,
    named,
    settings_of,
)
from workers.organisations.references import SecretNotFound
from workers.organisations.register import (
    MAY_DIFFER,
    OWN,
    SECRETS,
    RegisterUnreadable,
    enter,
    read_register,
    take_out,
)
from workers.settings import Settings, SettingsUnreadable, load_settings

SHARED_SECRETS = {"postgres_url", "sentry_dsn"}
"""Secrets that are the installation's own; no organisation is served with them."""


def entry(name: str, **more: str) -> str:
    told = {
        "id": str(uuid4()),
        "namespace": f"space-{name}",
        "postgres_url": f"file:{name}.url",
        "base_url": f"https://{name}.example",
    } | more
    return "\n".join([f"[{name}]", *(f'{key} = "{value}"' for key, value in told.items())]) + "\n"


def keep(path: Path, secret: str, mode: int = 0o600) -> None:
    path.write_text(secret)
    path.chmod(mode)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    for name in ("acme", "beta"):
        keep(tmp_path / f"{name}.url", f"postgresql://{name}:x@127.0.0.1:5/{name}\n")
    return Settings(home=tmp_path, master_key=SecretStr("a" * 64), oidc_issuer="https://id.example")


def write(settings: Settings, *entries: str) -> None:
    settings.register_path.write_text("\n".join(entries))


def test_without_a_register_everything_is_as_it_was(home: Settings) -> None:
    assert read_register(home) == ()
    assert chosen(home) is home


def test_an_organisation_has_what_is_its_own_and_nothing_of_another(home: Settings) -> None:
    write(home, entry("acme", mail_from="hr@acme.example"), entry("beta"))
    acme, beta = (settings_of(home, each) for each in read_register(home))
    assert acme.organisation != beta.organisation
    assert acme.postgres_url == SecretStr("postgresql://acme:x@127.0.0.1:5/acme")
    assert (acme.mail_from, beta.mail_from) == ("hr@acme.example", home.mail_from)
    assert acme.master_key_path == home.home / "organisations" / "acme" / "keys" / "master.key"
    assert (acme.master_key, acme.oidc_issuer) == (None, None)


def test_every_secret_setting_is_somebodys() -> None:
    """A setting that holds a secret and comes later has to be decided on as well."""
    secret = {
        name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)
    }
    assert secret == SECRETS | SHARED_SECRETS
    assert SECRETS <= OWN | MAY_DIFFER
    assert set(Settings.model_fields) >= OWN | MAY_DIFFER


@pytest.mark.parametrize(
    "key, value, what",
    [
        ("id", "2b1c9d0e-7a55-4b53-9d35-1f1f0a6f2a11", "id"),
        ("namespace", "one", "namespace"),
        ("postgres_url", "file:acme.url", "database"),
        ("base_url", "http://same.example:81", "host name"),
        ("home", "same", "home"),
        ("codec_key_file", "same.keys", "keys"),
    ],
)
def test_what_has_to_be_apart_is_not_shared(
    home: Settings, key: str, value: str, what: str
) -> None:
    other = "http://same.example:82" if key == "base_url" else value
    write(home, entry("acme", **{key: value}), entry("beta", **{key: other}))
    with pytest.raises(RegisterUnreadable, match=f"acme and beta have the same {what}"):
        read_register(home)


@pytest.mark.parametrize("written", ["file:other.url", "file:./acme.url"])
def test_one_database_under_two_names_is_found_out(home: Settings, written: str) -> None:
    keep(home.home / "other.url", "postgresql://another:y@127.0.0.1:5/acme")
    write(home, entry("acme"), entry("beta", postgres_url=written))
    with pytest.raises(RegisterUnreadable, match="the same database"):
        chosen(home.model_copy(update={"organisation_name": "beta"}))


@pytest.mark.parametrize(
    "text, says",
    [
        (entry("acme", master_key="a" * 64), "holds a secret in master_key"),
        (entry("acme", site_port="81"), "site_port: Extra inputs"),
        (entry("acme", id="seven"), "id: Input should be a valid UUID"),
        (entry("acme", postgres_url="postgresql://u:p@h/d"), "postgres_url"),
        (entry("Acme Ltd").replace("[Acme Ltd]", '["Acme Ltd"]'), "is no organisation"),
        ("acme = 1", "is no organisation"),
        ("[acme", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_without_its_secrets(
    home: Settings, text: str, says: str
) -> None:
    write(home, text)
    with pytest.raises(RegisterUnreadable, match=says) as refused:
        read_register(home)
    assert "a" * 64 not in str(refused.value)
    assert "u:p@h" not in str(refused.value)


def test_a_secret_that_is_not_where_it_should_be_is_asked_for(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, entry("acme", postgres_url="env:ACME_DATABASE"))
    (found,) = read_register(home)
    with pytest.raises(SecretNotFound, match="ACME_DATABASE is not set"):
        settings_of(home, found)
    monkeypatch.setenv("ACME_DATABASE", "postgresql://u:p@h/d")
    assert settings_of(home, found).postgres_url == SecretStr("postgresql://u:p@h/d")


def test_a_secret_that_everybody_can_read_is_refused_and_the_others_do_not_suffer(
    home: Settings,
) -> None:
    write(home, entry("acme"), entry("beta"))
    keep(home.home / "acme.url", "postgresql://acme:hunter2@127.0.0.1:5/acme", 0o644)
    acme, beta = read_register(home)
    with pytest.raises(SecretNotFound, match="chmod 600") as refused:
        settings_of(home, acme)
    assert "hunter2" not in str(refused.value)
    assert settings_of(home, beta).organisation_name == "beta"


def test_of_several_one_has_to_be_named(home: Settings) -> None:
    write(home, entry("acme"), entry("beta"))
    with pytest.raises(OrganisationNotNamed, match="--organisation acme"):
        chosen(home)
    with named("beta"):
        assert chosen(home).organisation_name == "beta"
    assert chosen(home.model_copy(update={"organisation_name": "acme"})).mail_from
    with named("gamma"), pytest.raises(OrganisationUnknown, match="'gamma'"):
        chosen(home)


def test_a_name_means_nothing_where_there_is_no_register(home: Settings) -> None:
    with named("acme"), pytest.raises(OrganisationUnknown):
        chosen(home)


def test_who_is_taken_out_is_not_lost(home: Settings) -> None:
    write(home, entry("acme", mail_from="hr@acme.example"), entry("beta"))
    acme, beta = read_register(home)
    take_out(home, "acme")
    assert read_register(home) == (beta,)
    assert "# mail_from" in home.register_path.read_text()
    enter(home, acme.model_copy(update={"id": UUID(int=4), "more": {}}))
    assert [each.name for each in read_register(home)] == ["beta", "acme"]


def test_a_register_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(RegisterUnreadable, match="is not there"):
        read_register(Settings(home=tmp_path, organisations_file=tmp_path / "none.toml"))


def test_settings_that_cannot_be_read_are_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERENNIAL_SITE_PORT", "none")
    with pytest.raises(SettingsUnreadable, match="SITE_PORT"):
        load_settings()
