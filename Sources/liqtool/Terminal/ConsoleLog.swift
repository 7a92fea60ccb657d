import Logging

/// Remarks as lines on standard error, `liqtool: …`, without time or colour: what they say is for
/// the person who waits, not for a log file.
struct ConsoleLog: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(level: Logger.Level) { logLevel = level }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { Console.note("\(event.message)") }
}
