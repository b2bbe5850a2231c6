#!/usr/bin/env python3
"""Verifies invoices of Weir without Weir: Python 3.8 or newer, verify.py beside it, nothing else.

  invoice.py FILE...    what ./weir bill export wrote: every entry against the signed checkpoint, every line against its
                        entries, the totals against the lines

  --verifier KEY        the public key that must have signed; without it, the one in the file is believed
A file's first line says what the invoice is; each other line is an entry of the audit log (it begins with a brace), or
the hash of the leaf of one that is not charged. Lines that are made of costs are priced again here; for lines that have a
price of their own, what was used is counted again, and ./weir bill verify does the rest.
"""
import argparse, base64, hashlib, json, os, sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from verify import Wrong, checkpoint, leaf_hash, node, root

getcontext().prec = 60

class Stack:
    """A tree that grows from the left; subtrees may be added as a whole."""
    def __init__(self):
        self.size, self.hashes = 0, []

    def add(self, digest, height=0):
        if not 0 <= height <= 60 or self.size % (1 << height):
            raise Wrong("a subtree is not at its place")
        rest = self.size >> height
        while rest & 1:
            digest, rest = node(self.hashes.pop(), digest), rest >> 1
        self.hashes.append(digest)
        self.size += 1 << height

    def root(self):
        return root(self.hashes)

class Cell:
    """What was used of one model in one project, at costs in one currency."""
    def __init__(self):
        self.tree, self.picos, self.first, self.last = Stack(), 0, None, None
        self.counts = dict.fromkeys(("input", "cached_input", "output", "reasoning", "searches", "estimated", "ok"), 0)

    def add(self, number, leaf, name, picos, error, usage):
        text = "%d %s %s %s" % (number, base64.b64encode(leaf).decode(), name, "-" if picos is None else picos)
        self.tree.add(leaf_hash(text.encode()))
        self.first, self.last = number if self.first is None else self.first, number
        self.picos += picos or 0
        for kind in ("input", "cached_input", "output", "reasoning"):
            self.counts[kind] += usage.get(kind + "_tokens", 0)
        self.counts["searches"] += usage.get("searches", 0)
        self.counts["estimated"] += usage.get("estimated", False)
        self.counts["ok"] += error is None

def charges(entry):
    """The charges of an entry: kind, id, picos, currency, error, usage."""
    if entry["kind"] == "exchange.closed":
        for each in entry["attempts"]:
            yield "usage", each["attempt"], each.get("cost"), each.get("currency"), each.get("error"), each["usage"]
        cached = entry.get("cached", {})
        if "charge" in cached:
            yield "cache", entry["exchange"], cached["charge"], cached.get("currency"), None, {}
    elif entry["kind"] == "adjustment":
        yield "adjustment", entry["adjustment"], entry.get("amount"), entry.get("currency"), None, {}

def read(lines, stretch, header):
    tree, cells, seen = Stack(), {}, set()
    for side in header["before"]:
        tree.add(base64.b64decode(side["hash"]), side["height"])
    if tree.size != stretch["from"]:
        raise Wrong("the entries do not begin at %d" % stretch["from"])
    for line in lines:
        line = line.rstrip(b"\n")
        if not line.startswith(b"{"):
            tree.add(base64.b64decode(line))
            continue
        entry, leaf = json.loads(line), leaf_hash(line)
        for kind, name, picos, currency, error, usage in charges(entry):
            mark = hashlib.sha256((kind + name).encode()).digest()[:12]
            if mark not in seen:
                seen.add(mark)
                priced = picos is not None and currency is not None
                key = entry["project"], entry.get("model", ""), kind, currency if priced else ""
                picos = None if picos is None else int(picos)
                cells.setdefault(key, Cell()).add(tree.size, leaf, name, picos, error, usage)
        tree.add(leaf)
    if tree.size != stretch["to"]:
        raise Wrong("the entries do not end at %d" % stretch["to"])
    for side in header["after"]:
        tree.add(base64.b64decode(side["hash"]), side["height"])
    return tree, cells

def equal(what, said, made):
    if said != made:
        raise Wrong("%s is %s, but should be %s" % (what, said, made))

def quantity(line, cell, meters):
    counts = cell.counts
    return {
        "cost": cell.tree.size,
        "requests": counts["ok"],
        "input_tokens": counts["input"] - (counts["cached_input"] if "cached_input_tokens" in meters else 0),
        "cached_input_tokens": counts["cached_input"],
        "output_tokens": counts["output"] - (counts["reasoning"] if "reasoning_tokens" in meters else 0),
        "reasoning_tokens": counts["reasoning"],
        "searches": counts["searches"],
    }[line["meter"]]

def matches(price, model):
    pattern = price.get("model", "*")
    return model.startswith(pattern[:-1]) if pattern.endswith("*") else model == pattern

def check_line(line, cell, plan):
    what = "line %d: " % line["line"]
    meters = {price["meter"] for price in plan.get("prices", []) if matches(price, line["model"])}
    cost = Decimal(cell.picos) / 10**12
    equal(what + "root", line["root"], base64.b64encode(cell.tree.root()).decode())
    equal(what + "charges", line["charges"], cell.tree.size)
    equal(what + "place", (line["first"], line["last"]), (cell.first, cell.last))
    equal(what + "cost", Decimal(line["cost"]), cost)
    equal(what + "quantity", line["quantity"], quantity(line, cell, meters))
    if line["meter"] == "cost":
        rate = 1 if line["cost_currency"] == plan.get("currency", "USD") else 0
        rate = Decimal(plan.get("exchange_rates", {}).get(line["cost_currency"], rate))
        markup = Decimal(plan.get("markup", "0"))
        equal(what + "charge", Decimal(line["exact"]), cost * (100 + markup) / 100 * rate)

def verify(file, args):
    with open(file, "rb") as content:
        header = json.loads(content.readline())
        bill = json.loads(header["bill"])
        if header["hash"] and header["hash"] != "sha256:" + hashlib.sha256(header["bill"].encode()).hexdigest():
            raise Wrong("the invoice was changed")
        tree, cells = read(content, bill["log"], header)
    size, expected = checkpoint(bill["log"]["checkpoint"], args.verifier or bill["log"]["verifier"])
    if (tree.size, tree.root()) != (size, expected):
        raise Wrong("the entries are not those that the checkpoint signs")
    left = set(cells)
    for line in bill["lines"]:
        if "root" in line:
            key = line["project"], line["model"], line["kind"], line["cost_currency"]
            if key not in cells:
                raise Wrong("line %d has no entries in the log" % line["line"])
            check_line(line, cells[key], bill["plan"])
            left.discard(key)
        exact, amount = Decimal(line["exact"]), Decimal(line["amount"])
        equal("line %d: amount" % line["line"], amount, exact.quantize(amount, ROUND_HALF_EVEN))
    for key in left:
        if not bill["plan"].get("prices"):
            raise Wrong("no line has what was used of %s in %s" % (key[1], key[0]))
    subtotal = sum(Decimal(line["amount"]) for line in bill["lines"])
    equal("subtotal", Decimal(bill["subtotal"]), subtotal)
    tax = bill.get("tax", {"rate": "0", "amount": bill["subtotal"]})
    taxes = (subtotal * Decimal(tax["rate"]) / 100).quantize(Decimal(tax["amount"]), ROUND_HALF_EVEN)
    equal("total", Decimal(bill["total"]), subtotal + taxes)
    equal("amount due", Decimal(bill["due"]), subtotal + taxes - sum(Decimal(p["amount"]) for p in bill["payments"]))
    equal("number of charges", bill["charges"], sum(cell.tree.size for cell in cells.values()))
    return "%s %s, %d lines of %d charges" % (bill["total"], bill["currency"], len(bill["lines"]), bill["charges"])

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--verifier")
    args, failed = parser.parse_args(), False
    for file in args.files:
        try:
            print("%s: valid, %s" % (file, verify(file, args)))
        except (Wrong, KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as why:
            print("%s: NOT VALID: %s" % (file, why))
            failed = True
    sys.exit(1 if failed else 0)

if __name__ == "__main__":
    main()
