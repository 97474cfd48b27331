package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReader;

/**
 * A field of a row, or the elements of a list. Its columns stand at its next value, each with two
 * numbers: at which of the repeated fields above it a list goes on (the repetition level; 0 begins
 * a row), and how many of the optional and repeated fields above it are there (the definition
 * level).
 *
 * <p>Source: "Dremel: Interactive Analysis of Web-Scale Datasets" (Melnik et al., 2010), section 4.
 * Differs: columns whose levels do not agree are refused, where a state machine that follows the
 * first of them would shift rows against each other.
 */
abstract class ParquetNode {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<Leaf> leaves;
  private final int defined;

  /**
   * @param leaves its columns
   * @param defined the definition level from which on it is there
   */
  private ParquetNode(List<Leaf> leaves, int defined) {
    this.leaves = List.copyOf(leaves);
    this.defined = defined;
  }

  /**
   * The value, or null; then its columns stand at the next one.
   *
   * @throws IOException if they do not agree
   */
  final JsonNode read() throws IOException {
    if (!reaches(defined)) {
      skip();
      return NODES.nullNode();
    }
    return value();
  }

  /** The value, which is there. */
  abstract JsonNode value() throws IOException;

  /** Its columns. */
  final List<Leaf> leaves() {
    return leaves;
  }

  /** Whether its columns are defined as far as a level: all or none. */
  final boolean reaches(int level) throws IOException {
    boolean reaches = leaves.get(0).definition() >= level;
    for (Leaf leaf : leaves) {
      if (leaf.definition() >= level != reaches) {
        throw new IOException("its columns do not agree on what is null");
      }
    }
    return reaches;
  }

  /** Whether the list at a repetition level goes on. */
  final boolean goesOn(int level) throws IOException {
    int first = leaves.get(0).repetition();
    for (Leaf leaf : leaves) {
      int repetition = leaf.repetition();
      if (repetition > level || repetition == level != (first == level)) {
        throw new IOException("its columns do not agree on where a list ends");
      }
    }
    return first == level;
  }

  /** Passes over what stands for nothing. */
  final void skip() throws IOException {
    for (Leaf leaf : leaves) {
      leaf.advance();
    }
  }

  /** One column of a row group. */
  static final class Leaf {

    private final ColumnReader column;
    private long left;

    /**
     * @param values how many it has, nulls and empty lists among them
     */
    Leaf(ColumnReader column, long values) {
      this.column = column;
      this.left = values;
    }

    private int repetition() {
      return left > 0 ? column.getCurrentRepetitionLevel() : 0;
    }

    private int definition() throws IOException {
      if (left == 0) {
        throw new IOException("a column ends before the last row");
      }
      return column.getCurrentDefinitionLevel();
    }

    private void advance() throws IOException {
      definition();
      column.consume();
      left--;
    }

    /**
     * All rows were read.
     *
     * @throws IOException if there are more values
     */
    void end() throws IOException {
      if (left > 0) {
        throw new IOException("a column goes on after the last row");
      }
    }
  }

  /** The values of one column. */
  static final class Primitive extends ParquetNode {

    private final Leaf leaf;
    private final Function<ColumnReader, JsonNode> values;

    Primitive(Leaf leaf, int defined, Function<ColumnReader, JsonNode> values) {
      super(List.of(leaf), defined);
      this.leaf = leaf;
      this.values = values;
    }

    @Override
    JsonNode value() throws IOException {
      JsonNode value = values.apply(leaf.column);
      leaf.advance();
      return value;
    }
  }

  /** Fields with names. */
  static final class Struct extends ParquetNode {

    private final List<String> names;
    private final List<ParquetNode> fields;

    Struct(int defined, List<String> names, List<ParquetNode> fields) {
      super(fields.stream().flatMap(field -> field.leaves().stream()).toList(), defined);
      this.names = names;
      this.fields = fields;
    }

    @Override
    ObjectNode value() throws IOException {
      ObjectNode object = NODES.objectNode();
      for (int i = 0; i < names.size(); i++) {
        object.set(names.get(i), fields.get(i).read());
      }
      return object;
    }
  }

  /** A list. */
  static final class Items extends ParquetNode {

    private final ParquetNode element;
    private final int repetition;
    private final int definition;

    /**
     * @param repetition the level at which it goes on
     * @param definition the level from which on it has an element
     */
    Items(int defined, ParquetNode element, int repetition, int definition) {
      super(element.leaves(), defined);
      this.element = element;
      this.repetition = repetition;
      this.definition = definition;
    }

    @Override
    ArrayNode value() throws IOException {
      ArrayNode items = NODES.arrayNode();
      if (!reaches(definition)) {
        skip();
        return items;
      }
      do {
        items.add(element.read());
      } while (goesOn(repetition));
      return items;
    }
  }

  /** A list of keys and values as an object. */
  static final class Entries extends ParquetNode {

    private final Items entries;
    private final Function<String, RuntimeException> refusal;

    /**
     * @param entries structs of a key and, unless all are null, a value
     * @param refusal of a key, of which it is told what is wrong and what must be
     */
    Entries(int defined, Items entries, Function<String, RuntimeException> refusal) {
      super(entries.leaves(), defined);
      this.entries = entries;
      this.refusal = refusal;
    }

    @Override
    ObjectNode value() throws IOException {
      ObjectNode object = NODES.objectNode();
      for (JsonNode entry : entries.value()) {
        Iterator<JsonNode> pair = entry.elements();
        JsonNode key = pair.next();
        if (!key.isValueNode() || key.isNull()) {
          throw refusal.apply("a key that is no text and no number, must have such keys");
        }
        JsonNode value = pair.hasNext() ? pair.next() : NODES.nullNode();
        if (object.has(key.asText())) {
          throw refusal.apply("the key '" + key.asText() + "' twice, must have each once");
        }
        object.set(key.asText(), value);
      }
      return object;
    }
  }
}
