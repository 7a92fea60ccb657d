"""The learners against scikit-learn, arch, hmmlearn and SciPy on the same columns: one table.

python3 scripts/learners.py FOLDER [ROWS] [PROGRAM]    PROGRAM is learner-benchmarks
Called by scripts/bench-learners. Each fit runs in a process of its own, so that its memory is its
own; of three runs the fastest counts. Needs numpy, scikit-learn, arch, hmmlearn, scipy.

AUC and log-likelihood are of the rows that were fitted: they show that the same work was done.
"""

import os, resource, subprocess, sys, time, warnings
import numpy as np

warnings.filterwarnings("ignore")

# What is timed, by whom: ours first, then the peers'.
TASKS = [
    ("logistic", ["logistic newton-cholesky", "logistic lbfgs"]),
    ("boosting", ["boosting histogram", "boosting exact, a tenth of the rows"]),
    ("forest", ["forest"]),
    ("garch", ["garch"]), ("gjr", ["gjr"]), ("garch_t", ["garch_t"]),
    ("hmm2", ["hmm2"]), ("hmm3", ["hmm3"]), ("hmm4", ["hmm4"]),
    ("evt", ["evt genpareto.fit", "evt Nelder-Mead from three starts"]),
]


def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(work, repeats=3):
    """Prints milliseconds, CPU milliseconds, the memory beyond what was there before, the answer."""
    before = megabytes()
    best, least, answer = 1e9, 1e9, None
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        answer = work()
        best = min(best, time.perf_counter() - start)
        least = min(least, time.process_time() - cpu)
    print(f"{best * 1e3:.1f} {least * 1e3:.1f} {megabytes() - before:.0f} {answer}")


def write(folder, rows):
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(1)
    x = rng.standard_normal((rows, 11))
    odds = -2.2 + x[:, 0] + 0.5 * x[:, 1] * x[:, 2] - 0.7 * (x[:, 3] > 1)
    y = rng.uniform(size=rows) < 1 / (1 + np.exp(-odds))
    x.T.tofile(f"{folder}/columns.f64")
    y.astype(float).tofile(f"{folder}/labels.f64")
    # Student's t with six degrees of freedom, falls weighing more.
    n, r, v = 20_000, [], 1.0
    for e in rng.standard_t(6, n) / np.sqrt(1.5):
        r.append(e * np.sqrt(v))
        v = 0.02 + (0.08 + 0.04 * (r[-1] < 0)) * r[-1] ** 2 + 0.88 * v
    np.array(r).tofile(f"{folder}/returns.f64")
    s = np.cumsum(rng.uniform(size=8_760) < 0.1) % 3
    f = np.c_[s + rng.standard_normal(8_760) * 0.7, 2 * (s > 0) + rng.standard_normal(8_760)]
    f.T.tofile(f"{folder}/states.f64")
    # Sizes with a power tail; a twentieth of them exceeds the threshold.
    np.abs(rng.standard_t(4, rows)).tofile(f"{folder}/sizes.f64")


def learner(folder, name):
    from sklearn.ensemble import (
        GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier)
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score as auc

    y = np.fromfile(f"{folder}/labels.f64") > 0.5
    x = np.ascontiguousarray(np.fromfile(f"{folder}/columns.f64").reshape(11, -1).T)
    model = {
        "logistic newton-cholesky": lambda: LogisticRegression(solver="newton-cholesky"),
        "logistic lbfgs": LogisticRegression,
        "boosting histogram": lambda: HistGradientBoostingClassifier(
            max_iter=50, max_depth=3, learning_rate=0.1, min_samples_leaf=50, early_stopping=False),
        "boosting exact, a tenth of the rows": lambda: GradientBoostingClassifier(
            n_estimators=50, max_depth=3, learning_rate=0.1, min_samples_leaf=50),
        "forest": lambda: RandomForestClassifier(
            n_estimators=20, max_depth=8, min_samples_leaf=20, n_jobs=2, random_state=1),
    }[name]
    if "tenth" in name:
        x, y = x[: len(x) // 10].copy(), y[: len(y) // 10].copy()
    measure(lambda: auc(y, model().fit(x, y).predict_proba(x)[:, 1]), 1 if "tenth" in name else 3)


def series(folder, name):
    if name.startswith("hmm"):
        from hmmlearn.hmm import GaussianHMM

        f = np.fromfile(f"{folder}/states.f64").reshape(2, -1).T.copy()
        k = int(name[3:])

        def fit():
            parts = np.array_split(np.argsort(f[:, 0], kind="stable"), k)
            h = GaussianHMM(
                k, "diag", covars_prior=0, covars_weight=1, min_covar=0, n_iter=50, tol=-np.inf,
                init_params="", params="stmc")
            h.startprob_ = np.full(k, 1 / k)
            h.transmat_ = np.full((k, k), 0.1 / (k - 1)) + np.eye(k) * (0.9 - 0.1 / (k - 1))
            h.means_ = np.array([f[i].mean(0) for i in parts])
            h.covars_ = np.array([f[i].var(0) for i in parts])
            return h.fit(f).score(f)
    else:
        from arch import arch_model

        r = np.fromfile(f"{folder}/returns.f64")
        more = {"garch": {}, "gjr": {"o": 1}, "garch_t": {"dist": "t"}}[name]

        def fit():
            m = arch_model(r, mean="Zero", vol="GARCH", p=1, q=1, rescale=False, **more)
            return m.fit(disp="off", tol=1e-10).loglikelihood

    measure(fit)


def tail(folder, name):
    """The generalised Pareto law above the 95 % quantile; the answer is its log-likelihood."""
    from scipy.optimize import minimize
    from scipy.stats import genpareto

    sizes = np.fromfile(f"{folder}/sizes.f64")

    def excesses():
        u = np.quantile(sizes, 0.95)
        return sizes[sizes > u] - u

    def library():
        e = excesses()
        shape, _, scale = genpareto.fit(e, floc=0)
        return -genpareto.nnlf((shape, 0, scale), e)

    def simplex():
        e = excesses()
        loss = lambda p: genpareto.nnlf((p[0], 0, np.exp(p[1])), e)
        options = dict(xatol=1e-10, fatol=1e-10, maxiter=4000)
        return -min(
            minimize(loss, [xi, np.log(e.mean())], method="Nelder-Mead", options=options).fun
            for xi in (0.05, 0.3, 0.6))

    measure(library if name.endswith("fit") else simplex)


def run(command):
    """Milliseconds, CPU milliseconds, megabytes and the answer that a process printed."""
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return [float(word) for word in line[:4]]


def main():
    folder = sys.argv[1]
    if sys.argv[2] == "--peer":
        name = sys.argv[3]
        task = name.split()[0]
        if task == "evt":
            return tail(folder, name)
        is_learner = task in ("logistic", "boosting", "forest")
        return learner(folder, name) if is_learner else series(folder, name)
    rows = int(sys.argv[2])
    write(folder, rows)
    print(f"{rows} rows x 11 features; 20000 returns; 8760 instants of 2 series, 50 steps; {rows} sizes\n")
    head = ["task", "who", "ms", "CPU ms", "MB", "answer", "times ours"]
    print(f"{head[0]:10}{head[1]:40}{head[2]:>10}{head[3]:>10}{head[4]:>8}{head[5]:>16}{head[6]:>12}")
    for task, peers in TASKS:
        ours = run([sys.argv[3], folder, task])
        show(task, "liqtool", ours, ours)
        for peer in peers:
            show(task, peer, run([sys.executable, __file__, folder, "--peer", peer]), ours)


def show(task, who, values, ours):
    wall, cpu, memory, answer = values
    times = "" if values is ours else f"{wall / ours[0]:.2f}"
    print(f"{task:10}{who:40}{wall:10.0f}{cpu:10.0f}{memory:8.0f}{answer:16.6g}{times:>12}", flush=True)


main()
