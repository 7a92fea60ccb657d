"""Imports random files with the binary and with importers.py, and names every difference.

Usage: compare_imports.py FROM TO [FORMAT]; cases FROM to TO - 1, each one file, imported whole and as two
overlapping halves in both orders. Counts, refused lines and every stored row must be equal, bit for
bit. Cases that differ keep their files."""
import collections, csv, datetime, json, os, shutil, subprocess, sys, tempfile, traceback
import import_cases, importers

LIQTOOL = os.environ.get("LIQTOOL", ".build/release/liqtool")
COLUMNS = {
    "liquidations": "exchange symbol time received side price price_kind quantity contracts notional order_id".split(),
    "candles": "exchange symbol interval open_time open high low close volume quote_volume trades taker_buy_volume".split(),
    "aggregates": "exchange symbol interval open_time long short unit".split(),
    "series": "exchange name symbol time value".split(),
}
TIMES = ("time", "received", "open_time")


def liqtool(*arguments):
    return subprocess.run([LIQTOOL, *arguments, "--quiet", "--jobs", "1"], capture_output=True)


def import_file(folder, store, file, arguments):
    """(counts, refused lines) or the words of a refusal."""
    refused = folder + "/refused.csv"
    done = liqtool("import", file, "--store", store, "--json", "--max-refused", "100%", "--refused", refused, *arguments)
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr.decode(errors='replace')[:300]}{done.stdout.decode(errors='replace')[:0]}", None
    entry = json.loads(done.stdout)["imports"][0]
    if entry["status"] == "already imported":
        return "again" if entry["rows_accepted"] == 0 else "imported again", None
    found = list(csv.DictReader(open(refused, newline="", errors="replace"))) if os.path.exists(refused) else []
    if os.path.exists(refused):
        os.remove(refused)
    return {k: entry["rows_" + k] for k in ("read", "accepted", "duplicate", "refused", "skipped")}, [(int(r["line"] or 0), r["reason"]) for r in found]


def micros(text):
    if text is None:
        return None
    whole, _, fraction = text.rstrip("Z").partition(".")
    seconds = int(datetime.datetime.fromisoformat(whole + "+00:00").timestamp())
    return seconds * 10**6 + int((fraction + "000000")[:6])


def stored(store):
    """Every row of the store, as tuples, through pyarrow where there is one, else through the export."""
    out = []
    for kind, columns in COLUMNS.items():
        if os.path.isdir(f"{store}/{kind}"):
            try:
                out += with_pyarrow(store, kind, columns)
            except ImportError:
                out += exported(store, kind, columns)
    return out


def exported(store, kind, columns):
    rows = []
    places = sorted({d.split("interval=")[1].split("/")[0] for d, _, _ in os.walk(f"{store}/{kind}") if "interval=" in d}) or [None]
    for interval in places:
        done = liqtool("store", "export", "--store", store, "--format", "jsonl", "--kind", kind, *(["--interval", interval] if interval else []))
        rows += [dict(json.loads(line), **({"interval": interval} if interval else {})) for line in done.stdout.decode().splitlines()]
    return [tuple(micros(r[c]) if c in TIMES else float(r[c]) if isinstance(r[c], (int, float)) else r[c] for c in columns) for r in rows]


def with_pyarrow(store, kind, columns):
    import pyarrow, pyarrow.parquet
    out = []
    for place, _, files in os.walk(f"{store}/{kind}"):
        for f in sorted(files):
            t = pyarrow.parquet.ParquetFile(place + "/" + f).read()
            folders = dict(x.split("=", 1) for x in place.split("/") if "=" in x)
            out += zip(*([folders[c]] * t.num_rows if c in folders else
                         t[c].cast(pyarrow.int64()).to_pylist() if c in TIMES else t[c].to_pylist() for c in columns))
    return out


def show(r):
    return repr(tuple(r))


def blind(row):
    """A stored liquidation without its receive time."""
    return row[:3] + row[4:]


def twin_of(row, reference):
    """Whether the row may stand for its key. Of twins received at different times the earliest counts, so that
    the order of imports does not matter [8]; where they differ beyond that, any of them is right."""
    key = importers.Row(*row, position=row[0].startswith("bitfinex")).key()
    twins = [r.stored() for r in reference.twins.get(key, [])]
    received = [t[3] for t in twins if t[3] is not None]
    if blind(row) not in map(blind, twins):
        return None
    earliest = row[3] == min(received, default=None)
    return key if earliest or len(reference.rows[key]) > 1 and row[3] in received else None


def differences(got, reference):
    """None, or the first difference."""
    want = collections.Counter(r.stored() for rows in reference.rows.values() for r in rows)
    have = collections.Counter(got)
    missing, extra = list((want - have).elements()), list((have - want).elements())
    if missing and len(missing) == len(extra) and all(len(r) == len(COLUMNS["liquidations"]) for r in missing + extra):
        keys = collections.Counter(importers.Row(*r, position=r[0].startswith("bitfinex")).key() for r in missing)
        if keys == collections.Counter(twin_of(r, reference) for r in extra):
            return None
    if not missing and not extra:
        return None
    return f"{len(missing)} missing, {len(extra)} extra; first missing\n   reference {show(sorted(missing, key=repr)[0]) if missing else None}\n   product   {show(sorted(extra, key=repr)[0]) if extra else None}"


def said_otherwise(said, result, data):
    """A file that is refused as a whole where the pages leave it open: most opens off the grid, a first line that
    is no message."""
    off = any(why == "not on the grid" for _, why in result.refused)
    if not result.rows and "Say --exchange" in said:
        return True  # no candle says which part of the name is the symbol [34]
    first = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return off and "do not begin where" in said or "is JSON, and this file is not" in said and not first.isdigit() and first not in b"{["


def check(case, folder, parts, label):
    """Imports the parts one after another into one store; None or what differs."""
    store, reference = f"{folder}/{label}", importers.Store()
    for k, (start, end) in enumerate(parts):
        data = case.data(start, end)
        os.makedirs(f"{folder}/{label}-{k}", exist_ok=True)
        file = f"{folder}/{label}-{k}/{case.path}"
        open(file, "wb").write(data)
        counts, refused = import_file(folder, store, file, case.arguments())
        try:
            if not data.strip(b"\xef\xbb\xbf \t\r\n"):
                raise importers.Open("nothing in it")
            result = importers.read(case.format, data, case.options)
            accepted, duplicate = reference.add(result)
        except importers.Open as why:
            case.open = str(why)
            return None
        except importers.Rejected as why:
            if isinstance(counts, str):
                continue
            return f"part {k}: reference rejects the file ({why}), product {counts}"
        result.refused.sort(key=lambda x: x[0] or 0)
        want = {"read": result.read, "accepted": accepted, "duplicate": duplicate, "refused": len(result.refused), "skipped": result.skipped}
        if isinstance(counts, str) and (said_otherwise(counts, result, data)):
            return None
        if isinstance(counts, str) and " apart, not " in counts and not importers.steps_agree(result.rows):
            return None
        if counts == "again" and accepted == 0:
            continue  # the same bytes: the counts are those of the first time [42]
        if isinstance(counts, str):
            if not result.rows and (end is not None or start or not case.explicit):
                continue  # nothing in it tells the format
            return f"part {k}: product {counts}; reference {want}"
        lines = sorted(x for x, _ in refused)
        if None not in [x for x, _ in result.refused] and lines != [x for x, _ in result.refused]:
            mine = dict(result.refused)
            theirs = dict(refused)
            only = sorted(set(mine) ^ set(theirs)) or sorted(lines)
            text = data.split(b"\n")[only[0] - 1][:700] if only else b""
            return f"part {k}: refused lines {lines}, reference {sorted(x for x, _ in result.refused)}\n   line {only[0]}: product {theirs.get(only[0])!r} reference {mine.get(only[0])!r}\n   {text!r}"
        if counts != want:
            return f"part {k}: product {counts}\n   reference {want}"
    return differences(stored(store), reference)


def one(seed, folder):
    case = import_cases.Case(seed)
    n = len(case.lines)
    a, b = sorted((case.rng.randrange(n + 1), case.rng.randrange(n + 1)))
    runs = {"whole": [(0, None)], "forth": [(0, b), (a, None)], "back": [(a, None), (0, b)]}
    for label, parts in runs.items():
        why = check(case, folder, parts, label)
        if why:
            return case, f"{label}: {why}"
        if n == 1:
            break
    return case, None


if __name__ == "__main__":
    first, last = int(sys.argv[1]), int(sys.argv[2])
    tally = collections.Counter()
    for seed in range(first, last):
        if len(sys.argv) > 3 and import_cases.FORMATS[seed % len(import_cases.FORMATS)] not in sys.argv[3].split(","):
            continue
        folder = f"{tempfile.gettempdir()}/liqtool-differential-import/{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        try:
            case, why = one(seed, folder)
        except Exception:
            case, why = import_cases.Case(seed), "CRASH " + traceback.format_exc()
        tally["DIFF " + case.format if why else "open" if case.open else "ok"] += 1
        if why:
            print(f"{seed} {case.format} {' '.join(case.arguments())}\n  {why}", flush=True)
        else:
            shutil.rmtree(folder)
    print("##", dict(tally))
    sys.exit(sum(n for k, n in tally.items() if k not in ("ok", "open")) > 0)
