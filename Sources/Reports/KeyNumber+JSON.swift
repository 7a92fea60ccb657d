import Basics

extension KeyNumber {
  /// As `report.json` keeps it. The note and the definition are left to the pages.
  var json: JSONValue {
    JSONValue([
      "name": .string(name), "label": .string(label), "value": JSONValue(value),
      "low": JSONValue(low), "high": JSONValue(high), "confidence": JSONValue(confidence),
      "style": .string(style.name), "note": .string(note),
    ])
  }

  /// Nil when the name is missing; other members may be.
  init?(_ json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    self.init(
      name, label: json["label"]?.text ?? name, json["value"]?.double ?? .nan,
      style: Column.Style(name: json["style"]?.text ?? "") ?? .significant(4))
    low = json["low"]?.double ?? .nan
    high = json["high"]?.double ?? .nan
    confidence = json["confidence"]?.double ?? confidence
    note = json["note"]?.text ?? ""
  }
}

extension Column.Style {
  /// In `report.json`: `dollars`, `percent 1`, `significant 4`, `p_value`,
  /// `decimals 2`, `duration`, `exact`.
  var name: String {
    switch self {
    case .significant(let digits): "significant \(digits)"
    case .dollars: "dollars"
    case .percent(let decimals): "percent \(decimals)"
    case .pValue: "p_value"
    case .decimals(let count): "decimals \(count)"
    case .duration: "duration"
    case .exact, .rows: "exact"
    }
  }

  /// Nil for a name that no style has.
  init?(name: String) {
    let words = name.split(separator: " ")
    let count = words.count == 2 ? Int(words[1]).map { min(max($0, 0), 17) } : nil
    switch (words.first, count) {
    case ("significant", let count?): self = .significant(count)
    case ("percent", let count?): self = .percent(count)
    case ("decimals", let count?): self = .decimals(count)
    case ("duration", nil): self = .duration
    case ("dollars", nil): self = .dollars
    case ("p_value", nil): self = .pValue
    case ("exact", nil): self = .exact
    default: return nil
    }
  }
}
