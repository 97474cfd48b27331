package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The columns of a Parquet file have their own names and types. */
class ParquetColumnsTest {

  @TempDir Path folder;

  /** A file with a column that DuckDB would not write beside its sibling. */
  private Path renamed(String query, String column, String name) throws IOException {
    Path file = Tables.parquet(folder.resolve("x.parquet"), query);
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1).replace(column, name);
    return Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void columnsThatDifferInCaseAloneAreKeptApart() throws IOException {
    Path file =
        renamed(
            "select 'other' as qrompt, {'a': [1, 2], 'b': {'c': 1}} as nested, 'q' as prompt,"
                + " 'a' as chosen, 'b' as rejected",
            "qrompt",
            "Prompt");
    assertEquals("q", PairSource.of(file.toString()).read().get(0).query());
    try (Rows rows = new DataFile(file, "x").open(Set.of())) {
      assertEquals(
          "{\"Prompt\":\"other\",\"nested\":{\"a\":[1,2],\"b\":{\"c\":1}},\"prompt\":\"q\","
              + "\"chosen\":\"a\",\"rejected\":\"b\"}",
          rows.next().object().toString());
    }
  }

  @Test
  void columnsInAnotherCaseAreRefusedWithTheReason() {
    Path file =
        Tables.parquet(
            folder.resolve("x.parquet"), "select 'q' as Prompt, 'a' as Chosen, 'b' as Rejected");
    String message =
        assertThrows(InvalidInput.class, () -> PairSource.of(file.toString()).read()).getMessage();
    assertTrue(
        message.startsWith(file + ": has the columns Prompt, Chosen, Rejected, must have some of "),
        message);
    assertTrue(message.contains(" in exactly this case, map them with"), message);
  }

  @Test
  void aColumnOfAnyTypeHasAValue() {
    Path file =
        Tables.parquet(
            folder.resolve("x.parquet"),
            "select 1::utinyint a, 18446744073709551615::ubigint b, 12.50::decimal(5,2) c, true d,"
                + " '2024-02-29'::date e, '2024-02-29 01:02:03'::timestamp f, uuid() g,"
                + " map {'k': 1} h, [[1], []] i, 'x'::blob j, null::varchar k, 0.5::float l,"
                + " interval 1 day m, '01:02:03'::time n");
    try (Rows rows = new DataFile(file, "x").open(Set.of())) {
      String row = rows.next().object().toString().replaceFirst("\"g\":\"[0-9a-f-]{36}\",", "");
      assertEquals(
          "{\"a\":1,\"b\":18446744073709551615,\"c\":12.5,\"d\":true,\"e\":\"2024-02-29\","
              + "\"f\":\"2024-02-29 01:02:03\",\"h\":{\"k\":1},\"i\":[[1],[]],\"j\":\"x\",\"k\":null,"
              + "\"l\":0.5,\"m\":\"1 day\",\"n\":\"01:02:03\"}",
          row);
    }
  }
}
