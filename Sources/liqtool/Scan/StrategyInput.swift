import ArgumentParser
import Foundation
import MarketData
import Signals

/// A strategy file named on the command line, read and checked.
struct StrategyInput {
  let path: String
  let file: StrategyFile

  /// - Throws: `Failure`: 66 when it is not there, 65 with the JSON path of what is wrong.
  init(path: String) throws {
    self.path = path
    let document = try InputFile.json(path)
    let folder = URL(filePath: path).deletingLastPathComponent()
    let whole = try ModelUse.embedding(in: document) { name in
      try InputFile.json(URL(filePath: name, relativeTo: folder).path, limit: 1_024)
    }
    do {
      file = try StrategyFile(whole)
    } catch {
      throw Failure(.badData, "\(path): \(error).")
    }
  }

  /// Refuses a run that asks a learned model about what it has learned from.
  ///
  /// - Parameter trading: When orders may be given.
  /// - Returns: What the report's title must say; nil when every answer is a forecast.
  /// - Throws: `Failure` (65) unless the strategy allows it.
  func inSampleWarning(trading: TimeRange) throws -> String? {
    do {
      let uses = try ModelUse.checked(file.document, from: trading.from)
      return uses.isEmpty ? nil : "in sample"
    } catch {
      throw Failure(.badData, "\(path): \(error).")
    }
  }

  /// The tier table that the strategy names, from beside the strategy file (rule 146).
  ///
  /// - Returns: Its name → its bytes; empty when the strategy states a rate.
  /// - Throws: `Failure`: 66 when it is not there, 65 when it is too large.
  func maintenanceTables() throws -> [String: [UInt8]] {
    guard case .table(let name) = file.strategy.portfolio.maintenance else { return [:] }
    let folder = URL(filePath: path).deletingLastPathComponent()
    return [name: try InputFile.bytes(URL(filePath: name, relativeTo: folder).path)]
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
