import Basics

extension Column {
  /// Whether the cells stand at the right, as numbers do.
  var isRightAligned: Bool {
    switch values {
    case .number, .integer: true
    case .text, .time, .flag: false
    }
  }

  /// The header for people; times say that they are UTC.
  var heading: String {
    guard case .time = values, !label.contains("UTC") else { return PlainText.oneLine(label) }
    return PlainText.oneLine(label) + " [UTC]"
  }

  /// The first `rows` cells as people read them, on one line each, without anything to obey.
  func shown(rows: Int) -> [String] {
    switch values {
    case .text(let cells): cells.prefix(rows).map(PlainText.oneLine)
    case .number(let cells):
      cells.prefix(rows).enumerated().map { NumberText.text($1, style.style(row: $0)) }
    case .integer(let cells): cells.prefix(rows).map { integer($0) }
    case .time(let cells): TimePrecision(cells.prefix(rows)).texts(of: cells.prefix(rows))
    case .flag(let cells): cells.prefix(rows).map { $0 ? "yes" : "no" }
    }
  }

  /// Years and small counts are easier to read whole; from five digits on, commas help.
  private func grouped(_ value: Int64) -> String {
    NumberText.text(Double(value), .significant(1))
  }

  private func integer(_ value: Int64) -> String {
    if value == .min { return NumberText.undefined }
    if style == .exact {
      return value.magnitude < 10_000 || value.magnitude > 1 << 50 ? String(value) : grouped(value)
    }
    return NumberText.text(Double(value), style)
  }
}

extension Column.Style {
  /// The style of one row's number.
  func style(row: Int) -> Self {
    guard case .rows(let styles) = self else { return self }
    return styles.indices.contains(row) ? styles[row] : .exact
  }
}

/// How much of a time a column shows: no more than its cells need.
private struct TimePrecision {
  private let unit: Int64

  init(_ times: ArraySlice<Int64>) {
    let units: [Int64] = [TimeText.microsecondsPerDay, 60_000_000, 1_000_000, 1_000]
    unit =
      units.first { unit in times.allSatisfy { $0 == .min || $0 % unit == 0 } } ?? 1
  }

  func texts(of times: ArraySlice<Int64>) -> [String] {
    times.map { $0 == .min ? NumberText.undefined : text($0) }
  }

  private func text(_ time: Int64) -> String {
    if unit == TimeText.microsecondsPerDay { return TimeText.day(time) }
    let whole = TimeText.csv(time).replacing("T", with: " ")
    if unit == 60_000_000 { return String(whole.dropLast(4)) }
    // A whole second is written without a point, `03:40:00Z`, others with six decimals.
    let isShort = unit == 1_000 && whole.utf8.contains(UInt8(ascii: "."))
    return String(whole.dropLast(isShort ? 4 : 1))
  }
}
