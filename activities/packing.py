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
# What stands in the text for what was taken out of it; none of them occurs in UTF-8.
_ID: Final = b"\xff"
_DIGEST: Final = b"\xfe"
_AS_IT_IS: Final = b"\xfd"
_AGAIN: Final = b"\xfc"
_ID_BYTES: Final = 16
_DIGEST_BYTES: Final = 32
_DIGEST_DIGITS: Final = 64
_MOST_NAMED_AGAIN: Final = 256

_MARKS: Final = _ID + _DIGEST + _AS_IT_IS + _AGAIN
_A_MARK: Final = re.compile(rb"[\xfc-\xff]")
# Looking for the quote before it is several times faster than looking for the digits alone.
_TAKEN_OUT: Final = re.compile(
    rb'"([0-9a-f]{8}'
    rb"(?:-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{56}))"
)
_PUT_BACK: Final = re.compile(rb"\xff|\xfe|\xfd(.)|\xfc(.)", re.DOTALL)

# What our payloads have in common, most frequent last, in the order of their fields. It is part of
# the stored format: a change needs a mark of its own beside _DEFLATED, or old histories become
# unreadable.
_WORDS: Final = (
    b'"calendars":{"|Europe/Berlin":{"zone":"Europe/Berlin","opens":"08:00:00",'
    b'"closes":"18:00:00","weekend":[5,6],"days_off":["2026-12-25","2026-12-26",'
    b'"2027-01-01"],"leaves":[]}},"leaves":{},"tempo":{"segments":[]}},"stage":0,'
    b'"opens":"2026-01-12T07:00:00Z","open":[{"step":"","seat":0,"round":1,'
    b'"holder":{"person":"\xff","place":"DE|Europe/Berlin","rungs":[{"to":"\xff",'
    b'"after":1},{"to":"\xff","after":3}]},"opens":"2026-01-12T07:00:00Z",'
    b'"clock":{"opens":"2026-01-12T07:00:00Z","due":"2026-01-26T17:00:00Z",'
    b'"reminders":["2026-01-19T07:00:00Z"],"rungs":["2026-01-27T07:00:00Z"],'
    b'"expires":null,"reminded":0,"climbed":0},"times":0,"may_expire":true}],'
    b'"done":[],"rounds":{"":1},"extensions":{},"conditions":[],"disputes":0,'
    b'"signature":null,"is_settled":false,"is_closed":false,"paused_since":null,'
    b'"record_sha256":"","seen":[]}}{"state":{"version":3,'
    b'"plan":{"organisation":"\xff","cycle":"\xff","review":"\xff","reviewee":"\xff",'
    b'"place":"DE|Europe/Berlin","stages":[{"id":"","opens":{"on":null,'
    b'"working_days":0},"steps":[{"id":"","role":"peer","act":"submit",'
    b'"starts":"with_stage","only_if":"disputed","declined","due":{"on":null,'
    b'"working_days":10},"rework_days":5,"reminders":{"before":[5,1],"after":[2]},'
    b'"at_expiry":"complete_without","role":"hr_partner","second_line_manager",'
    b'"panel","act":"calibrate","role":"reviewee","act":"sign","act":"share",'
    b'"at_expiry":"hand_to","at_expiry":"wait","role":"manager","act":"agree",'
    b'"starts":"after_previous","only_if":null,"due":{"on":null,"working_days":5},'
    b'"rework_days":5,"reminders":{"before":[3,1],"after":[]},'
    b'"at_expiry":"escalate","grace":5,"hand_to":null,"returns_to":null,'
    b'"seats":[{"person":"\xff","place":"DE|Europe/Berlin","rungs":[{"to":"\xff",'
    b'"after":3}]}]}]}],"blocked":{"person":"\xff","place":"DE|Europe/Berlin",'
    b'"rungs":[{"to":"\xff","after":2},{"to":"\xff","after":3}]},"session":"\xff",'
    b'"disputes":1,{"version":7,"position":1"type":"RungReached","rung":0,'
    b'"recipient":"\xff","assignee":"\xff","due":"2026-03-16T16:00:00Z",'
    b'"times":0}]}"type":"AssigneeReminded","number":0,"recipient":"\xff",'
    b'"due":"2026-03-16T16:00:00Z","times":0}]}"type":"StageExtended","stage":"",'
    b'"by_rule":{"on":"2026-","working_days":10},"request":"\xff","by":"\xff",'
    b'"content":null},{"at":"2026-03-16T09:00:00.0Z","step":"","seat":0,"round":1,'
    b'"type":"DeadlineMoved","due":"2026-03-30T15:00:00Z",'
    b'"was":"2026-03-16T16:00:00Z","request":"\xff","cause":"extension",'
    b'"by":"\xff"}]}{"at":"0001-01-01T00:00:00Z","type":"Extend","stage":"",'
    b'"by_rule":{"on":null,"working_days":10},"request":"\xff","by":"\xff",'
    b'"content":null}{"at":"0001-01-01T00:00:00Z","type":"SubmitStep","step":"",'
    b'"actor":"\xff","verdict":"acknowledged","agreed","shared","sent_back","disputed",'
    b'"submitted","submission":"\xff","content":{"id":"\xff","subject":"\xff",'
    b'"sha256":"\xfe"}}"type":"ReviewCompleted","signature":"acknowledged"}]}{"stream":'
    b'"\xff","expected":1,"events":[{"at":"2026-0T0:00:00.0Z","step":"","seat":0,'
    b'"round":1,"type":"StepSubmitted","actor":"\xff","verdict":"submitted",'
    b'"submission":"\xff","content":{"id":"\xff","subject":"\xff","sha256":"\xfe"},'
    b'"signed_sha256":null},{"at":"2026-03-17T09:00:00.Z","type":"StageCompleted",'
    b'"stage":""},{"at":"2026-03-17T09:00:00.0Z","type":"StageOpened","stage":"",'
    b'"opens":"2026-03-17T09:00:00.Z"},{"at":"2026-03-17T09:00:00.0Z","step":"",'
    b'"seat":0,"round":1,"type":"StepOpened","assignee":"\xff",'
    b'"opens":"2026-0T0:00:00.Z","due":"2026-03-31T15:00:00Z"}]}\n\x16\n\x08encoding\x12\njson/p'
    b"lain\x12"
)


def pack(text: bytes) -> bytes:
    """Make a payload small; `unpack` gives it back byte for byte."""
    names: list[bytes] = []
    places: dict[bytes, bytes] = {}

    def take_out(found: re.Match[bytes]) -> bytes:
        digits = found[1]
        if digits in places:
            return places[digits]
        if len(names) < _MOST_NAMED_AGAIN:
            places[digits] = b'"' + _AGAIN + bytes([len(names)])
        names.append(bytes.fromhex(digits.replace(b"-", b"").decode()))
        return b'"' + (_DIGEST if len(digits) == _DIGEST_DIGITS else _ID)

    short = _TAKEN_OUT.sub(take_out, _marks_kept(text))
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_WORDS)
    packed = deflate.compress(short) + deflate.flush() + b"".join(names)
    return _DEFLATED + packed if len(packed) < len(text) else _PLAIN + text


def unpack(packed: bytes) -> bytes:
    """Give a payload back as it was."""
    if packed[:1] == _PLAIN:
        return packed[1:]
    inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_WORDS)
    text = inflate.decompress(packed[1:])
    left, names = memoryview(inflate.unused_data), list[bytes]()

    def put_back(found: re.Match[bytes]) -> bytes:
        nonlocal left
        as_it_is, again = found.groups()
        if as_it_is is not None:
            return as_it_is
        if again is not None:
            return _written(names[again[0]])
        size = _DIGEST_BYTES if found[0] == _DIGEST else _ID_BYTES
        names.append(bytes(left[:size]))
        left = left[size:]
        return _written(names[-1])

    return _PUT_BACK.sub(put_back, text)


def _marks_kept(text: bytes) -> bytes:
    """Tell the marks that stand in the text itself, as they do in no JSON, from ours."""
    if len(text.translate(None, _MARKS)) == len(text):
        return text
    return _A_MARK.sub(lambda found: _AS_IT_IS + found[0], text)


def _written(name: bytes) -> bytes:
    """Write an id or a digest as it stood in the text."""
    digits = name.hex()
    if len(name) == _DIGEST_BYTES:
        return digits.encode()
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return "-".join(parts).encode()
