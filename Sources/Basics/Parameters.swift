/// Why a `name=value` parameter could not be used.
package struct ParameterError: Error, Equatable, CustomStringConvertible {
  /// Whose parameter: `trend`.
  package let owner: String
  package let name: String
  package let problem: String

  package init(owner: String, name: String, problem: String) {
    self.owner = owner
    self.name = name
    self.problem = problem
  }

  package var description: String { "\(owner).\(name): \(problem)" }
}

/// The `name=value` settings of one analysis, read once by its `init`.
///
/// Reading a parameter also declares it, so the help text, the sweep and the check of unknown
/// names all come from the same line of code.
///
///     let replicates = try parameters.integer("replicates", default: 500, in: 99...100_000)
package struct Parameters: Sendable {
  /// One parameter that was read.
  package struct Declaration: Sendable, Equatable {
    package let name: String
    /// What may be given: `number`, `duration such as 1h`, ….
    package let kind: String
    /// As it would be written.
    package let fallback: String
  }

  /// Whose parameters these are, for messages.
  package let owner: String
  /// The parameters read so far, in the order of reading.
  package private(set) var declared: [Declaration] = []
  private let given: [String: String]
  private let runSeed: UInt64

  /// - Parameters:
  ///   - owner: Whose parameters these are.
  ///   - given: What the user set.
  ///   - seed: The run's seed, which an analysis uses unless it is given its own.
  package init(owner: String, _ given: [String: String] = [:], seed: UInt64 = 42) {
    self.owner = owner
    self.given = given
    runSeed = seed
  }

  /// The finite number called `name` within `range`, or `fallback`.
  package mutating func number(
    _ name: String, default fallback: Double,
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude
      ... .greatestFiniteMagnitude
  ) throws(ParameterError) -> Double {
    guard let text = declare(name, "number", "\(fallback)") else { return fallback }
    guard let value = Double(text), value.isFinite else {
      throw error(name, "'\(text)' is not a number")
    }
    return try check(name, value, range)
  }

  /// The whole number called `name` within `range`, or `fallback`.
  package mutating func integer(
    _ name: String, default fallback: Int, in range: ClosedRange<Int> = 0...1_000_000_000
  ) throws(ParameterError) -> Int {
    guard let text = declare(name, "whole number", "\(fallback)") else { return fallback }
    guard let value = Int(text) else { throw error(name, "'\(text)' is not a whole number") }
    return try check(name, value, range)
  }

  /// The microseconds of the duration called `name`, such as `5m`, or of `fallback`.
  ///
  /// - Precondition: `fallback` is a duration.
  package mutating func duration(
    _ name: String, default fallback: String, atLeast least: Int64 = 1
  ) throws(ParameterError) -> Int64 {
    let text = declare(name, "duration such as 5m", fallback) ?? fallback
    guard let value = DurationText.microseconds(text) else {
      throw error(name, "'\(text)' is not a duration such as 90s, 5m, 4h or 1d")
    }
    return try check(name, value, least...Int64.max)
  }

  /// The text called `name`, or `fallback`.
  package mutating func text(_ name: String, default fallback: String) -> String {
    declare(name, "text", fallback) ?? fallback
  }

  /// One of `choices`, or `fallback`.
  package mutating func choice(
    _ name: String, default fallback: String, of choices: [String]
  ) throws(ParameterError) -> String {
    let list = choices.joined(separator: ", ")
    guard let text = declare(name, "one of \(list)", fallback) else { return fallback }
    guard choices.contains(text) else {
      throw error(name, "'\(text)' is none of \(list)" + hint(text, choices))
    }
    return text
  }

  /// `true` or `false`, or `fallback`.
  package mutating func flag(
    _ name: String, default fallback: Bool
  ) throws(ParameterError) -> Bool {
    guard let text = declare(name, "true or false", "\(fallback)") else { return fallback }
    guard let value = Bool(text) else { throw error(name, "'\(text)' is not true or false") }
    return value
  }

  /// The seed of a resampling: as given, else the run's.
  package mutating func seed(_ name: String = "seed") throws(ParameterError) -> UInt64 {
    guard let text = declare(name, "whole number", "\(runSeed)") else { return runSeed }
    guard let value = UInt64(text) else { throw error(name, "'\(text)' is not a whole number") }
    return value
  }

  /// Checks that nothing was given that nobody reads.
  package func finish() throws(ParameterError) {
    let names = declared.map(\.name)
    for name in given.keys.sorted() where !names.contains(name) {
      let known = names.isEmpty ? "nothing" : names.joined(separator: ", ")
      throw error(name, "unknown; \(owner) takes \(known)" + hint(name, names))
    }
  }

  /// Records the parameter; returns what was given.
  private mutating func declare(_ name: String, _ kind: String, _ fallback: String) -> String? {
    declared.append(Declaration(name: name, kind: kind, fallback: fallback))
    return given[name]
  }

  private func check<Value>(
    _ name: String, _ value: Value, _ range: ClosedRange<Value>
  ) throws(ParameterError) -> Value {
    guard range.contains(value) else {
      throw error(name, "\(value) is not within \(range.lowerBound) … \(range.upperBound)")
    }
    return value
  }

  private func hint(_ name: String, _ names: [String]) -> String {
    nearestName(to: name, in: names).map { " (did you mean \($0)?)" } ?? ""
  }

  private func error(_ name: String, _ problem: String) -> ParameterError {
    ParameterError(owner: owner, name: name, problem: problem)
  }
}
