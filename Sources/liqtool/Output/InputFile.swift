import Basics
import Foundation

/// Files that are read whole: strategies, parameters, reports.
enum InputFile {
  /// The most MiB of a file that is meant to be written by a person.
  private static let smallest = 16

  /// The bytes of the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most MiB it may have.
  /// - Returns: All of its bytes.
  /// - Throws: `Failure`: 66 when it is not there, 65 when it is too large.
  static func bytes(_ path: String, limit: Int = smallest) throws -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw Failure(.noInput, "\(path) is not there or cannot be read.")
    }
    defer { try? handle.close() }
    // An empty file gives nil, a folder an error.
    guard let data = try? handle.read(upToCount: (limit << 20) + 1) ?? Data() else {
      throw Failure(.noInput, "\(path) cannot be read; is it a folder?")
    }
    guard !data.isEmpty else { throw Failure(.badData, "\(path) is empty.") }
    guard data.count <= limit << 20 else {
      throw Failure(
        .badData, "\(path) is larger than \(limit) MiB; is it the right file?")
    }
    return [UInt8](data)
  }

  /// The JSON document at `path`, which may have `limit` MiB.
  ///
  /// - Throws: `Failure`: 66, or 65 with line and column when it is not JSON.
  static func json(_ path: String, limit: Int = smallest) throws -> JSONValue {
    let bytes = try bytes(path, limit: limit)
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw Failure(.badData, "\(path):\(error.line):\(error.column): \(error.problem).")
    }
  }
}
