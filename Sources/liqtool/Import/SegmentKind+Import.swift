import Importers
import Store

extension SegmentKind {
  /// Where rows of this kind are stored.
  init(_ kind: ImportKind) {
    switch kind {
    case .liquidations: self = .liquidations
    case .candles: self = .candles
    case .aggregates: self = .aggregates
    case .series: self = .series
    }
  }
}

extension ImportKind {
  /// What rows stored so were.
  init(_ kind: SegmentKind) {
    switch kind {
    case .liquidations: self = .liquidations
    case .candles: self = .candles
    case .aggregates: self = .aggregates
    case .series: self = .series
    }
  }
}
