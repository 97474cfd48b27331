package io.github.rrm4j.data.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A field of a Parquet file's schema, which its footer lists depth first.
 *
 * <p>Source: the Parquet format, {@code SchemaElement} and "Logical types". Differs: the library's
 * own schema is not used, since its decimals load a library of geometry.
 *
 * @param element the field itself
 * @param fields in it; none in a column
 */
record ParquetField(SchemaElement element, List<ParquetField> fields) {

  /** Groups in groups. */
  private static final int DEEPEST = 100;

  /**
   * The columns of a file, in its root.
   *
   * @throws IOException if the list is no tree, or a group names a field twice
   */
  static ParquetField root(List<SchemaElement> elements) throws IOException {
    Iterator<SchemaElement> next = elements.iterator();
    if (!next.hasNext()) {
      throw new IOException("its schema is empty");
    }
    SchemaElement element = next.next();
    ParquetField root = new ParquetField(element, children(element, next, 0));
    if (next.hasNext()) {
      throw new IOException("its schema goes on after its last column");
    }
    return root;
  }

  private static List<ParquetField> children(
      SchemaElement group, Iterator<SchemaElement> next, int depth) throws IOException {
    if (group.getNum_children() <= 0 || depth > DEEPEST) {
      throw new IOException(
          group.getName() + " in its schema has " + group.getNum_children() + " fields");
    }
    List<ParquetField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < group.getNum_children(); i++) {
      ParquetField field = next(next, depth);
      if (!names.add(field.name())) {
        throw new IOException("it names the column " + field.name() + " twice");
      }
      fields.add(field);
    }
    return List.copyOf(fields);
  }

  private static ParquetField next(Iterator<SchemaElement> next, int depth) throws IOException {
    if (!next.hasNext()) {
      throw new IOException("its schema ends before its last column");
    }
    SchemaElement element = next.next();
    if (element.getName() == null || element.getRepetition_type() == null) {
      throw new IOException("a field of its schema has no name, or says not how often it occurs");
    }
    boolean column = element.isSetType();
    if (column && element.getNum_children() > 0) {
      throw new IOException(element.getName() + " in its schema is a column and has fields");
    }
    return new ParquetField(element, column ? List.of() : children(element, next, depth + 1));
  }

  /** Its name. */
  String name() {
    return element.getName();
  }

  /** Whether it has values of its own. */
  boolean isColumn() {
    return fields.isEmpty();
  }

  /** Whether it occurs any number of times. */
  boolean isRepeated() {
    return element.getRepetition_type() == FieldRepetitionType.REPEATED;
  }

  /** Whether it may be null. */
  boolean isOptional() {
    return element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
  }

  /** How the values of a column are written. */
  PrimitiveType type() {
    PrimitiveTypeName type =
        switch (element.getType()) {
          case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
          default -> PrimitiveTypeName.valueOf(element.getType().name());
        };
    Repetition repetition = Repetition.valueOf(element.getRepetition_type().name());
    return new PrimitiveType(repetition, type, element.getType_length(), name());
  }

  /** What its values mean, by its logical type or by the older converted type. */
  Kind kind() {
    if (element.isSetLogicalType() && element.getLogicalType().isSet()) {
      LogicalType logical = element.getLogicalType();
      return switch (logical.getSetField()) {
        case LIST -> Kind.LIST;
        case MAP -> Kind.MAP;
        case JSON -> Kind.JSON;
        case DATE -> Kind.DATE;
        case TIME -> Kind.TIME;
        case TIMESTAMP ->
            logical.getTIMESTAMP().isIsAdjustedToUTC() ? Kind.INSTANT : Kind.TIMESTAMP;
        case DECIMAL -> Kind.DECIMAL;
        case INTEGER -> logical.getINTEGER().isIsSigned() ? Kind.PLAIN : Kind.UNSIGNED;
        case UUID -> Kind.UUID;
        case FLOAT16 -> Kind.FLOAT16;
        case VARIANT, GEOMETRY, GEOGRAPHY -> Kind.UNREAD;
        case STRING, ENUM, BSON, UNKNOWN -> Kind.PLAIN;
      };
    }
    if (!element.isSetConverted_type()) {
      return Kind.PLAIN;
    }
    return switch (element.getConverted_type()) {
      case LIST -> Kind.LIST;
      case MAP, MAP_KEY_VALUE -> Kind.MAP;
      case JSON -> Kind.JSON;
      case DATE -> Kind.DATE;
      case TIME_MILLIS, TIME_MICROS -> Kind.TIME;
      case TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> Kind.TIMESTAMP;
      case DECIMAL -> Kind.DECIMAL;
      case UINT_8, UINT_16, UINT_32, UINT_64 -> Kind.UNSIGNED;
      case INTERVAL -> Kind.INTERVAL;
      case UTF8, ENUM, BSON, INT_8, INT_16, INT_32, INT_64 -> Kind.PLAIN;
    };
  }

  /** The digits of a {@link Kind#DECIMAL} behind its point. */
  int scale() {
    return element.isSetLogicalType() && element.getLogicalType().isSetDECIMAL()
        ? element.getLogicalType().getDECIMAL().getScale()
        : element.getScale();
  }

  /** What a time counts. */
  TimeUnit unit() {
    if (!element.isSetLogicalType()) {
      boolean micros =
          element.getConverted_type() == ConvertedType.TIME_MICROS
              || element.getConverted_type() == ConvertedType.TIMESTAMP_MICROS;
      return micros ? TimeUnit.MICROSECONDS : TimeUnit.MILLISECONDS;
    }
    LogicalType logical = element.getLogicalType();
    return switch ((logical.isSetTIME()
            ? logical.getTIME().getUnit()
            : logical.getTIMESTAMP().getUnit())
        .getSetField()) {
      case MILLIS -> TimeUnit.MILLISECONDS;
      case MICROS -> TimeUnit.MICROSECONDS;
      case NANOS -> TimeUnit.NANOSECONDS;
    };
  }

  /** What values mean. */
  enum Kind {
    /** What they are: numbers, booleans, text. */
    PLAIN,
    UNSIGNED,
    DECIMAL,
    FLOAT16,
    DATE,
    TIME,
    /** A date and a time of no zone. */
    TIMESTAMP,
    /** A timestamp in UTC. */
    INSTANT,
    INTERVAL,
    UUID,
    JSON,
    LIST,
    MAP,
    /** Variants and geometries. */
    UNREAD
  }
}
