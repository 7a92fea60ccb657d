import MarketData
import Synchronization

/// What a parser needs while it reads a block and can use again for the next.
struct Workspace: Sendable {
  var instruments: InstrumentTable
  var fields = CSVFields()
  /// About how long the rows of the block before were.
  var bytesPerRow = 60

  init(_ rules: InstrumentRules) { instruments = InstrumentTable(rules) }
}

/// Things that are made once and lent to whoever needs one.
final class Pool<Item: Sendable>: Sendable {
  private let items = Mutex<[Item]>([])
  private let make: @Sendable () -> Item

  init(_ make: @escaping @Sendable () -> Item) { self.make = make }

  func take() -> Item { items.withLock { $0.popLast() } ?? make() }

  func give(_ item: Item) { items.withLock { $0.append(item) } }
}
