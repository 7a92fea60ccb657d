/// How often something happened, of how often it could.
package struct Proportion: Sendable, Equatable {
  package var successes: Int
  package var trials: Int

  package init(_ successes: Int, of trials: Int) {
    self.successes = successes
    self.trials = trials
  }

  /// NaN of no trials.
  package var share: Double { Double(successes) / Double(trials) }

  /// Wilson's 95 % interval; assumes independent trials.
  package var wilson: ConfidenceInterval {
    let n = Double(trials)
    let z = Normal.quantile(0.975)
    let centre = 2 * Double(successes) + z * z
    let width = z * (z * z + 4 * n * share * (1 - share)).squareRoot()
    return ConfidenceInterval(
      low: (centre - width) / (2 * (n + z * z)), high: (centre + width) / (2 * (n + z * z)))
  }

  /// The exact 95 % interval of Clopper and Pearson; assumes independent trials.
  package var clopperPearson: ConfidenceInterval {
    let (k, n) = (Double(successes), Double(trials))
    let low = successes == 0 ? 0 : inverseRegularizedBeta(k, n - k + 1, 0.025)
    let high = successes == trials ? 1 : inverseRegularizedBeta(k + 1, n - k, 0.975)
    return ConfidenceInterval(low: low, high: high)
  }

  /// The exact two-sided test that the probability is `probability`; assumes independent trials.
  package func pValue(probability: Double = 0.5) -> Double {
    Binomial(trials: trials, probability: probability).twoSided(successes)
  }
}

/// Whether the mean of `values` is 0: Student's test.
package struct MeanTest: Sendable, Equatable {
  package var mean: Double
  package var t: Double
  package var pValue: Double

  package init(_ values: [Double]) {
    let n = Double(values.count)
    mean = Statistics.mean(values)
    t = mean / (sampleVariance(values) / n).squareRoot()
    pValue = StudentT(n - 1).twoSided(t)
  }
}
