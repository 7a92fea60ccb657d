/// Long series made short: at most four points a pixel, and no peak or trough is lost.
enum Reduction {
  /// The indices of the points to draw, ascending.
  ///
  /// Of the points that fall on one pixel, the ones with the smallest `low` and the largest `high`
  /// stay; of a pixel without a defined value one stays, to break the line. The first and the last
  /// point always stay. Series that are short enough are kept whole. O(*n*).
  ///
  /// - Parameters:
  ///   - position: The pixel of each point, ascending.
  ///   - low: The lower value of each point; NaN where undefined.
  ///   - high: The upper value; the same column as `low` for a line.
  ///   - pixels: The width of the picture.
  /// - Returns: Indices into the columns.
  static func indices(
    position: [Double], low: [Double], high: [Double], pixels: Int
  ) -> [Int] {
    let count = min(position.count, low.count, high.count)
    guard count > 3 * pixels else { return Array(0..<count) }
    var kept = [0]
    var bucket = Bucket()
    for index in 0..<count {
      let pixel = position[index].isNaN ? bucket.pixel : Int(position[index])
      if pixel != bucket.pixel {
        bucket.flush(into: &kept)
        bucket = Bucket(pixel: pixel)
      }
      bucket.add(index, low[index], high[index])
    }
    bucket.flush(into: &kept)
    if kept.last != count - 1 { kept.append(count - 1) }
    // Out of order, the points do not gather: then the rank stands in for the place.
    guard kept.count > 8 * pixels else { return kept }
    let ranks = (0..<count).map { Double($0) * Double(pixels) / Double(count) }
    return indices(position: ranks, low: low, high: high, pixels: pixels)
  }

  /// The points of one pixel.
  private struct Bucket {
    var pixel = Int.min
    private var first = -1
    private var lowest = -1
    private var highest = -1
    private var lowValue = Double.infinity
    private var highValue = -Double.infinity

    init(pixel: Int = .min) { self.pixel = pixel }

    mutating func add(_ index: Int, _ low: Double, _ high: Double) {
      if first < 0 { first = index }
      if low.isFinite, low < lowValue {
        lowValue = low
        lowest = index
      }
      if high.isFinite, high > highValue {
        highValue = high
        highest = index
      }
    }

    func flush(into kept: inout [Int]) {
      let ends = lowest < 0 && highest < 0 ? [first] : [min(lowest, highest), max(lowest, highest)]
      for index in ends where index > (kept.last ?? -1) { kept.append(index) }
    }
  }

  /// The indices of the points of a cloud that can be told apart: one a cell of a fine grid, and
  /// the outermost ones.
  static func cloud(x: [Double], y: [Double], limit: Int) -> [Int] {
    let usable = (0..<min(x.count, y.count)).filter { !x[$0].isNaN && !y[$0].isNaN }
    guard usable.count > limit else { return usable }
    var kept: [Int] = []
    for cell in [2.0, 3, 4, 6, 8, 12, 16] {
      kept = cells(usable, x, y, cell)
      if kept.count <= limit { break }
    }
    let outer = [
      usable.min { x[$0] < x[$1] }, usable.max { x[$0] < x[$1] },
      usable.min { y[$0] < y[$1] }, usable.max { y[$0] < y[$1] },
    ]
    return Set(kept + outer.compactMap(\.self)).sorted()
  }

  /// The first of `usable` in each cell.
  private static func cells(
    _ usable: [Int], _ x: [Double], _ y: [Double], _ cell: Double
  ) -> [Int] {
    // Pictures are at most so many pixels wide and high.
    let side = Int(1_024 / cell) + 1
    var isTaken = [Bool](repeating: false, count: side * side)
    return usable.filter { index in
      let column = min(side - 1, max(0, Int(x[index] / cell)))
      let row = min(side - 1, max(0, Int(y[index] / cell)))
      let place = row * side + column
      defer { isTaken[place] = true }
      return !isTaken[place]
    }
  }
}
