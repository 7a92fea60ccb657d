import Backtesting
import Basics
import MarketData
import Signals

/// What a report was computed from. The identity is a hash of everything that can change a number;
/// paths, `--jobs` and the choice of files are not in it.
struct RunDescription {
  /// The command with the options that matter, in a fixed order.
  let command: String
  let seed: UInt64
  let window: TimeRange
  /// The ids of the segments read, sorted.
  let segments: [String]
  /// The canonical text of the strategy, when there is one.
  var strategy: String?

  /// 32 hexadecimal digits: XXH3-128 of version, command, seed, window, strategy and segments.
  var id: String {
    let parts = [
      Version.current, command, String(seed), String(window.from), String(window.to),
      strategy ?? "",
    ]
    return XXH3.hash128(Array((parts + segments).joined(separator: "\n").utf8))
  }

  /// The description of a backtest: also what the plan resolved.
  func json(of plan: BacktestPlan) -> JSONValue {
    let more = [
      JSONMember("strategy", .string(plan.strategy.name)),
      JSONMember("warm_up_s", JSONValue(Double(plan.warmUp) / 1e6)),
      JSONMember(
        "trading",
        .object([
          JSONMember("from", .string(TimeText.rfc3339(plan.trading.from))),
          JSONMember("to", .string(TimeText.rfc3339(plan.trading.to))),
        ])),
      JSONMember("short_run", .bool(plan.isShortRun)),
    ]
    return .object((json.members ?? []) + more)
  }

  var json: JSONValue {
    .object([
      JSONMember("id", .string(id)),
      JSONMember("version", .string(Version.current)),
      JSONMember("command", .string(command)),
      JSONMember("seed", .integer(Int64(truncatingIfNeeded: seed))),
      JSONMember(
        "window",
        .object([
          JSONMember("from", .string(TimeText.rfc3339(window.from))),
          JSONMember("to", .string(TimeText.rfc3339(window.to))),
        ])),
      JSONMember("segments", .array(segments.map { .string($0) })),
    ])
  }
}
