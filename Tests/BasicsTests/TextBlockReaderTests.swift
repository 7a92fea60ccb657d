import Basics
import Foundation
import Testing

@Suite struct TextBlockReaderTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "liqtool-blocks-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func write(_ bytes: [UInt8], _ name: String = "file") throws -> String {
    let url = folder.appending(path: name)
    try Data(bytes).write(to: url)
    return url.path
  }

  private func blocks(
    _ path: String, block: Int = 64, line: Int = 256
  ) throws -> [(content: TextBlock.Content, text: String)] {
    let reader = try TextBlockReader(path: path, blockSize: block, longestLine: line)
    var result: [(content: TextBlock.Content, text: String)] = []
    var buffer: [UInt8] = []
    while let block = try reader.next(reusing: buffer) {
      result.append((block.content, String(decoding: block.bytes[block.range], as: UTF8.self)))
      buffer = block.bytes
    }
    return result
  }

  @Test(arguments: [1, 7, 16, 64, 1_000])
  func `blocks are whole lines and together the file`(size: Int) throws {
    let text = (0..<200).map { "line \($0) " + String(repeating: "x", count: $0 % 40) }
      .joined(separator: "\n")
    let parts = try blocks(try write(Array(text.utf8)), block: size)
    #expect(parts.map(\.text).joined() == text)
    #expect(parts.dropLast().allSatisfy { $0.text.hasSuffix("\n") })
  }

  @Test func `a block knows the line before it`() throws {
    let path = try write(Array("aaaa\nbbbb\ncccc\n".utf8))
    let reader = try TextBlockReader(path: path, blockSize: 6)
    _ = try reader.next(reusing: [])
    let second = try #require(try reader.next(reusing: []))
    #expect(String(decoding: second.bytes[second.previousLine], as: UTF8.self) == "aaaa")
  }

  @Test func `a line that is too long is told and skipped`() throws {
    let long = String(repeating: "x", count: 300)
    let parts = try blocks(try write(Array("a\n\(long)\nb\n".utf8)))
    #expect(parts.map(\.content) == [.lines, .longLine, .lines])
    #expect(parts.last?.text == "b\n")
  }

  @Test func `a byte order mark is no text`() throws {
    let parts = try blocks(try write([0xEF, 0xBB, 0xBF] + Array("a\n".utf8)))
    #expect(parts.map(\.text) == ["a\n"])
  }

  @Test func `an empty file has no blocks, a missing one an error`() throws {
    #expect(try blocks(try write([])).isEmpty)
    #expect(throws: StreamError(.noSuchFile, "No such file or directory")) {
      try blocks(folder.path + "/absent")
    }
    #expect(throws: StreamError(.cannotOpen, "it is a folder")) { try blocks(folder.path) }
  }

  @Test func `gzip members follow each other, zeros may end them`() throws {
    let one = try packed("a\nb", with: "gzip")
    let two = try packed("c\nd\n", with: "gzip")
    let parts = try blocks(try write(one + two + [0, 0, 0]))
    #expect(parts.map(\.text) == ["a\nbc\nd\n"])
    let garbage = try blocks(try write(one + [7]))
    #expect(garbage.last?.content == .damage("gzip stream is followed by something else"))
  }

  @Test(arguments: ["gzip", "zstd"])
  func `every truncation and flipped bit is damage, never a wrong line`(tool: String) throws {
    let lines = (0..<50).map { "row \($0 &* 7919 % 97)\n" }.joined()
    let good = try packed(lines, with: tool)
    for cut in stride(from: 5, to: good.count, by: 3) {
      let parts = try blocks(try write(Array(good[..<cut])))
      guard case .damage = parts.last?.content else {
        Issue.record("cut at \(cut) of \(good.count) went unnoticed")
        continue
      }
      #expect(lines.hasPrefix(parts.dropLast().map(\.text).joined()))
    }
    for place in stride(from: 10, to: good.count, by: 5) {
      var bad = good
      bad[place] ^= 0x10
      _ = try? blocks(try write(bad))
    }
  }

  /// Packs with the command line tool, which is not our code.
  private func packed(_ text: String, with tool: String) throws -> [UInt8] {
    let path = try write(Array(text.utf8), "plain")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool, "-c", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](data)
  }
}
