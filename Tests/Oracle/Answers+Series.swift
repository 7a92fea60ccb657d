import Analytics
import Basics
import Foundation
import MarketData
import Statistics

extension Answers {
  private var hourly: [Double] {
    bitcoin.series(bitcoin.everything, interval: .hour).logUSD()
  }

  /// The default mode is the analysis; the raw penalties exist only for comparison.
  func changePoints() throws -> [JSONMember] {
    let y = hourly
    let moves = zip(y.dropFirst(), y).map { $0 - $1 }
    let centre = median(moves)
    let sigma = 1.4826 * median(moves.map { abs($0 - centre) }) / 2.0.squareRoot()
    let penalty = 2 * sigma * sigma * log(Double(y.count))
    guard let raw = optimalPartition(y, penalty: penalty, minLength: 6) else { return [] }
    let rest = raw.segments.flatMap { centred(Array(y[$0])) }
    let lagged = zip(rest.dropFirst(), rest).map { $0 * $1 }
    let rho = sum(lagged) / sum(rest.map { $0 * $0 })
    let wide = optimalPartition(y, penalty: penalty * (1 + rho) / (1 - rho), minLength: 6)
    let counter = optimalPartition([0, 1, 0, 0, 1], penalty: 0.1, minLength: 2)
    return try values("changepoints", bitcoin) + [
      member("sigma", sigma), member("pen", penalty),
      member("breakpoints", raw.ends.map(Double.init)), member("objective", raw.objective),
      member("segment_means", raw.segments.map { mean(Array(y[$0])) }),
      member("ruptures_objective", raw.objective), member("ar1_rho_within", rho),
      member("breakpoints_lrv_pen", (wide?.ends ?? []).map(Double.init)),
      member("objective_lrv_pen", wide?.objective ?? .nan),
      member("counterexample", (counter?.ends ?? []).map(Double.init)),
    ]
  }

  func spectrum() throws -> [JSONMember] {
    try values("spectrum", bitcoin) + [
      member("fisher_p_m20_g0.3", fisherPeriodicityTail(0.3, count: 20)),
      member("fisher_p_m50_g0.15", fisherPeriodicityTail(0.15, count: 50)),
    ]
  }

  /// The reference fits the autoregression before it makes the gap, and drops empty hours.
  func lombScargle() -> [JSONMember] {
    let y = hourly
    let kept = y.indices.filter { y[$0] > 0 && !(100...130).contains($0) }
    let fit = GappedSpectrum(
      y, at: kept, model: Autoregression(y, maxOrder: 6),
      grid: FrequencyGrid(first: 0.1, step: 0.05, count: 119), replicates: 199, seed: 99)
    return fit.members + [member("fap_baluev_at_power_0.08", fit.baluev(0.08))]
  }

  /// The fixed-parameter likelihood is a test value; the fits are the analysis's.
  func hawkes() throws -> [JSONMember] {
    let times = bitcoin.symbols[0].events.time
    let seconds = Set(times).sorted().map { Double($0 - bitcoin.window.from) / 1e6 }
    let duration = Double(bitcoin.window.to - bitcoin.window.from) / 1e6
    let events = try PointEvents(times: seconds, duration: duration)
    let theta = HawkesParameters(
      baseline: 0.5 * Double(seconds.count) / duration, excitation: 0.02, decay: 0.04)
    let score = hawkesScore(events, theta)
    return try values("hawkes", bitcoin) + [
      member("fixed.theta", theta.vector), member("fixed.loglik", score.logLikelihood),
      member("fixed.grad", score.gradient),
    ]
  }

  func contagion() throws -> [JSONMember] {
    let beta = parameter("hawkes_contagion", "beta")?.double ?? 0.04
    let settings = [("beta", "\(beta)"), ("profile", "false")].map {
      AnalysisSelection.Setting(analysis: "hawkes_contagion", parameter: $0.0, value: $0.1)
    }
    let selection = try AnalysisSelection(only: ["hawkes_contagion"], settings: settings)
    let own = selection.analyses.flatMap {
      flattened($0.result(for: everything).values, prefix: "")
    }
    let window = everything.window
    let duration = Double(window.to - window.from) / 1e6
    let series = everything.symbols.map { symbol in
      Set(symbol.events.time).sorted().map { Double($0 - window.from) / 1e6 }
    }
    let events = try MarkedEvents(series: series, duration: duration)
    let model = MutualExcitation(
      baselines: series.map { Double($0.count) / duration * 0.4 },
      branching: [[0.5, 0.05, 0.05], [0.1, 0.4, 0.05], [0.1, 0.1, 0.3]], decay: beta)
    return own + [
      member("fixed.mu", model.baselines), member("fixed.A", model.branching.flatMap(\.self)),
      member("fixed.loglik", mutualExcitationLogLikelihood(events, model)),
    ]
  }
}

extension Answers {
  /// The first-order p-value of another library, for comparison only.
  func rayleigh() throws -> [JSONMember] {
    let own = try values("rayleigh", bitcoin)
    let extra = ["events", "cascade_onsets"].map { name in
      let z = own.first { $0.key == "\(name).Z" }?.value.double ?? .nan
      let n = own.first { $0.key == "\(name).n" }?.value.double ?? .nan
      let first = (2 * z - z * z) / (4 * n)
      let second = (24 * z - 132 * z * z + 76 * z * z * z - 9 * z * z * z * z) / (288 * n * n)
      return member("\(name).p_astropy_first_order", exp(-z) * (n < 50 ? 1 + first - second : 1))
    }
    return own + extra
  }
}
