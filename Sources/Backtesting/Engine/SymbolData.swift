import Signals

/// What a run reads of one symbol and never changes: one reference, so that a book is cheap to
/// copy.
final class SymbolData: Sendable {
  let market: SymbolMarket
  let signals: SignalColumns
  let triggers: [EntryInstant]
  let exits: SignalExits
  /// The candles before this one close by T1 and may fill orders.
  let fillEnd: Int

  init(
    market: SymbolMarket, signals: SignalColumns, triggers: [EntryInstant], exits: SignalExits,
    fillEnd: Int
  ) {
    self.market = market
    self.signals = signals
    self.triggers = triggers
    self.exits = exits
    self.fillEnd = fillEnd
  }
}

/// An instant for each side, `Int64.min` before there was one.
struct SideTimes {
  private var long = Int64.min
  private var short = Int64.min

  subscript(side: PositionSide) -> Int64 {
    get { side == .long ? long : short }
    set { if side == .long { long = newValue } else { short = newValue } }
  }

  var latest: Int64 { max(long, short) }
}
