#!/usr/bin/env python3
"""Verifies Weir's audit log without Weir: Python 3.8 or newer, nothing else.

  verify.py EXPORT...                 what ./weir audit export wrote: every entry against the signed checkpoint
  verify.py --proof FILE...           what ./weir audit prove --json or GET /api/audit/proof/ENTRY answered
  verify.py --consistency FILE...     what ./weir audit consistency --json or GET /api/audit/consistency answered

  --verifier KEY       the public key that must have signed; without it, the one in the file is believed
  --checkpoints FILE   published checkpoints that must agree (with EXPORT; may be given several times)
  --receipt FILE       a receipt whose entries must be there (with EXPORT or --proof; may be given several times)
Formats: RFC 9162 section 2.1 (tree and proofs), c2sp.org/signed-note, c2sp.org/tlog-checkpoint, RFC 8032 (Ed25519).
"""
import argparse, base64, hashlib, json, sys

class Wrong(Exception):
    """Something does not verify; the message says what."""

# Ed25519, RFC 8032: points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def plus(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(n, p):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = plus(result, p)
        p, n = plus(p, p), n >> 1
    return result

def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise Wrong("a key or a signature is no point on the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def signed(key, text, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(point(signature[:32]), times(k, point(key)))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0
    return s < ORDER and same

def opened(note, verifier):
    """The text of a signed note, if the key with this name, id and bytes has signed it."""
    name, key_id, typed = verifier.strip().split("+", 2)
    typed = base64.b64decode(typed)
    if hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8] != key_id or typed[:1] != b"\x01":
        raise Wrong("the verifier key is damaged")
    text, _, signatures = note.rpartition("\n\n")
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[0] == "\u2014" and parts[1] == name:
            mark = base64.b64decode(parts[2])
            if mark[:4].hex() == key_id and signed(typed[1:], (text + "\n").encode(), mark[4:]):
                return name, text.split("\n")
    raise Wrong("a note is not signed with the key " + name + "+" + key_id)

def checkpoint(note, verifier):
    name, lines = opened(note, verifier)
    if len(lines) < 3 or lines[0] != name or not lines[1].isdigit():
        raise Wrong("a note that should be a checkpoint of " + name + " is none")
    return int(lines[1]), base64.b64decode(lines[2])

def receipt(file, verifier):
    text = read(file).decode()
    name, lines = opened(json.loads(text)["receipt"] if text.startswith("{") else text, verifier)
    if lines[0] != name + "/receipt":
        raise Wrong(file + " is no receipt of " + name)
    return {int(number): base64.b64decode(leaf) for number, _, leaf in (line.split(" ") for line in lines[3:])}

def published(file):
    """The notes of a file to which checkpoints of five lines were appended, an empty line after each."""
    lines = read(file).decode().split("\n")
    return ["\n".join(lines[at : at + 5]) + "\n" for at in range(0, len(lines) - 1, 6)]

def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()

def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()

def root(stack):
    """Folds the roots of complete subtrees; a tree without leaves has the hash of nothing."""
    result = stack[-1] if stack else hashlib.sha256().digest()
    for left in reversed(stack[:-1]):
        result = node(left, result)
    return result

def climb(index, last, start, path):
    """The way up of RFC 9162, 2.1.3.2 and 2.1.4.2; the old root grows only where a hash comes from the left."""
    old = new = start
    for sibling in path:
        if last == 0:
            raise Wrong("the path is too long")
        if index & 1 or index == last:
            old, new = node(sibling, old), node(sibling, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node(new, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise Wrong("the path is too short")
    return old, new

def verify_export(file, args):
    *entries, trailer, end = read(file).split(b"\n")
    trailer = json.loads(trailer + end)
    verifier = args.verifier or trailer["verifier"]
    claims = [checkpoint(trailer["checkpoint"], verifier)]
    claims += [checkpoint(note, verifier) for name in args.checkpoints for note in published(name)]
    promises = {number: leaf for name in args.receipt for number, leaf in receipt(name, verifier).items()}
    roots, stack = dict.fromkeys([size for size, _ in claims]), []
    for number in range(len(entries) + 1):
        if number in roots:
            roots[number] = root(stack)
        if number < len(entries):
            leaf, rest = leaf_hash(entries[number]), number
            if promises.pop(number, leaf) != leaf:
                raise Wrong("entry %d is not the one that a receipt promises" % number)
            while rest & 1:
                leaf, rest = node(stack.pop(), leaf), rest >> 1
            stack.append(leaf)
    for size, expected in sorted(claims):
        if roots[size] != expected:
            raise Wrong("the log does not agree with the checkpoint of %d entries" % size)
    if promises or len(entries) != claims[0][0]:
        raise Wrong("there are %d entries, which is not what was signed" % len(entries))
    return "%d entries, %d checkpoints" % (len(entries), len(claims))

def verify_proof(file, args):
    proof = json.loads(read(file))
    verifier = args.verifier or proof["verifier"]
    size, expected = checkpoint(proof["checkpoint"], verifier)
    number, leaf = proof["entry"], leaf_hash(proof["body"].encode())
    path = [base64.b64decode(sibling) for sibling in proof["path"]]
    if not 0 <= number < size or climb(number, size - 1, leaf, path)[1] != expected:
        raise Wrong("entry %d is not in the log of %d entries" % (number, size))
    for name in args.receipt:
        if receipt(name, verifier).get(number, leaf) != leaf:
            raise Wrong("entry %d is not the one that %s promises" % (number, name))
    return "entry %d of %d" % (number, size)

def verify_consistency(file, args):
    proof = json.loads(read(file))
    old, new = proof["from"], proof["to"]
    roots = [base64.b64decode(proof["from_root"]), base64.b64decode(proof["to_root"])]
    for note, size, expected in ((proof["from_checkpoint"], old, roots[0]), (proof["to_checkpoint"], new, roots[1])):
        if note and checkpoint(note, args.verifier or proof["verifiers"][-1]) != (size, expected):
            raise Wrong("a checkpoint is not the one of %d entries" % size)
    path = [base64.b64decode(sibling) for sibling in proof["path"]]
    if 0 < old < new:
        path = path if old & (old - 1) else [roots[0]] + path
        down = (old & -old).bit_length() - 1
        if not path or list(climb(old - 1 >> down, new - 1 >> down, path[0], path[1:])) != roots:
            raise Wrong("the log of %d entries does not begin with that of %d" % (new, old))
    elif path or old > new or roots[0] != (roots[1] if old else root([])):
        raise Wrong("the log of %d entries does not begin with that of %d" % (new, old))
    return "%d entries grew to %d" % (old, new)

def read(file):
    with open(file, "rb") as content:
        return content.read()

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--proof", dest="verify", action="store_const", const=verify_proof, default=verify_export)
    parser.add_argument("--consistency", dest="verify", action="store_const", const=verify_consistency)
    parser.add_argument("--verifier")
    parser.add_argument("--checkpoints", action="append", default=[])
    parser.add_argument("--receipt", action="append", default=[])
    args, failed = parser.parse_args(), False
    for file in args.files:
        try:
            print("%s: valid, %s" % (file, args.verify(file, args)))
        except (Wrong, KeyError, TypeError, ValueError, AttributeError) as why:
            print("%s: NOT VALID: %s" % (file, why))
            failed = True
    sys.exit(1 if failed else 0)

if __name__ == "__main__":
    main()
