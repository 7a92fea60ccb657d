import Basics
import Testing

@Suite struct ParametersTests {
  @Test func `values are read as their kind, or fall back`() throws {
    var given = Parameters(
      owner: "trend",
      ["a": "1.5", "b": "7", "c": "90s", "d": "long", "e": "true", "f": "x", "s": "9"])
    #expect(try given.number("a", default: 0) == 1.5)
    #expect(try given.integer("b", default: 0) == 7)
    #expect(try given.duration("c", default: "1h") == 90_000_000)
    #expect(try given.choice("d", default: "short", of: ["long", "short"]) == "long")
    #expect(try given.flag("e", default: false))
    #expect(given.text("f", default: "") == "x")
    #expect(try given.seed("s") == 9)
    try given.finish()
    var none = Parameters(owner: "trend", seed: 5)
    #expect(try none.number("a", default: 2) == 2)
    #expect(try none.duration("c", default: "1h") == 3_600_000_000)
    #expect(try none.seed() == 5)
    #expect(none.declared.map(\.name) == ["a", "c", "seed"])
  }

  @Test(arguments: ["nan", "x", "", "1e400", "12"])
  func `a bad number names its owner, field and value`(text: String) {
    var parameters = Parameters(owner: "trend", ["level": text])
    let error = #expect(throws: ParameterError.self) {
      try parameters.number("level", default: 0.5, in: 0...1)
    }
    #expect(error?.description.hasPrefix("trend.level: ") == true)
    #expect(error?.problem.contains(text == "1e400" ? "1e400" : text) == true)
  }

  @Test func `an unknown name is refused with the list and the nearest`() throws {
    var parameters = Parameters(owner: "trend", ["replicats": "5"])
    _ = try parameters.integer("replicates", default: 1)
    _ = try parameters.integer("top", default: 1)
    let error = #expect(throws: ParameterError.self) { try parameters.finish() }
    #expect(
      error?.description == "trend.replicats: unknown; trend takes replicates, top "
        + "(did you mean replicates?)")
  }

  @Test func `durations, choices and flags are checked`() {
    #expect(throws: ParameterError.self) {
      var parameters = Parameters(owner: "a", ["b": "5"])
      _ = try parameters.duration("b", default: "1h")
    }
    #expect(throws: ParameterError.self) {
      var parameters = Parameters(owner: "a", ["b": "yes"])
      _ = try parameters.flag("b", default: false)
    }
    #expect(throws: ParameterError.self) {
      var parameters = Parameters(owner: "a", ["b": "lng"])
      _ = try parameters.choice("b", default: "long", of: ["long", "short"])
    }
  }

  @Test func `the nearest name is only offered when it is near`() {
    #expect(nearestName(to: "seasonalty", in: ["trend", "seasonality"]) == "seasonality")
    #expect(nearestName(to: "hawkes", in: ["trend", "seasonality"]) == nil)
    #expect(nearestName(to: "a", in: ["b"]) == nil)
  }
}
