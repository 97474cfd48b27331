package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.ParquetTable;
import io.github.rrm4j.data.Tables;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files far larger than the heap are read in a process of 32 MiB of heap, without a home folder and
 * without the network.
 */
@Tag("slow")
class StreamingTest {

  private static final int ROWS = 200_000;

  @TempDir Path folder;

  /** Reads a file and prints how many pairs it has. */
  public static void main(String[] arguments) {
    long count = 0;
    try (PairStream pairs = PairSource.of(arguments[0]).open()) {
      while (pairs.hasNext()) {
        count += pairs.next().query().length() > 500 ? 1 : 0;
      }
    }
    System.out.println(count + " pairs");
  }

  private String pairsInASmallProcess(Path file) throws IOException, InterruptedException {
    Path home = folder.resolve("home");
    Path log = folder.resolve("log.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                StreamingTest.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    assertEquals(0, process.waitFor(), () -> log.toFile().length() + " bytes in " + log);
    assertFalse(Files.exists(home), "nothing is written to the home folder");
    return Files.readString(log).strip();
  }

  @Test
  void aParquetFileOfOneRowGroupStreams() throws IOException, InterruptedException {
    String row =
        "{id: 'id#', prompt: '"
            + "# and ".repeat(90)
            + "', chosen: [{role: 'assistant', content: 'a#'}],"
            + " rejected: [{role: 'assistant', content: 'b'}]}";
    Path file = folder.resolve("large.parquet");
    try (ParquetTable table =
        new ParquetTable(
            file,
            Tables.schema(Tables.rows(1, row)),
            ParquetProperties.builder().build(),
            CompressionCodec.SNAPPY,
            ROWS)) {
      for (int i = 0; i < ROWS; i++) {
        table.add(Tables.row(row.replace("#", "" + i)));
      }
    }
    assertEquals(ROWS + " pairs", pairsInASmallProcess(file));
  }

  @Test
  void textStreams() throws IOException, InterruptedException {
    Path csv = folder.resolve("large.csv");
    Path json = folder.resolve("large.json");
    String query = "what is it? ".repeat(50);
    try (BufferedWriter table = Files.newBufferedWriter(csv, StandardCharsets.UTF_8);
        BufferedWriter list = Files.newBufferedWriter(json, StandardCharsets.UTF_8)) {
      table.write("prompt,chosen,rejected\n");
      for (int i = 0; i < ROWS; i++) {
        table.write("\"" + i + query + "\",yes,no\n");
        list.write(i == 0 ? "[" : ",\n");
        list.write(
            Text.format("{\"prompt\":\"%d%s\",\"chosen\":\"yes\",\"rejected\":\"no\"}", i, query));
      }
      list.write("]\n");
    }
    assertEquals(ROWS + " pairs", pairsInASmallProcess(csv));
    assertEquals(ROWS + " pairs", pairsInASmallProcess(json));
  }
}
