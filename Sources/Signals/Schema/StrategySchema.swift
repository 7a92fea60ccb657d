package import Basics

/// The JSON Schema (draft 2020-12) of `liqtool.strategy/1`, for editors and other programs.
///
/// It is made from the lists the reader itself uses, so a word that is read is in it. What a schema
/// cannot say (names, cycles, types, units) only the reader checks.
package enum StrategySchema {
  /// The version of the document format.
  package static let identifier = "liqtool.strategy/1"

  /// The whole schema.
  package static var document: JSONValue {
    .object([
      JSONMember("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      JSONMember("$id", .string(identifier)),
      JSONMember("title", .string("A liqtool strategy")),
      JSONMember("type", .string("object")),
      JSONMember("additionalProperties", .bool(false)),
      JSONMember("required", .array(StrategyDecoder.requiredBlocks.map { .string($0) })),
      JSONMember("properties", blocks),
      JSONMember("$defs", definitions),
    ])
  }

  private static var blocks: JSONValue {
    JSONValue([
      "schema": Shape.constant(identifier),
      "name": Shape.pattern("^[a-z0-9][a-z0-9_-]{0,63}$"),
      "description": Shape.text, "hypothesis": Shape.text,
      "params": JSONValue([
        "type": .string("object"), "additionalProperties": Shape.reference("parameter"),
      ]),
      "clock": clock, "data": data, "universe": universe, "features": features,
      "filters": Shape.array(
        of: Shape.object(
          ["name": Shape.text, "when": Shape.expression], required: ["name", "when"])),
      "entry": entry, "exit": exit, "sizing": sizing, "portfolio": portfolio, "costs": costs,
      "execution": execution, "benchmark": Shape.choice(Benchmark.self), "sweep": sweep,
      "walk_forward": walkForward, "validation": validation, "report": report,
    ])
  }

  private static var features: JSONValue {
    JSONValue([
      "type": .string("object"),
      "propertyNames": JSONValue(["pattern": .string(namePattern)]),
      "additionalProperties": Shape.expression,
    ])
  }

  // MARK: Definitions

  private static let namePattern = "^[a-z][a-z0-9_]*$"
  private static let durationPattern = "^[0-9]+(ms|s|m|h|d)$"

  private static var definitions: JSONValue {
    let parameter = Shape.object(["$": Shape.pattern(namePattern)], required: ["$"])
    let fixed = Shape.pattern(durationPattern)
    return JSONValue([
      "fixed_duration": fixed,
      "duration": Shape.oneOf([fixed, parameter]),
      "number": Shape.oneOf([Shape.plainNumber, parameter]),
      "parameter": parameterDefinition,
      "rule": Shape.object(
        ["when": Shape.expression, "tag": Shape.text], required: ["when"]),
      "level": levelDefinition,
      "expression": Shape.oneOf([
        Shape.plainNumber, Shape.flag, parameter,
        Shape.object(["@": Shape.pattern(namePattern)], required: ["@"]), operators,
      ]),
    ])
  }

  /// One key, which is the name of an operator.
  private static var operators: JSONValue {
    .object([
      JSONMember("type", .string("object")), JSONMember("minProperties", .integer(1)),
      JSONMember("maxProperties", .integer(1)), JSONMember("additionalProperties", .bool(false)),
      JSONMember(
        "properties",
        .object(
          Operators.all.map { type in
            JSONMember(
              type.name,
              .object(
                [JSONMember("description", .string(type.summary))]
                  + (type.shape.members ?? [])))
          })),
    ])
  }

  private static var parameterDefinition: JSONValue {
    let kinds = Parameter.Kind.allCases.filter { $0 != .choice }.map(\.rawValue)
    let value = Shape.oneOf([Shape.plainNumber, Shape.pattern(durationPattern)])
    return Shape.object(
      [
        "type": Shape.choice(kinds), "default": value,
        "values": Shape.array(of: value, atLeast: 1), "min": value, "max": value, "step": value,
        "scale": Shape.choice(["linear", "log"]), "n": Shape.integer(atLeast: 1),
        "doc": Shape.text,
      ], required: ["type", "default"])
  }

  private static var levelDefinition: JSONValue {
    Shape.oneOf([
      Shape.object(["fraction": Shape.number], required: ["fraction"]),
      Shape.object(["atr": Shape.number, "window": Shape.duration], required: ["atr"]),
      Shape.object(
        ["sigma": Shape.number, "of": Shape.expression], required: ["sigma", "of"]),
      Shape.object(["r": Shape.number], required: ["r"]),
      Shape.object(["price": Shape.expression], required: ["price"]),
    ])
  }
}
