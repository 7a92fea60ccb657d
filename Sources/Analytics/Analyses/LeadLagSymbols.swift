import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// Two symbols' one-minute returns at every lag.
///
/// On a common grid the estimator of Hayashi and Yoshida is the plain cross-correlation. Its test
/// allows for volatility that wanders: z = Σ xᵧyₜ₊ₖ / √Σ xₜ²yₜ₊ₖ².
struct ReturnLead {
  let a: String
  let b: String
  let count: Int
  /// In minutes; positive where `a` comes first.
  let lags: [Int]
  let correlations: [Double]
  /// One a lag.
  let pValues: [Double]

  /// Minutes to each side.
  private static let reach = 10
  /// The fewest common minutes.
  private static let least = 1_440

  init?(_ a: (name: String, returns: [Double]), _ b: (name: String, returns: [Double])) {
    let parts = (-Self.reach...Self.reach).map { lagged(a.returns.span, b.returns.span, $0) }
    guard parts[Self.reach].count >= Self.least, parts.allSatisfy({ $0.r.isFinite }) else {
      return nil
    }
    (self.a, self.b) = (a.name, b.name)
    count = parts[Self.reach].count
    lags = Array(-Self.reach...Self.reach)
    correlations = parts.map(\.r)
    pValues = parts.map { Normal.twoSided($0.z) }
  }

  private var peak: Int {
    correlations.indices.max { abs(correlations[$0]) < abs(correlations[$1]) } ?? 0
  }

  var corr0: Double { correlations[Self.reach] }
  var corrPeak: Double { correlations[peak] }
  /// In seconds.
  var lead: Double { Double(60 * lags[peak]) }
  /// Of the peak, corrected for all lags.
  var q: Double { MultipleTesting.benjaminiHochberg(pValues)[peak] }
  /// Σ r² where `a` leads over Σ r² where `b` does.
  var ratio: Double {
    func squares(_ wanted: (Int) -> Bool) -> Double {
      sum(lags.indices.filter { wanted(lags[$0]) }.map { correlations[$0] * correlations[$0] })
    }
    return squares { $0 > 0 } / squares { $0 < 0 }
  }

  var sentence: String {
    let who =
      lead == 0
      ? "neither leads by a minute or more"
      : "\(lead > 0 ? a : b) leads by \(Phrases.number(abs(lead))) s"
    return "\(a) against \(b), minute closes: correlation \(Phrases.number(corr0)) at once; \(who) "
      + "(r = \(Phrases.number(corrPeak)), q \(NumberText.text(q, .pValue)))."
  }

  var members: [JSONMember] {
    [
      JSONMember("n", count), JSONMember("corr0", corr0),
      JSONMember("lags_s", lags.map { Double(60 * $0) }), JSONMember("curve", correlations),
      JSONMember("p", pValues), JSONMember("argmax_theta", lead),
      JSONMember("corr_peak", corrPeak), JSONMember("q_peak", q), JSONMember("llr", ratio),
    ]
  }
}

/// The correlation of xₜ and yₜ₊ₖ about zero, and its statistic; minutes without a return of either
/// are left out.
private func lagged(
  _ x: Span<Double>, _ y: Span<Double>, _ lag: Int
) -> (r: Double, z: Double, count: Int) {
  var (xy, xx, yy, fourth, count) = (0.0, 0.0, 0.0, 0.0, 0)
  for t in max(0, -lag)..<max(0, -lag, min(x.count, y.count - lag)) {
    let product = x[t] * y[t + lag]
    guard product == product else { continue }
    xy += product
    xx += x[t] * x[t]
    yy += y[t + lag] * y[t + lag]
    fourth += product * product
    count += 1
  }
  return (xy / (xx * yy).squareRoot(), xy / fourth.squareRoot(), count)
}

/// Every pair of the `top` largest symbols that have one-minute candles, the larger first.
func returnLeads(_ inputs: MarketInputs, top: Int) -> [ReturnLead] {
  let returns = inputs.largestSymbols(top).compactMap { scope in
    inputs.bars(scope, interval: .minute).map { (name: scope.name, returns: $0.returns) }
  }
  return returns.indices.flatMap { i in
    returns.indices.filter { $0 > i }.compactMap { ReturnLead(returns[i], returns[$0]) }
  }
}

func returnLeadTable(_ leads: [ReturnLead]) -> Table {
  Table(
    name: "symbol_leads", title: "Lead and lag between symbols, minute closes",
    columns: [
      Column("a", .text(leads.map(\.a))), Column("b", .text(leads.map(\.b))),
      Column("n", label: "minutes", .integer(leads.map { Int64($0.count) })),
      Column("corr0", .number(leads.map(\.corr0)), style: .significant(3)),
      Column(
        "argmax_theta_s", label: "a leads by [s]", .number(leads.map(\.lead)),
        style: .significant(3)),
      Column("corr_peak", .number(leads.map(\.corrPeak)), style: .significant(3)),
      Column("llr", .number(leads.map(\.ratio)), style: .significant(3)),
      Column("q", .number(leads.map(\.q)), style: .pValue),
    ])
}
