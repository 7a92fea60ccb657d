/// One leaf of the schema tree: a column chunk of every row group is its data.
struct Leaf: Sendable {
  /// The name of the top-level field it belongs to.
  let topLevelName: String
  /// How its values lie in the file.
  let physicalType: PhysicalType
  /// The column as it is read, or nil when it is nested or repeated.
  let column: ParquetColumn?
}

/// The leaves of a schema, in the order of the chunks.
func flatLeaves(of elements: [SchemaElement]) throws(ParquetError) -> [Leaf] {
  guard let root = elements.first, root.type == nil else {
    throw ParquetError(.metadata("the schema has no root"))
  }
  var leaves: [Leaf] = []
  var position = 1
  for _ in 0..<root.childCount {
    guard position < elements.count else {
      throw ParquetError(.metadata("the schema lacks columns"))
    }
    try appendLeaves(of: elements, at: &position, to: &leaves)
  }
  guard position == elements.count else {
    throw ParquetError(.metadata("the schema has more columns than its root"))
  }
  return leaves
}

/// Appends the leaves below the top-level field at `position` and moves past it.
private func appendLeaves(
  of elements: [SchemaElement], at position: inout Int, to leaves: inout [Leaf]
) throws(ParquetError) {
  let field = elements[position]
  var pending = 1
  while pending > 0 {
    guard position < elements.count else {
      throw ParquetError(.metadata("the schema lacks columns"))
    }
    let element = elements[position]
    position += 1
    pending += element.childCount - 1
    guard pending <= elements.count else {
      throw ParquetError(.metadata("the schema has \(pending) columns too few"))
    }
    guard let type = element.type else {
      if element.childCount == 0 { throw ParquetError(.metadata("a group has no columns")) }
      continue
    }
    guard element.childCount == 0 else {
      throw ParquetError(.metadata("a column has columns below it"))
    }
    let isFlat = field.type != nil && field.repetition != .repeated
    leaves.append(
      Leaf(
        topLevelName: field.name, physicalType: type,
        column: isFlat ? try flatColumn(element, type) : nil))
  }
}

private func flatColumn(
  _ element: SchemaElement, _ type: PhysicalType
) throws(ParquetError) -> ParquetColumn {
  guard let repetition = element.repetition else {
    throw ParquetError(.metadata("a column is neither required nor optional"))
  }
  // INT96 is read as microseconds, and the schema says so.
  return ParquetColumn(
    element.name, type == .int96 ? .int64 : type,
    logical: type == .int96 ? .timestamp(unit: .microseconds, isUTC: true) : element.logical,
    isOptional: repetition == .optional)
}

/// The names of the top-level fields that are no flat column, each once.
func nestedNames(_ leaves: [Leaf]) -> [String] {
  var names: [String] = []
  for leaf in leaves where leaf.column == nil && leaf.topLevelName != names.last {
    names.append(leaf.topLevelName)
  }
  return names
}
