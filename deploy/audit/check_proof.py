# fmt: off
"""Checks the proof of a signed review: python check_proof.py PROOF.json VERIFIER_KEY
Needs Python 3.11, nothing else. Exit code 0: proven; 1: a line says which part is not."""
import hmac
import json
import sys
from base64 import b64decode, b64encode
from hashlib import sha256, sha512
from uuid import UUID
Q, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519 as in RFC 8032
D, B = -121665 * pow(121666, -1, Q) % Q, (4 * pow(5, -1, Q) % Q).to_bytes(32, "little")
def add(p, q):
    (a, b), (c, d), k = p, q, D * p[0] * q[0] * p[1] * q[1]
    return (a * d + b * c) * pow(1 + k, -1, Q) % Q, (b * d + a * c) * pow(1 - k, -1, Q) % Q
def times(n, p):
    total = (0, 1)
    while n:
        total, p, n = add(total, p) if n & 1 else total, add(p, p), n >> 1
    return total
def point(s):
    y, sign = int.from_bytes(s, "little") & (1 << 255) - 1, s[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, -1, Q) % Q
    x = pow(xx, (Q + 3) // 8, Q)
    x = x if x * x % Q == xx else x * pow(2, (Q - 1) // 4, Q) % Q
    check(y < Q and x * x % Q == xx, "a key or a signature is no point of the curve")
    return (x if x & 1 == sign else -x % Q), y
def check(holds, what):
    if not holds:
        sys.exit(f"NOT PROVEN: {what}.")
def raw(text):
    check(b64encode(b64decode(text)).decode() == text, "a value is not written as it should be")
    return b64decode(text)
def head(note, vkey):  # gives the size and the root of a checkpoint, if its signature is good
    name, key_id, key = vkey.split("+", 2)
    public, (text, line) = raw(key)[1:], note.split("\n\n")
    (origin, size, root), sig = text.split("\n"), raw(line.split(" ")[-1].rstrip("\n"))
    known = sha256(f"{name}\n\1".encode() + public).digest()[:4]
    whole = known.hex() == key_id and raw(key)[:1] == b"\1"
    check(whole and origin == name and sig[:4] == known, "the checkpoint is of another log or key")
    form, r = line == f"\u2014 {name} {b64encode(sig).decode()}\n" and len(sig) == 68, sig[4:36]
    s = int.from_bytes(sig[36:], "little")
    k = int.from_bytes(sha512(r + public + f"{text}\n".encode()).digest(), "little") % L
    good = s < L and times(s, point(B)) == add(point(r), times(k, point(public)))
    check(form and good, "the signature of a checkpoint is not good")
    return int(size), raw(root)
def climb(path, n, last, old, new):  # RFC 9162, 2.1.3.2 and 2.1.4.2
    for beside in path:
        if n & 1 or n == last:
            old, new = (sha256(b"\1" + beside + each).digest() for each in (old, new))
            while n and not n & 1:
                n, last = n >> 1, last >> 1
        else:
            new = sha256(b"\1" + new + beside).digest()
        n, last = n >> 1, last >> 1 if last else -1
    return old, new, last
def leaf(e, stream):
    numbers = [(e["position"], 8), (UUID(stream).int, 16), (e["version"], 4),
               (UUID(e["event_id"]).int, 16), (UUID(e["tenant_id"]).int, 16),
               (e["recorded_at"], 8), (e["schema_version"], 4)]
    fixed = b"".join(number.to_bytes(width, "big") for number, width in numbers)
    texts = [e["type"].encode(), *(raw(e[name]) for name in ("data", "meta", "sealed") if e[name])]
    digests = b"".join(sha256(text).digest() for text in texts)
    return sha256(b"\0" + fixed + digests + (b"" if e["sealed"] else bytes(32))).digest()
def signatures(events, words):  # each stands over the fingerprints of all that was written before
    chain, signed, texts = "", {}, words and words["texts"]
    for e in events:
        d, kind, version = json.loads(raw(e["data"])), e["type"], str(e["version"])
        if kind == "StepSubmitted" and d.get("signed_sha256") is not None:
            check(d["signed_sha256"] == chain, f"version {version} signs what was not written")
            signed[d["step"]] = f"{d['verdict']} by {d['actor']} at {d['at']}, over {chain}"
        for step in [d["step"], *d["withdrawn"]] if kind == "StepReopened" else []:
            signed.pop(step, None)
        if kind in ("StepSubmitted", "StepSentBack", "CalibrationSettled") and d.get("content"):
            if words:
                digest = hmac.digest(raw(words["key"]), texts.pop(version).encode(), "sha256").hex()
                check(digest == d["content"]["sha256"], f"version {version} was of other words")
            chain = sha256((chain + d["content"]["sha256"]).encode()).hexdigest()
    check(signed and not texts, "nobody signed what is in this proof, or there are more words")
    return signed.values()
def main(proof, vkey):
    (size, root), events, since = head(proof["checkpoint"], vkey), proof["events"], proof["since"]
    whole = [e["version"] for e in events] == [*range(1, proof["versions"] + 1)]
    check(whole and proof["format"] == "perennial-proof-v1", "an event of the review is missing")
    for e in events:
        found = climb(map(raw, e["path"]), e["position"] - 1, size - 1, *[leaf(e, proof["review"])] * 2)
        check(found[1:] == (root, 0), f"version {e['version']} is not in the log as it is here")
    if since:
        (old, old_root), path = head(since["checkpoint"], vkey), [*map(raw, since["path"])]
        path, low = (path if old & old - 1 else [old_root, *path]), (old & -old).bit_length() - 1
        found = climb(path[1:], old - 1 >> low, size - 1 >> low, path[0], path[0])
        check(found == (old_root, root, 0), "the log does not go on from the earlier checkpoint")
    for each in signatures(events, proof["words"]):
        print(f"PROVEN: review {proof['review']} {each}; in the log of {size} events: {root.hex()}")
if __name__ == "__main__":
    check(len(sys.argv) == 3, "usage: python check_proof.py PROOF.json VERIFIER_KEY")
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            main(json.load(file), sys.argv[2])
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as trouble:
        check(holds=False, what=f"the proof or the key cannot be read ({type(trouble).__name__})")
