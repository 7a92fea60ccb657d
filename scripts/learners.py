"""Times scikit-learn, arch and hmmlearn on the columns that learner-benchmarks times.

python3 scripts/learners.py FOLDER [ROWS]    writes the columns, then fits: best of three
Called by scripts/bench-learners. Needs numpy, scikit-learn, arch, hmmlearn.
"""

import os, sys, time, warnings
import numpy as np

warnings.filterwarnings("ignore")


def measure(name, work, repeats=3):
    best, least, answer = 1e9, 1e9, None
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        answer = work()
        best = min(best, time.perf_counter() - start)
        least = min(least, time.process_time() - cpu)
    print(f"{name}: {best * 1e3:.0f} ms, cpu {least * 1e3:.0f} ms, answer {answer}", flush=True)


def main():
    folder = sys.argv[1]
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(1)
    x = rng.standard_normal((rows, 11))
    odds = -2.2 + x[:, 0] + 0.5 * x[:, 1] * x[:, 2] - 0.7 * (x[:, 3] > 1)
    y = rng.uniform(size=rows) < 1 / (1 + np.exp(-odds))
    x.T.tofile(f"{folder}/columns.f64")
    y.astype(float).tofile(f"{folder}/labels.f64")
    n, r, v = 20_000, [], 1.0
    for e in rng.standard_normal(n):
        r.append(e * np.sqrt(v))
        v = 0.02 + 0.1 * r[-1] ** 2 + 0.88 * v
    r = np.array(r)
    r.tofile(f"{folder}/returns.f64")
    s = np.cumsum(rng.uniform(size=8_760) < 0.1) % 3
    f = np.c_[s + rng.standard_normal(8_760) * 0.7, 2 * (s > 0) + rng.standard_normal(8_760)]
    f.T.tofile(f"{folder}/states.f64")
    if "--write" in sys.argv:
        return
    series(r, f)
    learners(x, y)


def learners(x, y):
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score as auc

    def score(model):
        return auc(y, model.fit(x, y).predict_proba(x)[:, 1])

    measure("scikit-learn logistic", lambda: score(LogisticRegression(solver="newton-cholesky")))
    measure("scikit-learn logistic (lbfgs)", lambda: score(LogisticRegression()))
    boosting = dict(max_iter=50, max_depth=3, learning_rate=0.1, min_samples_leaf=50, early_stopping=False)
    measure("scikit-learn hist boosting", lambda: score(HistGradientBoostingClassifier(**boosting)))
    forest = dict(n_estimators=20, max_depth=8, min_samples_leaf=20, n_jobs=2, random_state=1)
    measure("scikit-learn forest", lambda: score(RandomForestClassifier(**forest)), 1)


def series(r, f):
    from arch import arch_model
    from hmmlearn.hmm import GaussianHMM

    def garch(**kw):
        m = arch_model(r, mean="Zero", vol="GARCH", rescale=False, **kw)
        return m.fit(disp="off", tol=1e-10).loglikelihood

    measure("arch garch", lambda: garch(p=1, q=1))
    measure("arch gjr", lambda: garch(p=1, o=1, q=1))
    measure("arch garch_t", lambda: garch(p=1, q=1, dist="t"))
    for k in (2, 3, 4):
        def fit(k=k):
            parts = np.array_split(np.argsort(f[:, 0], kind="stable"), k)
            h = GaussianHMM(k, "diag", covars_prior=0, covars_weight=1, min_covar=0, n_iter=50, tol=-np.inf,
                            init_params="", params="stmc")
            h.startprob_ = np.full(k, 1 / k)
            h.transmat_ = np.full((k, k), 0.1 / (k - 1)) + np.eye(k) * (0.9 - 0.1 / (k - 1))
            h.means_ = np.array([f[i].mean(0) for i in parts])
            h.covars_ = np.array([f[i].var(0) for i in parts])
            return h.fit(f).score(f)
        measure(f"hmmlearn {k} states", fit)


main()
