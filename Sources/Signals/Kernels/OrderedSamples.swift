/// Samples kept in order of size, for ranks and quantiles of a moving window.
///
/// A list of sorted chunks of at most `limit` samples: inserting, removing, ranking and selecting
/// touch one chunk and the list of chunks. Counts are exact, so the answers do not depend on how
/// the window got where it is.
struct OrderedSamples: Sendable {
  private static let limit = 512
  private var chunks: [[Double]] = []
  private(set) var count = 0

  init() {}

  mutating func insert(_ value: Double) {
    count += 1
    guard !chunks.isEmpty else {
      chunks.append([value])
      return
    }
    let chunk = min(chunkHolding(value), chunks.count - 1)
    chunks[chunk].insert(value, at: Self.below(value, in: chunks[chunk]))
    if chunks[chunk].count > Self.limit {
      let half = Array(chunks[chunk].suffix(Self.limit / 2))
      chunks[chunk].removeLast(half.count)
      chunks.insert(half, at: chunk + 1)
    }
  }

  /// Removes one sample equal to `value`; there must be one.
  mutating func remove(_ value: Double) {
    let chunk = chunkHolding(value)
    guard chunk < chunks.count else { return }
    let place = Self.below(value, in: chunks[chunk])
    guard place < chunks[chunk].count, chunks[chunk][place] == value else { return }
    chunks[chunk].remove(at: place)
    if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
    count -= 1
  }

  /// How many samples are smaller than `value`, and how many equal it.
  func rank(of value: Double) -> (below: Int, equal: Int) {
    var below = 0
    var equal = 0
    for chunk in chunks {
      guard let first = chunk.first, first <= value else { break }
      if let last = chunk.last, last < value {
        below += chunk.count
        continue
      }
      let low = Self.below(value, in: chunk)
      below += low
      equal += Self.notAbove(value, in: chunk) - low
    }
    return (below, equal)
  }

  /// The sample with `index` smaller ones before it; `index` must be in `0..<count`.
  subscript(index: Int) -> Double {
    var rest = index
    for chunk in chunks {
      if rest < chunk.count { return chunk[rest] }
      rest -= chunk.count
    }
    return .nan
  }

  /// Quantile `q` by linear interpolation (type 7); NaN without samples.
  func quantile(_ q: Double) -> Double {
    guard count > 0 else { return .nan }
    let place = Double(count - 1) * min(max(q, 0), 1)
    let index = Int(place)
    let low = self[index]
    guard index + 1 < count else { return low }
    return low + (place - Double(index)) * (self[index + 1] - low)
  }

  /// The middle one, or the mean of the two middle ones.
  var median: Double {
    guard count > 0 else { return .nan }
    let upper = self[count / 2]
    return count % 2 == 1 ? upper : middle(self[count / 2 - 1], upper)
  }

  /// The median of the distances from `center`.
  func medianDistance(from center: Double) -> Double {
    guard count > 0 else { return .nan }
    let upper = distance(count / 2, from: center)
    return count % 2 == 1 ? upper : middle(distance(count / 2 - 1, from: center), upper)
  }

  private func middle(_ a: Double, _ b: Double) -> Double { (a + b) / 2 }

  /// The distance from `center` with `index` smaller ones: a selection over the two sorted halves,
  /// the samples up to `center` read downwards and those above it read upwards.
  private func distance(_ index: Int, from center: Double) -> Double {
    let rank = rank(of: center)
    let split = rank.below + rank.equal
    var low = max(0, index + 1 - (count - split))
    var high = min(split, index + 1)
    while low < high {
      let taken = (low + high) / 2
      let fromAbove = index + 1 - taken
      if taken < split, fromAbove > 0,
        center - self[split - 1 - taken] < self[split + fromAbove - 1] - center
      {
        low = taken + 1
      } else {
        high = taken
      }
    }
    let below = low > 0 ? center - self[split - low] : -Double.infinity
    let fromAbove = index + 1 - low
    let above = fromAbove > 0 ? self[split + fromAbove - 1] - center : -Double.infinity
    return max(below, above)
  }

  /// The first chunk whose largest sample is not below `value`.
  private func chunkHolding(_ value: Double) -> Int {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if let last = chunks[middle].last, last < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func below(_ value: Double, in chunk: [Double]) -> Int {
    var low = 0
    var high = chunk.count
    while low < high {
      let middle = (low + high) / 2
      if chunk[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func notAbove(_ value: Double, in chunk: [Double]) -> Int {
    var low = 0
    var high = chunk.count
    while low < high {
      let middle = (low + high) / 2
      if chunk[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
