import Glibc

/// One guess of how positions are margined: leverage, its share, and the maintenance margin.
struct LeverageTier: Sendable {
  let leverage: Double
  let weight: Double
  let maintenance: Double

  /// What such maps commonly assume; nobody outside a venue knows it.
  static let usual = [
    LeverageTier(leverage: 5, weight: 0.15, maintenance: 0.02),
    LeverageTier(leverage: 10, weight: 0.30, maintenance: 0.01),
    LeverageTier(leverage: 25, weight: 0.25, maintenance: 0.0065),
    LeverageTier(leverage: 50, weight: 0.20, maintenance: 0.005),
    LeverageTier(leverage: 100, weight: 0.10, maintenance: 0.004),
  ]
}

/// Where positions would be liquidated, as guessed from open interest: an isolated, linear model.
///
/// Each step first removes the levels the price went through, then scales everything down when open
/// interest fell, or opens new positions at the typical price when it rose.
struct EstimatedMap {
  let step: Double
  /// Dollars of longs and shorts that would be liquidated in each price bin.
  private(set) var long: [Double]
  private(set) var short: [Double]
  private(set) var sweptLong = 0.0
  private(set) var sweptShort = 0.0
  private let tiers: [LeverageTier]
  private let longShare: Double

  /// - Parameters:
  ///   - step: The size of a price bin.
  ///   - highest: A price above all; bins reach half as far again.
  ///   - longShare: The share of new positions that are long.
  ///   - tiers: Their weights are scaled to 1.
  init(step: Double, highest: Double, longShare: Double, tiers: [LeverageTier]) {
    self.step = step
    self.tiers = tiers
    self.longShare = longShare
    let bins = [Double](repeating: 0, count: Int(highest * 1.5 / step) + 2)
    (long, short) = (bins, bins)
  }

  /// One step: the bar's low, high and close, and open interest before and at its time.
  ///
  /// - Complexity: O(bins) when open interest falls, else O(bins swept + tiers).
  mutating func advance(
    low: Double, high: Double, close: Double, openInterest: (before: Double, now: Double)
  ) {
    sweep(low: low, high: high)
    let change = openInterest.now - openInterest.before
    guard change.isFinite else { return }
    if change < 0 {
      let scale = openInterest.now / openInterest.before
      for bin in long.indices {
        long[bin] *= scale
        short[bin] *= scale
      }
    } else {
      open(change, at: (high + low + close) / 3)
    }
  }

  /// Longs above the low and shorts below the high are gone.
  private mutating func sweep(low: Double, high: Double) {
    for bin in max(0, Int(low / step))..<max(0, Int(low / step), long.count) {
      sweptLong += long[bin]
      long[bin] = 0
    }
    for bin in 0..<min(short.count, Int(high / step) + 1) {
      sweptShort += short[bin]
      short[bin] = 0
    }
  }

  private mutating func open(_ dollars: Double, at price: Double) {
    let weights = tiers.reduce(0) { $0 + $1.weight }
    for tier in tiers {
      let part = dollars * tier.weight / weights
      let below = price * (1 - 1 / tier.leverage) / (1 - tier.maintenance)
      let above = price * (1 + 1 / tier.leverage) / (1 + tier.maintenance)
      add(longShare * part, at: below, to: &long)
      add((1 - longShare) * part, at: above, to: &short)
    }
  }

  private func add(_ dollars: Double, at price: Double, to bins: inout [Double]) {
    let bin = Int(price / step)
    if bins.indices.contains(bin) { bins[bin] += dollars }
  }

  /// The dollars of both sides in the bins of `range`.
  func both(_ range: ClosedRange<Int>) -> [Double] {
    range.map { long.indices.contains($0) ? long[$0] + short[$0] : 0 }
  }
}
