import Analytics
import Basics
import Foundation
import MarketData
import Statistics

/// The first fold of the reference's walk-forward.
struct FirstFold {
  let rows: LearningRows
  let folds: [WalkForwardFold]
  let threshold: Double
  /// Of the first fold.
  let training: Range<Int>
  let test: Range<Int>
  let labels: [Bool]
  let scored: [[Double]]

  init?(_ inputs: MarketInputs) {
    let bar = Interval(microseconds: 5 * Interval.minute.microseconds)
    guard let rows = LearningRows(inputs, inputs.largestSymbols(1)[0], interval: bar) else {
      return nil
    }
    self.rows = rows
    folds = walkForwardFolds(count: rows.count, horizon: rows.horizon)
    (training, test) = (folds[0].training, folds[0].test)
    threshold = rows.task.thresholds(training)[0]
    labels = rows.task.labels([threshold])
    let training = training
    scored = rows.columns.map { Scale(Array($0[training])).applied(to: $0) }
  }

  func columns(_ rows: Range<Int>, _ source: [[Double]]) -> [[Double]] {
    source.map { Array($0[rows]) }
  }

  var testLabels: [Bool] { Array(labels[test]) }
  var trainingLabels: [Bool] { Array(labels[training]) }

  func rate(_ rows: Range<Int>) -> Double {
    Double(labels[rows].count { $0 }) / Double(rows.count)
  }
}

extension Answers {
  func classifiers() -> [JSONMember] {
    guard let fold = FirstFold(bitcoin) else { return [] }
    let bounds = fold.folds.map { fold in
      JSONValue.array(
        [
          fold.training.lowerBound, fold.training.upperBound - 1, fold.test.lowerBound,
          fold.test.upperBound - 1,
        ].map { .integer(Int64($0)) })
    }
    return [
      member("n", Double(fold.rows.count)), member("X_row0", fold.rows.columns.map { $0[0] }),
      member("X_checksum", fold.rows.columns.map { sum($0) }),
      member("fut_sum", sum(fold.rows.future)), JSONMember("split_bounds", .array(bounds)),
      member("fold0.threshold", fold.threshold),
      member("fold0.prevalence_train_test", [fold.rate(fold.training), fold.rate(fold.test)]),
    ] + regression(fold) + trees(fold) + laterFolds(fold)
  }

  private func scores(_ name: String, _ p: [Double], _ labels: [Bool]) -> [JSONMember] {
    [
      member("\(name).auc", rocAUC(scores: p, labels: labels)),
      member("\(name).ap", averagePrecision(scores: p, labels: labels)),
      member("\(name).brier", brierScore(p, labels)),
      member("\(name).logloss", logLoss(p, labels)),
    ]
  }

  private func regression(_ fold: FirstFold) -> [JSONMember] {
    let z = fold.columns(fold.training, fold.scored)
    guard let fit = fitLogistic(z, fold.trainingLabels),
      let plain = fitLogistic(z, fold.trainingLabels, penalty: 0)
    else { return [] }
    let p = fit.model.probabilities(fold.columns(fold.test, fold.scored))
    let labels = fold.testLabels
    let reliability = Reliability(p, labels)
    let flat = labels.map { _ in fold.rate(fold.training) }
    let last = Array(fold.rows.columns[1][fold.test])
    let area = DeLong(p, last, labels: labels)
    let isotonic = IsotonicCalibration(fitting: fit.model.probabilities(z), fold.trainingLabels)
    let calibrated = isotonic.applied(to: p)
    return scores("logit", p, labels) + [
      member("logit.coef", fit.model.coefficients),
      member("logit.intercept", fit.model.intercept), member("logit.objective", fit.objective),
      member("logit.ece10", reliability.error),
      member("logit.reliability_pred", reliability.forecasts),
      member("logit.reliability_obs", reliability.rates),
      member("climatology.brier", brierScore(flat, labels)),
      member("logit.brier_skill", 1 - brierScore(p, labels) / brierScore(flat, labels)),
      member("persistence.auc", rocAUC(scores: last, labels: labels)),
      member("persistence.ap", averagePrecision(scores: last, labels: labels)),
      member("logit.auc_delong_se", area?.firstStandardError ?? .nan),
      member("delong_z_logit_vs_persistence", area?.z ?? .nan),
      member("delong_p", area?.pValue ?? .nan),
      member("logit_mle.coef", [plain.model.intercept] + plain.model.coefficients),
      member("logit_mle.se", plain.standardErrors),
      member("isotonic.test_sum", sum(calibrated)),
      member("isotonic.test_brier", brierScore(calibrated, labels)),
    ]
  }

  private func trees(_ fold: FirstFold) -> [JSONMember] {
    let x = fold.columns(fold.training, fold.rows.columns)
    let test = fold.columns(fold.test, fold.rows.columns)
    let (y, labels) = (fold.trainingLabels, fold.testLabels)
    let tree = fitTree(x, y, limits: TreeLimits(depth: 4, leafSize: 50))
    let p = tree.values(test)
    guard let boosted = fitBoosting(x, y, settings: BoostingSettings(bins: 65_536)) else {
      return []
    }
    let forest = RandomForestGrower(x, y, settings: ForestSettings(features: x.count), seed: 1)
      .forest()
    let q = boosted.probabilities(test)
    let r = forest.probabilities(test)
    return scores("cart", p, labels) + [
      member("cart.n_leaves", Double(tree.leafCount)),
      member("cart.root_feature", Double(tree.nodes[0].feature)),
      member("cart.root_threshold", tree.nodes[0].value), member("cart.sum_p", sum(p)),
      // Equal splits are not broken by chance here.
      member("gbm.seed_sensitivity", 0), member("gbm.f0", boosted.start),
      member("gbm.auc", rocAUC(scores: q, labels: labels)),
      member("gbm.brier", brierScore(q, labels)),
      member("gbm.train_logloss", logLoss(boosted.probabilities(x), y)),
      member("rf.auc", rocAUC(scores: r, labels: labels)),
      member("rf.brier", brierScore(r, labels)),
    ]
  }

  private func laterFolds(_ first: FirstFold) -> [JSONMember] {
    first.folds.enumerated().dropFirst().flatMap { place, fold -> [JSONMember] in
      let task = first.rows.task
      let labels = task.labels(task.thresholds(fold.training))
      let scales = task.columns(fold.training).map(Scale.init)
      func scored(_ rows: Range<Int>) -> [[Double]] {
        zip(scales, task.columns(rows)).map { $0.applied(to: $1) }
      }
      let fit = fitLogistic(scored(fold.training), Array(labels[fold.training]))
      let p = fit?.model.probabilities(scored(fold.test)) ?? []
      let test = Array(labels[fold.test])
      let last = Array(task.persistence[fold.test])
      return [
        member("logit.fold\(place).auc", rocAUC(scores: p, labels: test)),
        member("logit.fold\(place).persistence_auc", rocAUC(scores: last, labels: test)),
      ]
    }
  }

  /// Networks at given weights.
  func neural() -> [JSONMember] {
    guard let fold = FirstFold(bitcoin) else { return [] }
    let z = fold.rows.columns.map { Scale($0).applied(to: $0) }
    let bar = quantile(sorted: fold.rows.future.sorted(), 0.9)
    let labels = fold.rows.future.map { $0 >= bar ? 1.0 : 0 }
    var network = Perceptron(inputs: z.count, hidden: 16, seed: 11)
    let first = network.loss(z, labels, rows: 0..<64)
    var adam = Adam(dimension: network.weights.count)
    for _ in 0..<100 {
      adam.step(&network.weights, network.loss(z, labels, rows: 0..<64).gradient)
    }
    let hourly = bitcoin.series(bitcoin.everything, interval: .hour).logUSD()
    let variances = fixture.minuteReturns.chunked(60).map { log(realizedVariance($0)) }
    let series = [variances, hourly].map { Scale($0).applied(to: $0) }
    let memory = RecurrentNetwork(inputs: 2, hidden: 8, seed: 12)
    let second = memory.loss(series, series[0], ends: 24..<56, steps: 24)
    func norm(_ values: [Double]) -> Double { sum(values.map { $0 * $0 }).squareRoot() }
    return [
      member("mlp.loss", first.value), member("mlp.grad_norm", norm(first.gradient)),
      member("mlp.grad_first5", Array(first.gradient.prefix(5))),
      member("mlp.loss_after_100_adam", network.loss(z, labels, rows: 0..<64).value),
      member("lstm.loss", second.value),
      member("lstm.pred_first3", memory.predictions(series, ends: 24..<27, steps: 24)),
      member("lstm.grad_norm", norm(second.gradient)),
      member("lstm.n_params", Double(memory.weights.count)),
    ]
  }
}
