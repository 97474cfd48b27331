package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritersTest {

  private static final Pair PAIR = new Pair("a", "s", "q \"\n\u00E9", "x", "y", Side.SECOND);

  @TempDir Path folder;

  @Test
  void preferencesAreWrittenInThePublishedLayout() throws IOException {
    Path file = folder.resolve("new/pairs.jsonl");
    PairWriter.writePreferences(file, List.of(PAIR));
    assertEquals(
        "{\"id\":\"a\",\"section\":\"s\",\"prompt\":\"q \\\"\\n\u00E9\","
            + "\"chosen\":\"y\",\"rejected\":\"x\"}\n",
        Files.readString(file));
    assertEquals(List.of(PAIR.swapped()), PairSource.of(file.toString()).read());
  }

  @Test
  void presentedPairsComeBackAsTheyWere() throws IOException {
    Path file = folder.resolve("pairs.jsonl");
    PairWriter.writePresented(file, List.of(PAIR));
    assertTrue(Files.readString(file).endsWith(",\"label\":2}\n"));
    assertEquals(List.of(PAIR), PairSource.of(file.toString()).read());
  }

  @Test
  void demonstrationsComeBackAsTheyWere() {
    Path file = folder.resolve("traces.jsonl");
    List<Demonstration> demonstrations =
        List.of(
            new Demonstration(PAIR, "t", Side.FIRST),
            new Demonstration(
                new Pair("b", "all", "q", "x", "y", Side.SECOND),
                "t",
                Side.FIRST,
                OptionalDouble.of(0.75),
                Optional.of(new Demonstration.Rubric("why", "what"))));
    DemonstrationWriter.write(file, demonstrations);
    assertEquals(demonstrations, DemonstrationReader.read(file));
  }

  @Test
  void aFailedWriteLeavesTheEarlierFileAndNothingElse() throws IOException {
    Path file = folder.resolve("pairs.jsonl");
    PairWriter.writePresented(file, List.of(PAIR));
    String before = Files.readString(file);
    InvalidInput refusal =
        assertThrows(
            InvalidInput.class,
            () ->
                AtomicFiles.output(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }));
    assertEquals(
        file + ": cannot be written (No space left on device), free space", refusal.getMessage());
    assertEquals(before, Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() {
    Path file = folder.resolve("pairs.jsonl");
    PairWriter.writePresented(file, List.of(PAIR));
    Path below = file.resolve("more.jsonl");
    String message =
        assertThrows(InvalidInput.class, () -> PairWriter.writePresented(below, List.of(PAIR)))
            .getMessage();
    assertTrue(message.startsWith(below + ": cannot be written ("), message);
  }
}
