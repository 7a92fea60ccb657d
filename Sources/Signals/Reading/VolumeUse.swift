import Basics

extension StrategyFile {
  /// Whether a rule, a cost or a choice of symbols looks at the volume of candles: only then need
  /// it be read from the store.
  package var readsVolumes: Bool {
    if case .squareRoot = strategy.costs.slippage { return true }
    if case .select(let selection) = strategy.universe.choice, selection.by == .quoteVolume {
      return true
    }
    let execution = strategy.execution
    return execution.fillPrice == .nextVWAP || execution.maximumParticipation != nil
      || document.names(Volume.name)
  }
}

extension JSONValue {
  /// Whether `key` stands anywhere in the document, that of a model put into it included.
  fileprivate func names(_ key: String) -> Bool {
    switch self {
    case .array(let elements): elements.contains { $0.names(key) }
    case .object(let members): members.contains { $0.key == key || $0.value.names(key) }
    default: false
    }
  }
}
