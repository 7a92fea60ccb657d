import Glibc

/// Why the program ends, as the exit code of sysexits.h that scripts can rely on.
enum ExitReason: Int32 {
  /// Wrong arguments.
  case usage = 64
  /// Bad input data or strategy file.
  case badData = 65
  /// No such input.
  case noInput = 66
  /// Our bug.
  case software = 70
  /// Output cannot be created.
  case cannotCreate = 73
  /// I/O error or damaged store.
  case io = 74
  /// The store is busy.
  case busy = 75
}

/// An end with an error: the code, and one sentence that says what to do.
struct Failure: Error {
  let reason: ExitReason
  let sentence: String

  init(_ reason: ExitReason, _ sentence: String) {
    self.reason = reason
    // Texts of other modules end in a question ("did you mean …?"); one mark is enough.
    self.sentence = sentence.hasSuffix("?.") ? String(sentence.dropLast()) : sentence
  }
}
