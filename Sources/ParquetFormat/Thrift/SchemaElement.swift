/// One node of the schema tree, in depth-first order (parquet.thrift, `SchemaElement`).
struct SchemaElement {
  /// `FieldRepetitionType`.
  enum Repetition: Int32 {
    case required = 0
    case optional = 1
    case repeated = 2
  }

  var name = ""
  /// The physical type; nil for a group.
  var type: PhysicalType?
  var repetition: Repetition?
  var childCount = 0
  var logical: LogicalType?

  /// A group of `childCount` columns: the root.
  init(root name: String, childCount: Int) {
    self.name = name
    self.childCount = childCount
  }

  /// A leaf.
  init(_ column: ParquetColumn) {
    name = column.name
    type = column.type
    repetition = column.isOptional ? .optional : .required
    logical = column.logical
  }

  init(from reader: inout CompactReader) throws(ParquetError) {
    var typeCode: Int32?
    var length: Int32 = 0
    var converted: Int32?
    var decimal = (precision: 0, scale: 0)
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: typeCode = try reader.integer(field)
      case 2: length = try reader.integer(field)
      case 3: repetition = Repetition(rawValue: try reader.integer(field))
      case 4: name = try reader.string(field)
      case 5: childCount = try count(try reader.integer(field), "a number of columns")
      case 6: converted = try reader.integer(field)
      case 7: decimal.scale = try reader.integer(field)
      case 8: decimal.precision = try reader.integer(field)
      case 10: logical = try LogicalType(from: &reader, field)
      default: try reader.skip(field)
      }
    }
    if let typeCode { type = try Self.physicalType(typeCode, length: length) }
    if logical == nil, let converted {
      logical = LogicalType(
        convertedCode: converted, precision: decimal.precision, scale: decimal.scale)
    }
  }

  private static func physicalType(
    _ code: Int32, length: Int32
  ) throws(ParquetError) -> PhysicalType {
    guard let type = PhysicalType(code: code, length: Int(length)) else {
      throw ParquetError(.metadata("there is no physical type \(code)"))
    }
    if case .fixedLengthByteArray = type, length < 0 {
      throw ParquetError(.metadata("a fixed length is \(length)"))
    }
    return type
  }

  func encode(_ writer: inout CompactWriter) {
    writer.structure { writer in
      if let type { writer.field(1, type.code) }
      if case .fixedLengthByteArray(let length) = type { writer.field(2, Int32(length)) }
      if let repetition { writer.field(3, repetition.rawValue) }
      writer.field(4, name)
      if type == nil { writer.field(5, Int32(childCount)) }
      if let code = logical?.convertedCode { writer.field(6, code) }
      if case .decimal(let precision, let scale) = logical {
        writer.field(7, Int32(scale))
        writer.field(8, Int32(precision))
      }
      logical?.encode(&writer)
    }
  }
}

extension LogicalType {
  /// Reads the union `LogicalType`; a member that is not known is `.unknown`.
  init?(from reader: inout CompactReader, _ field: CompactField) throws(ParquetError) {
    try reader.expectStruct(field)
    var result: LogicalType?
    var lastID = 0
    while let member = try reader.nextField(after: &lastID) {
      try reader.expectStruct(member)
      result = try LogicalType(member: member.id, &reader)
    }
    guard let result else { return nil }
    self = result
  }

  private init(member id: Int, _ reader: inout CompactReader) throws(ParquetError) {
    switch id {
    case 5: self = try Self.decimal(&reader)
    case 7, 8: self = try Self.timeOrTimestamp(&reader, isTimestamp: id == 8)
    case 10: self = try Self.integer(&reader)
    default:
      try reader.skip(CompactField(id: id, type: .structure))
      self =
        switch id {
        case 1: .string
        case 4: .enum
        case 6: .date
        case 11: .null
        case 12: .json
        case 13: .bson
        case 14: .uuid
        case 15: .float16
        default: .unknown
        }
    }
  }

  private static func decimal(_ reader: inout CompactReader) throws(ParquetError) -> LogicalType {
    var scale = 0
    var precision = 0
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: scale = try reader.integer(field)
      case 2: precision = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
    return .decimal(precision: precision, scale: scale)
  }

  private static func integer(_ reader: inout CompactReader) throws(ParquetError) -> LogicalType {
    var bitWidth = 0
    var isSigned = false
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: bitWidth = try reader.integer(field)
      case 2: isSigned = try reader.boolean(field)
      default: try reader.skip(field)
      }
    }
    return .integer(bitWidth: bitWidth, isSigned: isSigned)
  }

  private static func timeOrTimestamp(
    _ reader: inout CompactReader, isTimestamp: Bool
  ) throws(ParquetError) -> LogicalType {
    var isUTC = false
    var unit: TimeUnit?
    var lastID = 0
    while let field = try reader.nextField(after: &lastID) {
      switch field.id {
      case 1: isUTC = try reader.boolean(field)
      case 2:
        try reader.expectStruct(field)
        var lastUnit = 0
        while let member = try reader.nextField(after: &lastUnit) {
          unit = TimeUnit(rawValue: member.id)
          try reader.skip(member)
        }
      default: try reader.skip(field)
      }
    }
    guard let unit else { return .unknown }
    return isTimestamp ? .timestamp(unit: unit, isUTC: isUTC) : .time(unit: unit, isUTC: isUTC)
  }

  /// Writes the union as field 10 of a schema element; `.unknown` is left out.
  func encode(_ writer: inout CompactWriter) {
    guard let member = memberID else { return }
    writer.field(10) { writer in
      writer.field(member) { writer in
        switch self {
        case .decimal(let precision, let scale):
          writer.field(1, Int32(scale))
          writer.field(2, Int32(precision))
        case .time(let unit, let isUTC), .timestamp(let unit, let isUTC):
          writer.field(1, isUTC)
          writer.field(2) { $0.field(unit.rawValue) { _ in } }
        case .integer(let bitWidth, let isSigned):
          writer.field(1, byte: Int8(bitWidth))
          writer.field(2, isSigned)
        default: break
        }
      }
    }
  }

  private var memberID: Int? {
    switch self {
    case .string: 1
    case .enum: 4
    case .decimal: 5
    case .date: 6
    case .time: 7
    case .timestamp: 8
    case .integer: 10
    case .null: 11
    case .json: 12
    case .bson: 13
    case .uuid: 14
    case .float16: 15
    case .unknown: nil
    }
  }
}
