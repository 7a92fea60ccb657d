package import Basics

extension ForecasterScore {
  /// `baseline`, `skill` or `no skill`.
  package var verdict: String { isBaseline ? "baseline" : hasSkill ? "skill" : "no skill" }

  /// Its numbers, as reports and models write them down.
  package var members: [JSONMember] {
    func member(_ key: String, _ value: Double) -> JSONMember { JSONMember(key, JSONValue(value)) }
    func member(_ key: String, _ values: [Double]) -> JSONMember {
      JSONMember(key, .array(values.map { JSONValue($0) }))
    }
    var members = [
      JSONMember("verdict", .string(verdict)), member("auc", auc),
      member("ap", averagePrecision), member("brier", brier),
      member("brier_skill", brierSkill), member("logloss", logLoss),
      member("ece10", reliability.error), member("precision_top5pct", precisionAtBudget),
      member("fold_auc", foldAUCs),
    ]
    if let saving {
      members += [
        member("brier_saved", saving.mean),
        member("brier_saved_ci95", [saving.interval.low, saving.interval.high]),
        member("brier_saved_p", saving.pValue),
      ]
    }
    return members
  }
}
