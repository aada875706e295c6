"""A master key that never comes here: a program asks the key service that keeps it."""

import asyncio
import json
import re
import shlex
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Final, Self
from uuid import UUID

from storage.errors import MasterKeyUnusable
from storage.master_key import KEY_BYTES

TIMEOUT_SECONDS: Final = 30.0
KEYS_AT_A_TIME: Final = 500
ID: Final = re.compile(r"[\w.:/@+-]{1,200}")


class KeyCommand:
    """Wraps the keys of persons through a program, which gets a JSON object and answers one.

    It is asked `{"do": "identify"}`, `{"do": "wrap", "id": ..., "keys": [{"subject": ..., "key":
    ...}]}` and `{"do": "unwrap", "id": ..., "keys": [{"subject": ..., "wrapped": ...}]}`, and
    answers `{"id": ...}` and `{"keys": [...]}` with the same subjects; bytes are base64.
    """

    def __init__(self, words: Sequence[str], wrapper_id: str) -> None:
        """Name the program with its words, and the key it said it has."""
        self._words = tuple(words)
        self._id = wrapper_id

    @property
    def id(self) -> str:
        """Name the key as the program does."""
        return self._id

    @classmethod
    def identified(cls, command: str) -> Self:
        """Ask the program which key it has. This blocks until it answers.

        Raises:
            MasterKeyUnusable: it cannot be run, fails, or answers something else.
        """
        words = _split(command)
        try:
            done = subprocess.run(  # noqa: S603 - whoever sets the command runs this process
                words, input=_request("identify"), capture_output=True, check=False,
                timeout=TIMEOUT_SECONDS,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _unusable(type(error).__name__) from None
        answer = _answer(done.returncode, done.stdout, done.stderr)
        if not isinstance(name := answer.get("id"), str) or not ID.fullmatch(name):
            raise _unusable("it names no key")
        return cls(words, name)

    async def wrap_many(self, keys: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
        """Close the keys of persons, some hundreds with each run of the program.

        Raises:
            MasterKeyUnusable: the program failed or answered something else.
        """
        return await self._all("wrap", keys, "key", "wrapped")

    async def unwrap_many(self, wrapped: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
        """Open the keys of persons, some hundreds with each run of the program.

        Raises:
            MasterKeyUnusable: the program failed or answered something else.
        """
        opened = await self._all("unwrap", wrapped, "wrapped", "key")
        if any(len(key) != KEY_BYTES for key in opened):
            raise _unusable(f"it answered a key that has not {KEY_BYTES} bytes")
        return opened

    async def _all(
        self, do: str, given: Sequence[tuple[UUID, bytes]], named: str, asked: str
    ) -> list[bytes]:
        found: dict[UUID, bytes] = {}
        for start in range(0, len(given), KEYS_AT_A_TIME):
            listed = [
                {"subject": str(subject), named: b64encode(value).decode()}
                for subject, value in given[start : start + KEYS_AT_A_TIME]
            ]
            answer = await self._run(_request(do, id=self._id, keys=listed))
            found |= _values(answer, asked)
        if found.keys() != {subject for subject, _ in given}:
            raise _unusable("it answered for other persons than it was asked for")
        return [found[subject] for subject, _ in given]

    async def _run(self, request: bytes) -> dict[str, object]:
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words, stdin=pipe, stdout=pipe, stderr=pipe
            )
        except OSError as error:
            raise _unusable(type(error).__name__) from None
        try:
            out, err = await asyncio.wait_for(process.communicate(request), TIMEOUT_SECONDS)
        except TimeoutError:
            raise _unusable(f"no answer after {TIMEOUT_SECONDS:.0f} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return _answer(process.returncode or 0, out, err)


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise _unusable("it cannot be read")
    return words


def _request(do: str, **more: object) -> bytes:
    return json.dumps({"do": do, **more}).encode()


def _answer(code: int, out: bytes, err: bytes) -> dict[str, object]:
    if code:
        said = err.decode(errors="replace").strip().rpartition("\n")[2][:200]
        raise _unusable(f"exit code {code}{': ' if said else ''}{said}")
    try:
        answer = json.loads(out)
    except ValueError:
        raise _unusable("it answered no JSON") from None
    if not isinstance(answer, dict):
        raise _unusable("it answered no JSON object")
    return answer


def _values(answer: Mapping[str, object], asked: str) -> dict[UUID, bytes]:
    listed = answer.get("keys")
    try:
        return {
            UUID(each["subject"]): b64decode(each[asked], validate=True)
            for each in (listed if isinstance(listed, list) else [])
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unusable("it answered something else than it was asked for") from None


def _unusable(why: str) -> MasterKeyUnusable:
    return MasterKeyUnusable(
        f"The command in PERENNIAL_MASTER_KEY_COMMAND cannot be used: {why}. Run it by hand with "
        'the words {"do": "identify"} on its standard input.'
    )
