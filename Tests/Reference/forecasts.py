"""Forecast comparisons derived a second time, from their definitions and with statsmodels.

python3 forecasts.py          the numbers that ForecastReferenceTests.swift holds
python3 forecasts.py FOLDER   every number of a `learn` report of volatility that its CSV gives again

Needs numpy, scipy, statsmodels, pandas. Written from the papers alone, without a look at Sources.
"""
import json, sys
import numpy as np
import statsmodels.api as sm
from scipy import stats


def qlike(actual, forecast):
    """Patton's loss as the Gaussian quasi-likelihood, less its value for a perfect forecast."""
    return (np.log(forecast) + actual / forecast) - (np.log(actual) + 1)


def diebold_mariano(difference, horizon):
    """A regression on a constant, its variance with equal weights on horizon - 1 lags; then the
    factor of Harvey, Leybourne and Newbold, and Student's t with n - 1 degrees of freedom."""
    n = len(difference)
    lags = dict(maxlags=horizon - 1, kernel="uniform", use_correction=False)
    fit = sm.OLS(difference, np.ones(n)).fit(cov_type="HAC", cov_kwds=lags)
    factor = np.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    statistic = factor * fit.params[0] / fit.bse[0]
    return statistic, 2 * stats.t.sf(abs(statistic), n - 1)


def clark_west(actual, small, large):
    """The t of a regression of the adjusted difference on a constant, one-sided by the normal law;
    and R-squared out of sample."""
    gain = (actual - small) ** 2 - ((actual - large) ** 2 - (small - large) ** 2)
    statistic = sm.OLS(gain, np.ones(len(gain))).fit().tvalues[0]
    r2 = 1 - ((actual - large) ** 2).sum() / ((actual - small) ** 2).sum()
    return statistic, stats.norm.sf(statistic), r2


def mincer_zarnowitz(actual, forecast, horizon):
    """Actual on forecast, errors of Newey and West with n/(n - k); jointly a = 0 and b = 1."""
    lags = max(horizon - 1, int(4 * (len(actual) / 100) ** (2 / 9)))
    fit = sm.OLS(actual, sm.add_constant(forecast)).fit(
        cov_type="HAC", cov_kwds=dict(maxlags=lags, use_correction=True), use_t=True)
    test = fit.f_test((np.eye(2), [0, 1]))
    return fit.params, fit.bse, float(np.squeeze(test.fvalue)), float(test.pvalue), fit.rsquared


def fixed():
    t = np.arange(60.0)
    actual = np.exp(np.sin(t * t) + 0.3 * np.cos(t))
    first = np.exp(0.4 * np.sin(t * t) + 0.1 * np.sin(3 * t))
    second = np.exp(0.7 * np.sin(t * t) + 0.2 * np.cos(2 * t))
    print("qlike", qlike(actual, first).mean(), qlike(actual, second).mean())
    for horizon in (1, 4):
        difference = qlike(actual, first) - qlike(actual, second)
        print("dm", horizon, *diebold_mariano(difference, horizon))
    print("cw", *clark_west(np.log(actual), np.log(first), np.log(second)))
    for horizon in (1, 8):
        print("mz", horizon, *mincer_zarnowitz(actual, second, horizon))


class Report:
    """Compares what a report says with what its CSV files give."""

    def __init__(self, folder):
        import pandas as pd

        with open(f"{folder}/report.json") as file:
            self.said = json.load(file)["learning"]
        self.rows = pd.read_csv(f"{folder}/forecasts.csv", parse_dates=["time"])
        self.variances = pd.read_csv(f"{folder}/volatility_forecasts.csv", parse_dates=["time"])
        self.wrong = self.compared = 0

    def horizon(self):
        """How many rows ahead an outcome reaches: those of all symbols."""
        units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
        length = self.said["horizon"]
        times = np.unique(self.rows.time.values.astype("datetime64[s]").astype("int64"))
        step = np.diff(times).min()
        return int(length[:-1]) * units[length[-1]] // step * self.rows.symbol.nunique()

    def same(self, name, said, found):
        self.compared += 1
        if not np.isclose(said, found, rtol=1e-8, atol=1e-12):
            self.wrong += 1
            print(f"{name}: the report says {said}, derived {found}")

    def volatility(self):
        said, v, h = self.said["volatility"], self.variances, self.horizon()
        own, har, last = (qlike(v.outcome, v[c]) for c in ("forecast", "har", "repeated"))
        self.same("n", said["n"], len(v))
        self.same("qlike", said["qlike"], own.mean())
        self.same("qlike_har", said["qlike_har"], har.mean())
        self.same("qlike_repeated", said["qlike_repeated"], last.mean())
        for name, other in (("har", har), ("repeated", last)):
            if said[f"dm_vs_{name}"] is None:
                continue
            statistic, p = diebold_mariano((other - own).values, h)
            self.same(f"dm_vs_{name}", said[f"dm_vs_{name}"], statistic)
            self.same(f"dm_vs_{name}_p", said[f"dm_vs_{name}_p"], p)
        unit = v.outcome.mean()
        (a, b), _, _, p, _ = mincer_zarnowitz(
            (v.outcome / unit).values, (v.forecast / unit).values, h)
        self.same("mz_a", said["mz_a"], a)
        self.same("mz_b", said["mz_b"], b)
        self.same("mz_p", said["mz_p"], p)
        inside = (v.lower <= v.outcome) & (v.outcome <= v.upper)
        self.same("coverage_90", said["coverage_90"], inside.mean())

    def probabilities(self):
        rows, said = self.rows, self.said["models"]
        self.same("events", self.said["events"], (rows.outcome >= rows.threshold).sum())
        brier = {m: ((rows[m] - rows.event) ** 2).mean() for m in said}
        for model in said:
            skill = 1 - brier[model] / brier["climatology"]
            rank = rows[model].rank()
            yes = rows.event == 1
            area = (rank[yes].sum() - yes.sum() * (yes.sum() + 1) / 2) / yes.sum() / (~yes).sum()
            self.same(f"{model} brier", said[model]["brier"], brier[model])
            self.same(f"{model} brier_skill", said[model]["brier_skill"], skill)
            self.same(f"{model} auc", said[model]["auc"], area)


def main():
    if len(sys.argv) < 2:
        return fixed()
    report = Report(sys.argv[1])
    report.probabilities()
    report.volatility()
    print(f"{report.compared} numbers compared, {report.wrong} differ")
    sys.exit(1 if report.wrong else 0)


main()
