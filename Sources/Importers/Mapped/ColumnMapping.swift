import Basics
import MarketData

/// How the fields of a file that no format knows become ours: `--columns`.
///
///     time=ts:ms,symbol=sym,side=side:order,price=px,quantity=qty            liquidations
///     time=1:iso@+06:00,open=2,high=3,low=4,close=5,volume=6                 candles
///     time=1:iso@+06:00,long=2:base,short=3:base                             totals
///     time=t,value=oi:open_interest                                          a context series
///
/// Each part is `ours=theirs`, theirs being a column's name, its 1-based number, or a path into
/// JSON (`o.s`), with a modifier behind a colon where one is allowed.
package struct ColumnMapping: Equatable, Sendable {
  /// The text it was made from: part of an import's identity.
  package let text: String
  private(set) var fields: [Target: String] = [:]
  private(set) var times: [Target: TimeStyle] = [:]
  private(set) var side = SideMeaning.order
  private(set) var priceKind = PriceKind.fill
  /// What totals count.
  private(set) var unit: AggregateUnit?
  /// What a value measures.
  private(set) var series: SeriesName?

  /// What the rows are: told by the fields that only one kind has.
  package var kind: ImportKind {
    if fields[.value] != nil { return .series }
    if fields[.long] != nil || fields[.short] != nil { return .aggregates }
    return fields[.open] != nil ? .candles : .liquidations
  }

  /// More columns have no numbers: room is kept for as many fields as a mapping needs.
  private static let mostColumns = 1 << 16

  /// What a column of sides says.
  enum SideMeaning: String, CaseIterable, Sendable {
    case order, position
    /// The sign of a number; the size is its absolute value.
    case orderSign = "order-sign"
    case positionSign = "position-sign"

    var isSign: Bool { self == .orderSign || self == .positionSign }
  }

  /// How a column of times is written.
  struct TimeStyle: Equatable, Sendable {
    /// What numbers count; nil: by their size.
    var unit: TimeUnit?
    /// Microseconds east of UTC of dates that name no zone.
    var offset: Int64 = 0
  }

  /// Reads the text of the option.
  ///
  /// - Throws: `ImportError` of kind `badMapping` that names the part.
  package init(parsing text: String) throws(ImportError) {
    self.text = text
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
        throw Self.problem("'\(part)' is not ours=theirs")
      }
      guard let target = Target(name: part[..<equals]) else {
        let known = Target.allCases.map(\.name).joined(separator: ", ")
        throw Self.problem("'\(part[..<equals])' is none of \(known)")
      }
      guard fields[target] == nil else { throw Self.problem("'\(target.name)' is there twice") }
      try add(target, String(part[part.index(after: equals)...]))
    }
    try check()
  }

  private static func problem(_ text: String) -> ImportError {
    ImportError(.badMapping, "--columns: " + text)
  }

  private mutating func add(_ target: Target, _ theirs: String) throws(ImportError) {
    var name = theirs
    for colon in theirs.indices where theirs[colon] == ":" {
      let modifier = String(theirs[theirs.index(after: colon)...])
      if take(modifier, for: target) {
        name = String(theirs[..<colon])
        break
      }
    }
    // An offset has a colon of its own: the modifier begins at the one before.
    if name == theirs,
      let colon = theirs.firstRange(of: ":iso@")?.lowerBound ?? theirs.lastIndex(of: ":")
    {
      let modifier = theirs[theirs.index(after: colon)...]
      throw Self.problem("'\(target.name)' has no modifier '\(modifier)'")
    }
    if name == theirs { try checkSilence(of: target, theirs) }
    guard !name.isEmpty else { throw Self.problem("'\(target.name)' has no field") }
    guard name != "0" else { throw Self.problem("'\(target.name)': columns are counted from 1") }
    fields[target] = name
  }

  /// Whether `modifier` is one of `target`'s; then it is kept.
  private mutating func take(_ modifier: String, for target: Target) -> Bool {
    switch target {
    case .time, .received:
      guard let style = Self.timeStyle(modifier) else { return false }
      times[target] = style
    case .side:
      guard let meaning = SideMeaning(rawValue: modifier) else { return false }
      side = meaning
    case .price:
      guard let kind = PriceKind(name: modifier), kind != .entry else { return false }
      priceKind = kind
    case .long, .short:
      guard let named = AggregateUnit(name: modifier), unit ?? named == named else { return false }
      unit = named
    case .value:
      guard let name = SeriesName(name: modifier) else { return false }
      series = name
    default: return false
    }
    return true
  }

  /// Refuses fields whose meaning must be said and is not.
  private func checkSilence(of target: Target, _ theirs: String) throws(ImportError) {
    switch target {
    case .side:
      throw Self.problem(
        "say whose side '\(theirs)' is: side=\(theirs):order or side=\(theirs):position")
    case .long, .short:
      let units = AggregateUnit.allCases.map(\.name).joined(separator: ", ")
      throw Self.problem("say what '\(theirs)' counts: \(target.name)=\(theirs):UNIT of \(units)")
    case .value:
      let names = SeriesName.allCases.map(\.name).joined(separator: ", ")
      throw Self.problem("say what '\(theirs)' is: value=\(theirs):NAME of \(names)")
    default: break
    }
  }

  /// `s`, `ms`, `us`, `ns`, `iso` or `iso@+05:30`.
  private static func timeStyle(_ text: String) -> TimeStyle? {
    if let unit = TimeUnit(rawValue: text) { return TimeStyle(unit: unit) }
    if text == "iso" { return TimeStyle() }
    guard text.hasPrefix("iso@") else { return nil }
    let sample = Array(("1970-01-01T00:00:00" + text.dropFirst(4)).utf8)
    guard case .time(let time) = TimeText.reading(sample.span, 0..<sample.count, unit: nil),
      text.count > 4
    else { return nil }
    return TimeStyle(offset: -time)
  }

  /// Checks that the kind has all that it needs and nothing of another kind.
  private func check() throws(ImportError) {
    for target in Target.needed(kind) where fields[target] == nil {
      throw Self.problem("'\(target.name)' is missing")
    }
    let allowed = Target.allowed(kind)
    for target in Target.allCases where fields[target] != nil && !allowed.contains(target) {
      throw Self.problem("'\(target.name)' is no field of \(kind.rawValue)")
    }
    if let last = indices?.values.max(), last >= Self.mostColumns {
      throw Self.problem("there is no column \(last + 1); they end at \(Self.mostColumns)")
    }
    guard kind == .liquidations else { return }
    let hasSize = [Target.quantity, .contracts, .notional].contains { fields[$0] != nil }
    guard hasSize || side.isSign else {
      throw Self.problem("one of quantity, contracts and notional is missing")
    }
  }

  /// The column numbers, when every field is given by its number.
  var indices: [Target: Int]? {
    var result: [Target: Int] = [:]
    for (target, name) in fields {
      guard let index = Int(name), index > 0, name.allSatisfy(\.isNumber) else { return nil }
      result[target] = index - 1
    }
    return result
  }
}
