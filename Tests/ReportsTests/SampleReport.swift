import Basics
import Reports

/// A small report with one of everything, the same on every machine.
enum SampleReport {
  static let hour = 3_600_000_000.0
  static let start: Int64 = 1_709_251_200_000_000
  static let hours = (0..<72).map { Double(start) + Double($0) * hour }

  static func make() -> Report {
    var report = Report(
      title: "Liquidations of March 2024",
      run: JSONValue([
        "id": .string("8f3c2a9d1b7e4c60"), "version": .string("1.0.0"),
        "command": .string("analyze --from 2024-03-01 --to 2024-03-04"), "seed": .integer(42),
        "window": JSONValue([
          "from": .string("2024-03-01T00:00:00Z"), "to": .string("2024-03-04T00:00:00Z"),
        ]),
        "segments": .array((0..<5).map { .string("segment-\($0)") }),
      ]),
      data: [
        JSONMember("coverage", .array([])),
        JSONMember("analyses", JSONValue(["seasonality": JSONValue(["p": JSONValue(0.0042)])])),
      ])
    report.keyNumbers = keyNumbers
    report.findings = [
      Finding(
        "Liquidations follow the hour of the day: 14:00 UTC has 2.4 times the mean hour (p 0.0042, "
          + "rotation test over 24 hours).", section: "seasonality"),
      Finding("The largest hour held $83.48 M, 31 % of the window.", section: "price"),
    ]
    report.caveats = [
      "Binance publishes at most one liquidation a second and symbol: counts are lower bounds.",
      "312 rows (1.2 %) have no notional, because their contract rules are not known.",
    ]
    report.sections = [seasonality, price, heatmap, SampleBacktest.section]
    report.definitions = ["n": "How many liquidations the venue published."]
    return report
  }

  private static var keyNumbers: [KeyNumber] {
    var total = KeyNumber("usd", label: "liquidated [USD]", 269_331_482.5, style: .dollars)
    total.definition = "Sum of price times quantity over all rows that have a notional."
    total.note = "26,104 rows"
    var branching = KeyNumber("branching", label: "branching ratio", 0.6305)
    (branching.low, branching.high) = (0.6052, 0.6558)
    branching.definition = "How many further liquidations one liquidation sets off, on average."
    branching.note = "Hawkes, exponential kernel"
    var share = KeyNumber("long_share", label: "share of longs", 0.5731, style: .percent(1))
    (share.low, share.high) = (0.551, 0.5949)
    return [total, branching, share, KeyNumber("evt", label: "tail index", .nan)]
  }

  /// A repeatable series without a random generator: values that wander between 0 and 1.
  static func wave(_ count: Int, phase: Int = 0) -> [Double] {
    (0..<count).map { Double(((($0 + phase) * 7_919) ^ ($0 * $0 * 31)) % 1_000) / 1_000 }
  }

  private static var seasonality: Section {
    var section = Section(name: "seasonality", title: "Hour of day")
    section.summary = [
      "Each bar is the mean number of liquidations in one hour of the day over the three days. "
        + "The band is what 2,000 rotations of the days give at 95 %."
    ]
    let hours = (0..<24).map(Double.init)
    let counts = wave(24).map { 40 + $0 * 120 }
    section.charts = [
      Chart(
        name: "hour_of_day", title: "Liquidations by hour of day",
        x: .init("hour [UTC]", scale: .categories((0..<24).map(String.init))),
        y: .init("liquidations [per hour]"),
        marks: [
          .bars(.init("all", x: hours, y: counts)),
          .band(
            name: "95 % of rotations", x: hours, low: hours.map { _ in 60 },
            high: hours.map { _ in 128 }),
          .level(name: "mean", y: 94),
        ])
    ]
    section.tables = [
      Table(
        name: "seasonality", title: "By hour",
        columns: [
          Column("hour", .integer((0..<24).map(Int64.init))),
          Column("n", label: "liquidations", .number(counts), style: .significant(4)),
          Column(
            "usd", label: "notional [USD]", .number(counts.map { $0 * 91_237.25 }), style: .dollars,
            definition: "Mean notional of the hour."),
          Column("share", .number(counts.map { $0 / 2_256 }), style: .percent(1)),
          Column("p", .number(wave(24, phase: 3).map { $0 * $0 * $0 }), style: .pValue),
          Column("is_high", label: "high", .flag(counts.map { $0 > 128 })),
        ], rowsShown: 6, isFile: true)
    ]
    section.method = [
      "The days are rotated against each other, so that the rhythm within a day stays and the "
        + "common hour is lost; p is the share of rotations with as large a maximum."
    ]
    return section
  }

  private static var price: Section {
    var section = Section(name: "price", title: "Price and notional")
    let close = zip(wave(72), 0...).map { 61_000 + $0 * 900 + Double($1) * 35 }
    let usd = zip(wave(72, phase: 11), 0...).map { value, index in
      index == 30 ? .nan : value * value * value * 8.3e7
    }
    section.charts = [
      Chart(
        name: "price", title: "BTCUSDT, hourly", x: .init("time", scale: .time),
        y: .init("price [USDT]"),
        marks: [
          .candles(
            x: hours, open: close.map { $0 - 120 }, high: close.map { $0 + 260 },
            low: close.map { $0 - 310 },
            close: close.enumerated().map { $1 - Double($0 % 3) * 90 }),
          .note(text: "largest cascade", x: hours[41]),
        ]),
      Chart(
        name: "notional", title: "Notional by hour", x: .init("time", scale: .time),
        y: .init("notional [USD]"),
        marks: [
          .area(.init("long", x: hours, y: usd)),
          .line(.init("short", x: hours, y: usd.reversed())),
        ]),
    ]
    section.tables = [
      Table(
        name: "largest", title: "Largest liquidations",
        columns: [
          Column("time", .time(hours.prefix(3).map { Int64($0) + 61_250_000 })),
          Column("symbol", .text(["BTCUSDT", "ETHUSDT", "币安人生USDT"])),
          Column("side", .text(["long", "short", "long"])),
          Column(
            "price", label: "price [USDT]", .number([61_234.5, 3_412.07, 0.000123456]),
            style: .significant(5)),
          Column(
            "usd", label: "notional [USD]", .number([8_348_000, 912_345.678, .nan]),
            style: .dollars),
        ])
    ]
    return section
  }

  private static var heatmap: Section {
    var section = Section(name: "heatmap", title: "Price levels")
    let columns = (0..<18).map { Double(start) + (Double($0) + 0.5) * 4 * hour }
    let rows = (0..<12).map { 60_250 + Double($0) * 500 }
    let values = wave(18 * 12).map { $0 < 0.3 ? .nan : $0 * $0 * 1e6 }
    section.charts = [
      Chart(
        name: "levels", title: "Notional by time and price", x: .init("time", scale: .time),
        y: .init("price [USDT]"),
        marks: [
          .heatmap(
            x: columns, y: rows, values: values, marked: values.map { $0 > 9.4e5 },
            label: "notional [USD]")
        ]),
      Chart(
        name: "sizes", title: "Sizes of liquidations",
        x: .init("notional [USD]", scale: .logarithmic),
        y: .init("count"),
        marks: [
          .histogram(
            name: "count", edges: [10, 100, 1_000, 10_000, 100_000, 1_000_000],
            counts: [12, 350, 2_210, 720, 41])
        ]),
    ]
    return section
  }
}
