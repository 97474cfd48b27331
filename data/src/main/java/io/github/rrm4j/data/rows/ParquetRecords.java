package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.rows.ParquetField.Kind;
import io.github.rrm4j.data.rows.ParquetNode.Entries;
import io.github.rrm4j.data.rows.ParquetNode.Items;
import io.github.rrm4j.data.rows.ParquetNode.Leaf;
import io.github.rrm4j.data.rows.ParquetNode.Primitive;
import io.github.rrm4j.data.rows.ParquetNode.Struct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * The rows of a row group, put together from its columns.
 *
 * <p>Source: the Parquet format, "Lists" and "Maps", with the rules for what older writers called a
 * list.
 */
final class ParquetRecords {

  /** What opens a column. */
  interface Columns {

    /**
     * The column at its first value.
     *
     * @throws IOException if it cannot be read
     */
    Leaf open(ColumnDescriptor column) throws IOException;
  }

  private final DataFile file;
  private final Columns columns;
  private final Supplier<String> place;
  private final Struct row;

  /**
   * @param fields what is read
   * @param columns where the values are
   * @param place of the row that is being read, for messages
   */
  ParquetRecords(DataFile file, List<ParquetField> fields, Columns columns, Supplier<String> place)
      throws IOException {
    this.file = file;
    this.columns = columns;
    this.place = place;
    this.row = struct(fields, List.of(), 0, 0);
  }

  /**
   * The next row.
   *
   * @throws IOException if the columns do not agree
   */
  ObjectNode next() throws IOException {
    ObjectNode object = row.value();
    row.goesOn(0);
    return object;
  }

  /**
   * All rows were read.
   *
   * @throws IOException if a column has more values
   */
  void end() throws IOException {
    for (Leaf leaf : row.leaves()) {
      leaf.end();
    }
  }

  /** A field as often as it occurs. */
  private ParquetNode field(ParquetField field, List<String> above, int repetition, int definition)
      throws IOException {
    if (field.isRepeated()) {
      ParquetNode element = one(field, above, repetition + 1, definition + 1);
      return new Items(definition, element, repetition + 1, definition + 1);
    }
    return one(field, above, repetition, definition + (field.isOptional() ? 1 : 0));
  }

  /** A field that occurs once. */
  private ParquetNode one(ParquetField field, List<String> above, int repetition, int definition)
      throws IOException {
    List<String> path = path(above, field);
    String name = OneLine.of(String.join(".", path));
    if (field.kind() == Kind.UNREAD) {
      throw InvalidInput.of(
          "%s: column '%s' is of the type %s, must be text, numbers, times, lists or records of"
              + " them, write it again so",
          file.path(), name, field.element().getLogicalType().getSetField());
    }
    if (field.isColumn()) {
      ColumnDescriptor column =
          new ColumnDescriptor(path.toArray(String[]::new), field.type(), repetition, definition);
      ParquetValues values = new ParquetValues(name, place);
      return new Primitive(columns.open(column), definition, values.of(field));
    }
    ParquetField only = field.fields().get(0);
    boolean list = field.fields().size() == 1 && only.isRepeated();
    if (list && field.kind() == Kind.LIST) {
      ParquetNode element = element(field.name(), only, path, repetition + 1, definition + 1);
      return new Items(definition, element, repetition + 1, definition + 1);
    }
    if (list && field.kind() == Kind.MAP && !only.isColumn() && only.fields().size() <= 2) {
      Struct entry = struct(only.fields(), path(path, only), repetition + 1, definition + 1);
      return new Entries(
          definition,
          new Items(definition, entry, repetition + 1, definition + 1),
          wrong ->
              InvalidInput.of(
                  "%s: field '%s' has %s, correct or remove the row",
                  place.get(), name, OneLine.of(wrong)));
    }
    return struct(field.fields(), path, repetition, definition);
  }

  private static List<String> path(List<String> above, ParquetField field) {
    List<String> path = new ArrayList<>(above);
    path.add(field.name());
    return path;
  }

  private Struct struct(
      List<ParquetField> fields, List<String> path, int repetition, int definition)
      throws IOException {
    List<String> names = new ArrayList<>();
    List<ParquetNode> nodes = new ArrayList<>();
    for (ParquetField field : fields) {
      names.add(field.name());
      nodes.add(field(field, path, repetition, definition));
    }
    return new Struct(definition, names, nodes);
  }

  /** What is an element of a list: what is repeated in it, or the only field of that. */
  private ParquetNode element(
      String list, ParquetField repeated, List<String> above, int repetition, int definition)
      throws IOException {
    boolean itself =
        repeated.fields().size() != 1
            || repeated.fields().get(0).isRepeated()
            || repeated.name().equals("array")
            || repeated.name().equals(list + "_tuple");
    return itself
        ? one(repeated, above, repetition, definition)
        : field(repeated.fields().get(0), path(above, repeated), repetition, definition);
  }
}
