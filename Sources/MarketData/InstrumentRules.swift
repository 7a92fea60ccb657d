/// How a contract is margined and settled.
package enum ContractKind: String, Sendable, CaseIterable, Codable {
  /// In the quote currency; a contract is a number of base units.
  case linear
  /// In the base currency; a contract is a number of quote units.
  case inverse
  /// In a third currency: its value needs another market's price.
  case quanto
}

/// What the number counts that a venue sends as the size of an event.
package enum AmountUnit: Sendable, Codable {
  case base
  case quote
  case contracts
}

/// What one contract of an instrument is, and what its venue's sizes count.
package struct ContractRules: Equatable, Sendable, Codable {
  package var kind: ContractKind
  /// Base units (linear) or quote units (inverse) in one contract.
  package var multiplier: Double
  package var unit: AmountUnit
  /// Empty when the symbol does not tell.
  package var base: String
  /// Empty when the symbol does not tell.
  package var quote: String

  package init(
    _ kind: ContractKind, multiplier: Double = 1, unit: AmountUnit, base: String = "",
    quote: String = ""
  ) {
    self.kind = kind
    self.multiplier = multiplier
    self.unit = unit
    self.base = base
    self.quote = quote
  }

  /// Whether prices are in US dollars or a currency counted as one.
  package var isInDollars: Bool { Self.dollars.contains(quote) }

  /// The currencies counted 1:1 as US dollars.
  package static let dollars: Set<String> = [
    "USD", "USDT", "USDC", "BUSD", "TUSD", "FDUSD", "DAI", "USDE", "USDS", "UST", "USTF0",
  ]
}

/// The contract rules of every instrument: a user's own before the built-in ones.
///
/// What neither knows stays unknown: its sizes are kept as contracts, never converted by a guess.
package struct InstrumentRules: Sendable {
  /// What a user says about one instrument.
  package struct Entry: Equatable, Sendable {
    package var kind: ContractKind
    package var multiplier: Double
    package var base: String
    package var quote: String

    package init(kind: ContractKind, multiplier: Double, base: String, quote: String) {
      self.kind = kind
      self.multiplier = multiplier
      self.base = base
      self.quote = quote
    }
  }

  private var entries: [InstrumentKey: Entry] = [:]

  /// Only the built-in rules.
  package init() {}

  /// The built-in rules and, before them, `entries`.
  package init(_ entries: [InstrumentKey: Entry]) { self.entries = entries }

  /// The rules of `key`, or nil when they are not known.
  package func rules(of key: InstrumentKey) -> ContractRules? {
    let builtIn = BuiltInRules.rules(of: key)
    guard let entry = entries[key] else { return builtIn }
    let spelling = SymbolSpelling.currencies(of: key)
    // A venue that counts in base or quote currency still does when one contract is one unit.
    let keepsUnit = entry.kind == .linear && entry.multiplier == 1
    return ContractRules(
      entry.kind, multiplier: entry.multiplier,
      unit: keepsUnit ? builtIn?.unit ?? .contracts : .contracts,
      base: entry.base.isEmpty ? spelling?.base ?? "" : entry.base,
      quote: entry.quote.isEmpty ? spelling?.quote ?? "" : entry.quote)
  }

  /// Whether prices of `key` are in US dollars or a currency counted as one.
  package func isInDollars(_ key: InstrumentKey) -> Bool {
    if let rules = rules(of: key) { return rules.isInDollars }
    return ContractRules.dollars.contains(SymbolSpelling.currencies(of: key)?.quote ?? "")
  }
}
