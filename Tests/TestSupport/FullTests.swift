import Foundation

/// The statistical tests take minutes and run only when asked for: `LIQTOOL_FULL_TESTS=1`, best in
/// release.
package enum FullTests {
  private static let environment = ProcessInfo.processInfo.environment

  package static let isOn = environment["LIQTOOL_FULL_TESTS"] == "1"
  /// How many null series; `LIQTOOL_FULL_SERIES` says fewer for a quick look.
  package static let series = environment["LIQTOOL_FULL_SERIES"].flatMap { Int($0) } ?? 400
  /// How many planted markets.
  package static let seeds = 20

  /// Shows the rows of a table that the tests found.
  package static func show(_ title: String, _ rows: [String]) {
    print(([title] + rows.map { "  " + $0 }).joined(separator: "\n"))
  }

  /// Whether intervals that should hold the truth with probability `level` hold it too rarely:
  /// the binomial probability of so few among `count` is below 1 %.
  package static func coverTooRarely(
    _ covering: Int, of count: Int, level: Double = 0.95
  ) -> Bool {
    // Terms of the binomial law, each from the one before.
    var term = pow(1 - level, Double(count))
    var lower = term
    for hits in stride(from: 1, through: covering, by: 1) {
      term *= Double(count - hits + 1) / Double(hits) * level / (1 - level)
      lower += term
    }
    return lower < 0.01
  }
}
