/// The version printed by `--version` and written into every run.
enum Version {
  static let current = "0.1.0"
}
