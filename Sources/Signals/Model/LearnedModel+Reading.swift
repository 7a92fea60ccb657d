import Basics
import Glibc
import MarketData
import Statistics

extension LearnedModel {
  /// Reads `model.json`: every length, reference and number is checked before it is used.
  ///
  /// - Parameter bytes: The file, UTF-8.
  /// - Throws: `StrategyError` with the JSON path of the first thing that is wrong.
  package init(parsing bytes: [UInt8]) throws(StrategyError) {
    try self.init(Place(try Self.json(bytes)))
  }

  init(_ place: Place) throws(StrategyError) {
    let version = try Self.version(place)
    let isFirst = version == 1
    let threshold = isFirst ? "threshold" : "thresholds"
    let names =
      (version < 3 ? [] : ["symbol_scales"]) + [
        "schema", "target", "horizon", threshold, "interval", "symbols", "training", "features",
        "kind", "model", "calibration", "forecast", "evidence",
      ]
    let fields = try place.fields(names, required: names.dropLast(2))
    let horizon = try fields.required("horizon").positiveDuration()
    let interval = try fields.required("interval").positiveDuration()
    var symbols: [String] = []
    for symbol in try fields.required("symbols").elements() { symbols.append(try symbol.text()) }
    let limits = try fields.required(threshold)
    let thresholds =
      isFirst
      ? [Double](repeating: try limits.finiteNumber(), count: symbols.count)
      : try limits.numbers(count: symbols.count)
    let features = try Self.features(try fields.required("features"))
    let kind = try fields.required("kind").choice(ClassifierKind.self)
    let model = try ClassifierModel(
      try fields.required("model"), kind: kind, featureCount: features.count)
    self.init(
      target: try fields.required("target").text(), horizon: horizon,
      thresholds: thresholds, interval: interval, symbols: symbols,
      scales: try Self.scales(
        fields["symbol_scales"], symbols: symbols.count, features: features.count),
      training: try Self.window(try fields.required("training")),
      features: features, kind: kind,
      classifier: Classifier(
        model: model, calibration: try Self.calibration(try fields.required("calibration"))),
      forecast: try Self.forecast(
        fields["forecast"], featureCount: features.count, isFirst: isFirst),
      evidence: fields["evidence"]?.value ?? .null)
    _ = try FeatureExpressions(
      features, interval: interval, at: place.path.appending("features"))
  }

  private static func scales(
    _ place: Place?, symbols: Int, features: Int
  ) throws(StrategyError) -> GroupScales? {
    guard let place, place.value != .null else { return nil }
    var scales: [[Scale]] = []
    for element in try place.elements(symbols...symbols) {
      scales.append(try element.scales(count: features))
    }
    return GroupScales(scales)
  }

  /// Which form the document is of; that of a later program is refused as such.
  private static func version(_ place: Place) throws(StrategyError) -> Int {
    guard let field = try place.anyFields()["schema"] else {
      throw place.error("the key 'schema' is missing: this is no model of 'liqtool learn'")
    }
    let name = try field.text()
    if let known = [firstSchema, secondSchema, schema].firstIndex(of: name) { return known + 1 }
    let (kind, slash) = ("liqtool.model/", name.lastIndex(of: "/"))
    let version = slash.flatMap { Int(name[name.index(after: $0)...]) }
    if name.hasPrefix(kind), let version, version > 3 {
      throw field.error(
        "'\(name)' was written by a newer liqtool; this one reads up to '\(schema)'")
    }
    throw field.error("must be '\(schema)', is '\(name)'")
  }

  /// Reads features of one's own: an array of `{"name", "expression"}`, as a model file has them.
  ///
  /// - Parameters:
  ///   - bytes: The file, UTF-8.
  ///   - interval: The length of a candle, in microseconds.
  /// - Returns: At least one, of different names.
  /// - Throws: `StrategyError` with the JSON path of the first thing that is wrong.
  package static func features(
    parsing bytes: [UInt8], interval: Int64
  ) throws(StrategyError) -> [Feature] {
    let place = Place(try json(bytes))
    let features = try features(place)
    var seen: Set<String> = []
    for (index, feature) in features.enumerated() where !seen.insert(feature.name).inserted {
      throw StrategyError(
        path: place.path.appending(index).text, problem: "the name '\(feature.name)' stands twice")
    }
    _ = try FeatureExpressions(features, interval: interval, at: place.path)
    return features
  }

  private static func json(_ bytes: [UInt8]) throws(StrategyError) -> JSONValue {
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw StrategyError(path: "$", problem: "not JSON: \(error)")
    }
  }

  private static func features(_ place: Place) throws(StrategyError) -> [Feature] {
    var features: [Feature] = []
    for element in try place.elements(1...Int.max) {
      let fields = try element.fields(["name", "expression"], required: ["name", "expression"])
      features.append(
        Feature(
          name: try fields.required("name").text(),
          expression: try fields.required("expression").value))
    }
    return features
  }

  private static func window(_ place: Place) throws(StrategyError) -> TimeRange {
    let fields = try place.fields(["from", "to"], required: ["from", "to"])
    let window = TimeRange(
      from: try fields.required("from").time(), to: try fields.required("to").time())
    guard window.from < window.to else { throw place.error("must end after it begins") }
    return window
  }

  private static func forecast(
    _ place: Place?, featureCount: Int, isFirst: Bool
  ) throws(StrategyError) -> LogLinearForecast? {
    guard let place, place.value != .null else { return nil }
    // The first form gave the variance of errors taken as normal.
    let level = isFirst ? "spread" : "smearing"
    let names = ["scales", "intercept", "coefficients", level, "low", "high"]
    let fields = try place.fields(names, required: names)
    let value = try fields.required(level).finiteNumber()
    return LogLinearForecast(
      scales: try fields.required("scales").scales(count: featureCount),
      coefficients: try fields.required("coefficients").numbers(count: featureCount),
      intercept: try fields.required("intercept").finiteNumber(),
      smearing: isFirst ? exp(value / 2) : value,
      low: try fields.required("low").finiteNumber(),
      high: try fields.required("high").finiteNumber())
  }

  private static func calibration(_ place: Place) throws(StrategyError) -> LogisticModel? {
    if place.value == .null { return nil }
    let fields = try place.fields(
      ["intercept", "coefficients"], required: ["intercept", "coefficients"])
    return LogisticModel(
      coefficients: try fields.required("coefficients").numbers(count: 1),
      intercept: try fields.required("intercept").finiteNumber())
  }
}

extension ClassifierModel {
  fileprivate init(
    _ place: Place, kind: ClassifierKind, featureCount: Int
  ) throws(StrategyError) {
    switch kind {
    case .logistic:
      let fields = try place.fields(
        ["scales", "intercept", "coefficients"], required: ["scales", "intercept", "coefficients"])
      let model = LogisticModel(
        coefficients: try fields.required("coefficients").numbers(count: featureCount),
        intercept: try fields.required("intercept").finiteNumber())
      self = .logistic(try fields.required("scales").scales(count: featureCount), model)
    case .tree, .forest, .boosting:
      self = .trees(try Self.ensemble(place, featureCount))
    case .perceptron: self = try Self.network(place, featureCount)
    case .isolation: throw place.error("a model of this kind cannot be read from a file")
    }
  }

  private static func ensemble(
    _ place: Place, _ featureCount: Int
  ) throws(StrategyError) -> TreeEnsemble {
    let fields = try place.fields(
      ["scale", "start", "is_logit", "trees"], required: ["scale", "start", "is_logit", "trees"])
    var trees: [DecisionTree] = []
    for element in try fields.required("trees").elements(1...Int.max) {
      var nodes: [DecisionTree.Node] = []
      for node in try element.elements(1...Int.max) { nodes.append(try node.treeNode()) }
      guard let tree = DecisionTree(nodes, featureCount: featureCount) else {
        throw element.error("is not a tree: a cut must name a feature and lead to later nodes")
      }
      trees.append(tree)
    }
    return TreeEnsemble(
      trees: trees, scale: try fields.required("scale").finiteNumber(),
      start: try fields.required("start").finiteNumber(),
      isLogit: try fields.required("is_logit").flag())
  }

  private static func network(
    _ place: Place, _ featureCount: Int
  ) throws(StrategyError) -> ClassifierModel {
    let fields = try place.fields(
      ["scales", "hidden", "weights"], required: ["scales", "hidden", "weights"])
    let hiddenPlace = try fields.required("hidden")
    let hidden = try hiddenPlace.integer(atLeast: 1)
    guard hidden <= 10_000 else { throw hiddenPlace.error("must be at most 10000") }
    let count = Perceptron.weightCount(inputs: featureCount, hidden: hidden)
    let weights = try fields.required("weights").numbers(count: count)
    return .perceptron(
      try fields.required("scales").scales(count: featureCount),
      Perceptron(inputs: featureCount, hidden: hidden, weights: weights))
  }
}

extension Place {
  fileprivate func positiveDuration() throws(StrategyError) -> Int64 {
    let value = try duration()
    guard value > 0 else { throw error("must be positive") }
    return value
  }

  fileprivate func finiteNumber() throws(StrategyError) -> Double {
    let value = try number()
    guard value.isFinite else { throw error("must be finite") }
    return value
  }

  fileprivate func numbers(count: Int) throws(StrategyError) -> [Double] {
    var numbers: [Double] = []
    for element in try elements(count...count) { numbers.append(try element.finiteNumber()) }
    return numbers
  }

  fileprivate func scales(count: Int) throws(StrategyError) -> [Scale] {
    var scales: [Scale] = []
    for element in try elements(count...count) {
      let pair = try element.numbers(count: 2)
      guard pair[1] >= 0 else { throw element.error("a deviation must not be negative") }
      scales.append(Scale(centre: pair[0], deviation: pair[1]))
    }
    return scales
  }

  fileprivate func time() throws(StrategyError) -> Int64 {
    let word = try text()
    guard let time = modelInstant(word) else { throw error("'\(word)' is not a time") }
    return time
  }

  fileprivate func treeNode() throws(StrategyError) -> DecisionTree.Node {
    let parts = try elements(1...3)
    guard parts.count == 3 else {
      guard parts.count == 1 else { throw error("needs 1 or 3 elements, has 2") }
      return .leaf(try parts[0].finiteNumber())
    }
    let feature = try parts[0].integer(atLeast: 0)
    let above = try parts[1].integer(atLeast: 1)
    guard let feature = Int32(exactly: feature), let above = Int32(exactly: above) else {
      throw error("is too large a reference")
    }
    return DecisionTree.Node(feature: feature, above: above, value: try parts[2].finiteNumber())
  }
}

/// The microseconds of a time as model files spell it, or nil.
func modelInstant(_ text: String) -> Int64? {
  let bytes = Array(text.utf8)
  guard case .time(let time) = TimeText.reading(bytes.span, 0..<bytes.count, unit: nil) else {
    return nil
  }
  return time
}
