/// Where a value stands in a JSON document, written as `$.entry.long.when[">="][0]`.
struct JSONPath: Sendable {
  let text: String

  /// The whole document.
  static let root = JSONPath(text: "$")

  /// The member called `key`; anything but letters, digits and `_` is quoted.
  func appending(_ key: String) -> JSONPath {
    let isPlain =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || byte == 0x5F
      }
    return JSONPath(text: isPlain ? "\(text).\(key)" : "\(text)[\(Self.quoted(key))]")
  }

  /// The element at `index`, from 0.
  func appending(_ index: Int) -> JSONPath { JSONPath(text: "\(text)[\(index)]") }

  private static func quoted(_ key: String) -> String {
    var result = "\""
    for scalar in key.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result += "\\" }
      if scalar.value < 0x20 || scalar.value == 0x7F { continue }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
