import ArgumentParser
import MarketData

/// `--from` and `--to`.
struct WindowOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The first instant, \(Moment.help). Default: the first there is."))
  var from: Moment?

  @Option(
    help: ArgumentHelp("The end, exclusive, \(Moment.help). Default: after the last there is."))
  var to: Moment?

  func validate() throws { _ = try range() }

  /// Whether one of the ends was left open.
  var isOpen: Bool { from == nil || to == nil }

  /// The window, open ends at the ends of time.
  func range() throws -> TimeRange {
    let range = TimeRange(from: from?.microseconds ?? .min, to: to?.microseconds ?? .max)
    guard range.from < range.to else {
      throw ValidationError("--from must be before --to, which is exclusive.")
    }
    return range
  }
}
