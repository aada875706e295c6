"""An OpenID provider: asked who somebody is, believed only for what it signed (OIDC Core 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any, ClassVar, Final

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from httpx2 import HTTPError, create_ssl_context
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import ReviewError
from gateway.site.front import IdentityProvider

SCOPE: Final = "openid email"
LEEWAY_SECONDS: Final = 60
PATIENCE_SECONDS: Final = 10.0
# Signed with a key of the provider's own; never with "none" or with a secret that we share.
ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
_SECRET_CHARACTERS: Final = 48


class ProviderSilent(ReviewError):
    """The sign-in of your organisation does not answer. Try again in a minute."""

    code: ClassVar[str] = "provider_silent"


class SignInFailed(ReviewError):
    """The sign-in did not come to its end. Begin again; nothing was changed."""

    code: ClassVar[str] = "sign_in_failed"


class _Provided(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What the browser keeps while it is away at the provider."""

    state: str
    nonce: str
    verifier: str
    to: str


async def send_off(provider: IdentityProvider, back: str, to: str) -> tuple[str, Errand]:
    """Give the address of the provider to go to, and what has to come back.

    Raises:
        ProviderSilent: it does not answer, or not as a provider does.
    """
    state, nonce, verifier = (generate_token(_SECRET_CHARACTERS) for _ in range(3))
    errand = Errand(state, nonce, verifier, to)
    async with _client(provider, back) as client:
        provided = await _discover(client, provider)
        address, _ = client.create_authorization_url(
            provided.authorization_endpoint,
            state=errand.state,
            nonce=errand.nonce,
            code_verifier=errand.verifier,
        )
    return str(address), errand


async def take_back(provider: IdentityProvider, back: str, errand: Errand, code: str) -> str:
    """Give the address of whoever comes back, verified by the provider.

    Raises:
        ProviderSilent: it does not answer.
        SignInFailed: it does not stand by who came back.
    """
    async with _client(provider, back) as client:
        provided = await _discover(client, provider)
        try:
            token = await client.fetch_token(
                provided.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=errand.verifier,
            )
            keys = await _document(client, provided.jwks_uri)
            claims = _verified(token, keys, provider, errand)
            if "email" not in claims and provided.userinfo_endpoint:
                told = await _document(client, provided.userinfo_endpoint, with_token=True)
                claims |= told if told.get("sub") == claims["sub"] else {}
        except HTTPError:
            raise ProviderSilent from None
        except (OAuthError, JoseError, ValueError, KeyError, TypeError):
            raise SignInFailed from None
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise SignInFailed("The sign-in of your organisation did not vouch for your work address.")
    return email


def _client(provider: IdentityProvider, back: str) -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        provider.client_id,
        provider.client_secret or None,
        token_endpoint_auth_method="client_secret_basic" if provider.client_secret else "none",
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        verify=_trusted(),
        timeout=PATIENCE_SECONDS,
    )


@cache
def _trusted() -> SSLContext:
    """Read whom to trust once: it takes longer than all that is asked of a provider."""
    return create_ssl_context()


async def _discover(client: AsyncOAuth2Client, provider: IdentityProvider) -> _Provided:
    place = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        provided = _Provided.model_validate(await _document(client, place))
    except (HTTPError, ValidationError, ValueError):
        raise ProviderSilent from None
    if provided.issuer != provider.issuer:
        raise ProviderSilent
    return provided


async def _document(
    client: AsyncOAuth2Client, place: str, *, with_token: bool = False
) -> dict[str, Any]:  # JSON of the provider's
    answer = await client.request("GET", place, withhold_token=not with_token)
    answer.raise_for_status()
    return dict(answer.json())


def _verified(
    token: Mapping[str, Any], keys: Mapping[str, Any], provider: IdentityProvider, errand: Errand
) -> dict[str, Any]:  # claims as the provider makes them
    """Check signature, issuer, audience, time and nonce of an ID token; give what it claims."""
    decoded = jwt.decode(
        token["id_token"], KeySet.import_key_set({"keys": keys["keys"]}), algorithms=ALGORITHMS
    )
    rules = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": errand.nonce},
    }
    asked = {"nonce": errand.nonce, "client_id": provider.client_id}
    claims = CodeIDToken(decoded.claims, decoded.header, rules, asked)
    claims.validate(leeway=LEEWAY_SECONDS)
    return dict(claims)
