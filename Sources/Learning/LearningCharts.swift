import Basics
import Reports
import Signals
import Statistics

/// The pictures of a learning run: who beats the baseline, whether probabilities can be taken at
/// their word, whether it holds over time, and what the written model leans on.
struct LearningCharts {
  private let session: LearningSession
  private let importance: [Double]
  private var models: [ForecasterScore] { session.study.scores.filter { !$0.isBaseline } }

  init(_ session: LearningSession, _ importance: [Double]) {
    self.session = session
    self.importance = importance
  }

  var charts: [Chart] {
    [savings, reliability, folds, leaning].compactMap(\.self)
  }

  private var savings: Chart? {
    let known = models.filter { $0.saving != nil }
    guard !known.isEmpty else { return nil }
    let baseline = session.study.bestBaseline?.name ?? "the baseline"
    return Chart(
      name: "savings", title: "Brier score saved against \(baseline); above zero is skill",
      x: Chart.Axis("", scale: .categories(known.map(\.name))), y: Chart.Axis("Brier score saved"),
      marks: [
        .level(name: "no skill", y: 0),
        .intervals(
          name: "saved, 95 %", x: known.indices.map(Double.init),
          y: known.map { $0.saving?.mean ?? .nan },
          low: known.map { $0.saving?.interval.low ?? .nan },
          high: known.map { $0.saving?.interval.high ?? .nan }),
      ], quiet: ["no skill"])
  }

  private var reliability: Chart? {
    let curves = models.map { score in
      let bins = score.reliability.counts.indices.filter { score.reliability.counts[$0] > 0 }
      return Chart.Series(
        score.name, x: bins.map { score.reliability.forecasts[$0] },
        y: bins.map { score.reliability.rates[$0] })
    }
    guard let end = curves.flatMap(\.x).max() else { return nil }
    return Chart(
      name: "reliability", title: "What was forecast, and how often it happened",
      x: Chart.Axis("forecast probability"), y: Chart.Axis("observed rate"),
      marks: [.line(Chart.Series("perfect", x: [0, end], y: [0, end]))]
        + curves.flatMap { [.line($0), .scatter($0)] },
      quiet: ["perfect"])
  }

  private var folds: Chart? {
    let study = session.study
    guard study.folds.count > 1 else { return nil }
    let names = study.folds.map { TimeText.day(session.table.times[$0.test.lowerBound]) }
    let x = names.indices.map(Double.init)
    return Chart(
      name: "folds", title: "ROC-AUC fold by fold; 0.5 is a coin",
      x: Chart.Axis("tests from", scale: .categories(names)), y: Chart.Axis("ROC-AUC"),
      marks: [.level(name: "a coin", y: 0.5)]
        + models.flatMap { model -> [Chart.Mark] in
          let series = Chart.Series(model.name, x: x, y: model.foldAUCs)
          return [.line(series), .scatter(series)]
        }, quiet: ["a coin"])
  }

  private var leaning: Chart? {
    guard !importance.isEmpty, importance.contains(where: { $0.isFinite && $0 != 0 }) else {
      return nil
    }
    let order = importance.indices.sorted { (importance[$1], $0) < (importance[$0], $1) }
    return Chart(
      name: "importance", title: "What the written model leans on, out of sample",
      x: Chart.Axis("feature", scale: .categories(order.map { session.features[$0].name })),
      y: Chart.Axis("rise of the Brier score when shuffled"),
      marks: [
        .bars(
          Chart.Series("rise", x: order.indices.map(Double.init), y: order.map { importance[$0] }))
      ])
  }
}
