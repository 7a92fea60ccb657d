import Analytics
import Basics
import Foundation
import MarketData
import TestSupport
import Testing

/// What one test says of a series that holds nothing.
private struct AlarmRule: Sendable {
  let name: String
  let analysis: String
  /// The share of alarms at a nominal 5 %, as ANALYTICS §15 says, in percent; nil where it says
  /// nothing and 5 is meant.
  let stated: Double?
  /// Whether the report's findings rest on it; the others are printed to show why not.
  let isHeadline: Bool
  let isAlarm: @Sendable (JSONValue) -> Bool

  init(
    _ name: String, _ analysis: String, _ stated: Double?, isHeadline: Bool = true,
    _ isAlarm: @escaping @Sendable (JSONValue) -> Bool
  ) {
    (self.name, self.analysis, self.stated) = (name, analysis, stated)
    (self.isHeadline, self.isAlarm) = (isHeadline, isAlarm)
  }

  /// An alarm when the number at `path` is below 5 %.
  static func p(
    _ name: String, _ path: String, _ stated: Double?, isHeadline: Bool = true
  ) -> AlarmRule {
    let keys = path.split(separator: ".").map(String.init)
    return AlarmRule(name, keys[0], stated, isHeadline: isHeadline) { answer in
      let value = keys.dropFirst().reduce(Optional(answer)) { $0?[$1] }
      let numbers = value?.elements ?? [value].compactMap(\.self)
      return numbers.compactMap(\.double).contains { $0 < 0.05 }
    }
  }
}

@Suite(.enabled(if: FullTests.isOn)) struct FalseAlarmTests {
  private static let rules: [AlarmRule] = [
    .p("hour of day: Friedman by day", "seasonality.friedman_hour_p", 3),
    .p("hour of day: rotation of days", "seasonality.perm_p", 4),
    .p("any hour: rotation maxT", "seasonality.hour_maxT_adj_p", 3),
    .p("hour of day: chi-square of counts", "seasonality.chi2_hour_p", 100, isHeadline: false),
    .p("any hour: 24 t-tests, BH", "seasonality.hour_effect_q", 36, isHeadline: false),
    .p("daily phase: Hotelling by day", "rayleigh.hotelling.p", 2),
    .p("daily phase: Rayleigh of events", "rayleigh.events.p", 93, isHeadline: false),
    .p("period: AR background, preset", "spectrum.arp_q_preset_1_2_3", 2),
    .p("period: AR background, all, BH", "spectrum.arp_min_q", 2),
    .p("period: Fisher's g", "spectrum.fisher_p", 83, isHeadline: false),
    .p("period: AR(1) background, BH", "spectrum.red_noise_min_q", 30, isHeadline: false),
    .p("period, gaps: AR surrogates", "lombscargle.fap_surrogate", 11),
    .p("period, gaps: Baluev", "lombscargle.fap_baluev", 83, isHeadline: false),
    .p("funding: Wilcoxon by day", "funding.wilcoxon_p_exact", 6),
    .p("funding: exact Poisson ratio", "funding.exact_conditional_p", 39, isHeadline: false),
    .p("trend: Mann-Kendall, daily", "trend.p_headline", 8),
    .p("trend: cosine variance", "trend.p_ewc", 12),
    .p("trend: least squares t", "trend.p_classical", 41, isHeadline: false),
    .p("trend: Mann-Kendall, hourly", "trend.mk_p", 45, isHeadline: false),
    AlarmRule("shift of level", "changepoints", 5) { !($0["changes"]?.elements ?? []).isEmpty },
    AlarmRule("correlation at lag 0, prewhitened", "crosscorr", 6) { answer in
      answer["usd_vs_absret"]?["p"]?.elements?[12].double.map { $0 < 0.05 } ?? false
    },
    .p("correlation, any of 75, BH", "crosscorr.bh_q_all_75", 5),
    .p("prediction: Granger F", "granger.liq_to_rv.p4.pvalue", nil),
    AlarmRule("prices after cascades, matched", "eventstudy", nil) { answer in
      answer["matched_excess_p"]?.elements?[1].double.map { $0 < 0.05 } ?? false
    },
  ]

  private static let names = Array(Set(rules.map(\.analysis))).sorted()

  @Test func `tests without anything to find alarm as rarely as stated`() async throws {
    let count = FullTests.series
    let alarms = try await mapConcurrently(Array(0..<count), width: 2) { seed -> [Bool?] in
      var market = NullMarket(seed: UInt64(seed))
      let inputs = try market.inputs()
      var answers: [String: AnalysisResult] = [:]
      for analysis in try AnalysisSelection(only: Self.names).analyses {
        answers[type(of: analysis).name] = analysis.result(for: inputs)
      }
      return Self.rules.map { rule in
        answers[rule.analysis].flatMap { $0.status == .ok ? rule.isAlarm($0.json) : nil }
      }
    }
    var rows: [String] = []
    for (index, rule) in Self.rules.enumerated() {
      let judged = alarms.compactMap { $0[index] }
      let share = 100 * Double(judged.count { $0 }) / Double(judged.count)
      let stated = rule.stated ?? 5
      rows.append(
        "\(rule.name.padded(36)) \(String(format: "%6.1f %%", share))  stated \(stated) %, "
          + "\(judged.count) series")
      #expect(judged.count >= count * 9 / 10, "\(rule.name)")
      // Both rates come from about 400 series: three standard errors of the difference.
      let p = min(0.95, max(0.02, stated / 100))
      let slack = 300 * (2 * p * (1 - p) / Double(max(1, judged.count))).squareRoot()
      if rule.isHeadline { #expect(share <= stated + slack, "\(rule.name)") }
    }
    FullTests.show("False alarms at a nominal 5 %, \(count) series of 14 days:", rows)
  }
}

extension String {
  /// With spaces up to `width`.
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
