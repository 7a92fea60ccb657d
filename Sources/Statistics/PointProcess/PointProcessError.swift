/// Why a point process cannot be built or fitted from these events.
package enum PointProcessError: Error, Sendable, Equatable {
  /// The event at `index` lies outside the window or does not follow the one before it.
  case misplacedEvent(index: Int)
  /// The window has no length, or there is nothing in it.
  case emptyWindow
  /// Fewer events than an estimate needs.
  case tooFewEvents(count: Int, needed: Int)
  /// More of the feed was saturated (events surely lost) than an estimate bears.
  case saturated(share: Double, limit: Double)
  /// The fitted mean delay 1/β lies beyond what the data can show: below the resolution of the
  /// clock or above the length of the window.
  case decayAtBound(meanKernel: Double)
  /// The likelihood has no regular maximum: no convergence or a singular information matrix.
  case notIdentified
}

extension PointProcessError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .misplacedEvent(let index): "event \(index) is out of order or outside the window"
    case .emptyWindow: "the window is empty"
    case .tooFewEvents(let count, let needed): "\(count) events, \(needed) needed"
    case .saturated(let share, let limit):
      "\(share * 100) % of the feed was saturated, at most \(limit * 100) % allowed"
    case .decayAtBound(let meanKernel):
      "the mean delay \(meanKernel) is beyond what the clock or the window resolves"
    case .notIdentified: "the likelihood has no regular maximum"
    }
  }
}
