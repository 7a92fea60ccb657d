import Reports
import Signals

/// What the checks mean, for people who do not know their names.
extension Study {
  /// The method notes of the verdict: one for each check that has a number.
  var plainWords: [String] {
    var words = [
      "Each check is mechanical and stands alone; there is no single score. What was not asked "
        + "for, or cannot be answered by one run, is n/a."
    ]
    if bootstrap != nil {
      words.append(
        "Bootstrap: the days (or trades) are drawn again at random many times; 95 % of the draws "
          + "lie between low and high. An interval that holds 0 means luck alone could do it.")
    }
    if deflatedSharpe != nil {
      words.append(
        "Deflated Sharpe ratio: the best of many tries looks good even without skill. This is the "
          + "probability that the true ratio is above what the best of \(recordedTrials) recorded "
          + "tries would show by luck.")
    }
    if overfitting != nil {
      words.append(
        "Probability of overfitting: the days are cut into halves in every way; this is how often "
          + "the best parameters of one half were in the worse half of all on the other.")
    }
    if realityCheck != nil {
      words.append(
        "Reality check and superior predictive ability: how often the best of as many parameter "
          + "sets without any skill would do as well; the second does not let hopeless sets count.")
    }
    if let placebo { words.append(Self.words(for: placebo)) }
    if !stress.isEmpty {
      words.append("Stress: the same rules run again with dearer fills or slower orders.")
    }
    return words
  }

  private static func words(for placebo: PlaceboResult) -> String {
    "Placebo: the same rules run \(placebo.draws.count) times with \(placebo.kind.words), "
      + "so that liquidations explain nothing. The p-value is the "
      + "share of runs, this one among them, that did at least as well."
  }

  /// Sentences on what the doubts came to.
  var findings: [Finding] {
    var list: [Finding] = []
    if let placebo {
      let p = NumberText.text(placebo.pValue, .pValue)
      let verdict =
        placebo.pValue <= 0.05 ? "does better than" : "cannot be told from"
      list.append(
        Finding(
          "The strategy \(verdict) its placebos (\(placebo.draws.count) runs with "
            + "\(placebo.kind.words), p \(p)).",
          section: "verdict"))
    }
    if let walkForward, let total = walkForward.metrics[.totalReturn] {
      list.append(
        Finding(
          "Out of sample, over \(walkForward.windows.count) windows with parameters chosen before "
            + "each, it brought \(NumberText.text(total, .percent(2))).", section: "walk_forward"))
    }
    if let overfitting {
      let share = NumberText.text(overfitting.probability, .percent(0))
      list.append(
        Finding(
          "Choosing the best parameters overfits with a probability of \(share).",
          section: "verdict"))
    }
    return list
  }
}

extension ResearchRules.Validation.Placebo.Kind {
  /// What differs from the run itself.
  var words: String {
    switch self {
    case .shiftEvents: "liquidations moved by whole days"
    case .shuffleSide: "the sides of liquidations dealt out at random"
    case .randomEntries: "as many entries on the same sides and hours at random instants"
    }
  }
}
