"""A small OpenID provider in a process of its own, which says of its visitor what a test wants.

Run it with the interpreter of the tests: it prints its issuer and serves until it is ended. What
is posted to /visitor is claimed of whoever comes next, beside or instead of the usual claims.
"""

import asyncio
import socket
import time
from base64 import b64decode
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import unquote, urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT: Final = ("perennial", "a secret, of a test")
KEY: Final = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
STOLEN: Final = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})


class Provider:
    """Knows who visits, and which codes are out."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.claims: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}

    async def discovery(self, _: Request) -> Response:
        endpoints = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "jwks_uri": "/keys",
            "userinfo_endpoint": "/userinfo",
        }
        return JSONResponse(
            {"issuer": self.issuer} | {name: self.issuer + at for name, at in endpoints.items()}
        )

    async def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    async def visitor(self, request: Request) -> Response:
        self.claims = await request.json()
        return Response(status_code=204)

    async def authorize(self, request: Request) -> Response:
        """Agree at once, as if the visitor had been known and asked for nothing."""
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["client_id"] == CLIENT[0]
        assert set(asked["scope"].split()) == {"openid", "email"}
        code = token_urlsafe(16)
        self.codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 302)

    async def token(self, request: Request) -> Response:
        sent = await request.form()
        asked = self.codes.pop(str(sent.get("code")), None)
        challenge = create_s256_code_challenge(str(sent.get("code_verifier", "")))
        if asked is None or asked["code_challenge"] != challenge or _client(request) != CLIENT:
            return JSONResponse({"error": "invalid_grant"}, 400)
        assert sent["redirect_uri"] == asked["redirect_uri"]
        return JSONResponse(
            {
                "access_token": token_urlsafe(16),
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self._id_token(asked["nonce"]),
            }
        )

    async def userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"].startswith("Bearer ")
        return JSONResponse(self.claims.get("userinfo", {}))

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "visitor",
            "aud": CLIENT[0],
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email_verified": True,
        }
        header = {"alg": "RS256", "kid": "one"} | self.claims.get("header", {})
        key = STOLEN if self.claims.get("is_stolen") else KEY
        return jwt.encode(header, claims | self.claims.get("says", {}), key)


def _client(request: Request) -> tuple[str, str]:
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    assert kind == "Basic"
    name, _, secret = b64decode(told).decode().partition(":")
    return unquote(name), unquote(secret)


async def serve() -> None:
    """Serve on a free port, and say where."""
    listener = socket.create_server(("127.0.0.1", 0))
    issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
    provider = Provider(issuer)
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", provider.discovery),
            Route("/keys", provider.keys),
            Route("/visitor", provider.visitor, methods=["POST"]),
            Route("/authorize", provider.authorize),
            Route("/token", provider.token, methods=["POST"]),
            Route("/userinfo", provider.userinfo),
        ]
    )
    print(issuer, flush=True)  # noqa: T201 - whoever started it reads where it is
    await uvicorn.Server(uvicorn.Config(app, log_level="warning")).serve([listener])


if __name__ == "__main__":
    asyncio.run(serve())
