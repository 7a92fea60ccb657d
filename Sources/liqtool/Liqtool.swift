import ArgumentParser

/// `liqtool`: the commands and what they have in common.
struct Liqtool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "liqtool",
    abstract: "Historical crypto liquidations: import, analyze, backtest.",
    discussion: """
      Files in, a store of Parquet on disk, reports out.

        liqtool import binance-futures_liquidations_2024-03-01_BTCUSDT.csv.gz
        liqtool analyze --from 2024-03-01 --to 2024-04-01
        liqtool backtest strategy.json
      """,
    version: Version.current,
    subcommands: [
      ImportCommand.self, AnalyzeCommand.self, BacktestCommand.self, LearnCommand.self,
      PredictCommand.self, StoreCommand.self, DoctorCommand.self, ReportCommand.self,
      StrategyCommand.self, FormatsCommand.self, GenerateCommand.self,
    ])
}

@main
enum Program {
  static func main() async {
    keepMemory()
    do {
      var command = try Liqtool.parseAsRoot()
      if command is ImportCommand { shareMemory() }
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Exit.end(with: error)
    }
  }
}
