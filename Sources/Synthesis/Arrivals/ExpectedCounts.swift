import Basics
import MarketData

/// How many liquidations are expected in each minute, those set off by others included.
///
/// The expectation m(t) of a Hawkes process's rate solves a linear equation that is exact for a
/// rate of immigrants that is constant within a minute: with S = Σ e^{−β(t−tᵢ)} and γ = β(1−n),
/// E S′ = −γ·E S + μ and m = μ + nβ·E S.
struct ExpectedCounts: Sendable {
  /// One value per minute of the window, for one immigrant a second at factor 1.
  let unscaled: [Double]
  /// Their sum.
  let total: Double

  init(_ baseline: Baseline, _ arrivals: Arrivals, window: TimeRange) {
    let first = window.from / 60_000_000
    let count = Int((window.to - window.from) / 60_000_000)
    let beta = 1 / arrivals.kernelMean
    let gamma = beta * (1 - arrivals.branchingRatio)
    let keep = PortableMath.exp(-60 * gamma)
    let start = first - arrivals.burnInMinutes
    var state = baseline.factor(minute: start) / gamma
    var counts: [Double] = []
    counts.reserveCapacity(count)
    var sum = CompensatedSum()
    for minute in start..<(first + Int64(count)) {
      let immigrants = baseline.factor(minute: minute)
      let settled = immigrants / gamma
      let stateSeconds = (state - settled) * (1 - keep) / gamma + 60 * settled
      state = settled + (state - settled) * keep
      guard minute >= first else { continue }
      let expected = 60 * immigrants + arrivals.branchingRatio * beta * stateSeconds
      counts.append(expected)
      sum.add(expected)
    }
    unscaled = counts
    total = sum.value
  }
}

extension Arrivals {
  /// How long before the window the process starts from nothing: 50 relaxation times 1/(β(1−n)),
  /// after which what is missing is a factor e^{−50}.
  var burnInMinutes: Int64 {
    Int64(50 * kernelMean / (1 - branchingRatio) / 60) + 1
  }
}
