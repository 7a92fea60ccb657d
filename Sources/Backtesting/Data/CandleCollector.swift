import Basics
import MarketData
import Signals

/// Sorts candles by symbol and builds longer ones from shorter ones (rules 12, 21).
struct CandleCollector {
  private let plan: BacktestPlan
  private let batches: [CandleBatch]
  /// Symbol and interval → where the rows are.
  private let runs: [Key: [Run]]

  private struct Key: Hashable {
    let instrument: InstrumentKey
    let interval: Int64
  }

  /// Rows of one instrument that follow each other in a batch.
  private struct Run {
    let batch: Int
    var rows: Range<Int>
  }

  init(_ plan: BacktestPlan, _ batches: [CandleBatch]) {
    self.plan = plan
    self.batches = batches
    var wanted: Set<Key> = []
    for symbol in plan.symbols {
      let instrument = InstrumentKey(exchange: symbol.exchange, symbol: symbol.name)
      wanted.insert(Key(instrument: instrument, interval: symbol.storedInterval))
      wanted.insert(Key(instrument: instrument, interval: symbol.storedFillInterval))
    }
    var runs: [Key: [Run]] = [:]
    for (index, batch) in batches.enumerated() {
      let keys = batch.instruments.map { key in
        Key(instrument: key, interval: batch.interval.microseconds)
      }
      let isWanted = keys.map { wanted.contains($0) }
      for rows in Self.runs(batch.instrument) {
        let instrument = Int(batch.instrument[rows.lowerBound])
        guard isWanted[instrument] else { continue }
        runs[keys[instrument], default: []].append(Run(batch: index, rows: rows))
      }
    }
    self.runs = runs
  }

  /// The stretches of equal elements.
  private static func runs(_ instruments: [UInt32]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    for index in instruments.indices.dropFirst() where instruments[index] != instruments[index - 1]
    {
      runs.append(start..<index)
      start = index
    }
    if start < instruments.count { runs.append(start..<instruments.count) }
    return runs
  }

  /// The candles D and F of a symbol that lie within the data.
  func candles(
    of symbol: BacktestPlan.Symbol
  ) throws(BacktestError) -> (features: Candles, fills: Candles) {
    let interval = plan.strategy.data.interval
    let features = candles(of: symbol, stored: symbol.storedInterval, as: interval)
    guard features.count > 0 else {
      throw BacktestError(
        "the symbol '\(symbol.name)' has no candle of \(DurationText.format(interval)) between "
          + "\(TimeText.rfc3339(plan.data.from)) and \(TimeText.rfc3339(plan.data.to))")
    }
    if symbol.fillInterval == interval { return (features, features) }
    return (
      features,
      candles(of: symbol, stored: symbol.storedFillInterval, as: symbol.fillInterval)
    )
  }

  private func candles(
    of symbol: BacktestPlan.Symbol, stored: Int64, as interval: Int64
  ) -> Candles {
    let key = Key(
      instrument: InstrumentKey(exchange: symbol.exchange, symbol: symbol.name), interval: stored)
    let runs = runs[key] ?? []
    if stored == interval, let candles = joined(runs, interval) { return candles }
    return built(from: runs, as: interval)
  }

  /// The rows as they are, a column at a time; nil when they do not ascend on
  /// multiples of the interval.
  private func joined(_ runs: [Run], _ interval: Int64) -> Candles? {
    var result = Candles(interval: interval)
    if runs.count > 1 { result.reserveCapacity(runs.reduce(0) { $0 + $1.rows.count }) }
    for run in runs {
      let times = batches[run.batch].openTime
      guard isAscending(times.span, run.rows) else { return nil }
      let rows = run.rows
      let first = rows.first { times[$0] >= plan.data.from } ?? rows.upperBound
      let last = rows.last { times[$0] + interval <= plan.data.to }.map { $0 + 1 } ?? first
      guard first < last else { continue }
      if let before = result.openTime.last, times[first] <= before { return nil }
      result.append(batches[run.batch], first..<last)
    }
    return result.isAligned ? result : nil
  }

  /// Longer candles from shorter ones; of two at one time the first stays.
  private func built(from runs: [Run], as interval: Int64) -> Candles {
    var places = runs.flatMap { run in run.rows.map { (batch: run.batch, row: $0) } }
    if !zip(places, places.dropFirst()).allSatisfy({ time($0) <= time($1) }) {
      places.sort { time($0) < time($1) }
    }
    var result = Candles(interval: interval)
    var built: Candle?
    for place in places {
      let batch = batches[place.batch]
      let candle = batch.candle(place.row)
      let open = TimeText.floorDivide(candle.openTime, interval) * interval
      guard open >= plan.data.from, open + interval <= plan.data.to else { continue }
      if var current = built, current.openTime == open {
        if batch.interval.microseconds < interval { current.extend(by: candle) }
        built = current
      } else {
        if let done = built { result.append(done) }
        built = candle
        built?.openTime = open
      }
    }
    if let done = built { result.append(done) }
    return result
  }

  private func time(_ place: (batch: Int, row: Int)) -> Int64 {
    batches[place.batch].openTime[place.row]
  }
}

private func isAscending(_ times: Span<Int64>, _ range: Range<Int>) -> Bool {
  for index in range.dropFirst() where times[index] <= times[index - 1] { return false }
  return true
}

extension CandleBatch {
  fileprivate func candle(_ row: Int) -> Candle {
    Candle(
      openTime: openTime[row], open: open[row], high: high[row], low: low[row], close: close[row],
      volume: volume.isEmpty ? .nan : volume[row],
      quoteVolume: quoteVolume.isEmpty ? .nan : quoteVolume[row])
  }
}

extension Candle {
  /// Adds a later candle of the same longer interval; a volume without a value leaves none.
  fileprivate mutating func extend(by later: Candle) {
    high = max(high, later.high)
    low = min(low, later.low)
    close = later.close
    volume += later.volume
    quoteVolume += later.quoteVolume
  }
}
