import Basics
import MarketData
package import Signals

/// One parameter set of a strategy that has been evaluated on some data.
package struct Trial: Sendable, Equatable {
  /// The values, as canonical JSON.
  package let parameters: String
  /// The metrics with `sharpe_per_day`, as JSON.
  package let metrics: String

  package init(parameters: String, metrics: String) {
    self.parameters = parameters
    self.metrics = metrics
  }

  init(_ values: [String: ParameterValue], _ metrics: Metrics, returns: [Double]) {
    parameters = Self.text(of: values)
    let ratio = JSONMember(Self.ratioKey, JSONValue(dailySharpe(returns)))
    self.metrics = JSONValue.object([ratio] + (metrics.json.members ?? [])).text()
  }

  private static let ratioKey = "sharpe_per_day"

  /// The Sharpe ratio of a day, not annualised; nil when it was not defined.
  var dailyRatio: Double? {
    guard let document = try? JSONValue(parsing: metrics) else { return nil }
    return document[Self.ratioKey]?.double
  }

  /// The note that a sealed holdout has been opened, and how often by now.
  init(holdoutFrom time: Int64, opened count: Int) {
    parameters = #"{"\#(Self.holdoutKey)":"\#(TimeText.rfc3339(time))"}"#
    metrics = #"{"opened":\#(count)}"#
  }

  private static let holdoutKey = "$holdout"

  /// How often the holdout was opened, when this is such a note.
  var openings: Int? {
    guard parameters.hasPrefix(#"{"\#(Self.holdoutKey)""#),
      let document = try? JSONValue(parsing: metrics)
    else { return nil }
    return document["opened"]?.int.map { Int(clamping: $0) } ?? 0
  }

  private static func text(of values: [String: ParameterValue]) -> String {
    JSONValue.object(
      values.keys.sorted(by: precedes).map { JSONMember($0, .string(values[$0]?.text ?? "")) }
    ).canonicalText
  }
}

/// Where evaluated parameter sets are kept: the deflated Sharpe ratio needs the number of all that
/// were ever tried on the same data, not only those of the last command.
package struct TrialLedger: Sendable {
  /// The trials of a family, oldest first.
  package var earlier: @Sendable (_ family: String) throws -> [Trial]
  /// Adds trials to a family; one with the parameters of an earlier one takes its place.
  package var record: @Sendable (_ family: String, _ trials: [Trial]) throws -> Void

  package init(
    earlier: @escaping @Sendable (_ family: String) throws -> [Trial],
    record: @escaping @Sendable (_ family: String, _ trials: [Trial]) throws -> Void
  ) {
    self.earlier = earlier
    self.record = record
  }

  /// Remembers nothing: only the trials of one study count.
  package static let none = TrialLedger(earlier: { _ in [] }, record: { _, _ in })
}

/// All trials that a deflated Sharpe ratio has to count: each parameter set once.
struct TrialSet {
  private(set) var trials: [Trial] = []
  private var places: [String: Int] = [:]

  /// Adds trials; a later one replaces the earlier of the same parameters.
  mutating func add(_ added: [Trial]) {
    for trial in added where trial.openings == nil {
      if let place = places[trial.parameters] {
        trials[place] = trial
      } else {
        places[trial.parameters] = trials.count
        trials.append(trial)
      }
    }
  }

  var count: Int { trials.count }

  /// The Sharpe ratios of a day that are defined, in an order that does not depend on which trial
  /// was made first.
  var ratios: [Double] {
    trials.sorted { precedes($0.parameters, $1.parameters) }.compactMap(\.dailyRatio)
  }
}

extension StrategyFile {
  /// The identity of the strategy without its parameters' values: all parameter sets that were
  /// tried are trials of one family.
  package var family: String {
    guard case .object(let members) = document else { return canonicalText }
    let blanked = members.map { member -> JSONMember in
      guard member.key == "params", let parameters = member.value.members else { return member }
      let names = parameters.map { JSONMember($0.key, $0.value["type"] ?? .null) }
      return JSONMember("params", .object(names))
    }
    return XXH3.hash128(Array(JSONValue.object(blanked).canonicalText.utf8))
  }
}
