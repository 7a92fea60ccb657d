package import Basics
package import MarketData
package import Reports

/// A question asked of liquidations and candles.
///
/// One analysis is one file in `Analyses/` and one line in `Analyses.all`. Its parameters are
/// declared by reading them, its inputs by `needs`; it returns data, never text with numbers glued
/// in by hand: the renderers do that.
package protocol Analysis: Sendable {
  /// As typed after `--only` and as the key in `report.json`.
  static var name: String { get }
  /// One line for `--list`.
  static var summary: String { get }

  /// - Throws: When a parameter has the wrong kind or lies outside its range.
  init(_ parameters: inout Parameters) throws(ParameterError)

  /// What has to be read for it.
  var needs: InputNeeds { get }

  /// The shortest bins it lays over the whole window; an hour unless it says otherwise. A window
  /// with too many of them is refused, so that a stray date cannot fill the memory.
  var finest: Interval { get }

  /// The answer. Deterministic: the same inputs give the same bytes.
  func result(for inputs: MarketInputs) -> AnalysisResult
}

extension Analysis {
  package var finest: Interval { .hour }

  /// The most bins of `finest` a window may have: five years of minutes.
  package static var mostBins: Int64 { 3_000_000 }

  /// The answer, or the refusal of a window that is too long for it.
  package func checkedResult(for inputs: MarketInputs) -> AnalysisResult {
    let bins = (inputs.window.to - inputs.window.from) / finest.microseconds
    guard bins > Self.mostBins else { return result(for: inputs) }
    let reason =
      "the window is longer than \(Self.mostBins) bins of \(finest.name); give --from and --to"
    return AnalysisResult(
      Section(name: Self.name, title: Self.name), without: .notIdentified(reason: reason))
  }
}

/// What an analysis found.
package struct AnalysisResult: Sendable, Equatable {
  /// Whether there is an answer, and if not, why.
  package enum Status: Sendable, Equatable {
    case ok
    /// The data cannot tell: too few days, no variation, a saturated feed.
    case notIdentified(reason: String)
    /// There is nothing to analyse.
    case noData(reason: String)

    /// As in `report.json`.
    package var name: String {
      switch self {
      case .ok: "ok"
      case .notIdentified: "not identified"
      case .noData: "no data"
      }
    }

    package var reason: String? {
      switch self {
      case .ok: nil
      case .notIdentified(let reason), .noData(let reason): reason
      }
    }
  }

  package var status: Status
  /// The members of its object in `report.json`, after status, reason and headline.
  package var values: [JSONMember] = []
  package var section: Section
  /// The number it stands for, with n, interval, method and corrected p-value.
  package var headline: Headline?
  /// What may become a finding of the report.
  package var claims: [Claim] = []
  /// Numbers that stand at the top of the report.
  package var keyNumbers: [KeyNumber] = []
  /// What limits the answer.
  package var caveats: [String] = []

  package init(_ section: Section, status: Status = .ok) {
    self.section = section
    self.status = status
  }

  /// The result of an analysis that cannot answer; the section says so.
  package init(_ section: Section, without status: Status) {
    self.init(section, status: status)
    if let reason = status.reason {
      self.section.summary = ["\(status.name.capitalisedFirst): \(reason)."]
    }
  }

  /// The object in `report.json`.
  package var json: JSONValue {
    var members = [JSONMember("status", .string(status.name))]
    if let reason = status.reason { members.append(JSONMember("reason", .string(reason))) }
    if let headline { members.append(JSONMember("headline", headline.json)) }
    return .object(members + values)
  }
}

/// One sentence an analysis would put at the top of the report.
package struct Claim: Sendable, Equatable {
  /// The effect first, then its interval, then how it was tested; without the p-value.
  package var sentence: String
  /// Of the headline test; NaN for a description that tests nothing.
  package var pValue: Double

  package init(_ sentence: String, pValue: Double = .nan) {
    self.sentence = sentence
    self.pValue = pValue
  }
}

extension String {
  /// With a capital first letter.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
