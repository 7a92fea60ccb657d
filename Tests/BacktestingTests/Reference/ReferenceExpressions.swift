import Basics
import Foundation

/// Evaluates expressions by their definitions: every window is gathered anew at every instant.
final class ReferenceExpressions {
  let market: ReferenceMarket
  let strategy: JSONValue
  let maximumGap: Int64
  let ignoresGaps: Bool
  private(set) var grids: [[Int64]] = []
  private var memory: [String: Double?] = [:]
  /// The rows of all symbols in the order of rule 15, with the symbol of each.
  private let everyRow: [ReferenceRow]

  init(_ market: ReferenceMarket, _ strategy: JSONValue) {
    self.market = market
    self.strategy = strategy
    let candles = strategy["data"]?["candles"] ?? .null
    maximumGap = candles.microseconds("max_gap") ?? 300_000_000
    ignoresGaps = candles.word("on_gap", or: "halt_signals") == "skip_bar"
    var all: [(symbol: Int, row: ReferenceRow)] = []
    for (index, symbol) in market.symbols.enumerated() {
      all += symbol.rows.map { (symbol: index, row: $0) }
    }
    everyRow =
      all.sorted {
        ($0.row.availability, $0.symbol, $0.row.exchange, $0.row.time, $0.row.order)
          < ($1.row.availability, $1.symbol, $1.row.exchange, $1.row.time, $1.row.order)
      }.map(\.row)
    grids = market.symbols.map(grid)
  }

  /// Rules 24, 25 and the last sentence of 12.
  private func grid(_ symbol: ReferenceSymbol) -> [Int64] {
    let clock = strategy["clock"] ?? .null
    var instants: [Int64] = []
    if clock.word("on", or: "") == "bar_close" {
      let length = clock.microseconds("interval") ?? market.interval
      var instant = (market.start / length) * length
      while instant < market.end {
        let isBusy = symbol.bars.contains {
          $0.openTime >= instant - length && $0.openTime < instant
        }
        if instant > market.start, isBusy { instants.append(instant) }
        instant += length
      }
      return instants
    }
    let spacing = clock.microseconds("min_spacing") ?? 0
    for time in symbol.rows.map(\.availability).sorted() where time < market.end {
      if let last = instants.last, time < last + spacing || time == last { continue }
      instants.append(time)
    }
    return instants
  }

  /// The value, or nil when missing or unknown; 1 and 0 for true and false.
  func value(
    _ expression: JSONValue, _ symbol: Int, _ time: Int64, _ position: [String: Double]? = nil
  ) -> Double? {
    if let number = expression.double { return number }
    if let flag = expression.flag { return flag ? 1 : 0 }
    guard let member = expression.members?.first else { return nil }
    if position != nil { return apply(member, symbol, time, position) }
    let key = "\(symbol)|\(time)|" + expression.text()
    if let known = memory[key] { return known }
    let value = apply(member, symbol, time, nil).flatMap { $0.isFinite ? $0 : nil }
    memory[key] = value
    return value
  }

  private func apply(
    _ member: JSONMember, _ symbol: Int, _ time: Int64, _ position: [String: Double]?
  ) -> Double? {
    let body = member.value
    let operands = (body.elements ?? []).map { value($0, symbol, time, position) }
    switch member.key {
    case "@":
      guard let name = body.text, let feature = strategy["features"]?[name] else { return nil }
      return value(feature, symbol, time)
    case "and":
      if operands.contains(0) { return 0 }
      return operands.contains(nil) ? nil : 1
    case "or":
      if operands.contains(1) { return 1 }
      return operands.contains(nil) ? nil : 0
    case "not": return value(body, symbol, time, position).map { 1 - $0 }
    case ">", ">=", "<", "<=":
      guard let left = operands[0], let right = operands[1] else { return nil }
      return compare(member.key, left, right) ? 1 : 0
    case "between":
      guard let low = both(">=", operands[0], operands[1]) else {
        return both("<=", operands[0], operands[2]) == 0 ? 0 : nil
      }
      guard let high = both("<=", operands[0], operands[2]) else { return low == 0 ? 0 : nil }
      return low * high
    case "+", "-", "*", "/", "min", "max":
      return arithmetic(member.key, operands)
    case "coalesce": return operands.compactMap(\.self).first
    case "abs": return value(body, symbol, time, position).map { abs($0) }
    case "neg": return value(body, symbol, time, position).map { -$0 }
    case "log": return value(body, symbol, time, position).flatMap { $0 > 0 ? log($0) : nil }
    case "position": return position?[body.word("field", or: "")]
    default: return lookBack(member, symbol, time)
    }
  }

  private func compare(_ sign: String, _ left: Double, _ right: Double) -> Bool {
    switch sign {
    case ">": left > right
    case ">=": left >= right
    case "<": left < right
    default: left <= right
    }
  }

  private func both(_ sign: String, _ left: Double?, _ right: Double?) -> Double? {
    guard let left, let right else { return nil }
    return compare(sign, left, right) ? 1 : 0
  }

  private func arithmetic(_ sign: String, _ operands: [Double?]) -> Double? {
    let numbers = operands.compactMap(\.self)
    guard numbers.count == operands.count else { return nil }
    switch sign {
    case "+": return numbers.reduce(0, +)
    case "*": return numbers.reduce(1, *)
    case "-": return numbers[0] - numbers[1]
    case "/": return numbers[1] == 0 ? nil : numbers[0] / numbers[1]
    case "min": return numbers.min()
    default: return numbers.max()
    }
  }

  // MARK: Candles

  private func floor(_ time: Int64) -> Int64 {
    time - time % market.interval
  }

  /// The last candle closed by an instant, whether or not there is a gap.
  private func closed(_ symbol: Int, _ time: Int64) -> Int? {
    market.symbols[symbol].bars.lastIndex { $0.openTime + market.interval <= time }
  }

  /// Rule 26.
  func isGap(_ symbol: Int, _ time: Int64) -> Bool {
    if ignoresGaps { return false }
    guard let index = closed(symbol, time) else { return true }
    let close = market.symbols[symbol].bars[index].openTime + market.interval
    return floor(time) - close > maximumGap
  }

  /// `bar(c)` of rule 27.
  private func bar(_ symbol: Int, _ time: Int64) -> ReferenceBar? {
    guard let index = closed(symbol, time), !isGap(symbol, time) else { return nil }
    return market.symbols[symbol].bars[index]
  }

  /// `bars(t, w)` of rule 28, as indices.
  private func bars(_ symbol: Int, _ time: Int64, _ window: Int64) -> [Int]? {
    let all = market.symbols[symbol].bars
    let inside = all.indices.filter {
      let close = all[$0].openTime + market.interval
      return close > time - window && close <= time
    }
    guard !inside.isEmpty, time - window >= all[0].openTime else { return nil }
    var multiple = floor(time)
    while multiple > time - window {
      if isGap(symbol, multiple) { return nil }
      multiple -= market.interval
    }
    return inside
  }

  // MARK: Operators that look back

  /// Rule 53.
  private func funding(_ field: String, _ symbol: Int, _ time: Int64) -> Double? {
    let settled = market.symbols[symbol].funding.filter { $0.time <= time }
    guard let last = settled.last else { return nil }
    if field == "last_rate" { return last.rate }
    guard settled.count > 1 else { return nil }
    let pace = last.time - settled[settled.count - 2].time
    if field == "annualized" { return last.rate * (365 * 86_400 * 1e6) / Double(pace) }
    let wait = last.time + pace - time
    return wait >= 0 ? Double(wait) / 1e6 : nil
  }

  private func lookBack(_ member: JSONMember, _ symbol: Int, _ time: Int64) -> Double? {
    let body = member.value
    let window = body.microseconds("window") ?? 0
    switch member.key {
    case "price": return price(body, symbol, time)
    case "funding": return funding(body.word("field", or: ""), symbol, time)
    case "return":
      let end = time - (body.microseconds("lag") ?? 0)
      guard let now = bar(symbol, end), let then = bar(symbol, end - window) else { return nil }
      let ratio = now.close / then.close
      return body.word("kind", or: "simple") == "log" ? log(ratio) : ratio - 1
    case "vol": return volatility(body, symbol, time, window)
    case "atr": return trueRange(body, symbol, time, window)
    case "volume":
      guard let inside = bars(symbol, time, window) else { return nil }
      let isBase = body.word("unit", or: "quote") == "base"
      let volumes = inside.map { index in
        let bar = market.symbols[symbol].bars[index]
        return isBase ? bar.volume : bar.quoteVolume
      }
      return volumes.contains(nil) ? nil : total(volumes.compactMap(\.self))
    case "liq", "liq_imbalance": return liquidations(member, symbol, time, window)
    case "cascade": return cascade(body, symbol, time)
    case "hour_utc":
      let hour = Int64((time / 3_600_000_000) % 24)
      return (body["in"]?.elements ?? []).contains { $0.int == hour } ? 1 : 0
    case "cross_above", "cross_below": return cross(member, symbol, time)
    case "within", "held_for":
      return verdicts(body, symbol, time, window, some: member.key == "within")
    default: return rolling(member, symbol, time, window)
    }
  }

  private func price(_ body: JSONValue, _ symbol: Int, _ time: Int64) -> Double? {
    let ago = Int64(body.number("bars_ago", or: 0))
    guard let bar = bar(symbol, floor(time) - ago * market.interval) else { return nil }
    switch body.word("field", or: "") {
    case "open": return bar.open
    case "high": return bar.high
    case "low": return bar.low
    case "close": return bar.close
    case "typical": return (bar.high + bar.low + bar.close) / 3
    default: return nil
    }
  }

  private func volatility(
    _ body: JSONValue, _ symbol: Int, _ time: Int64, _ window: Int64
  ) -> Double? {
    guard let inside = bars(symbol, time, window) else { return nil }
    let all = market.symbols[symbol].bars
    var sigma: Double?
    switch body.word("kind", or: "close") {
    case "close":
      guard inside[0] > 0, inside.count > 1 else { return nil }
      sigma = deviation(inside.map { log(all[$0].close / all[$0 - 1].close) })
    case "parkinson":
      let terms = inside.map { pow(log(all[$0].high / all[$0].low), 2) }
      sigma = (terms.reduce(0, +) / Double(terms.count) / (4 * log(2))).squareRoot()
    default:
      let terms = inside.map { index in
        0.5 * pow(log(all[index].high / all[index].low), 2) - (2 * log(2) - 1)
          * pow(log(all[index].close / all[index].open), 2)
      }
      let mean = terms.reduce(0, +) / Double(terms.count)
      sigma = mean < 0 ? nil : mean.squareRoot()
    }
    let span = body.flag("annualize", or: true) ? 365 * 86_400e6 : Double(window)
    return sigma.map { $0 * (span / Double(market.interval)).squareRoot() }
  }

  private func trueRange(
    _ body: JSONValue, _ symbol: Int, _ time: Int64, _ window: Int64
  ) -> Double? {
    guard let inside = bars(symbol, time, window), inside[0] > 0 else { return nil }
    let all = market.symbols[symbol].bars
    let ranges = inside.map { index in
      let before = all[index - 1].close
      return max(
        all[index].high - all[index].low, abs(all[index].high - before),
        abs(all[index].low - before))
    }
    let mean = total(ranges) / Double(ranges.count)
    guard body.flag("relative", or: false) else { return mean }
    return bar(symbol, time).map { mean / $0.close }
  }

  // MARK: Liquidations

  private func rows(_ body: JSONValue, _ symbol: Int) -> [ReferenceRow] {
    let scope = body.word("scope", or: "symbol")
    var rows = scope == "universe" ? everyRow : sorted(market.symbols[symbol].rows)
    switch body.word("side", or: "both") {
    case "long": rows = rows.filter { $0.side > 0 }
    case "short": rows = rows.filter { $0.side < 0 }
    default: break
    }
    if let names = body["venues"]?.elements?.compactMap(\.text) {
      rows = rows.filter { row in
        names.contains { row.exchange == $0 || row.exchange.hasPrefix($0 + "-") }
      }
    }
    if let minimum = body["min_notional"]?.double, body["measure"] != nil {
      rows = rows.filter { ($0.notional ?? -1) >= minimum }
    }
    return rows
  }

  private func sorted(_ rows: [ReferenceRow]) -> [ReferenceRow] {
    rows.sorted {
      ($0.availability, $0.exchange, $0.time, $0.order)
        < ($1.availability, $1.exchange, $1.time, $1.order)
    }
  }

  /// Rule 44, by way of whole numbers in a Double: the test's sums stay below 2⁵³.
  private func sum(_ values: [Double?]) -> Double {
    values.compactMap(\.self).map { ($0 * 1e8).rounded(.toNearestOrEven) }.reduce(0, +) / 1e8
  }

  private func liquidations(
    _ member: JSONMember, _ symbol: Int, _ time: Int64, _ window: Int64
  ) -> Double? {
    let body = member.value
    let end = time - (body.microseconds("lag") ?? 0)
    guard end - window >= market.start else { return nil }
    let inside = rows(body, symbol).filter {
      $0.availability > end - window && $0.availability <= end
    }
    if member.key == "liq_imbalance" {
      let counts = body.word("measure", or: "notional") == "count"
      func size(_ side: Double) -> Double {
        let rows = inside.filter { $0.side == side }
        return counts ? Double(rows.count) : sum(rows.map(\.notional))
      }
      let (long, short) = (size(1), size(-1))
      if long + short < body.number("min_total", or: 0) || long + short == 0 { return nil }
      return (long - short) / (long + short)
    }
    switch body.word("measure", or: "") {
    case "notional": return sum(inside.map(\.notional))
    case "qty": return sum(inside.map(\.quantity))
    case "count": return Double(inside.count)
    case "rate": return Double(inside.count) / (Double(window) / 1e6)
    case "max": return inside.compactMap(\.notional).max()
    case "mean":
      let known = inside.filter { $0.notional != nil }
      return known.isEmpty ? nil : sum(known.map(\.notional)) / Double(known.count)
    case "vwap":
      let known = inside.filter { $0.quantity != nil }
      let quantity = known.compactMap(\.quantity).reduce(0, +)
      return quantity == 0
        ? nil : known.map { $0.price * ($0.quantity ?? 0) }.reduce(0, +) / quantity
    default: return Double(Set(inside.map(\.exchange)).count)
    }
  }

  /// Rules 47, 48.
  private func cascade(_ body: JSONValue, _ symbol: Int, _ time: Int64) -> Double? {
    let gap = body.microseconds("gap") ?? 0
    var runs: [[ReferenceRow]] = []
    for row in rows(body, symbol) where row.availability <= time {
      if let last = runs.last?.last, row.availability - last.availability <= gap {
        runs[runs.count - 1].append(row)
      } else {
        runs.append([row])
      }
    }
    let run = runs.last { run in
      Double(run.count) >= body.number("min_events", or: 0)
        && sum(run.map(\.notional)) >= body.number("min_notional", or: 0)
    }
    guard let run, let first = run.first, let last = run.last,
      time - last.availability <= body.microseconds("max_age") ?? 3_600_000_000
    else { return nil }
    let span = Double(last.availability - first.availability) / 1e6
    func within(_ end: Int64) -> Double {
      Double(run.count { $0.availability > end - gap && $0.availability <= end })
    }
    switch body.word("field", or: "") {
    case "active": return time - last.availability <= gap ? 1 : 0
    case "age": return Double(time - first.availability) / 1e6
    case "quiet_for": return Double(time - last.availability) / 1e6
    case "notional": return sum(run.map(\.notional))
    case "count": return Double(run.count)
    case "rate": return Double(run.count) / max(span, 1)
    case "decay": return within(time) / (run.map { within($0.availability) }.max() ?? 1)
    default:
      if body.word("scope", or: "symbol") == "universe" { return nil }
      return bar(symbol, first.availability).map { last.price / $0.close - 1 }
    }
  }

  // MARK: Instants before

  private func cross(_ member: JSONMember, _ symbol: Int, _ time: Int64) -> Double? {
    let (left, right) = (member.value.elements ?? []).pair
    let (before, now) = member.key == "cross_above" ? ("<=", ">") : (">=", "<")
    var was: Double?
    if let earlier = grids[symbol].last(where: { $0 < time }) {
      was = both(before, value(left, symbol, earlier), value(right, symbol, earlier))
    }
    let isNow = both(now, value(left, symbol, time), value(right, symbol, time))
    if was == 0 || isNow == 0 { return 0 }
    return was == nil || isNow == nil ? nil : 1
  }

  private func verdicts(
    _ body: JSONValue, _ symbol: Int, _ time: Int64, _ window: Int64, some: Bool
  ) -> Double? {
    let inside = grids[symbol].filter { $0 > time - window && $0 <= time }
    let values = inside.map { value(body["when"] ?? .null, symbol, $0) }
    let decided = some ? 1.0 : 0.0
    if values.contains(decided) { return decided }
    return values.contains(nil) || time - window < market.start ? nil : 1 - decided
  }

  private func rolling(
    _ member: JSONMember, _ symbol: Int, _ time: Int64, _ window: Int64
  ) -> Double? {
    let body = member.value
    let of = body["of"] ?? .null
    let now = value(of, symbol, time)
    if member.key == "lag_of" || member.key == "delta" {
      guard let then = grids[symbol].last(where: { $0 <= time - window }),
        let past = value(of, symbol, then)
      else { return nil }
      return member.key == "lag_of" ? past : now.map { $0 - past }
    }
    let excludes = body.flag("exclude_current", or: true)
    let instants = grids[symbol].filter {
      $0 > time - window && (excludes ? $0 < time : $0 <= time)
    }
    let samples = instants.compactMap { instant in
      value(of, symbol, instant).map { (time: instant, value: $0) }
    }
    let standard = ["zscore", "stdev"].contains(member.key) ? 2.0 : 1
    guard Double(samples.count) >= body.number("min_obs", or: standard) else { return nil }
    return statistic(member.key, body, samples, now, time)
  }

  private func statistic(
    _ name: String, _ body: JSONValue, _ samples: [(time: Int64, value: Double)], _ now: Double?,
    _ time: Int64
  ) -> Double? {
    let values = samples.map(\.value)
    let count = Double(values.count)
    let mean = total(values) / count
    switch name {
    case "sum": return total(values)
    case "sma": return mean
    case "stdev": return deviation(values)
    case "highest": return values.max()
    case "lowest": return values.min()
    case "quantile": return quantile(values, body.number("q", or: 0))
    case "percentile_rank":
      return now.map { x in
        (Double(values.count { $0 < x }) + 0.5 * Double(values.count { $0 == x })) / count
      }
    case "ema":
      let halflife = Double(
        body.microseconds("halflife") ?? (body.microseconds("window") ?? 0) / 4)
      let weights = samples.map { exp2(-Double(time - $0.time) / halflife) }
      return zip(weights, values).map { $0 * $1 }.reduce(0, +) / weights.reduce(0, +)
    default:
      guard let now else { return nil }
      if body.flag("robust", or: false) {
        let middle = quantile(values, 0.5)
        let spread = 1.4826 * quantile(values.map { abs($0 - middle) }, 0.5)
        return spread == 0 ? nil : (now - middle) / spread
      }
      guard let spread = deviation(values), spread > 0 else { return nil }
      return (now - mean) / spread
    }
  }

  private func total(_ values: [Double]) -> Double { CompensatedSum(values).value }

  private func deviation(_ values: [Double]) -> Double? {
    guard values.count > 1 else { return nil }
    if values.max() == values.min() { return 0 }
    let mean = total(values) / Double(values.count)
    let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    return (squares / Double(values.count - 1)).squareRoot()
  }

  private func quantile(_ values: [Double], _ q: Double) -> Double {
    let sorted = values.sorted()
    let place = Double(sorted.count - 1) * q
    let low = Int(place)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }
}

extension [JSONValue] {
  fileprivate var pair: (JSONValue, JSONValue) { (self[0], self[1]) }
}
