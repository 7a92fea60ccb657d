/// The slopes between all pairs of points within each of some series, by rank.
///
/// Few are listed and sorted. Of many, the slope of a rank is found by counting how many lie below
/// a trial slope, a merge sort each time: exact up to rounding, and no memory for the pairs.
struct PairSlopes {
  /// The points of a series: times that rise strictly, and values.
  private struct Points {
    let times: [Double]
    let values: [Double]
  }

  /// How many slopes there are.
  let count: Int
  private let series: [Points]
  /// The slopes in order, when they are few.
  private let listed: [Double]?

  /// - Parameters:
  ///   - series: Each equally spaced at the times 0, 1, 2, …; missing values (NaN) are left out.
  ///   - listing: The most slopes that are listed.
  /// - Complexity: O(slopes·log slopes) when listed.
  init(_ series: [[Double]], listing: Int) {
    let points = series.map { values in
      let known = values.indices.filter { !values[$0].isNaN }
      return Points(times: known.map(Double.init), values: known.map { values[$0] })
    }
    self.series = points
    count = points.reduce(0) { $0 + $1.values.count * ($1.values.count - 1) / 2 }
    listed = count <= listing ? points.flatMap(Self.slopes).sorted() : nil
  }

  /// The mean of the middle one or two; NaN of none.
  var median: Double {
    guard count > 0 else { return .nan }
    let lower = self[(count - 1) / 2]
    return count % 2 == 1 ? lower : 0.5 * (lower + self[count / 2])
  }

  /// The slope with `rank` smaller ones.
  ///
  /// - Complexity: O(1) when listed, else O(n log n) for each of at most 64 trials.
  subscript(rank: Int) -> Double { listed?[rank] ?? counted(rank) }

  private static func slopes(_ points: Points) -> [Double] {
    let (times, values) = (points.times, points.values)
    var slopes: [Double] = []
    slopes.reserveCapacity(values.count * max(0, values.count - 1) / 2)
    for j in values.indices {
      for i in 0..<j { slopes.append((values[j] - values[i]) / (times[j] - times[i])) }
    }
    return slopes
  }

  private func counted(_ rank: Int) -> Double {
    let slope =
      below(0) > rank
      ? -smallestPositive { below(-$0) <= rank } : smallestPositive { below($0) > rank }
    return series.contains { Self.moves($0, slope) } ? slope : 0
  }

  /// Pairs with a slope below m are the descents of y − m·t.
  private func below(_ m: Double) -> Int {
    series.reduce(0) { count, points in
      count + descents(points.values.indices.map { points.values[$0] - m * points.times[$0] })
    }
  }

  /// A slope that moves no value by its last bit cannot be told from none.
  private static func moves(_ points: Points, _ slope: Double) -> Bool {
    guard let first = points.times.first, let last = points.times.last else { return false }
    let largest = points.values.reduce(0) { max($0, abs($1)) }
    return abs(slope) * (last - first) >= largest.ulp
  }
}
