// swift-tools-version: 6.2
import PackageDescription

/// One strict set of settings for every target, so no module is a special case.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

func library(_ name: String, uses: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: uses, swiftSettings: strict)
}

func tests(
  of name: String, uses: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name), "TestSupport"] + uses,
    resources: resources,
    swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "liqtool",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // Layer 0. C libraries of the system (a header and a module map), and no vocabulary at all.
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CISAL", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CLanes"),
    library("Basics", uses: ["CISAL", "CLanes", "CXXHash", "CZlib", "CZstd"]),

    // Layer 1. Four vocabularies that never meet.
    library("MarketData", uses: ["Basics"]),
    library("Statistics", uses: ["Basics"]),
    library("ParquetFormat", uses: ["Basics"]),
    library("Reports", uses: ["Basics", mustache]),

    // Layer 2. The domain at work.
    library("Importers", uses: ["Basics", "MarketData"]),
    library("Store", uses: ["Basics", "MarketData", "ParquetFormat", grdb]),
    library("Signals", uses: ["Basics", "MarketData", "Statistics"]),
    library("Synthesis", uses: ["Basics", "MarketData"]),

    // Layer 3. The answers.
    library("Analytics", uses: ["Basics", "MarketData", "Reports", "Statistics"]),
    library("Backtesting", uses: ["Basics", "MarketData", "Reports", "Signals", "Statistics"]),
    library("Learning", uses: ["Basics", "MarketData", "Reports", "Signals", "Statistics"]),

    // Layer 4. The only place that reads arguments, prints, and exits.
    .executableTarget(
      name: "liqtool",
      dependencies: [
        "Analytics", "Backtesting", "Basics", "CMalloc", "Importers", "Learning", "MarketData",
        "Reports", "Signals", "Statistics", "Store", "Synthesis", argumentParser, logging,
      ],
      swiftSettings: strict),

    // Tests mirror Sources, one to one.
    .target(
      name: "TestSupport", dependencies: ["Basics", "MarketData"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests(of: "Basics"),
    tests(of: "MarketData", uses: ["Basics"]),
    tests(of: "Statistics", uses: ["Basics"]),
    tests(of: "ParquetFormat", uses: ["Basics"], resources: [.copy("Fixtures")]),
    tests(of: "Reports", uses: ["Basics"], resources: [.copy("Golden")]),
    tests(of: "Importers", uses: ["Basics", "MarketData"], resources: [.copy("Fixtures")]),
    tests(of: "Store", uses: ["Basics", "MarketData", "ParquetFormat", grdb]),
    tests(of: "Signals", uses: ["Basics", "MarketData"]),
    tests(of: "Synthesis", uses: ["Basics", "MarketData"]),
    tests(of: "Analytics", uses: ["Basics", "MarketData", "Reports", "Statistics"]),
    .testTarget(
      name: "PlantedTruthTests",
      dependencies: ["Analytics", "Basics", "MarketData", "Synthesis", "TestSupport"],
      swiftSettings: strict),
    tests(of: "Backtesting", uses: ["Basics", "MarketData", "Reports", "Signals", "Statistics"]),
    tests(of: "Learning", uses: ["Basics", "MarketData", "Reports", "Signals", "Statistics"]),
    .testTarget(
      name: "liqtoolTests", dependencies: ["TestSupport", "liqtool"],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),

    // Programs for developers: benchmarks, and the comparison with reference values.
    .executableTarget(
      name: "benchmarks",
      dependencies: ["Analytics", "Basics", "MarketData", "ParquetFormat"],
      path: "Tests/Benchmarks", swiftSettings: strict),
    .executableTarget(
      name: "learner-benchmarks", dependencies: ["Basics", "Statistics"],
      path: "Tests/LearnerBenchmarks", swiftSettings: strict),
    .executableTarget(
      name: "oracle",
      dependencies: ["Analytics", "Basics", "MarketData", "Reports", "Statistics"],
      path: "Tests/Oracle", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
