/// On which lines of a file its rows stand, kept where a row does not follow the one before it: one
/// entry a block, a gap and a line of several rows, whatever the rows.
package struct RowPlaces: Equatable, Sendable {
  private struct Place: Equatable, Sendable {
    var row, line: Int
    /// How many lines on the next row is: 1, or 0 where a line holds several.
    var step = 1

    func line(of other: Int) -> Int { line + step * (other - row) }
  }

  private var places: [Place] = []

  package init() {}

  /// Notes that row number `row`, which is after all noted before, stands on `line`.
  mutating func note(row: Int, line: Int) {
    if let last = places.last {
      if last.line(of: row) == line { return }
      if last.row == row - 1, last.line == line {
        places[places.count - 1].step = 0
        return
      }
    }
    places.append(Place(row: row, line: line))
  }

  /// Adds those of the next block, whose rows begin at `row` and lines behind `line`.
  mutating func append(_ next: RowPlaces, row: Int, line: Int) {
    for var place in next.places {
      place.row += row
      place.line += line
      if place.step == 1 {
        note(row: place.row, line: place.line)
      } else {
        places.append(place)
      }
    }
  }

  /// The line, counted from 1, of row number `row`, counted from 0; nil when none is known.
  ///
  /// - Complexity: O(log gaps).
  package func line(ofRow row: Int) -> Int? {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    return places[low - 1].line(of: row)
  }
}
