import Basics
import MarketData
import Signals
import Statistics

/// One payment between longs and shorts.
package struct FundingSettlement: Sendable, Equatable {
  /// In microseconds UTC.
  package var time: Int64
  /// A fraction of the position's value; longs pay when it is positive.
  package var rate: Double
  /// The mark price, or NaN to take the last price.
  package var mark: Double

  package init(time: Int64, rate: Double, mark: Double = .nan) {
    self.time = time
    self.rate = rate
    self.mark = mark
  }

  /// The settlements within the data, by time snapped to the second; of two at one second the
  /// first given counts.
  static func settled(_ given: [FundingSettlement], _ data: TimeRange) -> [FundingSettlement] {
    let second: Int64 = 1_000_000
    var result: [FundingSettlement] = []
    let snapped = given.map { settlement -> FundingSettlement in
      var snapped = settlement
      snapped.time = TimeText.floorDivide(settlement.time + second / 2, second) * second
      return snapped
    }
    for settlement in snapped.sorted(by: { $0.time < $1.time })
    where settlement.time >= data.from && settlement.time <= data.to {
      if result.last?.time != settlement.time { result.append(settlement) }
    }
    return result
  }

  /// What signals may know of them.
  static func rates(_ settlements: [FundingSettlement]) -> FundingRates {
    var rates = FundingRates()
    for settlement in settlements { rates.append(time: settlement.time, rate: settlement.rate) }
    return rates
  }
}

extension [FundingSettlement] {
  /// The index of the first settlement after `time`.
  func firstSettlement(after time: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension SymbolMarket {
  /// What is missing in the recorded funding of the days of trading: never silently nothing.
  func fundingWarnings(_ trading: TimeRange) -> [String] {
    let times = funding.map(\.time).filter { $0 >= trading.from && $0 <= trading.to }
    guard !funding.isEmpty else { return [] }
    guard let first = times.first, let last = times.last else {
      return ["funding ignored for \(name): it has no rates for these days"]
    }
    let pace = zip(funding, funding.dropFirst()).map { $1.time - $0.time }
    guard !pace.isEmpty else { return [] }
    let usual = Int64(median(pace.map { Double($0) }))
    let edges = [trading.from - usual] + times + [trading.to + usual]
    let holes = zip(edges, edges.dropFirst()).filter { $1 - $0 > usual + usual / 2 }
    guard !holes.isEmpty else { return [] }
    let from = holes[0].0 < trading.from ? min(first, trading.from) : holes[0].0
    return [
      "\(name) lacks funding rates in \(holes.count) places, the first after "
        + "\(TimeText.rfc3339(min(from, last))): positions held there paid nothing"
    ]
  }
}
