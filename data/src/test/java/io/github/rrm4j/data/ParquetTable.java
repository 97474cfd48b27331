package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.io.output.CountingOutputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A Parquet file that is being written, by the encoders of Parquet's library, whose own writer of
 * files needs Hadoop.
 */
public final class ParquetTable implements AutoCloseable {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final CountingOutputStream out;
  private final MessageType schema;
  private final ParquetProperties properties;
  private final CompressionCodec codec;
  private final int rowsInGroup;
  private final FileMetaData footer = new FileMetaData();
  private Map<ColumnDescriptor, ParquetChunk> chunks;
  private ColumnWriteStore store;
  private RecordConsumer rows;
  private int inGroup;

  /**
   * Begins it.
   *
   * @param rowsInGroup rows of each row group but the last
   */
  public ParquetTable(
      Path file,
      MessageType schema,
      ParquetProperties properties,
      CompressionCodec codec,
      int rowsInGroup)
      throws IOException {
    this.out = new CountingOutputStream(Files.newOutputStream(file));
    this.schema = schema;
    this.properties = properties;
    this.codec = codec;
    this.rowsInGroup = rowsInGroup;
    footer.setVersion(1);
    footer.setCreated_by("parquet-mr version 1.17.1");
    footer.setRow_groups(new ArrayList<>());
    footer.setSchema(new ArrayList<>());
    elements(schema);
    out.write(MAGIC);
    begin();
  }

  private void elements(GroupType group) {
    SchemaElement element = new SchemaElement(group.getName());
    element.setNum_children(group.getFieldCount());
    describe(element, group);
    for (Type type : group.getFields()) {
      if (type.isPrimitive()) {
        PrimitiveType primitive = type.asPrimitiveType();
        String name = primitive.getPrimitiveTypeName().name().replace("BINARY", "BYTE_ARRAY");
        SchemaElement column = new SchemaElement(type.getName());
        column.setType(org.apache.parquet.format.Type.valueOf(name));
        column.setType_length(primitive.getTypeLength());
        describe(column, type);
      } else {
        elements(type.asGroupType());
      }
    }
  }

  @SuppressWarnings("deprecation") // the older types of the format have no other name
  private void describe(SchemaElement element, Type type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical != null) {
      element.setConverted_type(ConvertedType.valueOf(logical.toOriginalType().name()));
    }
    if (!(type instanceof MessageType)) {
      element.setRepetition_type(FieldRepetitionType.valueOf(type.getRepetition().name()));
    }
    footer.addToSchema(element);
  }

  private void begin() {
    chunks = new LinkedHashMap<>();
    schema
        .getColumns()
        .forEach(
            column ->
                chunks.put(
                    column,
                    new ParquetChunk(column, codec, properties.getPageWriteChecksumEnabled())));
    store = properties.newColumnWriteStore(schema, chunks::get);
    rows = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(store);
    inGroup = 0;
  }

  private void end() throws IOException {
    rows.flush();
    store.flush();
    RowGroup group = new RowGroup(new ArrayList<>(), 0, inGroup);
    for (ParquetChunk chunk : chunks.values()) {
      group.addToColumns(chunk.write(out, out.getByteCount()));
    }
    store.close();
    footer.addToRow_groups(group);
    footer.setNum_rows(footer.getNum_rows() + inGroup);
  }

  /** Adds a row: an object of the fields of the schema, where lists and maps are as in JSON. */
  public void add(JsonNode row) throws IOException {
    if (inGroup == rowsInGroup) {
      end();
      begin();
    }
    rows.startMessage();
    fields(schema, row);
    rows.endMessage();
    inGroup++;
  }

  private void fields(GroupType group, JsonNode object) {
    for (Type type : group.getFields()) {
      JsonNode value = object.path(type.getName());
      boolean many = type.isRepetition(Repetition.REPEATED);
      if (value.isMissingNode() || value.isNull() || many && value.isEmpty()) {
        continue;
      }
      rows.startField(type.getName(), group.getFieldIndex(type.getName()));
      if (many) {
        value.forEach(element -> value(type, element));
      } else {
        value(type, value);
      }
      rows.endField(type.getName(), group.getFieldIndex(type.getName()));
    }
  }

  private void value(Type type, JsonNode value) {
    if (!type.isPrimitive()) {
      rows.startGroup();
      fields(type.asGroupType(), physical(type.asGroupType(), value));
      rows.endGroup();
      return;
    }
    switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN -> rows.addBoolean(value.booleanValue());
      case INT32 -> rows.addInteger(value.intValue());
      case INT64 -> rows.addLong(value.longValue());
      case FLOAT -> rows.addFloat(value.floatValue());
      case DOUBLE -> rows.addDouble(value.doubleValue());
      default -> rows.addBinary(Binary.fromConstantByteArray(bytes(value)));
    }
  }

  private static byte[] bytes(JsonNode value) {
    try {
      return value.isBinary()
          ? value.binaryValue()
          : value.textValue().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(value.toString(), e);
    }
  }

  /** Lists and maps with the group that is repeated in them, unless they have it. */
  private static JsonNode physical(GroupType group, JsonNode value) {
    LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
    Type inner = group.getType(0);
    ArrayNode repeated = JsonNodeFactory.instance.arrayNode();
    if (logical instanceof ListLogicalTypeAnnotation && value.isArray()) {
      boolean wrapped = inner.getName().equals("list");
      value.forEach(
          element ->
              repeated.add(
                  wrapped
                      ? Json.object().set(inner.asGroupType().getFieldName(0), element)
                      : element));
      return Json.object().set(inner.getName(), repeated);
    }
    if (logical instanceof MapLogicalTypeAnnotation && !value.has(inner.getName())) {
      value
          .properties()
          .forEach(
              entry -> {
                ObjectNode pair = Json.object().put("key", entry.getKey());
                repeated.add(pair.set("value", entry.getValue()));
              });
      return Json.object().set(inner.getName(), repeated);
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    end();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, bytes);
    bytes.writeTo(out);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putInt(bytes.size()).array());
    out.write(MAGIC);
    out.close();
  }
}
