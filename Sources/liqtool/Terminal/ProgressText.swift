/// What every progress bar says in the same way.
enum ProgressText {
  /// `████████░░░░░░░░░░░░░░░░`.
  static func bar(_ share: Double) -> String {
    let filled = Int(min(1, max(0, share)) * 24)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
  }

  /// `3.2 s left`; empty at the start, when nobody knows.
  static func left(_ share: Double, seconds: Double) -> String {
    share > 0.01 ? HumanNumber.seconds(seconds * (1 - share) / share) + " left" : ""
  }
}
