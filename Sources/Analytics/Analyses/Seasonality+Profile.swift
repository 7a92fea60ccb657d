import Basics
import Reports
import Statistics

/// Everything about the hours of the day of one scope.
struct HourProfile {
  let days: Int
  let friedman: ChiSquaredTest
  let kruskal: ChiSquaredTest
  let epsilon: Double
  let counts: CountDispersion
  let rotation: RotationTest
  /// The mean of each hour less its day's mean, with Student's p: for comparison.
  let effects: [MeanTest]
  /// The mean dollars of each hour over the mean of all hours.
  let relative: [Double]

  init(_ matrix: DayMatrix, replicates: Int, seed: UInt64) {
    days = matrix.days.count
    friedman = Statistics.friedman(matrix.days)
    kruskal = kruskalWallis(transposed(matrix.days))
    epsilon = effectSize(kruskal, days)
    counts = CountDispersion(matrix.counts)
    rotation = RotationTest(days: matrix.days, replicates: replicates, seed: seed)
    let means = matrix.days.map { mean($0) }
    effects = (0..<24).map { hour in
      MeanTest(zip(matrix.days, means).map { $0[hour] - $1 })
    }
    let dollars = transposed(matrix.usd).map { mean($0) }
    relative = dollars.map { [overall = mean(dollars)] in $0 / overall }
  }

  /// The hours whose own adjusted p-value is below 5 %.
  var significant: [Int] { rotation.adjustedPValues.indices.filter(isSignificant) }

  func isSignificant(_ hour: Int) -> Bool { rotation.adjustedPValues[hour] < 0.05 }

  /// Only hours beyond chance are named: the largest mean of 24 is large by chance too, and one
  /// enormous liquidation can make it.
  var sentence: String {
    let share = Phrases.percent(epsilon, decimals: 0)
    let orders = "The hour of the day orders \(share) of the variation (ε²)"
    let busy = significant.filter { rotation.effects[$0] > 0 && relative[$0] > 1 }
    let quiet = significant.filter { rotation.effects[$0] < 0 && relative[$0] < 1 }
    let named = [
      busy.max { relative[$0] < relative[$1] }, quiet.min { relative[$0] < relative[$1] },
    ].compactMap { $0 }.map { hour in
      "\(Phrases.number(relative[hour])) times their mean at \(Phrases.hour(hour))"
    }
    return named.isEmpty
      ? orders + "." : orders + ": dollars are " + named.joined(separator: " and ") + "."
  }

  var evidence: String {
    let hours = Phrases.hours(significant)
    let singles = hours.isEmpty ? "no single hour stands out" : "beyond chance: \(hours)"
    return "Friedman over \(days) days, \(Phrases.p(friedman.pValue)); \(singles)"
  }

  /// The members of `report.json`; the keys are those of the reference values.
  var members: [JSONMember] {
    let p = effects.map(\.pValue)
    return [
      JSONMember("n_days", days), JSONMember("friedman_hour_chi2", friedman.statistic),
      JSONMember("friedman_hour_p", friedman.pValue), JSONMember("kw_hour_H", kruskal.statistic),
      JSONMember("kw_hour_p", kruskal.pValue), JSONMember("kw_hour_eps2", epsilon),
      JSONMember("hour_maxT_adj_p", rotation.adjustedPValues),
      JSONMember("perm_stat", rotation.statistic), JSONMember("perm_p", rotation.pValue),
      JSONMember("hour_effect", effects.map(\.mean)), JSONMember("hour_effect_p", p),
      JSONMember("hour_effect_q", MultipleTesting.benjaminiHochberg(p)),
      JSONMember("hour_relative_usd", relative),
      JSONMember("chi2_hour", counts.poisson.statistic),
      JSONMember("chi2_hour_p", counts.poisson.pValue),
      JSONMember("dispersion_phi", counts.dispersion),
      JSONMember("quasi_poisson_F", counts.quasiF),
      JSONMember("quasi_poisson_p", counts.quasiPValue),
    ]
  }
}

extension Phrases {
  /// `07:00–08:00 UTC`.
  static func hour(_ hour: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(hour)):00–\(two((hour + 1) % 24)):00 UTC"
  }

  /// Neighbours joined: `01:00–09:00, 13:00–18:00 UTC`; the hours ascend.
  static func hours(_ hours: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for hour in hours {
      if let last = runs.last, last.upperBound == hour - 1 {
        runs[runs.count - 1] = last.lowerBound...hour
      } else {
        runs.append(hour...hour)
      }
    }
    let ends = runs.map { run in
      self.hour(run.lowerBound).prefix(5) + "–" + self.hour(run.upperBound).dropFirst(6).prefix(5)
    }
    return ends.isEmpty ? "" : ends.joined(separator: ", ") + " UTC"
  }
}

/// Whether weekdays differ. Weeks are the unit: hours within a day are one observation.
struct WeekdayTest {
  let weeks: Int
  /// Friedman over whole weeks; nil with too few.
  let friedman: ChiSquaredTest?
  /// Over hours as if independent: for comparison.
  let kruskal: ChiSquaredTest

  init(_ matrix: DayMatrix) {
    var groups = [[Double]](repeating: [], count: 7)
    for (row, day) in matrix.days.enumerated() { groups[matrix.weekday(row)] += day }
    kruskal = kruskalWallis(groups)
    let mondays = matrix.numbers.indices.filter { row in
      matrix.weekday(row) == 0 && row + 6 < matrix.numbers.count
        && matrix.numbers[row + 6] == matrix.numbers[row] + 6
    }
    let blocks = mondays.map { row in matrix.usd[row..<(row + 7)].map { Statistics.sum($0) } }
    weeks = blocks.count
    friedman = weeks >= Seasonality.leastWeeks ? Statistics.friedman(blocks) : nil
  }

  var sentence: String {
    guard let friedman else {
      return "Weekdays: not identified: \(Phrases.plural(weeks, "whole week")), "
        + "\(Seasonality.leastWeeks) are needed, because the week is the unit."
    }
    let verdict = friedman.pValue < 0.05 ? "differ" : "do not differ detectably"
    return "Weekdays \(verdict) over \(weeks) weeks (Friedman, \(Phrases.p(friedman.pValue)))."
  }

  var members: [JSONMember] {
    [
      JSONMember("n_weeks", weeks),
      JSONMember("weekday_status", text: friedman == nil ? "not identified" : "ok"),
      JSONMember("friedman_dow_chi2", friedman?.statistic ?? .nan),
      JSONMember("friedman_dow_p", friedman?.pValue ?? .nan),
      JSONMember("kw_dow_H", kruskal.statistic), JSONMember("kw_dow_p", kruskal.pValue),
    ]
  }
}

func hourTable(_ profile: HourProfile, _ matrix: DayMatrix) -> Table {
  let usd = transposed(matrix.usd).map { mean($0) }
  let events = transposed(matrix.counts).map { mean($0) }
  return Table(
    name: "seasonality", title: "By hour of the day (UTC)",
    columns: [
      Column("hour", .integer((0..<24).map(Int64.init))),
      Column("n_mean", label: "events a day", .number(events), style: .significant(3)),
      Column("usd_mean", label: "mean [USD]", .number(usd), style: .dollars),
      Column(
        "usd_relative", label: "of the mean hour", .number(profile.relative),
        style: .significant(3)),
      Column(
        "effect", .number(profile.rotation.effects), style: .significant(3),
        definition: "The mean of ln(1 + USD) of the hour less the mean of all hours."),
      Column(
        "p_adjusted", label: "p, any of 24", .number(profile.rotation.adjustedPValues),
        style: .pValue),
      Column("significant", .flag((0..<24).map(profile.isSignificant))),
      Column("n_blocks", label: "days", .integer((0..<24).map { _ in Int64(profile.days) })),
    ], rowsShown: 24, isFile: true)
}

/// Mean dollars by hour, the hours beyond chance in a colour of their own.
func hourChart(_ profile: HourProfile, _ matrix: DayMatrix) -> Chart {
  let usd = transposed(matrix.usd).map { mean($0) }
  let hours = (0..<24).map(Double.init)
  func only(_ wanted: Bool) -> [Double] {
    (0..<24).map { profile.isSignificant($0) == wanted ? usd[$0] : .nan }
  }
  return Chart(
    name: "hour_profile", title: "Mean liquidations by hour of the day",
    x: Chart.Axis("hour (UTC)", scale: .categories((0..<24).map { "\($0)" })),
    y: Chart.Axis("USD an hour"),
    marks: [
      .bars(Chart.Series("within chance", x: hours, y: only(false))),
      .bars(Chart.Series("beyond chance", x: hours, y: only(true))),
      .level(name: "mean", y: mean(usd)),
    ], quiet: ["mean", "within chance"])
}

/// Mean dollars by hour and weekday; hours beyond chance are marked on every weekday.
func weekChart(_ profile: HourProfile, _ matrix: DayMatrix) -> Chart {
  let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  // From below to above, so that the week begins at the top.
  let cells = weekdays.indices.reversed().flatMap { weekday -> [Double] in
    let rows = matrix.numbers.indices.filter { matrix.weekday($0) == weekday }
    return (0..<24).map { hour in mean(rows.map { matrix.usd[$0][hour] }) }
  }
  return Chart(
    name: "hour_by_weekday",
    title: "Mean liquidations by hour and weekday; dots: hours beyond chance",
    x: Chart.Axis("hour (UTC)", scale: .categories((0..<24).map { "\($0)" })),
    y: Chart.Axis("", scale: .categories(weekdays.reversed())),
    marks: [
      .heatmap(
        x: (0..<24).map(Double.init), y: (0..<7).map(Double.init), values: cells,
        marked: cells.indices.map { profile.isSignificant($0 % 24) && !cells[$0].isNaN },
        label: "USD an hour")
    ])
}
