extension Marks {
  /// The curve as a picture needs it. Of a long run, of each of `parts` equal stretches of rows,
  /// three: the lowest, the highest and the deepest below the peak, filled up with the first, the
  /// last and the middle one, so that every stretch has as many. A short run is whole.
  ///
  /// - Complexity: O(`count`) time, O(`parts`) memory.
  package func picture(parts: Int = 8_192) -> EquityCurve {
    guard count > 8 * parts else { return curve }
    var picker = RowPicker(rows: count, parts: parts)
    forEach { rows, cash in
      for _ in 0..<rows { picker.see(cash) }
    } held: { cash, sums in
      picker.see(cash + sums.unrealised)
    }
    return EquityCurve(
      time: picker.rows.map(time), equity: picker.equity, drawdown: picker.drawdown)
  }
}

/// Picks three rows of each part of a curve that passes by row by row.
private struct RowPicker {
  private(set) var rows: [Int] = []
  private(set) var equity: [Double] = []
  private(set) var drawdown: [Double] = []
  private let count: Int
  private let parts: Int
  private var peak = -Double.infinity
  /// The rows of the part that passes by, and where it begins and ends.
  private var part: [(equity: Double, drawdown: Double)] = []
  private var start = 0
  private var end: Int

  init(rows count: Int, parts: Int) {
    (self.count, self.parts) = (count, parts)
    end = count / parts
  }

  mutating func see(_ equity: Double) {
    peak = max(peak, equity)
    part.append((equity, equity / peak - 1))
    if start + part.count == end { pick() }
  }

  private mutating func pick() {
    var (lowest, highest, deepest) = (0, 0, 0)
    for row in part.indices {
      if part[row].equity < part[lowest].equity { lowest = row }
      if part[row].equity > part[highest].equity { highest = row }
      if part[row].drawdown < part[deepest].drawdown { deepest = row }
    }
    let last = part.count - 1
    var chosen: [Int] = []
    for row in [lowest, highest, deepest, 0, last, last / 2]
    where chosen.count < 3 && !chosen.contains(row) {
      chosen.append(row)
    }
    for row in chosen.sorted() {
      rows.append(start + row)
      equity.append(part[row].equity)
      drawdown.append(part[row].drawdown)
    }
    start = end
    part.removeAll(keepingCapacity: true)
    end = (rows.count / 3 + 1) * count / parts
  }
}
