package import Basics

/// Every analysis, in the order of the report.
package enum Analyses {
  package static let all: [any Analysis.Type] = [
    Aggregation.self, Quantiles.self, Concentration.self, FeedQuality.self, Trend.self,
    ChangePoints.self, Spectrum.self, LombScargleAnalysis.self, Seasonality.self, Funding.self,
    AutocorrelationAnalysis.self, DailyPhase.self, CrossCorrelations.self, Granger.self,
    LeadLagPrices.self, Cascades.self, Kleinberg.self, Hawkes.self, HawkesContagion.self,
    EventStudy.self, Impact.self, Anomaly.self, Alerts.self, SideInference.self,
    VolatilityAnalysis.self, GarchAnalysis.self, HeterogeneousVolatility.self, HiddenRegimes.self,
    RegimeRules.self, Extremes.self, RiskScore.self, MachineLearning.self, NeuralNetworks.self,
    Manipulation.self, HeatmapRealised.self, HeatmapEstimated.self,
  ]

  /// The analysis called `name`, or nil.
  package static func named(_ name: String) -> (any Analysis.Type)? {
    all.first { $0.name == name }
  }

  /// Runs every analysis on `inputs`, at most `width` at a time.
  ///
  /// - Returns: The results in the order of `analyses`, the same for any width.
  package static func run(
    _ analyses: [any Analysis], on inputs: MarketInputs, width: Int
  ) async throws -> [AnalysisResult] {
    try await mapConcurrently(analyses, width: width) { $0.checkedResult(for: inputs) }
  }
}

/// The analyses one run makes, with their parameters.
package struct AnalysisSelection: Sendable {
  /// In the order of `Analyses.all`.
  package let analyses: [any Analysis]
  /// What they declare, by analysis: for `--list` and the report.
  package let parameters: [Parameters]

  /// One `--set analysis.parameter=value`.
  package struct Setting: Sendable, Equatable {
    package let analysis: String
    package let parameter: String
    package let value: String

    package init(analysis: String, parameter: String, value: String) {
      self.analysis = analysis
      self.parameter = parameter
      self.value = value
    }
  }

  /// - Parameters:
  ///   - only: The names to make; none means all.
  ///   - skip: The names to leave out.
  ///   - settings: What the user set; the last of several for one parameter counts.
  ///   - seed: The run's seed.
  /// - Throws: For an unknown analysis or parameter, or a wrong value.
  package init(
    only: [String] = [], skip: [String] = [], settings: [Setting] = [], seed: UInt64 = 42
  ) throws(ParameterError) {
    for name in only + skip + settings.map(\.analysis) { try Self.check(name) }
    var analyses: [any Analysis] = []
    var declared: [Parameters] = []
    for type in Analyses.all where only.isEmpty || only.contains(type.name) {
      if skip.contains(type.name) { continue }
      var given: [String: String] = [:]
      for setting in settings where setting.analysis == type.name {
        given[setting.parameter] = setting.value
      }
      var parameters = Parameters(owner: type.name, given, seed: seed)
      analyses.append(try type.init(&parameters))
      try parameters.finish()
      declared.append(parameters)
    }
    self.analyses = analyses
    parameters = declared
  }

  /// What has to be read for all of them.
  package var needs: InputNeeds {
    analyses.reduce(into: .bins) { $0.formUnion($1.needs) }
  }

  private static func check(_ name: String) throws(ParameterError) {
    let names = Analyses.all.map { $0.name }
    guard !names.contains(name) else { return }
    let hint = nearestName(to: name, in: names).map { " (did you mean \($0)?)" } ?? ""
    throw ParameterError(
      owner: "analyze", name: name,
      problem: "unknown analysis; there are \(names.joined(separator: ", "))" + hint)
  }
}
