"""Makes payloads small: what they have in common is known, and ids travel as bytes.

A history of a year repeats the same fields over and over, in payloads too short for a compressor
to learn anything from. So it is told before, and an id, of which half would be lost on hexadecimal
digits, takes the sixteen bytes that it has.
"""

import re
import zlib
from typing import Final

_PLAIN: Final = b"\0"
_DEFLATED: Final = b"\1"
_ID: Final = b"\xff"
_DIGEST: Final = b"\xfe"
_AS_IT_IS: Final = b"\xfd"
_DIGEST_DIGITS: Final = 64

_HEX: Final = re.compile(
    rb"[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[\xfd-\xff]"
)
_BYTES: Final = re.compile(rb"\xff(.{16})|\xfe(.{32})|\xfd(.)", re.DOTALL)

# What our payloads have in common, most frequent last, in the order of their fields. It is part of
# the stored format: a change needs a mark of its own beside _DEFLATED, or old histories become
# unreadable.
_WORDS: Final = (
    b'"calendars":{"|Europe/Berlin":{"zone":"Europe/Berlin","opens":"08:00:00",'
    b'"closes":"18:00:00","weekend":[5,6],"days_off":["2026-12-25","2026-12-26","2027-01-01"],'
    b'"leaves":[]}},"leaves":{},"tempo":{"segments":[]}},"stage":0,'
    b'"opens":"2026-01-12T07:00:00Z","open":[{"step":"","seat":0,"round":1,"holder":{"person":"",'
    b'"place":"DE|Europe/Berlin","rungs":[{"to":"","after":1},{"to":"","after":3}]},'
    b'"opens":"2026-01-12T07:00:00Z","clock":{"opens":"2026-01-12T07:00:00Z",'
    b'"due":"2026-01-26T17:00:00Z","reminders":["2026-01-19T07:00:00Z"],'
    b'"rungs":["2026-01-27T07:00:00Z"],"expires":null,"reminded":0,"climbed":0},"times":0,'
    b'"may_expire":true}],"done":[],"rounds":{"":1},"extensions":{},"conditions":[],"disputes":0,'
    b'"signature":null,"is_settled":false,"is_closed":false,"paused_since":null,'
    b'"record_sha256":"","seen":[]}}{"state":{"version":3,"plan":{"organisation":"","cycle":"",'
    b'"review":"","reviewee":"","place":"DE|Europe/Berlin","stages":[{"id":"","opens":'
    b'{"on":null,"working_days":0},"steps":[{"id":"","role":"peer","act":"submit",'
    b'"starts":"with_stage","only_if":"disputed","declined","due":{"on":null,"working_days":10},'
    b'"rework_days":5,"reminders":{"before":[5,1],"after":[2]},"at_expiry":"complete_without",'
    b'"role":"hr_partner","second_line_manager","panel","act":"calibrate","role":"reviewee",'
    b'"act":"sign","act":"share","at_expiry":"hand_to","at_expiry":"wait","role":"manager",'
    b'"act":"agree","starts":"after_previous","only_if":null,"due":{"on":null,"working_days":5},'
    b'"rework_days":5,"reminders":{"before":[3,1],"after":[]},"at_expiry":"escalate","grace":5,'
    b'"hand_to":null,"returns_to":null,"seats":[{"person":"","place":"DE|Europe/Berlin",'
    b'"rungs":[{"to":"","after":3}]}]}]}],"blocked":{"person":"","place":"DE|Europe/Berlin",'
    b'"rungs":[{"to":"","after":2},{"to":"","after":3}]},"session":null,"disputes":1,'
    b'{"version":7,"position":1"type":"RungReached","rung":0,"recipient":"","assignee":"",'
    b'"due":"2026-03-16T16:00:00Z","times":0}]}"type":"AssigneeReminded","number":0,'
    b'"recipient":"","due":"2026-03-16T16:00:00Z","times":0}]}"type":"StageExtended","stage":"",'
    b'"by_rule":{"on":"2026-","working_days":10},"request":"","by":"","content":null},'
    b'{"at":"2026-03-16T09:00:00.0Z","step":"","seat":0,"round":1,"type":"DeadlineMoved",'
    b'"due":"2026-03-30T15:00:00Z","was":"2026-03-16T16:00:00Z","request":"",'
    b'"cause":"extension","by":""}]}{"at":"0001-01-01T00:00:00Z","type":"Extend","stage":"",'
    b'"by_rule":{"on":null,"working_days":10},"request":"","by":"","content":null}'
    b'{"at":"0001-01-01T00:00:00Z","type":"SubmitStep","step":"","actor":"",'
    b'"verdict":"acknowledged","agreed","shared","sent_back","disputed","submitted",'
    b'"submission":"","content":{"id":"","subject":"","sha256":""}}'
    b'"type":"ReviewCompleted","signature":"acknowledged"}]}{"stream":"","expected":1,'
    b'"events":[{"at":"2026-03-0T09:00:00.Z","step":"","seat":0,"round":1,'
    b'"type":"StepSubmitted","actor":"","verdict":"submitted","submission":"","content":'
    b'{"id":"","subject":"","sha256":""},"signed_sha256":null},{"at":"2026-03-17T09:00:00.Z",'
    b'"type":"StageCompleted","stage":""},{"at":"2026-03-17T09:00:00.0Z","type":"StageOpened",'
    b'"stage":"","opens":"2026-03-17T09:00:00.Z"},{"at":"2026-03-17T09:00:00.0Z","step":"",'
    b'"seat":0,"round":1,"type":"StepOpened","assignee":"","opens":"2026-0T0:00:00.Z",'
    b'"due":"2026-03-31T15:00:00Z"}]}'
    b"\n\x16\n\x08encoding\x12\njson/plain\x12"
)


def pack(text: bytes) -> bytes:
    """Make a payload small; `unpack` gives it back byte for byte."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_WORDS)
    packed = deflate.compress(_HEX.sub(_shorter, text)) + deflate.flush()
    return _DEFLATED + packed if len(packed) < len(text) else _PLAIN + text


def unpack(packed: bytes) -> bytes:
    """Give a payload back as it was."""
    if packed[:1] == _PLAIN:
        return packed[1:]
    text = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_WORDS).decompress(packed[1:])
    return _BYTES.sub(_longer, text)


def _shorter(found: re.Match[bytes]) -> bytes:
    digits = found[0]
    if len(digits) == 1:
        return _AS_IT_IS + digits
    mark = _DIGEST if len(digits) == _DIGEST_DIGITS else _ID
    return mark + bytes.fromhex(digits.replace(b"-", b"").decode())


def _longer(found: re.Match[bytes]) -> bytes:
    short, digest, plain = found.groups()
    if plain is not None:
        return plain
    if digest is not None:
        return digest.hex().encode()
    digits = short.hex()
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "-".join(parts).encode()
