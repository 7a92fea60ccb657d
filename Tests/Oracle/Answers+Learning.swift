import Analytics
import Basics
import Foundation
import MarketData
import Statistics

extension Answers {
  /// Analyses of volatility, regimes, risk and learning, with the values only tests need.
  func learning() throws -> [JSONMember] {
    [
      JSONMember("garch", .object(try values("garch", bitcoin) + fixedGarch)),
      JSONMember("har", .object(try har())),
      JSONMember("hmm", .object(try values("hmm", bitcoin) + hiddenStates)),
      JSONMember("regime_rules", .object(try values("regime_rules", bitcoin))),
      JSONMember("evt", .object(try values("evt", bitcoin) + [fixedTail])),
      JSONMember("risk_score", .object(try values("risk_score", bitcoin))),
      JSONMember("ml", .object(classifiers())), JSONMember("neural", .object(neural())),
    ]
  }

  private var logVariance: [Double] {
    fixture.minuteReturns.chunked(60).map { log(realizedVariance($0)) }
  }

  /// Likelihoods at given parameters.
  private var fixedGarch: [JSONMember] {
    let returns = fixture.minuteReturns.chunked(15).map { sum($0) * 1_000 }
    let garch = GarchParameters(constant: 0.02, arch: 0.08, garch: 0.90)
    let gjr = GarchParameters(constant: 0.02, arch: 0.06, asymmetry: 0.04, garch: 0.90)
    let student = GarchParameters(constant: 0.02, arch: 0.08, garch: 0.90, degreesOfFreedom: 7)
    func last(_ parameters: GarchParameters) -> Double {
      garchVariances(returns, parameters)[returns.count - 1]
    }
    return [
      member("garch.fixed_params", [garch.constant, garch.arch, garch.garch]),
      member("garch.fixed_loglik", garchScore(returns, garch).logLikelihood),
      member("garch.fixed_var_last", last(garch)),
      member("gjr.fixed_params", [gjr.constant, gjr.arch, gjr.asymmetry, gjr.garch]),
      member("gjr.fixed_loglik", garchScore(returns, gjr).logLikelihood),
      member("gjr.fixed_var_last", last(gjr)),
      member("garch_t.fixed_loglik", garchScore(returns, student).logLikelihood),
    ]
  }

  /// The three-step comparison is a test value: forecasts one step ahead need one lag only.
  private func har() throws -> [JSONMember] {
    let logs = logVariance
    let columns = heterogeneousMeans(logs, horizons: [1, 6, 24])
    let target = Array(logs.dropFirst(24))
    guard let plain = ExpandingForecasts(target, on: columns, first: 168) else { return [] }
    let actual = target.dropFirst(168).map { exp($0) }
    let walk = logs.dropFirst(24 + 167).dropLast().map { exp($0) }
    let test = DieboldMariano(
      qlike(actual: actual, forecasts: walk),
      qlike(actual: actual, forecasts: plain.exponentialMeans), horizon: 3)
    return try values("har", bitcoin) + [member("dm_h3_rw_vs_har", test?.statistic ?? .nan)]
  }

  private var fixedTail: JSONMember {
    let usd = bitcoin.symbols[0].events.usd
    let threshold = quantile(sorted: usd.sorted(), 0.95)
    let excesses = usd.filter { $0 > threshold }.map { $0 - threshold }
    let terms = excesses.map { log(40_000) + (1 + 1 / 0.3) * log1p(0.3 * $0 / 40_000) }
    return member("fixed_nll_xi.3_s40000", sum(terms))
  }

  /// First guesses, and fifty steps from them; the analysis goes on until it has settled.
  private var hiddenStates: [JSONMember] {
    let hourly = bitcoin.series(bitcoin.everything, interval: .hour).logUSD()
    let features = [logVariance, hourly].map { Scale($0).applied(to: $0) }
    return [2, 3].flatMap { states -> [JSONMember] in
      let guess = HiddenMarkovModel(firstGuess: features, states: states)
      let first = HiddenMarkovInference(guess, features)
      let path = viterbiStates(guess, features)
      let fit = fitHiddenMarkov(
        features, from: guess, iterations: 50, tolerance: -.infinity, varianceFloor: 0)
      let found = viterbiStates(fit.model, features)
      func counts(_ path: [Int]) -> [Double] {
        (0..<states).map { state in Double(path.count { $0 == state }) }
      }
      let rows = [0, 100].flatMap { row in
        first.smoothed[(row * states)..<(row * states + states)]
      }
      return [
        member("K\(states).init_loglik", first.logLikelihood),
        member("K\(states).init_posterior_row0_100", rows),
        member("K\(states).init_viterbi_logprob", path.logProbability),
        member("K\(states).init_viterbi_counts", counts(path.states)),
        member("K\(states).em50_loglik", fit.logLikelihood),
        member("K\(states).em50_means", fit.model.means.flatMap(\.self)),
        member("K\(states).em50_vars", fit.model.variances.flatMap(\.self)),
        member("K\(states).em50_transmat", fit.model.transitions.flatMap(\.self)),
        member("K\(states).bic", fit.schwarz),
        member("K\(states).em50_viterbi_counts", counts(found.states)),
        member("K\(states).expected_duration_h", fit.model.expectedDurations),
      ]
    }
  }
}
