import Basics
import Foundation

/// Small files that are read whole: strategies, parameters.
enum InputFile {
  /// The most bytes of a file that is meant to be written by a person.
  private static let limit = 16 << 20

  /// - Throws: `Failure`: 66 when it is not there, 65 when it is too large.
  static func bytes(_ path: String) throws -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw Failure(.noInput, "\(path) is not there or cannot be read.")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: limit + 1) else {
      throw Failure(.noInput, "\(path) cannot be read; is it a folder?")
    }
    guard data.count <= limit else {
      throw Failure(
        .badData, "\(path) is larger than 16 MiB; this is not a file to configure with.")
    }
    return [UInt8](data)
  }

  /// - Throws: `Failure`: 66, or 65 with line and column when it is not JSON.
  static func json(_ path: String) throws -> JSONValue {
    let bytes = try bytes(path)
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw Failure(.badData, "\(path):\(error.line):\(error.column): \(error.problem).")
    }
  }
}
