import Basics
import Foundation

/// The reference values of one analysis in `../shared/oracle/analytics/expected.json`.
package struct AnalyticsOracle {
  private let values: JSONValue

  /// The values of `analysis`, or nil when the shared folder is absent.
  package init?(_ analysis: String) {
    guard let values = Self.document?["analyses"]?[analysis]?["values"] else { return nil }
    self.values = values
  }

  private static let document: JSONValue? = {
    guard let url = SharedFiles.url("oracle/analytics/expected.json"),
      let data = try? Data(contentsOf: url)
    else { return nil }
    return try? JSONValue(parsing: Array(data))
  }()

  /// The recorded numbers of `key`.
  package func numbers(_ key: String) -> [Double] {
    guard let value = values[key]?["value"] else { return [] }
    return (value.elements ?? [value]).map { $0.double ?? .nan }
  }

  /// What is wrong with `found` as the value of `key`, by its recorded kind and tolerance; nil
  /// when it agrees. NaN stands for an undefined number.
  package func disagreement(_ key: String, _ found: [Double]) -> String? {
    guard let entry = values[key] else { return "\(key) is not in the oracle" }
    let expected = numbers(key)
    let relative = entry["rtol"]?.double ?? 0
    let absolute = entry["atol"]?.double ?? 0
    let kind = entry["kind"]?.text ?? "eq"
    switch kind {
    case "range":
      let isInside = found[0] >= expected[0] && found[0] <= expected[1]
      return isInside ? nil : "\(key): \(found) is outside \(expected)"
    case "overlap":
      let common = Set(found).intersection(expected).count
      return common >= Int(absolute) ? nil : "\(key): \(common) common values"
    default:
      guard found.count == expected.count else { return "\(key): \(found.count) values" }
      let wrong = zip(found, expected).enumerated().first { _, pair in
        !Self.agrees(pair.0, pair.1, kind, relative, absolute)
      }
      return wrong.map { "\(key)[\($0.offset)]: \($0.element.0), expected \($0.element.1)" }
    }
  }

  /// The same for a single number.
  package func disagreement(_ key: String, _ found: Double?) -> String? {
    disagreement(key, [found ?? .nan])
  }

  private static func agrees(
    _ found: Double, _ expected: Double, _ kind: String, _ relative: Double, _ absolute: Double
  ) -> Bool {
    if found.isNaN || expected.isNaN { return found.isNaN && expected.isNaN }
    switch kind {
    case "ge": return found >= expected - absolute
    case "le": return found <= expected + absolute
    default: return abs(found - expected) <= absolute + relative * abs(expected)
    }
  }
}
