package import MarketData

/// On which lines of a file its rows stand, kept where a row does not follow the one before it: one
/// entry a block, a gap and a line of several rows, whatever the rows. Rows of each series have
/// numbers of their own, because the store takes each series by itself.
package struct RowPlaces: Equatable, Sendable {
  private struct Place: Equatable, Sendable {
    var row, line: Int
    /// How many lines on the next row is: 1, or 0 where a line holds several.
    var step = 1

    func line(of other: Int) -> Int { line + step * (other - row) }
  }

  /// The rows of no series, or of one.
  private struct Rows: Equatable, Sendable {
    var count = 0
    var places: [Place] = []

    mutating func note(line: Int) {
      let row = count
      count += 1
      guard let last = places.last else { return places.append(Place(row: row, line: line)) }
      if last.line(of: row) == line { return }
      if last.row == row - 1, last.line == line {
        places[places.count - 1].step = 0
      } else {
        places.append(Place(row: row, line: line))
      }
    }

    mutating func append(_ next: Rows, line: Int) {
      for var place in next.places {
        place.row += count
        place.line += line
        let isFollowing = places.last.map { $0.step == 1 && $0.line(of: place.row) == place.line }
        if place.step == 0 || isFollowing != true { places.append(place) }
      }
      count += next.count
    }

    /// - Complexity: O(log gaps).
    func line(ofRow row: Int) -> Int? {
      var (low, high) = (0, places.count)
      while low < high {
        let middle = (low + high) / 2
        if places[middle].row <= row { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? places[low - 1].line(of: row) : nil
    }
  }

  private var rows: [Rows] = []

  package init() {}

  private static func index(_ series: SeriesName?) -> Int {
    series.map { Int($0.rawValue) + 1 } ?? 0
  }

  private mutating func reserve(_ index: Int) {
    while rows.count <= index { rows.append(Rows()) }
  }

  /// Notes that the next row, or the next of `series`, stands on `line`.
  mutating func note(line: Int, series: SeriesName?) {
    let index = Self.index(series)
    reserve(index)
    rows[index].note(line: line)
  }

  /// Adds those of the next block, whose lines begin behind `line`.
  mutating func append(_ next: RowPlaces, line: Int) {
    for (index, rows) in next.rows.enumerated() {
      reserve(index)
      self.rows[index].append(rows, line: line)
    }
  }

  /// The line, counted from 1, of row number `row`, counted from 0 and among those of `series`; nil
  /// when none is known.
  ///
  /// - Complexity: O(log gaps).
  package func line(ofRow row: Int, of series: SeriesName?) -> Int? {
    let index = Self.index(series)
    return index < rows.count ? rows[index].line(ofRow: row) : nil
  }
}
