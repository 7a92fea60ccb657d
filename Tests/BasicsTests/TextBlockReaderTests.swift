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

  /// Every field that a header may have (RFC 1952).
  private let header: [UInt8] =
    [0x1F, 0x8B, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3] + [3, 0, 7, 8, 9]
    + Array("name\0a comment\0".utf8)

  private func gzip(_ header: [UInt8], _ text: String) throws -> [UInt8] {
    let checksum = crc32(header.span)
    let plain = try gzipCompressed(Array(text.utf8).span)
    return header + [UInt8(checksum & 0xFF), UInt8(checksum >> 8 & 0xFF)] + plain[10...]
  }

  /// The file is read in parts of 512 KiB: the header of the second member is cut everywhere once.
  @Test func `a gzip header may be cut anywhere`() throws {
    let second = try gzip(header, "second\n")
    for cut in 0...second.count {
      // The first member is stored, so that its length is known.
      let nameCount = (512 << 10) - 30 - cut
      let name = [UInt8](repeating: UInt8(ascii: "n"), count: nameCount) + [0]
      let text = Array("first\n".utf8)
      let deflated: [UInt8] = [1, 6, 0, 0xF9, 0xFF] + text
      let checksum = crc32(text.span)
      let trailer = [checksum, 6].flatMap { word in
        (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
      }
      let first = [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3] + name + deflated + trailer
      let parts = try blocks(try write(first + second))
      #expect(parts.map(\.text).joined() == "first\nsecond\n", "cut at \(cut)")
    }
  }

  @Test func `what is wrong with a gzip frame is told`() throws {
    func damage(_ change: (inout [UInt8]) -> Void) throws -> TextBlock.Content? {
      var bytes = try gzip(header, "a\n")
      change(&bytes)
      return try blocks(try write(bytes)).last?.content
    }
    let damaged = "gzip stream is damaged: "
    #expect(try damage { $0[2] = 7 } == .damage(damaged + "unknown compression method"))
    #expect(try damage { $0[3] |= 0x20 } == .damage(damaged + "unknown header flags set"))
    #expect(try damage { $0[9] = 4 } == .damage(damaged + "header crc mismatch"))
    #expect(try damage { $0[$0.count - 8] ^= 1 } == .damage(damaged + "incorrect data check"))
    #expect(try damage { $0[$0.count - 1] ^= 1 } == .damage(damaged + "incorrect length check"))
    #expect(try damage { $0 += [0x1F, 0] + $0 } == .damage(damaged + "incorrect header check"))
    #expect(try damage { $0 += [0x1F, 0x8B] } == .damage("gzip stream ends early"))
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
