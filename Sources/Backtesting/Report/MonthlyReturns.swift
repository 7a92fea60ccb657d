import Basics
import Reports

/// What each calendar month brought, from daily marks.
struct MonthlyReturns: Equatable {
  /// One month with its return; the first and the last may be in part.
  struct Month: Equatable {
    let year: Int
    let month: Int
    let value: Double
  }

  private(set) var months: [Month] = []

  /// - Parameter daily: Equity at T0 and at the end of every day; an end at midnight is of the day
  ///   before.
  init(_ daily: DailySeries) {
    guard var start = daily.equity.first else { return }
    let keys = daily.time.map { time in
      TimeText.date(days: Int(TimeText.floorDivide(time - 1, TimeText.microsecondsPerDay)))
    }
    for index in daily.time.indices.dropFirst() {
      let key = keys[index]
      let isLast = index + 1 == keys.count || keys[index + 1].month != key.month
      guard isLast else { continue }
      let end = daily.equity[index]
      months.append(Month(year: key.year, month: key.month, value: end / start - 1))
      start = end
    }
  }

  private static let names = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// A row a year, a column a month; months without days are empty. Nil when there is no month.
  var table: Table? {
    let years = Set(months.map(\.year)).sorted()
    guard !years.isEmpty else { return nil }
    let columns = Self.names.enumerated().compactMap { index, name -> Column? in
      let values = years.map { year in
        months.first { $0.year == year && $0.month == index + 1 }?.value ?? .nan
      }
      if values.allSatisfy(\.isNaN) { return nil }
      return Column(name, .number(values), style: .percent(2))
    }
    let totals = years.map { year in
      months.lazy.filter { $0.year == year }.reduce(1) { $0 * (1 + $1.value) } - 1
    }
    return Table(
      name: "monthly", title: "Return by month",
      columns: [Column("year", .integer(years.map { Int64($0) }))] + columns
        + [Column("year_total", label: "whole year", .number(totals), style: .percent(2))],
      rowsShown: 40, isFile: true)
  }

  /// As it stands in `report.json`: `{"2025-01": 0.012, …}`.
  var json: JSONValue {
    .object(
      months.map { month in
        let number = month.month < 10 ? "0\(month.month)" : "\(month.month)"
        return JSONMember("\(month.year)-\(number)", JSONValue(month.value))
      })
  }
}
