import Foundation
import Statistics

/// The statistical tests take minutes and run only when asked for: `LIQTOOL_FULL_TESTS=1`, best in
/// release.
enum FullTests {
  private static let environment = ProcessInfo.processInfo.environment

  static let isOn = environment["LIQTOOL_FULL_TESTS"] == "1"
  /// How many null series; fewer for a quick look.
  static let series = environment["LIQTOOL_FULL_SERIES"].flatMap { Int($0) } ?? 400
  /// How many planted markets.
  static let seeds = 20

  /// Shows the rows of a table that the tests found.
  static func show(_ title: String, _ rows: [String]) {
    print(([title] + rows.map { "  " + $0 }).joined(separator: "\n"))
  }

  /// Whether intervals that should hold the truth with probability `level` hold it too rarely:
  /// the binomial probability of so few among `count` is below 1 %.
  static func coverTooRarely(_ covering: Int, of count: Int, level: Double = 0.95) -> Bool {
    exp(Binomial(trials: count, probability: level).logTails(covering).lower) < 0.01
  }
}

extension String {
  /// With spaces up to `width`.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
