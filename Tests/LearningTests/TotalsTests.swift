import Basics
import Learning
import MarketData
import Signals
import Statistics
import Testing

private let hour: Int64 = 3_600_000_000

/// Learning from totals per interval and series instead of single liquidations.
@Suite struct TotalsTests {
  private func request(_ target: LearningTarget = .usd, horizon: Int64 = hour) -> LearnRequest {
    LearnRequest(target: target, horizon: horizon, models: [.logistic, .tree])
  }

  @Test func `a relation planted in the funding is found and leaned on`() async throws {
    let market = LearningMarket.plantedTotals(days: 150, strength: 2, seed: 1)
    let found = try await learn(request(), from: [market], run: .null, width: 2)
    #expect(found.study.bestModel != nil)
    let model = try #require(found.model)
    let names = model.features.map(\.name)
    #expect(names.contains("funding_rate_bps") && names.contains("open_interest_usd_move_12_bps"))
    #expect(!names.contains("log1p_volume") && !names.contains("n_12"))
    let top = found.importance.indices.max { found.importance[$0] < found.importance[$1] }
    #expect(top.map { names[$0] } == "funding_rate_bps")
    #expect(!found.study.scores.contains { $0.name == "hawkes" })
  }

  @Test func `what followed is the sum of whole totals, and unknown where one is missing`() throws {
    let market = LearningMarket.plantedTotals(days: 40, strength: 0, seed: 2)
    let features = standardFeatures(of: [market], source: .totals)
    let table = try LearningTable([market], features, target: .usd, horizon: 3 * hour)
    let totals = market.tape.totals
    let sums = Dictionary(
      uniqueKeysWithValues: (0..<totals.count).map {
        (totals.openTime[$0], totals.long[$0] + totals.short[$0])
      })
    for row in 0..<table.count {
      let parts = (0..<3).compactMap { sums[table.times[row] + Int64($0) * hour] }
      #expect(parts.count == 3)
      #expect(abs(table.task.future[row] - parts.reduce(0, +)) <= 1e-9 * table.task.future[row])
    }
    #expect(totals.count < market.tape.candles.count && table.count < totals.count)
    #expect(try firstLookahead(table, features, [market]) == nil)
  }

  @Test func `every standard feature from one candle ahead is found`() throws {
    let market = LearningMarket.plantedTotals(days: 30, strength: 0, seed: 3)
    let features = standardFeatures(of: [market], source: .totals)
    let table = try LearningTable([market], features, target: .usd, horizon: hour)
    for feature in features.indices {
      var columns = table.task.columns
      columns[feature] = Array(columns[feature].dropFirst()) + [0]
      let found = try firstLookahead(table.replacing(columns), features, [market])
      #expect(found?.feature == features[feature].name)
    }
  }

  @Test func `what totals cannot answer is refused in words`() async throws {
    let totals = LearningMarket.plantedTotals(days: 40, strength: 0, seed: 4)
    func refusal(
      _ request: LearnRequest, _ markets: [LearningMarket]
    ) async -> String {
      do {
        _ = try await learn(request, from: markets, run: .null, width: 1)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(await refusal(request(.cascade), [totals]).contains("single liquidations"))
    var events = request()
    events.source = .events
    #expect(await refusal(events, [totals]).contains("has no liquidations"))
    let planted = LearningMarket.planted(days: 5, strength: 0, seed: 4, symbol: "ETH")
    #expect(await refusal(request(), [totals, planted]).contains("ETH has no totals"))
    let constant = LearnedModel.Feature(
      name: "never", expression: try JSONValue(parsing: Array(#"{"volume":{"window":"1h"}}"#.utf8)))
    let reason = #expect(throws: LearningTable.Refusal.self) {
      try LearningTable([totals], [constant], target: .usd, horizon: hour)
    }
    #expect(reason?.description.contains("'never' is unknown at 960") == true)
  }

  @Test func `prices that are a series make candles`() throws {
    var series = SeriesBatch()
    var totals = AggregateBatch(interval: .hour)
    let key = InstrumentKey(exchange: "coinglass", symbol: "BTC")
    series.instruments = [key]
    totals.instruments = [key]
    for (index, price) in [100.0, 110, 105, 95].enumerated() {
      series.instrument.append(0)
      series.name.append(.lastPrice)
      series.time.append(start + Int64(index + 1) * hour)
      series.value.append(price)
      series.importID.append(0)
    }
    let market = try #require(
      LearningMarket(
        symbol: "BTC", liquidations: [], candles: [],
        context: ContextRows(aggregates: [totals], series: [series]), interval: hour,
        window: .all))
    let candles = market.tape.candles
    #expect(candles.openTime == (0..<4).map { start + Int64($0) * hour })
    #expect(candles.close == [100, 110, 105, 95] && candles.open == [100, 100, 110, 105])
    #expect(candles.high == [100, 110, 110, 105] && candles.low == [100, 100, 105, 95])
    #expect(market.window == TimeRange(from: start, to: start + 4 * hour))
  }
}

/// Several symbols in one table.
@Suite struct SymbolTests {
  private let strong = LearningMarket.planted(days: 30, strength: 2, seed: 21, symbol: "AAA")
  private let noise = LearningMarket.planted(days: 30, strength: 0, seed: 22, symbol: "BBB")

  private func outcome(_ target: LearningTarget = .usd) async throws -> LearnOutcome {
    let request = LearnRequest(target: target, horizon: quarter, models: [.tree])
    return try await learn(
      request, from: [strong, noise], features: fewFeatures, run: .null, width: 2)
  }

  @Test func `each symbol has its own threshold, from its own training rows`() async throws {
    let found = try await outcome()
    let table = try LearningTable([strong, noise], fewFeatures, target: .usd, horizon: quarter)
    for (fold, thresholds) in zip(found.study.folds, found.study.thresholds) {
      for symbol in 0..<2 {
        let rows = fold.training.filter { table.symbol[$0] == symbol }
        let future = rows.map { table.task.future[$0] }.sorted()
        #expect(thresholds[symbol] == quantile(sorted: future, 0.9))
      }
    }
    #expect(found.model?.thresholds.count == 2)
    #expect(found.study.scores.contains { $0.name == "hawkes" && $0.isBaseline })
  }

  @Test func `the scores of a symbol are those of its own forecasts`() async throws {
    let found = try await outcome()
    #expect(found.bySymbol.count == 2)
    #expect(found.bySymbol[0].bestModel?.name == "tree")
    #expect(found.bySymbol[1].bestModel == nil)
    #expect(found.bySymbol.map(\.count).reduce(0, +) == found.study.count)
    // Again from what is written down.
    var (p, labels): ([Double], [Bool]) = ([], [])
    let lines = found.forecasts.split(separator: "\n")
    let header = lines[0].split(separator: ",")
    let place = try #require(header.firstIndex(of: "tree"))
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields[1] == "AAA" else { continue }
      p.append(try #require(Double(fields[place])))
      labels.append(fields[5] == "1")
    }
    let score = try #require(found.bySymbol[0].scores.first { $0.name == "tree" })
    #expect(abs(rocAUC(scores: p, labels: labels) - score.auc) < 1e-12)
    #expect(abs(brierScore(p, labels) - score.brier) < 1e-12)
  }

  @Test func `one model serves symbols whose sizes differ`() async throws {
    let markets = [
      LearningMarket.planted(days: 30, strength: 2, seed: 23, symbol: "BIG", scale: 20),
      LearningMarket.planted(days: 30, strength: 2, seed: 24, symbol: "SMALL"),
    ]
    let table = try LearningTable(markets, countFeatures, target: .usd, horizon: quarter)
    let folds = walkForwardFolds(count: table.count, horizon: table.task.horizon)
    let fold = try #require(folds.last)
    let labels = table.task.labels(table.task.thresholds(fold.training))
    func brier(_ task: LearningTask) throws -> Double {
      let classifier = try #require(
        Classifier(
          learning: .logistic, task.columns(fold.training), Array(labels[fold.training]), gap: 2,
          seed: 1))
      return brierScore(classifier.probabilities(task.columns(fold.test)), Array(labels[fold.test]))
    }
    // Raw counts mean other things for the two symbols; as z-scores they mean the same.
    let (scaled, raw) = (try brier(table.task.comparable(fold.training)), try brier(table.task))
    #expect(scaled < 0.98 * raw, "\(scaled) \(raw)")
    let said = table.task.forecast(.logistic, fold, seed: 1).probabilities
    #expect(abs(brierScore(said, Array(labels[fold.test])) - scaled) < 1e-15)
  }

  @Test func `the scales of a symbol come from its own training rows`() throws {
    let table = try LearningTable([strong, noise], fewFeatures, target: .usd, horizon: quarter)
    let scales = try #require(table.task.scales(0..<2_000))
    for symbol in 0..<2 {
      let rows = (0..<2_000).filter { table.symbol[$0] == symbol }
      for (feature, column) in table.task.columns.enumerated() {
        #expect(scales.scales[symbol][feature] == Scale(rows.map { column[$0] }))
      }
    }
    #expect(
      try LearningTable([strong], fewFeatures, target: .usd, horizon: quarter).task
        .scales(0..<1_000) == nil)
  }

  @Test func `a model of several symbols says the same in batch and stream, and refuses others`()
    async throws
  {
    let model = try #require(try await outcome().model)
    let again = try LearnedModel(parsing: Array(model.document.text().utf8))
    #expect(again.scales == model.scales && model.scales?.scales.count == 2)
    #expect(again.document == model.document)
    let said = try predict(again, [strong], window: .all)
    #expect(predictionCSV(said) == (try predictionCSV(predict(model, [strong], window: .all))))
    // The operator of a strategy, whole and instant by instant.
    let text = #"{"model":{"file":"m.json","in_sample":true}}"#
    let expression = ModelUse.embedding(in: try JSONValue(parsing: Array(text.utf8))) { _ in
      model.document
    }
    let features = try FeatureExpressions(
      [LearnedModel.Feature(name: "m", expression: expression)], interval: quarter)
    let column = features.columns(over: strong.grid, strong.tape)[0]
    let known = zip(strong.grid, column).filter { !$1.isNaN }
    #expect(known.map(\.0) == said.map(\.time))
    #expect(known.map(\.1.bitPattern) == said.map(\.value.bitPattern))
    for cut in [300, 1_111] {
      let past = strong.known(at: strong.grid[cut])
      #expect(features.columns(over: past.grid, past.tape)[0].last == column[cut])
    }
    let other = LearningMarket.planted(days: 8, strength: 0, seed: 2, symbol: "CCC")
    #expect(throws: LearningTable.Refusal.self) { try predict(model, [other], window: .all) }
    let foreign = features.columns(over: other.grid, other.tape)[0]
    #expect(foreign.count { !$0.isNaN } == 0)
  }

  @Test func `baselines know which symbol is busy`() throws {
    // Of the first group every second row is an event, of the second every tenth.
    let future = (0..<2_000).map { ($0 / 2) % ($0 % 2 == 0 ? 2 : 10) == 0 ? 1.0 : 0 }
    let task = LearningTask(
      columns: [future], future: future, event: .atLeast(1), horizon: 2,
      days: future.indices.map { $0 / 100 }, hours: future.map { _ in 0 }, persistence: future,
      groups: future.indices.map { $0 % 2 })
    let fold = try #require(walkForwardFolds(count: 2_000, horizon: 2).first)
    for baseline in task.baselines(fold) where baseline.name != "persistence" {
      for (row, p) in zip(fold.test, baseline.probabilities) where baseline.name == "climatology" {
        #expect(abs(p - (row % 2 == 0 ? 0.5 : 0.1)) < 0.005)
      }
      let pairs = zip(fold.test, baseline.probabilities)
      #expect(pairs.allSatisfy { $0 % 2 == 0 ? $1 > 0.3 : $1 < 0.2 }, "\(baseline.name)")
    }
  }

  @Test func `where nothing happens most of the time an event is anything at all`() {
    let future = (0..<400).map { $0 % 20 == 0 ? Double($0 + 5) : 0 }
    let task = LearningTask(
      columns: [], future: future, event: .quantile(0.9), horizon: 1, days: future.map { _ in 0 },
      hours: future.map { _ in 0 }, persistence: future)
    #expect(task.thresholds(0..<400) == [5])
    #expect(task.labels([5]).count { $0 } == 20)
    let constant = LearningTask(
      columns: [], future: future.map { _ in 3 }, event: .quantile(0.9), horizon: 1,
      days: future.map { _ in 0 }, hours: future.map { _ in 0 }, persistence: future)
    #expect(!constant.labels(constant.thresholds(0..<400)).contains(true))
  }
}
