import MarketData
import Signals

/// Runs one strategy over one market: decisions, orders, fills, money.
///
/// Time jumps from one instant at which something can happen to the next: candles are looked at
/// only while a position or an order lives, rules only where they fire. What happens at one
/// instant happens in the order of rule 4.
struct Engine {
  let strategy: Strategy
  let pool: ExpressionPool
  let rules: EngineRules
  let slippage: SlippageModel
  let maintenance: MaintenanceModel
  let markTimes: MarkTimes

  var books: [SymbolBook]
  var account: Account
  var nextMark = 0
  /// Of the instant being decided; kept for its room.
  var candidates: [Candidate] = []
  var record: RunRecord
  var halt: HaltState?
  /// The members of the universe at an instant.
  var members: UniverseMembership
  /// The next instant at which cross margin must be tested though no candle of a position closes.
  var nextMarginTest = Int64.max
  var isMarginTestDue = false
  var isRuined = false
  var past = PastTrades()
  var entriesPerDay = DayCounter()

  init(_ input: EngineInput) {
    strategy = input.plan.strategy
    pool = input.pool
    rules = EngineRules(
      trading: input.plan.trading,
      delay: strategy.clock.decisionDelay + strategy.execution.latency,
      maximumHold: strategy.exit.maximumHold)
    slippage = SlippageModel(strategy.costs.slippage)
    maintenance = input.maintenance
    markTimes = input.markTimes
    account = Account(cash: strategy.portfolio.capital)
    record = RunRecord(marks: Marks(input.markTimes, detail: input.detail))
    halt = strategy.portfolio.halt.map {
      HaltState($0, capital: input.plan.strategy.portfolio.capital)
    }
    members = input.members
    books = []
    for index in input.market.symbols.indices {
      books.append(SymbolBook(index: index, data: data(index, input)))
    }
  }

  private mutating func data(_ index: Int, _ input: EngineInput) -> SymbolData {
    let (market, signals) = (input.market.symbols[index], input.signals[index])
    func stretches(_ rule: Strategy.Rule) -> [Range<Int32>] {
      input.stretches[rule.when]?[index] ?? []
    }
    let (inside, outside) = strategy.entry.triggers(
      signals.grid, trading: rules.trading, stretches)
    record.count(.outsideTrading, outside)
    let fills = market.fills
    return SymbolData(
      market: market, signals: signals, triggers: input.entries?[index] ?? inside,
      exits: SignalExits(strategy.exit, signals, pool, stretches),
      fillEnd: fills.firstOpening(atOrAfter: rules.trading.to - fills.interval + 1))
  }

  /// Runs from T0 to T1, or to ruin.
  mutating func run() -> RunRecord {
    while !isRuined {
      passQuietTime()
      guard let time = nextTime() else { break }
      closeCandles(at: time)
      testCrossMargin(at: time)
      expireOrders(at: time)
      closeDelisted(at: time)
      if time == rules.trading.to { closeAtEnd() }
      mark(at: time)
      if time == rules.trading.to || isRuined { break }
      decideExits(at: time)
      decideEntries(at: time)
      openCandles(at: time)
    }
    finish()
    return record
  }

  /// The next instant at which something may happen.
  private func nextTime() -> Int64? {
    guard nextMark < markTimes.count else { return nil }
    var next = min(markTimes[nextMark], nextMarginTest)
    for index in books.indices { next = min(next, books[index].nextTime(rules)) }
    return next
  }

  private mutating func finish() {
    record.trades.sort {
      ($0.exitTime, $0.symbol, $0.entryTime) < ($1.exitTime, $1.symbol, $1.entryTime)
    }
    record.halts = halt?.history ?? []
    record.isRuined = isRuined
    for book in books {
      guard book.isHeld else { continue }
      let position = book.position
      record.openPositions.append(
        OpenPosition(
          symbol: book.index, side: position.side, entryTime: position.entryTime,
          quantity: position.quantity, entryPrice: position.entryPrice,
          entryReference: position.entryReference, lastPrice: book.lastClose,
          fee: position.entryFee, makerFee: position.makerFee, slippage: position.entrySlippage,
          funding: position.funding))
    }
  }

  var isCross: Bool { strategy.portfolio.marginMode == .cross }

  /// Whether everything is recorded, or only what the metrics of a sweep's point need.
  var isFull: Bool { record.marks.detail == .all }

  // MARK: Equity

  /// Cash and open positions at the last closes, in the order of symbols.
  var equity: Double {
    var total = account.cash
    for index in books.indices { total += books[index].unrealised }
    return total
  }

  // MARK: Marks

  private mutating func mark(at time: Int64) {
    guard nextMark < markTimes.count, markTimes[nextMark] == time else { return }
    nextMark += 1
    var sums = MarkSums()
    for index in books.indices {
      if books[index].isHeld {
        sums.add(books[index].position.holding, at: books[index].lastClose)
      }
    }
    record.marks.append(time, sums, cash: account.cash)
    let equity = account.cash + sums.unrealised
    guard equity > 0 else { return ruin(at: time) }
    halt?.mark(time, equity: equity)
  }

  /// Ends the run: positions are closed at the last closes without costs (rule 102).
  private mutating func ruin(at time: Int64) {
    isRuined = true
    for index in books.indices where books[index].isHeld {
      close(
        index, ClosingFill(reason: .ruined, time: time, reference: books[index].lastClose))
    }
  }
}

/// The money of a run.
struct Account: Sendable {
  var cash: Double
}

/// What one run is made of.
struct EngineInput {
  let plan: BacktestPlan
  let pool: ExpressionPool
  let market: Market
  /// Symbol → its signals.
  let signals: [SignalColumns]
  let stretches: RuleStretches
  let maintenance: MaintenanceModel
  let markTimes: MarkTimes
  let members: UniverseMembership
  var detail = Marks.Detail.all
  /// Symbol → the instants at which entries are tried, instead of those of the rules.
  var entries: [[EntryInstant]]?
}

/// Entries accepted on the current UTC day (rule 61).
struct DayCounter: Sendable {
  private var day = Int64.min
  private var count = 0

  /// The entries accepted so far on `day`.
  func entries(on day: Int64) -> Int { day == self.day ? count : 0 }

  mutating func count(on day: Int64) {
    count = entries(on: day) + 1
    self.day = day
  }
}
