package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Tables;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.VariantType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files of several writers are read, and what is wrong with one is said. */
class ParquetRowsTest {

  private static final List<JsonNode> ROWS =
      Tables.rows(
          20,
          "{id: #, text: 'the text of #', turns: [{role: 'user', content: 'q#'},"
              + " {role: null, content: 'a'}], scores: {a: 0.5, b: [true, false]}}");

  @TempDir Path folder;

  private static Path made(String name) {
    return Path.of("src/test/resources/parquet", name);
  }

  private static List<String> read(Path file) {
    List<String> read = new ArrayList<>();
    try (Rows rows = new DataFile(file, "x").open(Set.of())) {
      rows.forEachRemaining(row -> read.add(row.object().toString()));
    }
    return read;
  }

  private static String refusal(Path file) {
    String message = assertThrows(InvalidInput.class, () -> read(file)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(file.toString(), file.getFileName().toString());
  }

  private Path table(CompressionCodec codec, ParquetProperties properties) {
    return Tables.parquet(
        folder.resolve("x.parquet"), Tables.schema(ROWS), properties, codec, ROWS);
  }

  /** Files that pyarrow 25 wrote, and their rows as DuckDB 2.0 read them. */
  @ParameterizedTest
  @CsvSource({
    "types, types", // every type that pyarrow has
    "int96, int96", // old timestamps
    "nested, nested", // lists, records and maps in each other
    "encodings, encodings", // DELTA_*, BYTE_STREAM_SPLIT, RLE; Zstandard; pages of version 2
    "gzip, encodings", // with dictionaries, in three row groups, with checksums
    "snappy, encodings",
    "lz4, encodings"
  })
  void theRowsOfAnotherWriterAreThoseOfAnotherReader(String file, String rows) throws IOException {
    assertEquals(Files.readAllLines(made(rows + ".jsonl")), read(made(file + ".parquet")));
  }

  static Stream<CompressionCodec> codecs() {
    return Stream.of(ParquetCodec.values()).map(codec -> CompressionCodec.valueOf(codec.name()));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void everyCodecIsReadInPagesOfBothVersions(CompressionCodec codec) {
    List<String> expected = ROWS.stream().map(JsonNode::toString).toList();
    for (WriterVersion version : WriterVersion.values()) {
      for (boolean dictionary : new boolean[] {true, false}) {
        ParquetProperties properties =
            ParquetProperties.builder()
                .withWriterVersion(version)
                .withDictionaryEncoding(dictionary)
                .withPageRowCountLimit(7)
                .withPageWriteChecksumEnabled(dictionary)
                .build();
        assertEquals(expected, read(table(codec, properties)), version + " " + dictionary);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BROTLI", "LZO"})
  void aCodecThatIsNotReadIsRefusedByName(CompressionCodec codec) {
    assertEquals(
        "x.parquet: column 'id' is packed by "
            + codec
            + ", must be by ZSTD, SNAPPY, GZIP, LZ4_RAW, LZ4 or not at all, write it again so",
        refusal(table(codec, ParquetProperties.builder().build())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"encrypted", "encrypted-columns"})
  void anEncryptedFileIsRefused(String name) {
    assertEquals(
        name + ".parquet: is encrypted Parquet, which is not read; write it again without a key",
        refusal(made(name + ".parquet")));
  }

  @Test
  void aFileWithoutRowsIsReadAndHasNone() {
    Path file =
        Tables.parquet(folder.resolve("x.parquet"), "message x { optional int32 x; }", List.of());
    assertEquals(List.of(), read(file));
  }

  @Test
  void onlyTheWantedColumnsAreReadAndTheOthersNamed() {
    Path file = table(CompressionCodec.SNAPPY, ParquetProperties.builder().build());
    try (Rows rows = new DataFile(file, "x").open(Set.of("turns", "id", "none"))) {
      assertEquals(List.of("text", "scores"), rows.columnsNotRead());
      assertEquals(
          "{\"id\":0,\"turns\":[{\"role\":\"user\",\"content\":\"q0\"},"
              + "{\"role\":null,\"content\":\"a\"}]}",
          rows.next().object().toString());
    }
  }

  @Test
  void aPageWithoutItsChecksumIsRefused() throws IOException {
    ParquetProperties properties =
        ParquetProperties.builder()
            .withDictionaryEncoding(false)
            .withPageWriteChecksumEnabled(true)
            .build();
    Path file = table(CompressionCodec.UNCOMPRESSED, properties);
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace("text of 7", "test of 7"), StandardCharsets.ISO_8859_1);
    assertEquals(
        "x.parquet: cannot be read as Parquet (a page does not have its checksum), must be a whole"
            + " Parquet file, make or fetch it again",
        refusal(file));
  }

  /** A file whose footer is another. */
  private Path changed(Consumer<FileMetaData> change) throws IOException {
    Path file = table(CompressionCodec.SNAPPY, ParquetProperties.builder().build());
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = bytes.length - 8 - all.getInt(bytes.length - 8);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(bytes, start, bytes.length - start));
    change.accept(footer);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, start);
    Util.writeFileMetaData(footer, out);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(length.putInt(out.size() - start).array());
    out.writeBytes(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length));
    return Files.write(file, out.toByteArray());
  }

  private static ColumnMetaData column(FileMetaData footer, int index) {
    return footer.getRow_groups().get(0).getColumns().get(index).getMeta_data();
  }

  private void refused(String reason, Consumer<FileMetaData> change) throws IOException {
    assertEquals(
        "x.parquet: cannot be read as Parquet ("
            + reason
            + "), must be a whole Parquet file, make or fetch it again",
        refusal(changed(change)));
  }

  @Test
  void aFooterThatDoesNotFitItsPagesIsRefused() throws IOException {
    assertFalse(read(changed(footer -> {})).isEmpty());
    refused("its row groups have 20 rows, and it should have 21", footer -> footer.setNum_rows(21));
    refused(
        "the column id has 20 values for 21 rows",
        footer -> {
          footer.setNum_rows(21);
          footer.getRow_groups().get(0).setNum_rows(21);
        });
    refused(
        "at row 19: a column goes on after the last row",
        footer -> {
          footer.setNum_rows(19);
          footer.getRow_groups().get(0).setNum_rows(19);
          for (int i : new int[] {0, 1, 4}) {
            column(footer, i).setNum_values(19);
          }
        });
    refused(
        "at row 20: its columns do not agree on where a list ends",
        footer -> column(footer, 2).setNum_values(39));
    refused(
        "a column should begin at byte 1000000000000 of 695",
        footer ->
            column(footer, 0).setData_page_offset(1000000000000L).unsetDictionary_page_offset());
    refused(
        "a row group has no column text",
        footer -> column(footer, 1).setPath_in_schema(List.of("x")));
    refused(
        "its schema ends before its last column",
        footer -> footer.getSchema().get(0).setNum_children(1000000000));
    refused("it names the column id twice", footer -> footer.getSchema().get(2).setName("id"));
  }

  @Test
  void aTypeThatIsNotReadIsRefusedWhereItIsWanted() throws IOException {
    Path file =
        changed(
            footer ->
                footer.getSchema().get(1).setLogicalType(LogicalType.VARIANT(new VariantType())));
    assertEquals(
        "x.parquet: column 'id' is of the type VARIANT, must be text, numbers, times, lists or"
            + " records of them, write it again so",
        refusal(file));
    try (Rows rows = new DataFile(file, "x").open(Set.of("text"))) {
      assertTrue(rows.hasNext());
    }
  }
}
