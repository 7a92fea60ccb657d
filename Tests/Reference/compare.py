"""Runs random cases through the binary and through reference.py and names every difference.

Usage: compare.py FROM TO; cases FROM to TO - 1, each one market and four strategies. Instants,
sides and reasons must be equal, numbers to 1e-9. Cases that differ keep their files."""
import collections, csv, datetime, os, shutil, sys, tempfile, traceback
from cases import *

def when(t):
    s = datetime.datetime.fromtimestamp(t // US, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return s + (f".{t % US:06d}" if t % US else "") + "Z"

def text(v):
    if v is None: return ""
    if isinstance(v, bool): return "true" if v else "false"
    return v

EXACT = "symbol side entry_tag decision_ts entry_ts exit_decision_ts exit_ts exit_reason bars_held ambiguous".split()
CLOSE = ("entry_price entry_ref_price qty notional exit_price exit_ref_price fee_entry fee_exit slippage_entry slippage_exit "
         "funding gross_pnl net_pnl return r_multiple mae mfe liq_price equity_after").split()

def near(a, b, scale=0.0, tol=1e-9):
    if a is None or a == "": return b is None or b == ""
    if b is None or b == "": return False
    a, b = float(a), float(b)
    return abs(a - b) <= tol * max(abs(a), abs(b)) + scale * 1e-11 + 1e-12

def compare(run, folder):
    got = list(csv.DictReader(open(folder + "/trades.csv")))
    want = sorted(run.trades, key=trade_order)
    cap = run.capital
    for i, (g, w) in enumerate(zip(got, want)):
        if int(g["trade_id"]) != i + 1: return f"trade_id {i}"
        for k in EXACT:
            v = w[k]
            v = "long" if k == "side" and v > 0 else "short" if k == "side" else when(v) if k.endswith("_ts") else str(text(v))
            if g[k] != v: return f"trade {i + 1} {k}: product {g[k]!r} reference {v!r}\n   product {dict(g)}\n   reference { {k: when(v) if k.endswith('_ts') else v for k, v in w.items()} }"
        for k in CLOSE:
            if not near(w[k], g[k], cap): return f"trade {i + 1} {k}: product {g[k]!r} reference {w[k]!r}\n   product {dict(g)}\n   reference {w}"
        for n, v in w["features"].items():
            p = g["f_" + n]
            if isinstance(v, bool) or v is None:
                if p != text(v): return f"trade {i + 1} feature {n}: product {p!r} reference {v!r}"
            elif not near(v, p, tol=1e-8): return f"trade {i + 1} feature {n}: product {p!r} reference {v!r} {run.s['features'][n]}"
    if len(got) != len(want):
        extra = (got + [None])[min(len(got), len(want))] if len(got) > len(want) else want[len(got)]
        return f"{len(got)} trades, reference {len(want)}; first beyond: {extra}"
    got = list(csv.DictReader(open(folder + "/equity.csv")))
    m = metrics(run)
    for i, (g, w) in enumerate(zip(got, run.marks)):
        if g["time"] != when(w["time"]): return f"mark {i}: product {g['time']} reference {when(w['time'])}"
        for k in ("equity", "cash", "unrealised", "drawdown", "gross_leverage"):
            if not near(w[k], g[k], cap if k not in ("drawdown", "gross_leverage") else 1): return f"mark {g['time']} {k}: product {g[k]} reference {w[k]}"
    if len(got) != len(run.marks): return f"{len(got)} marks, reference {len(run.marks)}"
    report = json.load(open(folder + "/report.json"))
    for k, v in m.items():
        if k not in report["metrics"]: return f"metric {k} is missing"
        p = report["metrics"][k]
        if run.ruined and k not in ("total_return", "n_trades", "final_equity"): continue
        if not (near(v, p, tol=1e-8) if v is not None else p is None): return f"metric {k}: product {p} reference {v}"
    for k, v in ledger(run).items():
        if not near(v, report["ledger"].get(k), cap): return f"ledger {k}: product {report['ledger'].get(k)} reference {v}"

def one(seed):
    folder = f"{tempfile.gettempdir()}/liqtool-differential/{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    c = Case(seed)
    c.make_market(folder)
    out = []
    for k in range(4):
        s = c.make_strategy()
        path = f"{folder}/s{k}.json"
        json.dump(s, open(path, "w"))
        open(f"{folder}/tiers.csv", "w").write("exchange,symbol,notional_floor,maintenance_rate,maintenance_amount\n" + "".join(
            f"binance-futures,{x},{f},{a},{b}\n" for x, t in sorted((c.tiers or {}).items()) for f, a, b in t))
        options = [f(v) for f, v in zip((lambda v: f"--from={v}", lambda v: f"--to={v}"), c.window) if v is not None]
        options += [f"--set={n}={v}" for n, v in c.overrides.items()]
        done = subprocess.run([LIQTOOL, "backtest", path, *options, "--store", folder + "/store", "--out", f"{folder}/o{k}", "--formats", "csv,json", "--quiet", "--jobs", "1"], capture_output=True, text=True)
        try:
            run = Run(s, c.market, *c.window, overrides=c.overrides, tiers=c.tiers)
            run.run()
            refused = None
        except Refused as e:
            refused = str(e)
        except Exception:
            out.append((k, "CRASH", traceback.format_exc()))
            continue
        if refused is not None:
            if done.returncode != 65: out.append((k, "DIFF", f"reference refuses ({refused}), product exit {done.returncode}"))
            else: out.append((k, "refused", refused))
        elif done.returncode:
            out.append((k, "DIFF", f"product exit {done.returncode}: {done.stderr.strip()[:400]}"))
        else:
            why = compare(run, f"{folder}/o{k}")
            out.append((k, "DIFF" if why else "ok", why or f"{len(run.trades)} trades"))
    if all(o[1] in ("ok", "refused") for o in out): shutil.rmtree(folder)
    return out

if __name__ == "__main__":
    a, b = int(sys.argv[1]), int(sys.argv[2])
    tally = collections.Counter()
    for seed in range(a, b):
        for k, verdict, note in one(seed):
            tally[verdict] += 1
            if verdict == "ok": tally["trades"] += int(note.split()[0]); tally["ok with trades"] += note != "0 trades"
            if verdict == "refused": tally["refused: " + note[:20]] += 1
            if verdict in ("DIFF", "CRASH"): print(seed, k, verdict, note, flush=True)
        if (seed - a) % 50 == 49: print("#", seed, dict(tally), flush=True)
    print("##", dict(tally))
    sys.exit(tally["DIFF"] + tally["CRASH"] > 0)
