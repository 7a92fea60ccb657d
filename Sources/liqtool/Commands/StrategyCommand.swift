import ArgumentParser
import Basics
import Signals

/// `liqtool strategy …`: strategy files without data.
struct StrategyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategy",
    abstract: "Check and explain strategy files, and list what they can say.",
    subcommands: [
      StrategyCheckCommand.self, StrategyExplainCommand.self, StrategyListCommand.self,
    ])

  @Flag(help: "List the operators that expressions can use.")
  var list = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    guard list else { throw CleanExit.helpRequest(self) }
    NameList(Operators.all.map { ($0.name, $0.summary) }).show(common)
  }
}

/// `liqtool strategy check FILE`.
struct StrategyCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check names, types and units of a strategy file.",
    discussion: "  liqtool strategy check strategy.json")

  @Argument(help: ArgumentHelp("The strategy file.", valueName: "strategy.json"))
  var strategy: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let file = try StrategyInput(path: strategy).file
    let warmUp = file.strategy.warmUp
    if common.json {
      Console.line(
        JSONValue.object([
          JSONMember("ok", .bool(true)), JSONMember("name", .string(file.strategy.name)),
          JSONMember("warm_up_s", JSONValue(Double(warmUp) / 1e6)),
        ]).text(indented: true))
    } else {
      Console.line("\(strategy) is right; its warm-up is \(DurationText.format(warmUp)).")
    }
  }
}

/// `liqtool strategy explain FILE`.
struct StrategyExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say in plain words what a strategy file does.",
    discussion: "  liqtool strategy explain strategy.json")

  @Argument(help: ArgumentHelp("The strategy file.", valueName: "strategy.json"))
  var strategy: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let lines = try StrategyInput(path: strategy).file.explanation
    if common.json {
      let text = JSONValue.object([JSONMember("lines", .array(lines.map { .string($0) }))])
      return Console.line(text.text(indented: true))
    }
    for line in lines { Console.line(Console.visible(line)) }
  }
}

/// `liqtool strategy list`, or `liqtool strategy --list`.
struct StrategyListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the operators that expressions can use.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    NameList(Operators.all.map { ($0.name, $0.summary) }).show(common)
  }
}
