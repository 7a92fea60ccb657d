import Basics

/// An expression as a person would say it: `z_long ≥ z_min and move_long ≤ −drop_min`.
struct ExpressionWords {
  /// The phrase for an expression of a file that has been checked.
  func phrase(_ expression: JSONValue, nested: Bool = false) -> String {
    guard let member = expression.members?.first else { return expression.text() }
    let body = member.value
    switch member.key {
    case "$", "@": return body.text ?? ""
    case "and", "or": return joined(body, " \(member.key) ", nested)
    case "+", "-", "*", "/": return joined(body, " \(Self.signs[member.key] ?? "") ", nested)
    case ">", ">=", "<", "<=": return joined(body, " \(Self.signs[member.key] ?? "") ", nested)
    case "not": return "not " + phrase(body, nested: true)
    case "neg": return "−" + phrase(body, nested: true)
    case "abs", "log", "min", "max", "coalesce": return call(member.key, body)
    case "between":
      let parts = (body.elements ?? []).map { phrase($0, nested: true) }
      return parts.count == 3 ? "\(parts[0]) from \(parts[1]) to \(parts[2])" : ""
    case "cross_above", "cross_below":
      let word = member.key == "cross_above" ? "crosses above" : "crosses below"
      return joined(body, " \(word) ", nested)
    case "hour_utc":
      return "the hour (UTC) is one of " + list(body["in"]?.elements ?? [])
    default: return operatorPhrase(member)
    }
  }

  private static let signs = [
    ">": ">", ">=": "≥", "<": "<", "<=": "≤", "+": "+", "-": "−", "*": "×", "/": "÷",
  ]

  private func joined(_ body: JSONValue, _ separator: String, _ nested: Bool) -> String {
    let text = (body.elements ?? []).map { phrase($0, nested: true) }.joined(separator: separator)
    return nested ? "(\(text))" : text
  }

  private func call(_ name: String, _ body: JSONValue) -> String {
    let inner = body.elements.map { $0.map { phrase($0) }.joined(separator: ", ") }
    return "\(name)(\(inner ?? phrase(body)))"
  }

  private func list(_ values: [JSONValue]) -> String {
    values.map { $0.text() }.joined(separator: ", ")
  }

  private func operatorPhrase(_ member: JSONMember) -> String {
    let body = member.value
    let window = body["window"].map { " over \(value($0))" } ?? ""
    let lag = body["lag"].map { ", ending \(value($0)) ago" } ?? ""
    switch member.key {
    case "liq":
      let whose = body["side"]?.text == "both" ? "" : "\(value(body["side"])) "
      return "\(value(body["measure"])) of \(whose)liquidations\(scope(body))\(window)\(lag)"
    case "liq_total":
      let whose = body["side"]?.text == "both" ? "" : "\(value(body["side"])) "
      return "dollars of \(whose)liquidation totals\(window)\(lag)"
    case "series":
      let age = body["max_age"].map { " (at most \(value($0)) old)" } ?? ""
      return "the last \(value(body["name"]))\(age)\(lag)"
    case "liq_imbalance":
      return "balance of long and short liquidations\(scope(body))\(window)\(lag)"
    case "cascade":
      return "\(value(body["field"])) of the latest cascade of \(value(body["side"])) liquidations "
        + "(at least \(value(body["min_events"])) within \(value(body["gap"])) of each other, "
        + "\(value(body["min_notional"])) in all)\(scope(body))"
    case "price":
      let ago = body["bars_ago"]?.int ?? 0
      return "\(value(body["field"]))" + (ago > 0 ? " \(ago) candles ago" : "")
    case "within": return "at some instant\(window): \(phrase(body["when"] ?? .null))"
    case "held_for": return "at every instant\(window): \(phrase(body["when"] ?? .null))"
    case "model": return "the probability of the model '\(value(body["file"]))'"
    case "position": return "the position's \(value(body["field"]))"
    default:
      let of = body["of"].map { " of " + phrase($0, nested: true) } ?? ""
      return "\(member.key)\(of)\(window)\(lag)\(rest(body))"
    }
  }

  private func scope(_ body: JSONValue) -> String {
    body["scope"]?.text == "universe" ? " of all symbols" : ""
  }

  private func value(_ place: JSONValue?) -> String {
    guard let place else { return "" }
    return place.text ?? phrase(place)
  }

  /// Settings without a phrase of their own.
  private func rest(_ body: JSONValue) -> String {
    let said = ["of", "window", "lag", "when", "scope"]
    let others = (body.members ?? []).filter { !said.contains($0.key) }
    guard !others.isEmpty else { return "" }
    return " (" + others.map { "\($0.key) \(value($0.value))" }.joined(separator: ", ") + ")"
  }
}
