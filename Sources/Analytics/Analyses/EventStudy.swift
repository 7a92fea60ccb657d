package import Basics
import Glibc
package import MarketData
import Reports
import Statistics

/// What prices do around cascades, against the same minutes of other days.
///
/// The headline is the excess over the placebo: an onset is chosen *because* the price moved, so
/// its own average says little.
package struct EventStudy: Analysis {
  package static let name = "eventstudy"
  package static let summary = "returns after cascades against the same minutes of other days"

  private let settings: EventStudySettings
  private let top: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    settings = EventStudySettings(
      purity: try parameters.number("purity_min", default: 0.8, in: 0.5...1),
      minCount: try parameters.integer("n_min", default: 5, in: 2...1_000_000),
      embargo: try parameters.integer("embargo_min", default: 60, in: 0...100_000),
      replicates: try parameters.integer("B", default: 2_000, in: 99...1_000_000),
      seed: try parameters.seed())
    top = try parameters.integer("top", default: 5, in: 1...1_000)
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { .minute }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Prices after cascades")
    let answers = inputs.largestSymbols(top).compactMap { SymbolEvents(inputs, $0, settings) }
    guard let first = answers.first else {
      let reason =
        "needs \(SymbolEvents.least) one-sided cascades of a symbol, an hour apart, with "
        + "one-minute candles from a day before to an hour after"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    section.summary = answers.map(\.sentence)
    section.tables = [eventTable(answers)]
    section.charts = [eventChart(first)]
    section.method = method
    var result = AnalysisResult(section, of: answers)
    result.headline = first.headline
    result.keyNumbers =
      first.headline.map {
        $0.keyNumber(
          "5 min after a \(first.symbol) cascade [bps]", .significant(3), of: Self.name,
          definition: "Signed return from the onset less that of the most alike quiet minute."
        ).asList
      } ?? []
    result.claims = answers.compactMap(\.claim)
    return result
  }

  private var method: [String] {
    [
      "Event: a cascade with \(Phrases.percent(settings.purity, decimals: 0)) of its dollars on "
        + "one side, \(settings.embargo) minutes after the last one used. CAR(h) is the signed "
        + "return from the close of the last complete minute before the onset, less the mean of "
        + "the day before; the sign is − for longs (forced selling) and + for shorts.",
      "Placebo: the same minute of other days, an hour away from any cascade, same sign; the "
        + "matched placebo is the one of them whose last five minutes moved most alike. q corrects "
        + "over the horizons. Intervals resample events (\(settings.replicates) times, seed "
        + "\(settings.seed)).",
      "From detection: a cascade is only known at its \(settings.minCount)th event, so what could "
        + "be traded starts at the close of that minute.",
    ]
  }
}

struct EventStudySettings: Sendable {
  /// Minutes after the onset.
  static let horizons = [1, 5, 15, 30, 60]
  /// The minutes before the onset that tell the usual drift.
  static let estimation = (from: 1_440, to: 60)

  let purity: Double
  let minCount: Int
  let embargo: Int
  let replicates: Int
  let seed: UInt64
}

/// The events of one symbol and their returns, in basis points, an event a row.
struct SymbolEvents: SymbolAnswer {
  static let least = 10

  let symbol: String
  let minutes: [Int]
  private let replicates: Int
  private let seed: UInt64
  /// A horizon a column.
  let car: [[Double]]
  let standardised: [[Double]]
  let fromDetection: [[Double]]
  /// NaN where an event has no placebo.
  let placebo: [[Double]]
  let matched: [[Double]]

  init?(_ inputs: MarketInputs, _ scope: Scope, _ settings: EventStudySettings) {
    guard let place = scope.symbols.first, let path = MinutePath(inputs, scope) else { return nil }
    let events = inputs.symbols[place].events
    let clusters = CascadeClusters(
      events, maxGap: Interval.minute.microseconds, minCount: settings.minCount)
    let rows = chosenEvents(clusters, path, settings)
    guard rows.count >= Self.least else { return nil }
    symbol = scope.name
    (replicates, seed) = (settings.replicates, settings.seed)
    let study = CarStudy(path, busy: busyMinutes(clusters, path))
    let onsets = rows.map { (path.minute(of: clusters.start[$0]), clusters.sign($0)) }
    minutes = onsets.map(\.0)
    let drifts = onsets.map { study.drift($0.0) }
    let deviations = onsets.map { study.deviation($0.0) }
    car = columns { h in zip(onsets, drifts).map { study.car($0.0, $0.1, h, $1) } }
    let raw = car
    standardised = raw.indices.map { column in
      let scale = root(EventStudySettings.horizons[column])
      return zip(raw[column], deviations).map { $0 / ($1 * scale) }
    }
    let known = zip(rows, onsets).map { row, onset in
      (
        path.minute(of: events.time[clusters.rows[row].lowerBound + settings.minCount - 1]) + 1,
        onset.1
      )
    }
    fromDetection = columns { h in
      zip(known, drifts).map { study.carIfInside($0.0, $0.1, h, $1) }
    }
    let candidates = onsets.map { study.candidates($0.0) }
    placebo = columns { h in
      zip(onsets, candidates).map { onset, others in
        others.isEmpty
          ? .nan : mean(others.map { study.car($0, onset.1, h, study.drift($0)) })
      }
    }
    let nearest = zip(onsets, candidates).map { study.mostAlike($0.0, $1) }
    matched = columns { h in
      zip(onsets, nearest).map { onset, other in
        other.map { study.car($0, onset.1, h, study.drift($0)) } ?? .nan
      }
    }
  }

  var count: Int { minutes.count }

  /// CAR less placebo of the events that have one.
  func excess(_ column: Int, over other: [[Double]]) -> [Double] {
    zip(car[column], other[column]).map { $0 - $1 }.filter { !$0.isNaN }
  }

  /// The means of each bootstrap resample, one list a horizon.
  func resampledMeans() -> [[Double]] {
    var bootstrap = IndependentBootstrap(count: count, seed: seed)
    var indices = [Int32](repeating: 0, count: count)
    var means = [[Double]](repeating: [], count: car.count)
    for _ in 0..<replicates {
      bootstrap.next(into: &indices)
      for (column, values) in car.enumerated() {
        means[column].append(resampledSum(values.span, indices.span) / Double(count))
      }
    }
    return means
  }
}

private func root(_ minutes: Int) -> Double { Double(minutes).squareRoot() }

private func columns(_ column: (Int) -> [Double]) -> [[Double]] {
  EventStudySettings.horizons.map(column)
}

/// One-sided cascades with complete candles, none within the embargo of the last one used.
private func chosenEvents(
  _ clusters: CascadeClusters, _ path: MinutePath, _ settings: EventStudySettings
) -> [Int] {
  let reach = EventStudySettings.horizons.max() ?? 0
  var last = Int.min / 2
  return (0..<clusters.count).filter { row in
    let minute = path.minute(of: clusters.start[row])
    let first = minute - EventStudySettings.estimation.from
    guard clusters.purity(row) >= settings.purity, first >= 0, minute + reach <= path.count,
      path.isComplete(first..<(minute + reach)), minute - last >= settings.embargo
    else { return false }
    last = minute
    return true
  }
}

/// The minutes within an hour of any cascade.
private func busyMinutes(_ clusters: CascadeClusters, _ path: MinutePath) -> [Bool] {
  var busy = [Bool](repeating: false, count: path.count)
  for row in 0..<clusters.count {
    let first = max(0, path.minute(of: clusters.start[row]) - 60)
    let last = min(path.count - 1, path.minute(of: clusters.end[row]) + 60)
    for minute in stride(from: first, through: last, by: 1) { busy[minute] = true }
  }
  return busy
}

/// Abnormal returns on one price path, in basis points.
private struct CarStudy {
  let path: MinutePath
  let busy: [Bool]

  init(_ path: MinutePath, busy: [Bool]) {
    self.path = path
    self.busy = busy
  }

  /// The mean return from a day to an hour before.
  func drift(_ minute: Int) -> Double {
    let window = EventStudySettings.estimation
    return path.move(minute - window.from, minute - window.to) / Double(window.from - window.to)
  }

  /// Its standard deviation over the same minutes, in basis points.
  func deviation(_ minute: Int) -> Double {
    let window = EventStudySettings.estimation
    let past = Array(path.returns[(minute - window.from)..<(minute - window.to)])
    return sampleVariance(past).squareRoot() * 1e4
  }

  func car(_ minute: Int, _ sign: Double, _ horizon: Int, _ drift: Double) -> Double {
    sign * 1e4 * (path.move(minute, minute + horizon) - Double(horizon) * drift)
  }

  func carIfInside(_ minute: Int, _ sign: Double, _ horizon: Int, _ drift: Double) -> Double {
    path.isComplete(minute..<(minute + horizon)) ? car(minute, sign, horizon, drift) : .nan
  }

  /// The same minute of other days, quiet and with complete candles.
  func candidates(_ minute: Int) -> [Int] {
    let window = EventStudySettings.estimation
    let reach = EventStudySettings.horizons.max() ?? 0
    return stride(from: minute % 1_440, to: path.count - reach, by: 1_440).filter { other in
      other != minute && other >= window.from && !busy[other]
        && path.isComplete((other - window.from)..<(other + reach))
    }
  }

  /// The candidate whose last five minutes moved most like those before `minute`.
  func mostAlike(_ minute: Int, _ candidates: [Int]) -> Int? {
    let own = path.move(minute - 5, minute)
    return candidates.min {
      abs(path.move($0 - 5, $0) - own) < abs(path.move($1 - 5, $1) - own)
    }
  }
}
