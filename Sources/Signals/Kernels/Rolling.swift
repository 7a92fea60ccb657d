/// A number made of the samples in a moving window.
protocol SampleStatistic: Sendable {
  mutating func insert(_ value: Double, at time: Int64)

  /// Removes the oldest sample.
  mutating func remove(_ value: Double, at time: Int64)

  /// Starts again from the samples of `queue`; called once the samples have been replaced.
  mutating func rebuild(_ queue: SampleQueue)

  /// Whether it must be rebuilt at once.
  var isDamaged: Bool { get }

  /// The statistic; `x` is the value at the instant itself, NaN when missing.
  func value(of x: Double) -> Double
}

extension SampleStatistic {
  mutating func rebuild(_ queue: SampleQueue) {}
  var isDamaged: Bool { false }
}

/// A rolling operator (rule 36): the samples are the values of one expression at the instants of
/// the symbol's grid in `(t − window, t)`, or up to and with t.
struct Rolling<Statistic: SampleStatistic>: Kernel {
  private let settings: RollingSettings
  private var statistic: Statistic
  private var queue = SampleQueue()
  private var removed = 0

  init(_ settings: RollingSettings, _ statistic: Statistic) {
    self.settings = settings
    self.statistic = statistic
  }

  mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
    if !settings.excludesCurrent { insert(x, at: time) }
    evict(at: time - settings.window)
    let isEnough = Double(queue.count) >= settings.minimumCount
    let value = isEnough ? finite(statistic.value(of: x)) : .nan
    if settings.excludesCurrent { insert(x, at: time) }
    return value
  }

  private mutating func insert(_ x: Double, at time: Int64) {
    guard !x.isNaN else { return }
    queue.append(x, at: time)
    statistic.insert(x, at: time)
  }

  private mutating func evict(at limit: Int64) {
    while let first = queue.firstTime, first <= limit {
      let sample = queue.removeFirst()
      statistic.remove(sample.value, at: sample.time)
      removed += 1
    }
    if removed > queue.count || statistic.isDamaged {
      statistic.rebuild(queue)
      removed = 0
    }
  }
}

/// The settings that all rolling operators share.
struct RollingSettings: Sendable {
  let window: Int64
  /// Fewer samples are missing.
  let minimumCount: Double
  let excludesCurrent: Bool

  /// The settings as part of an expression's identity.
  var identity: String { "\(window) \(minimumCount) \(excludesCurrent)" }
}
