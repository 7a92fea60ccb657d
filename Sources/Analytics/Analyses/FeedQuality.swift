package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// What each feed lets through: throttling, saturation, gaps.
///
/// A feed that publishes at most one event a symbol and second hides the rest. Counting occupied
/// seconds gives a lower bound of the true number; dollars are never rescaled by it.
package struct FeedQuality: Analysis {
  package static let name = "feed_quality"
  package static let summary = "throttling, saturation and gaps of each exchange's feed"

  package init(_ parameters: inout Parameters) throws(ParameterError) {}

  package var needs: InputNeeds { [.bins, .events] }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "What the feeds let through")
    guard !inputs.isEmpty else {
      return AnalysisResult(section, without: .noData(reason: "the window holds no liquidation"))
    }
    let feeds = inputs.exchanges.indices.map { Feed(inputs, exchange: $0) }
    section.summary = feeds.map(\.sentence)
    section.tables = [table(feeds)]
    section.method = [
      "A feed with at most one event a second and symbol over 1,000 events counts as throttled. "
        + "The corrected number is Σ −60·ln(1 − k/60) over minutes with k occupied seconds: a "
        + "lower bound, as if events were Poisson inside a minute. Saturated minutes (k = 60) are "
        + "left out and counted.",
      "Gaps are between events of any symbol, so a quiet night and a lost connection look alike. "
        + "A silence is a gap of an hour or more that is ten times the 99 % quantile of the gaps.",
    ]
    var result = AnalysisResult(section)
    if feeds.contains(where: { !$0.silences.isEmpty }) {
      result.section.tables.append(silenceTable(feeds))
    }
    result.headline = feeds.max { $0.count < $1.count }?.headline
    result.values = feeds.map { JSONMember($0.exchange, $0.members) }
    result.caveats = feeds.filter(\.isThrottled).map { feed in
      "\(feed.exchange) publishes at most one liquidation a second and symbol: its counts and "
        + "dollars are floors, and short-range clustering is underestimated."
    }
    result.caveats += feeds.compactMap(\.silenceCaveat)
    return result
  }

  private func silenceTable(_ feeds: [Feed]) -> Table {
    let rows = feeds.flatMap { feed in feed.silences.map { (feed.exchange, $0) } }
    return Table(
      name: "feed_silences", title: "Silences far longer than usual",
      columns: [
        Column("exchange", .text(rows.map(\.0))), Column("from", .time(rows.map(\.1.from))),
        Column("to", .time(rows.map(\.1.to))),
        Column(
          "hours", .number(rows.map { Double($0.1.to - $0.1.from) / 3.6e9 }),
          style: .significant(3), definition: "Between two events of any symbol."),
      ])
  }

  private func table(_ feeds: [Feed]) -> Table {
    Table(
      name: "feed_quality", title: "Feeds",
      columns: [
        Column("exchange", .text(feeds.map(\.exchange))),
        Column("observed_n", label: "events", .integer(feeds.map { Int64($0.count) })),
        Column(
          "max_per_second", label: "most a second", .integer(feeds.map { Int64($0.maxPerSecond) }),
          definition: "The most events of one symbol in one second."),
        Column(
          "share_seconds_ge2", label: "seconds with 2 or more", .number(feeds.map(\.shareMultiple)),
          style: .percent(1)),
        Column(
          "occupancy_corrected_n", label: "corrected, at least", .number(feeds.map(\.corrected)),
          style: .significant(6)),
        Column("corrected_se", .number(feeds.map(\.correctedError)), style: .significant(3)),
        Column("saturated_minutes", .integer(feeds.map { Int64($0.saturated) })),
        Column("throttled", .flag(feeds.map(\.isThrottled))),
        Column("longest_gap_s", label: "longest gap [s]", .number(feeds.map(\.longestGap))),
        Column(
          "repeated", label: "identical rows", .integer(feeds.map { Int64($0.repeated) }),
          definition: "Events equal to the one before in time, symbol, side and dollars."),
      ], isFile: true)
  }
}

/// One exchange's feed.
struct Feed {
  let exchange: String
  private(set) var count = 0
  private(set) var maxPerSecond = 0
  private(set) var saturated = 0
  private(set) var corrected = 0.0
  private(set) var repeated = 0
  /// The longest pause, in seconds; NaN of one event.
  private(set) var longestGap = Double.nan
  /// Gaps far longer than usual.
  private(set) var silences: [TimeRange] = []
  private var occupied = 0
  private var multiple = 0
  private var variance = 0.0

  init(_ inputs: MarketInputs, exchange index: Int) {
    exchange = inputs.exchanges[index]
    var times: [Int64] = []
    for symbol in inputs.symbols {
      let own = symbol.events.only(exchange: UInt16(clamping: index))
      if own.count > 0 {
        add(own, from: inputs.window.from)
        times += own.time
      }
    }
    times.sort()
    let gaps = zip(times.dropFirst(), times).map { Double($0 - $1) / 1e6 }
    longestGap = gaps.max() ?? .nan
    silences = Self.silences(times, gaps)
  }

  /// Gaps of an hour or more that are ten times the 99 % quantile: too long to be chance.
  private static func silences(_ times: [Int64], _ gaps: [Double]) -> [TimeRange] {
    guard let longest = gaps.max(), longest >= 3_600 else { return [] }
    let least = max(3_600, 10 * quantile(sorted: rising(gaps), 0.99))
    return gaps.indices.filter { gaps[$0] >= least }
      .map { TimeRange(from: times[$0], to: times[$0 + 1]) }
  }

  var silenceCaveat: String? {
    guard let longest = silences.max(by: { $0.to - $0.from < $1.to - $1.from }) else { return nil }
    let hours = silences.reduce(0) { $0 + Double($1.to - $1.from) / 3.6e9 }
    return "\(exchange) is silent far longer than usual "
      + "\(silences.count == 1 ? "once" : "\(silences.count) times"), "
      + "\(Phrases.number(hours)) hours in all, the longest from "
      + "\(TimeText.rfc3339(longest.from)) on: if it was not recorded then, these hours are "
      + "unknown and not zero, and trends and rhythms mislead."
  }

  var shareMultiple: Double { Double(multiple) / Double(occupied) }
  var isThrottled: Bool { maxPerSecond == 1 && count >= 1_000 }
  /// By the delta method, minute by minute.
  var correctedError: Double { variance.squareRoot() }

  /// Counts the seconds and minutes of one symbol.
  private mutating func add(_ events: EventColumns, from origin: Int64) {
    count += events.count
    var row = 0
    var (minute, seconds) = (Int64.min, 0)
    while row < events.count {
      let second = TimeText.floorDivide(events.time[row] - origin, 1_000_000)
      let first = row
      while row < events.count,
        TimeText.floorDivide(events.time[row] - origin, 1_000_000) == second
      {
        if row > first, isRepeat(events, row) { repeated += 1 }
        row += 1
      }
      maxPerSecond = max(maxPerSecond, row - first)
      occupied += 1
      if row - first > 1 { multiple += 1 }
      if second / 60 != minute {
        close(seconds)
        (minute, seconds) = (second / 60, 0)
      }
      seconds += 1
    }
    close(seconds)
  }

  private func isRepeat(_ events: EventColumns, _ row: Int) -> Bool {
    events.time[row] == events.time[row - 1] && events.side[row] == events.side[row - 1]
      && events.usd[row] == events.usd[row - 1]
  }

  /// Adds a minute with `seconds` occupied seconds.
  private mutating func close(_ seconds: Int) {
    guard seconds < 60 else {
      saturated += 1
      return
    }
    let share = Double(seconds) / 60
    corrected += -60 * log1p(-share)
    variance += 60 * share / (1 - share)
  }

  var sentence: String {
    let pace =
      isThrottled
      ? "is throttled to one event a second and symbol"
      : "sends up to \(Phrases.plural(maxPerSecond, "event")) a second and symbol"
    return "\(exchange) \(pace); at least \(Phrases.count(Int(corrected.rounded()))) events lie "
      + "behind the \(Phrases.count(count)) seen, and "
      + "\(Phrases.plural(saturated, "minute")) are saturated."
  }

  /// How many events lie behind each one seen.
  var headline: Headline {
    let scale = 1 / Double(count)
    return Headline(
      "occupancy_ratio", corrected * scale,
      ConfidenceInterval(corrected * scale, error: correctedError * scale), n: count, "events",
      method: "occupied seconds of \(exchange), a lower bound")
  }

  var members: [JSONMember] {
    [
      JSONMember("max_per_second", maxPerSecond), JSONMember("share_seconds_ge2", shareMultiple),
      JSONMember("observed_n", count), JSONMember("occupancy_corrected_n", corrected),
      JSONMember("occupancy_corrected_se", correctedError),
      JSONMember("saturated_minutes", saturated), JSONMember("longest_gap_s", longestGap),
      JSONMember("silences", silences.count),
      JSONMember("repeated_rows", repeated), JSONMember("throttled", .bool(isThrottled)),
    ]
  }
}
