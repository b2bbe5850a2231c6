#!/usr/bin/env python3
"""Verifies invoices of Weir without Weir: Python 3.8 or newer, verify.py beside it, nothing else.

  invoice.py FILE...    what ./weir bill export wrote: every entry against the signed checkpoint, every line against its
                        entries, the totals against the lines; of an invoice over several nodes, each node's file
  --verifier KEY        the public key that must have signed; of several logs, one for each. Default: those in the files

A file's first line says what the invoice is; each other line is an entry of an audit log (it begins with a brace), or
the hash of the leaf of one that is not charged. Lines made of costs are priced again here; of lines that have a price
of their own, what was used is counted again, and ./weir bill verify does the rest.
"""
import argparse, base64, hashlib, json, os, sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from verify import Wrong, checkpoint, leaf_hash, node, root

getcontext().prec = 60

class Unproved(Wrong):
    """Nothing is wrong, but the file of a log is missing."""

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

    def part(self):
        return self.tree.size, base64.b64encode(self.tree.root()).decode(), self.first, self.last

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

def read(lines, stretch, header, cells, seen):
    tree = Stack()
    for side in header["before"]:
        tree.add(base64.b64decode(side["hash"]), side["height"])
    equal("the first entry", stretch["from"], tree.size)
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
                cell = cells.setdefault(key, {}).setdefault(stretch["origin"], Cell())
                cell.add(tree.size, leaf, name, picos, error, usage)
        tree.add(leaf)
    equal("the end of the entries", stretch["to"], tree.size)
    for side in header["after"]:
        tree.add(base64.b64decode(side["hash"]), side["height"])
    return tree

def equal(what, said, made):
    if said != made:
        raise Wrong("%s is %s, but should be %s" % (what, said, made))

def quantity(line, cells, meters):
    counts = {kind: sum(cell.counts[kind] for cell in cells) for kind in cells[0].counts}
    return {
        "cost": line["charges"], "requests": counts["ok"], "searches": counts["searches"],
        "input_tokens": counts["input"] - (counts["cached_input"] if "cached_input_tokens" in meters else 0),
        "cached_input_tokens": counts["cached_input"], "reasoning_tokens": counts["reasoning"],
        "output_tokens": counts["output"] - (counts["reasoning"] if "reasoning_tokens" in meters else 0),
    }[line["meter"]]

def matches(price, model):
    pattern = price.get("model", "*")
    return model.startswith(pattern[:-1]) if pattern.endswith("*") else model == pattern

def check_line(line, cells, plan, logs, whole):
    what = "line %d: " % line["line"]
    said = {part["log"]: (part["charges"], part["root"], part["first"], part["last"]) for part in line["parts"]}
    made = {log: cell.part() for log, cell in cells.items()}
    equal(what + "part", {log: said[log] for log in said if log in logs}, made)
    if not whole:
        return
    cells = list(cells.values())
    meters = {price["meter"] for price in plan.get("prices", []) if matches(price, line["model"])}
    cost = Decimal(sum(cell.picos for cell in cells)) / 10**12
    equal(what + "charges", line["charges"], sum(cell.tree.size for cell in cells))
    equal(what + "cost", Decimal(line["cost"]), cost)
    equal(what + "quantity", line["quantity"], quantity(line, cells, meters))
    if line["meter"] == "cost":
        rate = 1 if line["cost_currency"] == plan.get("currency", "USD") else 0
        rate = Decimal(plan.get("exchange_rates", {}).get(line["cost_currency"], rate))
        markup = Decimal(plan.get("markup", "0"))
        equal(what + "charge", Decimal(line["exact"]), cost * (100 + markup) / 100 * rate)

def read_log(file, bill, args, logs, cells, seen):
    with open(file, "rb") as content:
        header = json.loads(content.readline())
        if header["hash"] and header["hash"] != "sha256:" + hashlib.sha256(header["bill"].encode()).hexdigest():
            raise Wrong("the invoice was changed")
        stretches = [log for log in bill["logs"] if log["origin"] == header["log"] and header["log"] not in logs]
        if len(stretches) != 1:
            raise Wrong("%s is of the log %s, which is not once in the invoice" % (file, header["log"]))
        stretch = stretches[0]
        tree = read(content, stretch, header, cells, seen)
    keys = [key for key in args.verifier or [stretch["verifier"]] if key.split("+")[0] == stretch["origin"]]
    if not keys:
        raise Wrong("no key that is trusted is of the log " + stretch["origin"])
    if (tree.size, tree.root()) != checkpoint(stretch["checkpoint"], keys[0]):
        raise Wrong("the entries are not those that the checkpoint signs")
    logs.add(stretch["origin"])

def verify(files, bill, args):
    logs, cells, seen = set(), {}, set()
    for file in files:
        read_log(file, bill, args, logs, cells, seen)
    unproved = {part["log"] for line in bill["lines"] for part in line.get("parts", [])} - logs
    left = set(cells)
    for line in bill["lines"]:
        if "parts" in line:
            key = line["project"], line["model"], line["kind"], line["cost_currency"]
            check_line(line, cells.get(key, {}), bill["plan"], logs, not unproved)
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
    if unproved:
        raise Unproved("there is no file of the log " + ", ".join(sorted(unproved)))
    equal("charges", bill["charges"], sum(cell.tree.size for logs in cells.values() for cell in logs.values()))
    return "%s %s, %d lines of %d charges" % (bill["total"], bill["currency"], len(bill["lines"]), bill["charges"])

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--verifier", action="append")
    args, failed, bills = parser.parse_args(), False, {}
    for file in args.files:
        with open(file, "rb") as content:
            try:
                bill = json.loads(content.readline())["bill"]
            except (KeyError, TypeError, ValueError):
                bill = "none"
        bills.setdefault(bill, []).append(file)
    for bill, files in bills.items():
        names = ", ".join(files)
        try:
            print("%s: valid, %s" % (names, verify(files, json.loads(bill), args)))
        except (Wrong, LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as why:
            print("%s: NOT %s: %s" % (names, "PROVED" if isinstance(why, Unproved) else "VALID", why))
            failed = True
    sys.exit(1 if failed else 0)

if __name__ == "__main__":
    main()
