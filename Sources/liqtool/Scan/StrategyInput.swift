import ArgumentParser
import Signals

/// A strategy file named on the command line, read and checked.
struct StrategyInput {
  let path: String
  let file: StrategyFile

  /// - Throws: `Failure`: 66 when it is not there, 65 with the JSON path of what is wrong.
  init(path: String) throws {
    self.path = path
    let bytes = try InputFile.bytes(path)
    do {
      file = try StrategyFile(parsing: bytes)
    } catch {
      throw Failure(.badData, "\(path): \(error).")
    }
  }

  /// The strategy's name as part of a folder's name: letters, digits, `-` and `_`.
  var safeName: String {
    let kept = file.strategy.name.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        || scalar == "-" || scalar == "_" ? Character(scalar) : "_"
    }
    return String(kept.prefix(60))
  }

  /// The parameters set by `--set name=value` or `--set name=v1,v2`.
  ///
  /// - Parameters:
  ///   - settings: What the options say.
  ///   - sweeps: Whether several values make sense.
  /// - Returns: Name → its values, at least one.
  /// - Throws: `Failure` (65) with the nearest name or the value that is wrong; `ValidationError`.
  func overrides(_ settings: [String], sweeps: Bool) throws -> [String: [ParameterValue]] {
    var values: [String: [ParameterValue]] = [:]
    for text in settings {
      let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else {
        throw ValidationError("--set takes param=value, not '\(text)'.")
      }
      let name = String(halves[0])
      guard let parameter = file.parameters.first(where: { $0.name == name }) else {
        throw Failure(.badData, "\(path): \(file.unknown(name)).")
      }
      values[name] = try halves[1].split(separator: ",", omittingEmptySubsequences: false).map {
        guard let value = parameter.value(of: String($0)) else {
          throw Failure(.badData, "--set \(name): '\($0)' is not a value of its kind.")
        }
        return value
      }
      guard sweeps || values[name]?.count == 1 else {
        throw ValidationError("--set \(name) has several values; add --sweep to try them all.")
      }
    }
    return values
  }

  /// The strategy with `overrides`.
  func strategy(
    _ overrides: [String: [ParameterValue]], _ pool: inout ExpressionPool
  ) throws -> Strategy {
    do {
      return try file.strategy(with: overrides.compactMapValues(\.first), in: &pool)
    } catch {
      throw Failure(.badData, "\(path): \(error).")
    }
  }
}
