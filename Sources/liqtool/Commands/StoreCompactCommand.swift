import ArgumentParser
import Basics
import Store

/// `liqtool store compact`: few large segments instead of many small ones.
struct StoreCompactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Merge small segments; the rows stay the same.")

  @OptionGroup var wait: WaitOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let store = try Store.open(at: store.path, mode: .write(wait: wait.duration))
    let report = try await store.compact(jobs: common.width)
    if common.json {
      return Console.line(
        JSONValue.object([
          JSONMember("segments_before", .integer(Int64(report.segmentsBefore))),
          JSONMember("segments_after", .integer(Int64(report.segmentsAfter))),
          JSONMember("bytes_before", .integer(Int64(report.bytesBefore))),
          JSONMember("bytes_after", .integer(Int64(report.bytesAfter))),
        ]).text(indented: true))
    }
    Console.line(
      "\(report.segmentsBefore) segments (\(HumanNumber.bytes(Int64(report.bytesBefore)))) became "
        + "\(report.segmentsAfter) (\(HumanNumber.bytes(Int64(report.bytesAfter)))).")
  }
}
