import ArgumentParser
import Basics
import Glibc
import Logging

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print the result as one JSON object on standard output, and nothing else there.")
  var json = false

  @Flag(help: "No progress and no remarks on standard error.")
  var quiet = false

  @Option(help: "How much to say on standard error: \(Self.levels).")
  var logLevel: LogLevel?

  @Option(help: "How many cores to use; the result is the same for any number.")
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs takes a whole number from 1 to 1024, not \(jobs).")
    }
  }

  /// The cores to use.
  var width: Int { jobs ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  private var log: Logger {
    let level = logLevel?.level ?? (quiet ? .error : .notice)
    return Logger(label: "liqtool") { _ in ConsoleLog(level: level) }
  }

  /// A remark for the person, unless they asked for quiet.
  func note(_ text: String) { log.notice("\(text)") }

  /// How it was done, for those who ask with `--log-level info`.
  func detail(_ text: String) { log.info("\(text)") }

  /// Does `work` and says at level `debug` how long it took.
  func timed<Result>(_ stage: String, _ work: () async throws -> Result) async rethrows -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try await work()
    log.debug("\(stage) took \((clock.now - start).formatted)")
    return result
  }

  /// The same for work in many pieces, with a bar that says how far it is.
  func watched<Result>(
    _ stage: String, _ work: () async throws -> Result
  ) async throws -> Result {
    let bar = StageBar(title: stage, isOn: !quiet)
    defer { bar.finish() }
    return try await timed(stage) {
      let progress = WorkProgress { bar.update(done: $0, total: $1) }
      return try await WorkProgress.$observer.withValue(progress) { try await work() }
    }
  }

  private static let levels = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
}

/// The levels of `--log-level`.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
  case error, warning, notice, info, debug

  var level: Logger.Level {
    switch self {
    case .error: .error
    case .warning: .warning
    case .notice: .notice
    case .info: .info
    case .debug: .debug
    }
  }
}

extension Duration {
  /// In milliseconds, as remarks say it.
  fileprivate var formatted: String {
    let milliseconds = (self / .milliseconds(1)).rounded()
    return "\(Int(milliseconds)) ms"
  }
}

/// How long a command that writes the store waits for another one.
struct WaitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many seconds to wait for another writer.", valueName: "seconds"))
  var wait = 30.0

  func validate() throws {
    guard wait >= 0, wait <= 86_400 else {
      throw ValidationError("--wait takes seconds from 0 to 86400, not \(wait).")
    }
  }

  var duration: Duration { .seconds(wait) }
}

/// Where the store is.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: "The store's folder. Without it LIQTOOL_STORE is used, else ./liqstore.")
  var folder: String?

  /// The folder to open.
  var path: String {
    if let folder { return folder }
    // Benefit: getenv(3). Soundness: copied before anything else runs; nobody calls setenv.
    if let value = unsafe getenv("LIQTOOL_STORE") {
      let path = unsafe String(cString: value)
      if !path.isEmpty { return path }
    }
    return "liqstore"
  }
}
