#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a bundle made by Chaperone, unpacked into the folder of this file, with nothing but Python 3.

It checks the digests of all files, the practice's signature on the checkpoint (and on the list of files, where there is one), and for
each event that the practice's log holds it. Give the practice's key, as you got it from the practice, as an argument to have it compared.
It doesn't compare story.json with the events; Chaperone does.
"""
import base64
import hashlib
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_M1 = pow(2, (P - 1) // 4, P)


def sha256(b):
    return hashlib.sha256(b).digest()


def read(name):
    with open(os.path.join(HERE, *name.split("/")), "rb") as f:
        return f.read()


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def point(b):
    """A point of the curve from its 32 bytes (RFC 8032, 5.1.3); None where they are none."""
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point(bytes.fromhex("58" + "66" * 31))


def ed25519(key, message, signature):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    u, v = times(s, BASE), add(r, times(h, a))
    return (u[0] * v[2] - v[0] * u[2]) % P == 0 and (u[1] * v[2] - v[1] * u[2]) % P == 0


def opened(signed, key):
    """The text of a signed note (c2sp.org/signed-note) that this key signed."""
    name, keyhash, encoded = key.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    if raw[:1] != b"\x01" or len(raw) != 33 or sha256(name.encode() + b"\n" + raw)[:4].hex() != keyhash:
        raise ValueError("the practice's key can't be read")
    at = signed.rindex(b"\n\n")
    text = signed[: at + 1]
    for line in signed[at + 2 :].decode().splitlines():
        dash, who, sig = line.split(" ")
        sig = base64.b64decode(sig, validate=True)
        if dash == "\u2014" and who == name and sig[:4].hex() == keyhash and ed25519(raw[1:], text, sig[4:]):
            return text.decode()
    raise ValueError("not signed by the practice's key")


def holds(leaf, seq, size, path, root):
    """Whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= seq < size:
        return False
    fn, sn, r = seq, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = sha256(b"\x01" + p + r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01" + r + p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def main():
    faults = 0

    def fault(words):
        nonlocal faults
        faults += 1
        print("NO:", words)

    listed = {"SHA256SUMS", "signature.txt"}
    sums = read("SHA256SUMS")
    for line in sums.decode().splitlines():
        digest, name = line.split("  ", 1)
        listed.add(name)
        if not os.path.exists(os.path.join(HERE, *name.split("/"))):
            fault(name + " is missing")
        elif sha256(read(name)).hex() != digest:
            fault(name + " isn't the file that was put in")
    for folder, _, files in os.walk(HERE):
        for f in files:
            name = os.path.relpath(os.path.join(folder, f), HERE).replace(os.sep, "/")
            if name not in listed:
                fault(name + " isn't listed in SHA256SUMS: it was put there later")
    proofs = json.loads(read("proofs.json"))
    key = proofs["key"]
    if len(sys.argv) > 1 and sys.argv[1] != key:
        fault("the key in the bundle isn't the one you gave")
    if read("checkpoint.txt").decode() != proofs["checkpoint"]:
        fault("checkpoint.txt and proofs.json have different checkpoints")
    origin, size, root = opened(proofs["checkpoint"].encode(), key).splitlines()
    if origin != key.split("+", 1)[0]:
        fault("the checkpoint is of another log")
    for e in proofs["events"]:
        salt = base64.b64decode(e["salt"], validate=True)
        leaf = sha256(b"\x00" + sha256(b"chaperone event commitment v1\n" + salt + read(e["file"])))
        if len(salt) != 32 or not holds(leaf, e["seq"], int(size), [base64.b64decode(h) for h in e["path"]], base64.b64decode(root)):
            fault("event %d isn't what the log holds there" % e["seq"])
    if os.path.exists(os.path.join(HERE, "signature.txt")):
        lines = opened(read("signature.txt"), key).splitlines()
        if lines[0] != "chaperone bundle v1" or lines[2] != "sha256:" + sha256(sums).hex():
            fault("the practice's signature is over another list of files")
        else:
            print("All files are those the practice signed.")
    else:
        print("The bundle isn't signed: the pages and story.json could have been changed; the events couldn't.")
    if faults:
        print("This bundle doesn't hold: %d faults." % faults)
        return 1
    print("%d events are, byte for byte, what the log of %s held at its checkpoint of %s entries." % (len(proofs["events"]), origin, size))
    if len(sys.argv) < 2:
        print("The key was taken from the bundle itself. Get it from the practice by another way, and give it as an argument: python3 check.py KEY")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
        print("This bundle doesn't hold:", err)
        sys.exit(1)
