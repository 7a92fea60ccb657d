package import Basics
import MarketData
import Statistics

extension LearnedModel {
  /// The document `model.json`.
  package var document: JSONValue {
    JSONValue([
      "schema": .string(Self.schema), "target": .string(target),
      "horizon": .string(DurationText.format(horizon)),
      "interval": .string(DurationText.format(interval)),
      "symbols": .array(symbols.map { .string($0) }),
      "thresholds": Self.numbers(thresholds),
      "symbol_scales": scales.map { .array($0.scales.map(ClassifierModel.document)) } ?? .null,
      "training": JSONValue([
        "from": .string(TimeText.rfc3339(training.from)),
        "to": .string(TimeText.rfc3339(training.to)),
      ]),
      "features": .array(
        features.map { feature in
          JSONValue(["name": .string(feature.name), "expression": feature.expression])
        }),
      "kind": .string(kind.rawValue), "model": classifier.model.document ?? .null,
      "calibration": classifier.calibration.map(Self.document) ?? .null,
      "forecast": forecast.map(Self.document) ?? .null, "evidence": evidence,
    ])
  }

  private static func document(_ model: LogisticModel) -> JSONValue {
    JSONValue([
      "intercept": .number(model.intercept), "coefficients": numbers(model.coefficients),
    ])
  }

  private static func document(_ forecast: LogLinearForecast) -> JSONValue {
    JSONValue([
      "scales": ClassifierModel.document(forecast.scales),
      "intercept": .number(forecast.intercept),
      "coefficients": numbers(forecast.coefficients), "smearing": .number(forecast.smearing),
      "low": .number(forecast.low), "high": .number(forecast.high),
    ])
  }

  fileprivate static func numbers(_ values: [Double]) -> JSONValue {
    .array(values.map { .number($0) })
  }
}

extension ClassifierModel {
  /// The numbers of the model; nil for a kind that is not written down.
  fileprivate var document: JSONValue? {
    switch self {
    case .logistic(let scales, let model):
      JSONValue([
        "scales": Self.document(scales), "intercept": .number(model.intercept),
        "coefficients": LearnedModel.numbers(model.coefficients),
      ])
    case .trees(let ensemble):
      JSONValue([
        "scale": .number(ensemble.scale), "start": .number(ensemble.start),
        "is_logit": .bool(ensemble.isLogit),
        "trees": .array(ensemble.trees.map { .array($0.nodes.map(Self.document)) }),
      ])
    case .perceptron(let scales, let network):
      JSONValue([
        "scales": Self.document(scales), "hidden": .integer(Int64(network.hidden)),
        "weights": LearnedModel.numbers(network.weights),
      ])
    case .isolation: nil
    }
  }

  fileprivate static func document(_ scales: [Scale]) -> JSONValue {
    .array(scales.map { LearnedModel.numbers([$0.centre, $0.deviation]) })
  }

  /// `[feature, above, cut]`, or `[value]` for a leaf.
  private static func document(_ node: DecisionTree.Node) -> JSONValue {
    guard node.feature >= 0 else { return .array([.number(node.value)]) }
    return .array([
      .integer(Int64(node.feature)), .integer(Int64(node.above)), .number(node.value),
    ])
  }
}

extension ClassifierKind {
  /// Whether such a model can be written down and used later.
  package var isPortable: Bool { self != .isolation }
}
