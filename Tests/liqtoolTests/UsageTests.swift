import Testing

@Suite struct UsageTests {
  @Test func `the version is printed on standard output`() throws {
    let run = try Scratch().liqtool("--version")
    #expect(run.code == 0)
    #expect(run.output == "0.1.0\n")
  }

  @Test func `an unknown command is a wrong argument`() throws {
    let run = try Scratch().liqtool("improt")
    #expect(run.code == 64)
    #expect(run.output.isEmpty)
  }

  @Test func `jobs out of range is a wrong argument`() throws {
    let run = try Scratch().liqtool("formats", "--jobs", "0")
    #expect(run.code == 64)
    #expect(run.errors.contains("--jobs"))
  }
}
