import ArgumentParser
import Glibc

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print the result as one JSON object on standard output, and nothing else there.")
  var json = false

  @Flag(help: "No progress and no remarks on standard error.")
  var quiet = false

  @Option(help: "How many cores to use; the result is the same for any number.")
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs takes a whole number from 1 to 1024, not \(jobs).")
    }
  }

  /// The cores to use.
  var width: Int { jobs ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// A remark for the person, unless they asked for quiet.
  func note(_ text: String) {
    if !quiet { Console.note(text) }
  }
}

/// Where the store is.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: "The store's folder. Without it LIQTOOL_STORE is used, else ./liqstore.")
  var folder: String?

  /// The folder to open.
  var path: String {
    if let folder { return folder }
    // Benefit: getenv(3). Soundness: copied before anything else runs; nobody calls setenv.
    if let value = unsafe getenv("LIQTOOL_STORE") {
      let path = unsafe String(cString: value)
      if !path.isEmpty { return path }
    }
    return "liqstore"
  }
}
