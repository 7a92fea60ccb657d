import Basics
import Reports
import Testing

@Suite struct RenderersTests {
  private static let names = Renderers.all.map { type(of: $0).name }

  @Test func `renderers have distinct names and say what they write`() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Self.names.starts(with: ["md", "csv", "json"]))
    for renderer in Renderers.all { #expect(!type(of: renderer).summary.isEmpty) }
    #expect(Renderers.named("md") != nil)
    #expect(Renderers.named("pdf") == nil)
  }

  @Test(arguments: names)
  func `the sample report renders as recorded`(name: String) throws {
    let renderer = try #require(Renderers.named(name))
    for file in renderer.files(of: SampleReport.make()) {
      try Golden.check(file.bytes, file.name)
    }
  }

  @Test func `every golden file is still written by a renderer`() throws {
    let written = Renderers.all.flatMap { $0.files(of: SampleReport.make()) }.map(\.name)
    #expect(try Golden.names() == (written + ["terminal.txt"]).sorted())
  }

  @Test(arguments: names)
  func `an empty report renders`(name: String) throws {
    let renderer = try #require(Renderers.named(name))
    let files = renderer.files(of: Report(title: "", run: .null))
    #expect(files.allSatisfy { !$0.bytes.isEmpty })
  }

  @Test(arguments: names)
  func `the same report gives the same bytes`(name: String) throws {
    let renderer = try #require(Renderers.named(name))
    let report = SampleReport.make()
    #expect(renderer.files(of: report) == renderer.files(of: report))
  }
}
