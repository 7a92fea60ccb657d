import Glibc

/// Where words go: data and summaries to standard output, everything else to standard error.
enum Console {
  /// Writes `text` and a newline to standard output.
  static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Writes `text` to standard output as it is.
  static func data(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes `liqtool: <text>` to standard error, control characters made visible.
  static func note(_ text: String) { write("liqtool: \(visible(text))\n", to: STDERR_FILENO) }

  /// Writes `text` to standard error as it is.
  static func progress(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Whether a person watches standard error on a terminal.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether a person reads standard output on a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether colours are welcome: on a terminal, unless `NO_COLOR` is set (no-color.org).
  static var hasColors: Bool {
    // Benefit: getenv(3). Soundness: only compared with nil; nobody calls setenv.
    unsafe isTerminal && getenv("NO_COLOR") == nil && !isDumb
  }

  private static var isDumb: Bool {
    // Benefit: getenv(3). Soundness: copied before anything else runs; nobody calls setenv.
    guard let type = unsafe getenv("TERM") else { return true }
    return unsafe String(cString: type) == "dumb"
  }

  /// The columns of the terminal at standard output; 100 where there is none.
  static var width: Int {
    var size = winsize()
    // Benefit: the terminal's own answer. Soundness: the structure outlives the call.
    let answer = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
    return answer == 0 && size.ws_col > 0 ? Int(size.ws_col) : 100
  }

  /// `text` with control characters written as `\u{…}`: names from files cannot steer a terminal.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" { return false }
    return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }

  /// Writes all of `text`; a reader that went away ends the program as Unix tools end.
  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      // Benefit: the write(2) call itself. Soundness: the pointer is used only inside the closure.
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        exit(descriptor == STDOUT_FILENO ? ExitReason.io.rawValue : 0)
      }
      bytes = bytes.dropFirst(written)
    }
  }
}
