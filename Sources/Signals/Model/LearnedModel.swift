package import Basics
package import MarketData
package import Statistics

/// A learned classifier as it is written down (`liqtool.model/3`): what it foresees, from which
/// features, learned from what, and its numbers.
package struct LearnedModel: Sendable {
  /// One feature: a name, and an expression of the strategy vocabulary.
  package struct Feature: Sendable, Equatable {
    package let name: String
    package let expression: JSONValue

    package init(name: String, expression: JSONValue) {
      self.name = name
      self.expression = expression
    }
  }

  /// What is foreseen: `usd`, `cascade` or `volatility`.
  package let target: String
  /// How far ahead, in microseconds.
  package let horizon: Int64
  /// Symbol → what counts as an event, in the unit of the target.
  package let thresholds: [Double]
  /// The interval of the candles, in microseconds.
  package let interval: Int64
  package let symbols: [String]
  /// What makes the features of these symbols comparable before the classifier sees them; nil
  /// leaves them as they are, as for one symbol. The forecast of the quantity reads raw features.
  package let scales: GroupScales?
  /// The rows it learned from, the last one's future included: what it says inside is no forecast.
  package let training: TimeRange
  package let features: [Feature]
  package let kind: ClassifierKind
  package let classifier: Classifier
  /// The forecast of the quantity itself, where the target has one.
  package let forecast: LogLinearForecast?
  /// What the model was read from and how it did out of sample; kept, not interpreted.
  package let evidence: JSONValue

  package static let schema = "liqtool.model/3"
  /// With one threshold for all symbols, and without scales of symbols; both are still read.
  static let firstSchema = "liqtool.model/1"
  static let secondSchema = "liqtool.model/2"

  package init(
    target: String, horizon: Int64, thresholds: [Double], interval: Int64, symbols: [String],
    scales: GroupScales? = nil, training: TimeRange, features: [Feature], kind: ClassifierKind,
    classifier: Classifier,
    forecast: LogLinearForecast? = nil, evidence: JSONValue
  ) {
    self.target = target
    self.horizon = horizon
    self.thresholds = thresholds
    self.interval = interval
    self.symbols = symbols
    self.scales = scales
    self.training = training
    self.features = features
    self.kind = kind
    self.classifier = classifier
    self.forecast = forecast
    self.evidence = evidence
  }

  /// Raw features of a symbol as the classifier reads them; nil for a symbol that the model was not
  /// learned from, where it scales them by symbol.
  package func comparable(_ columns: [[Double]], of symbol: String) -> [[Double]]? {
    guard let scales else { return columns }
    return symbols.firstIndex(of: symbol).map { scales.applied(to: columns, group: $0) }
  }
}

/// The expressions of a model's features.
package struct FeatureExpressions: Sendable {
  package let pool: ExpressionPool
  /// One a feature.
  package let roots: [ExpressionID]
  /// The history they need, in microseconds.
  package let lookback: Int64

  /// Reads the features of a model for candles of `interval`.
  ///
  /// - Throws: `StrategyError` for an expression that is wrong or depends on the open position.
  package init(
    _ features: [LearnedModel.Feature], interval: Int64
  ) throws(StrategyError) {
    try self.init(features, interval: interval, at: JSONPath.root.appending("features"))
  }

  init(
    _ features: [LearnedModel.Feature], interval: Int64, at path: JSONPath
  ) throws(StrategyError) {
    var reader = ExpressionReader(
      pool: ExpressionPool(), parameters: [], binding: [:], features: nil,
      operators: Operators.all)
    reader.candleInterval = interval
    var operands: [Operand] = []
    for (index, feature) in features.enumerated() {
      let place = Place(
        feature.expression, at: path.appending(index).appending("expression"))
      let operand = try reader.number(place)
      try reader.refusePosition(operand, at: place)
      operands.append(operand)
    }
    pool = reader.pool
    roots = operands.map(\.id)
    lookback = operands.map(\.lookback).max() ?? 0
  }

  /// One column a feature at every instant of `grid`; NaN is missing.
  package func columns(over grid: [Int64], _ tape: SymbolTape) -> [[Double]] {
    let columns = pool.columns(for: roots, over: grid, tape)
    return roots.map { root in
      let column = columns.column(root)
      return grid.indices.map { column[$0] }
    }
  }
}

extension LearnedModel {
  /// The probability of each row of a symbol; missing where a feature is, and everywhere for a
  /// symbol whose features cannot be made comparable.
  package func knownProbabilities(_ columns: [[Double]], of symbol: String) -> [Double] {
    let count = columns.first?.count ?? 0
    var result = [Double](repeating: .nan, count: count)
    let known = (0..<count).filter { row in columns.allSatisfy { $0[row].isFinite } }
    let rows = columns.map { column in known.map { column[$0] } }
    guard let features = comparable(rows, of: symbol) else { return result }
    let found = classifier.probabilities(features)
    for (row, value) in zip(known, found) { result[row] = value }
    return result
  }
}
