package import Basics
import Glibc
import MarketData
import Reports
import Statistics

/// How long hourly liquidations remember.
package struct AutocorrelationAnalysis: Analysis {
  package static let name = "acf"
  package static let summary = "how strongly hourly liquidations follow their own past"

  private let lags: Int

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    lags = try parameters.integer("nlags", default: 48, in: 24...10_000)
  }

  package var needs: InputNeeds { .bins }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Memory")
    let hours = inputs.series(inputs.everything, interval: .hour)
    let y = hours.logUSD()
    guard hours.known > 2 * lags, populationVariance(y.filter { !$0.isNaN }) > 0 else {
      let reason = "needs more than \(2 * lags) known hours with dollars that vary"
      return AnalysisResult(section, without: .notIdentified(reason: reason))
    }
    let rho = autocorrelations(y, lags: lags)
    let widths = bartlettHalfWidths(rho, count: hours.known)
    let partial = LevinsonDurbin(y, maxOrder: min(lags, 24)).partial
    let test = LjungBox(autocorrelations: Array(rho[...24]), count: hours.known)
    let first = rho.indices.dropFirst().first { abs(rho[$0]) < widths[$0] } ?? lags
    section.summary = [
      "An hour correlates with the next by \(Phrases.number(rho[1])), with the same hour a day "
        + "later by \(Phrases.number(rho[24])); the memory first falls within chance after "
        + "\(Phrases.plural(first, "hour")) (Ljung–Box over 24 h, \(Phrases.p(test.pValue)))."
    ]
    section.tables = [table(rho, widths, partial)]
    section.charts = [chart(rho, widths)]
    section.method = [
      "Autocorrelations of ln(1 + USD per hour) with divisor n; Bartlett's bands grow with the "
        + "lags before. Hours that are not known are left out pairwise."
    ]
    var result = AnalysisResult(section)
    result.headline = Headline(
      "rho_1h", rho[1],
      ConfidenceInterval(low: rho[1] - widths[1], high: rho[1] + widths[1]), n: hours.known,
      "hours", method: "band of no correlation (Bartlett); Ljung–Box over 24 lags"
    ).tested(test.pValue)
    result.values = [
      JSONMember("n", hours.known), JSONMember("acf_0_\(lags)", rho),
      JSONMember("bartlett_halfwidth_1_2_5_24", [1, 2, 5, 24].map { widths[$0] }),
      JSONMember("pacf_ywm_1_10", Array(partial.dropFirst().prefix(10))),
      JSONMember("ljungbox24", [test.statistic]), JSONMember("ljungbox24_p", test.pValue),
    ]
    return result
  }

  private func table(_ rho: [Double], _ widths: [Double], _ partial: [Double]) -> Table {
    Table(
      name: "acf", title: "Autocorrelation by lag",
      columns: [
        Column("lag_h", label: "lag [h]", .integer(rho.indices.map(Int64.init))),
        Column("acf", .number(rho), style: .significant(3)),
        Column("bartlett_halfwidth", label: "±95 %", .number(widths), style: .significant(3)),
        Column(
          "pacf", .number(rho.indices.map { $0 < partial.count ? partial[$0] : .nan }),
          style: .significant(3)),
      ], isFile: true)
  }

  private func chart(_ rho: [Double], _ widths: [Double]) -> Chart {
    let x = rho.indices.dropFirst().map(Double.init)
    let band = Array(widths.dropFirst())
    return Chart(
      name: "acf", title: "Autocorrelation of hourly liquidations",
      x: Chart.Axis("lag [h]"), y: Chart.Axis("correlation"),
      marks: [
        .band(name: "95 % of chance", x: x, low: band.map { -$0 }, high: band),
        .bars(Chart.Series("correlation", x: x, y: Array(rho.dropFirst()))),
      ], quiet: ["95 % of chance"])
  }
}
