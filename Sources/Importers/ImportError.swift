import Basics

/// Why a whole file could not be imported, in one sentence that says what to do.
package struct ImportError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Kind: Equatable, Sendable {
    case noSuchFile
    /// It cannot be opened or read.
    case unreadable
    /// No format knows it.
    case notRecognised
    /// It is known and not liquidations or candles: `tardis trades`.
    case otherKind(String)
    /// More than one format could be meant, or one that must be asked for.
    case ambiguous(candidates: [String])
    /// The file does not carry what this option gives: `exchange`.
    case needsOption(String)
    /// The contents contradict the name or an option, or break the rules of the format.
    case contradiction
    case unknownFormat
    case badMapping
    case badInstruments
  }

  /// Whose mistake it is: decides the exit code of a command.
  package enum Category: Equatable, Sendable {
    case arguments, data, missing, reading
  }

  package let kind: Kind
  /// The file, or empty when it is not about one.
  package var path: String
  /// The sentence, without the path.
  package let message: String

  package init(_ kind: Kind, path: String = "", _ message: String) {
    self.kind = kind
    self.path = path
    self.message = message
  }

  package var category: Category {
    switch kind {
    case .noSuchFile: .missing
    case .unreadable: .reading
    case .unknownFormat, .badMapping: .arguments
    default: .data
    }
  }

  /// Whether a folder import lists the file as skipped instead of failing.
  ///
  /// Not so for files of ordinary trades that look exactly like liquidations.
  package var isSkippedInFolders: Bool {
    if case .otherKind(let name) = kind { return name != TardisLiquidations.lookalike }
    return false
  }

  package var description: String { path.isEmpty ? message : "\(path): \(message)" }

  func at(_ path: String) -> ImportError {
    var error = self
    if error.path.isEmpty { error.path = VisibleText.text(path) }
    return error
  }
}
