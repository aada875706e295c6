"""The password of a login as PostgreSQL keeps it: statements hold that, and never the password.

A statement that fails stands in the log of the server, and one that runs in its views.
"""

import hashlib
import hmac
from base64 import b64encode
from typing import Final

SALT_BYTES: Final = 16


def verifier(password: str, salt: bytes, rounds: int) -> str:
    """Give what PostgreSQL keeps of a password of ASCII characters (RFC 5802, RFC 7677)."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, rounds)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    words = [b64encode(each).decode() for each in (salt, stored, server)]
    return f"SCRAM-SHA-256${rounds}:{words[0]}${words[1]}:{words[2]}"
