import Backtesting
import MarketData
import Signals

typealias Prices = (open: Double, high: Double, low: Double, close: Double)

/// One symbol, fourteen candles of an hour that stand at 100 but where a test says otherwise, and
/// an entry at 02:00 that is filled at the open of candle 2.
struct Play {
  var scenario = Scenario()
  private let candles: [Prices]

  init(count: Int = 14, _ changes: [Int: Prices] = [:]) {
    candles = (0..<count).map { changes[$0] ?? (100, 100, 100, 100) }
    scenario.entry = #""long":{"when":{"hour_utc":{"in":[2]}}}"#
    scenario.exit = #""max_hold":"5h""#
  }

  /// The instant `hours` after the first open.
  static func at(_ hours: Double) -> Int64 { Scenario.start + Int64(hours * 3.6e9) }

  func run(from: Int64? = nil, to: Int64? = nil) async throws -> BacktestResult {
    var scenario = scenario
    scenario.add(candles)
    return try await scenario.run(from: from, to: to)
  }

  /// The trades of the run.
  func trades() async throws -> [Trade] { try await run().record.trades }

  /// The first trade, or an error.
  func trade() async throws -> Trade {
    guard let trade = try await trades().first else { throw NoTrade() }
    return trade
  }

  struct NoTrade: Error {}

  /// A play with some settings.
  static func with(
    _ changes: [Int: Prices] = [:], count: Int = 14, _ settings: (inout Scenario) -> Void
  ) -> Play {
    var play = Play(count: count, changes)
    settings(&play.scenario)
    return play
  }
}
