import Basics
import MarketData
import Reports
import Signals

extension BacktestResult {
  private typealias Breakdown = ResearchRules.Breakdown

  /// What trades are grouped by when the file does not say.
  private static let usualBreakdowns: [ResearchRules.Breakdown] = [
    .symbol, .side, .entryTag, .exitReason, .hour, .weekday, .month, .volatilityRegime,
  ]

  /// Trades in groups, as the file's `report.breakdowns` names them; the test windows of a
  /// walk-forward may be groups too.
  func breakdownSection(windows: [TimeRange] = []) -> Section {
    var section = Section(name: "breakdowns", title: "Which trades earned it")
    var rows: [(by: String, name: String, profits: [Double])] = []
    for breakdown in plan.strategy.research.breakdowns ?? Self.usualBreakdowns {
      for group in groups(breakdown, windows).sorted(by: { precedes($0.name, $1.name) }) {
        rows.append((breakdown.rawValue, group.name, group.profits))
      }
    }
    section.tables = [
      Table(
        name: "breakdowns", title: "Breakdowns",
        columns: [
          Column("by", .text(rows.map(\.by))),
          Column("group", .text(rows.map(\.name))),
          Column("n_trades", .integer(rows.map { Int64($0.profits.count) })),
          Column("win_rate", .number(rows.map { Self.winRate($0.profits) }), style: .percent(1)),
          Column(
            "net_pnl", label: "net", .number(rows.map { Self.net($0.profits) }),
            style: .decimals(2)),
          Column(
            "expectancy", .number(rows.map { Self.net($0.profits) / Double($0.profits.count) }),
            style: .decimals(2)),
        ], rowsShown: 40, isFile: true)
    ]
    section.method = [
      "By the instant of the entry decision, in UTC. Trades closed only because the run ended are "
        + "left out. Regimes of volatility compare the day before an entry with the days before "
        + "all others, so they describe the run and cannot be traded on."
    ]
    return section
  }

  /// The net profits of the counted trades by the name of their group.
  private func groups(
    _ breakdown: Breakdown, _ windows: [TimeRange]
  ) -> [(name: String, profits: [Double])] {
    var groups: [(name: String, profits: [Double])] = []
    var places: [Int: Int] = [:]
    for (index, trade) in record.trades.enumerated() where trade.countsInStatistics {
      let key = key(of: trade, index, breakdown, windows)
      if let place = places[key] {
        groups[place].profits.append(trade.netProfit)
        continue
      }
      // Names are made once a key; two keys may have one name.
      let name = name(of: trade, index, breakdown, windows)
      let place = groups.firstIndex { $0.name == name } ?? groups.count
      if place == groups.count { groups.append((name, [])) }
      places[key] = place
      groups[place].profits.append(trade.netProfit)
    }
    return groups
  }

  /// A number that trades of differently named groups do not share.
  private func key(
    of trade: Trade, _ index: Int, _ breakdown: Breakdown, _ windows: [TimeRange]
  ) -> Int {
    let time = trade.decisionTime
    let day = TimeText.floorDivide(time, TimeText.microsecondsPerDay)
    switch breakdown {
    case .symbol, .venue: return trade.symbol
    case .side, .entryTag: return Int(trade.side.rawValue)
    case .exitReason: return ExitReason.allCases.firstIndex(of: trade.exitReason) ?? -1
    case .hour: return Self.hour(of: time)
    case .weekday: return Int(TimeText.floorModulo(day, 7))
    case .month:
      let date = TimeText.date(days: Int(day))
      return date.year * 12 + date.month
    case .volatilityRegime: return VolatilityRegime.allCases.firstIndex(of: regimes[index]) ?? -1
    case .walkForwardWindow: return windows.firstIndex { $0.contains(time) } ?? -1
    }
  }

  private func name(
    of trade: Trade, _ index: Int, _ breakdown: Breakdown, _ windows: [TimeRange]
  ) -> String {
    let time = trade.decisionTime
    switch breakdown {
    case .symbol: return symbol(of: trade)
    case .venue: return plan.symbols[trade.symbol].exchange
    case .side: return trade.side.name
    case .entryTag: return entryTag(of: trade)
    case .exitReason: return trade.exitReason.rawValue
    case .hour: return Self.twoDigits(Self.hour(of: time))
    case .weekday: return Self.weekday(of: time)
    case .month: return String(TimeText.rfc3339(time).prefix(7))
    case .volatilityRegime: return regimes[index].rawValue
    case .walkForwardWindow:
      let window = windows.firstIndex { $0.contains(time) }
      return window.map { Self.twoDigits($0 + 1) } ?? "none"
    }
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static func hour(of time: Int64) -> Int {
    Int(TimeText.floorModulo(time, TimeText.microsecondsPerDay) / 3_600_000_000)
  }

  /// `1 Monday` to `7 Sunday`, so that the names sort as the week does.
  private static func weekday(of time: Int64) -> String {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    let day = TimeText.floorDivide(time, TimeText.microsecondsPerDay)
    // 1970-01-01 was a Thursday.
    let index = Int(TimeText.floorModulo(day + 3, 7))
    return "\(index + 1) \(names[index])"
  }

  private static func net(_ profits: [Double]) -> Double { CompensatedSum(profits).value }

  private static func winRate(_ profits: [Double]) -> Double {
    Double(profits.count { $0 > 0 }) / Double(profits.count)
  }
}
