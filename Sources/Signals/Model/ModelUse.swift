package import Basics

/// One use of a learned model in a strategy file.
package struct ModelUse: Sendable, Equatable {
  /// As the strategy spells it.
  package let file: String
  /// Where, as a JSON path.
  package let path: String
  package let allowsInSample: Bool
  /// The end of the model's training window, in microseconds UTC; nil before the file was read.
  package let trainingEnd: Int64?

  /// Every use in a strategy document, in the order of the document.
  package static func all(in document: JSONValue) -> [ModelUse] {
    var uses: [ModelUse] = []
    collect(document, at: .root, into: &uses)
    return uses
  }

  /// Refuses a run from `from` that asks a model about what it has learned from.
  ///
  /// - Returns: The uses that are inside their training and allowed to be: say so in the title.
  /// - Throws: `StrategyError` for the first that is not allowed to be.
  package static func checked(
    _ document: JSONValue, from: Int64
  ) throws(StrategyError) -> [ModelUse] {
    var inside: [ModelUse] = []
    for use in all(in: document) {
      guard let end = use.trainingEnd, from < end else { continue }
      guard use.allowsInSample else {
        throw StrategyError(
          path: use.path,
          problem:
            "the model '\(use.file)' learned from data up to \(TimeText.rfc3339(end)): begin "
            + "the run there, or say \"in_sample\":true and read the result as in sample")
      }
      inside.append(use)
    }
    return inside
  }

  /// The document with what `content` gives for the file of every model put in under `document`;
  /// the errors of `content` are passed on.
  package static func embedding<Failure: Error>(
    in document: JSONValue, content: (String) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue {
    switch document {
    case .array(let elements):
      var result: [JSONValue] = []
      for element in elements { result.append(try embedding(in: element, content: content)) }
      return .array(result)
    case .object(let members):
      var result: [JSONMember] = []
      for member in members {
        guard member.key == Model.name, let file = member.value["file"]?.text,
          case .object(let inner) = member.value
        else {
          result.append(
            JSONMember(member.key, try embedding(in: member.value, content: content)))
          continue
        }
        let kept = inner.filter { $0.key != "document" }
        result.append(
          JSONMember(
            member.key, .object(kept + [JSONMember("document", try content(file))])))
      }
      return .object(result)
    default: return document
    }
  }

  private static func collect(_ value: JSONValue, at path: JSONPath, into uses: inout [ModelUse]) {
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        collect(element, at: path.appending(index), into: &uses)
      }
    case .object(let members):
      for member in members {
        let inner = path.appending(member.key)
        if member.key == Model.name, let file = member.value["file"]?.text {
          let end = member.value["document"]?["training"]?["to"]?.text
          uses.append(
            ModelUse(
              file: file, path: inner.text,
              allowsInSample: member.value["in_sample"]?.flag ?? false,
              trainingEnd: end.flatMap(modelInstant)))
        } else {
          collect(member.value, at: inner, into: &uses)
        }
      }
    default: break
    }
  }
}
