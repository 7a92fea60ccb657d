import ArgumentParser
import Backtesting
import Glibc
import Importers
import Signals
import Store

/// The one place where errors become an exit code and a sentence on standard error.
enum Exit {
  /// Ends the program as `error` asks: help and version are no errors.
  static func end(with error: any Error) -> Never {
    if let failure = failure(of: error) {
      if !failure.sentence.isEmpty { Console.note(failure.sentence) }
      exit(failure.reason.rawValue)
    }
    if error is CleanExit || error is ExitCode || Liqtool.exitCode(for: error) != .failure {
      Liqtool.exit(withError: error)
    }
    Console.note("this should not happen (\(error)); please report it.")
    exit(ExitReason.software.rawValue)
  }

  /// What `error` means for the person, or nil when it is none of ours.
  static func failure(of error: any Error) -> Failure? {
    switch error {
    case let failure as Failure: failure
    case let error as StoreError: Failure(reason(of: error), "\(error).")
    case let error as ImportError: Failure(reason(of: error), "\(error).")
    case let error as StrategyError: Failure(.badData, "\(error).")
    case let error as BacktestError:
      Failure(error.kind == .badInput ? .badData : .software, "\(error).")
    default: nil
    }
  }

  private static func reason(of error: StoreError) -> ExitReason {
    switch error.kind {
    case .notFound: .noInput
    case .busy: .busy
    case .cannotCreate, .readOnly: .cannotCreate
    case .newerVersion, .damaged, .noSpace, .io: .io
    case .invalid: .badData
    }
  }

  private static func reason(of error: ImportError) -> ExitReason {
    switch error.category {
    case .arguments: .usage
    case .data: .badData
    case .missing: .noInput
    case .reading: .io
    }
  }
}
