package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Resumable work knows its model and its data by content: the same paths with other weights or
 * other texts are refused, so that no result mixes two models or two versions of the data.
 */
class ResumedInputsTest {

  @TempDir static Path folder;
  private static Path model;
  private static byte[] weights;
  private static Path pairs;
  private static Path prompts;
  private static Path replies;

  @BeforeAll
  static void train() throws IOException {
    Path latest = TinyRun.judge(folder.resolve("run")).resolve("checkpoints/latest");
    model = Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(latest.toRealPath())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    weights = Files.readAllBytes(model.resolve("model.safetensors"));
    pairs = folder.resolve("pairs.jsonl");
    prompts = folder.resolve("prompts.jsonl");
    replies = folder.resolve("replies.jsonl");
  }

  @BeforeEach
  void restore() throws IOException {
    Files.write(model.resolve("model.safetensors"), weights);
    Files.writeString(
        pairs,
        "{\"id\":\"a\",\"prompt\":\"1 + 1\",\"chosen\":\"2\",\"rejected\":\"3\"}\n"
            + "{\"id\":\"b\",\"prompt\":\"2 + 2\",\"chosen\":\"4\",\"rejected\":\"5\"}\n");
    Files.writeString(prompts, "{\"id\":\"a\",\"prompt\":\"1 + 1\",\"answer\":\"2\"}\n");
    Files.writeString(replies, TinyRun.lists());
  }

  /** A command that can be resumed, the file that it reads, and its arguments. */
  record Work(String name, List<String> arguments, String input) {

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Work> works() {
    return List.of(
        new Work(
            "evaluate",
            List.of("evaluate", "--benchmark", "preference", "--model", "M"),
            "--input"),
        new Work(
            "scaling", List.of("scaling", "votes", "--model", "M", "--samples", "2"), "--input"),
        new Work("stress", List.of("stress", "--model", "M", "--samples", "1"), "--input"),
        new Work("rank", List.of("rank", "--model", "M"), "--input"),
        new Work("filter", List.of("data", "filter", "--model", "M"), "--input"),
        new Work("annotate", List.of("annotate", "--judge", "M"), "--input"),
        new Work("sample", List.of("sample", "--policy", "M", "--samples", "2"), "--input"),
        new Work("arena", List.of("arena", "--first", "M", "--second", "M", "--gold"), "--input"));
  }

  private static Path inputOf(Work work) {
    return switch (work.name()) {
      case "annotate", "rank" -> replies;
      case "sample", "arena" -> prompts;
      default -> pairs;
    };
  }

  private static Invocation run(Work work, String output, String... more) {
    List<String> arguments = new ArrayList<>();
    for (String argument : work.arguments()) {
      arguments.add(argument.equals("M") ? model.toString() : argument);
    }
    arguments.addAll(List.of(work.input(), inputOf(work).toString()));
    arguments.addAll(List.of("--output", folder.resolve(work.name() + output).toString()));
    arguments.addAll(Arrays.asList(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private static void refused(Invocation resumed, String key) {
    assertEquals(2, resumed.code(), resumed.err());
    assertTrue(
        resumed.err().contains("these results were started with different settings: " + key),
        resumed.err());
    assertTrue(resumed.err().contains("_sha256 was \""), resumed.err());
  }

  /** The command is stopped after its first window; here, by leaving its end away. */
  private static void begun(Work work, String output) throws IOException {
    Invocation begun = run(work, output);
    assertEquals(0, begun.code(), begun.err());
    if (work.name().equals("sample")) { // a complete file is not touched again
      Path file = folder.resolve(work.name() + output);
      Files.move(file, file.resolveSibling(file.getFileName() + ".part.jsonl"));
    }
  }

  @ParameterizedTest
  @MethodSource("works")
  void otherWeightsAreRefused(Work work) throws IOException {
    begun(work, "-weights");
    byte[] other = weights.clone();
    other[other.length - 2] ^= 1;
    Files.write(model.resolve("model.safetensors"), other);
    refused(run(work, "-weights", "--resume"), work.name().equals("arena") ? "first" : "");
    Files.write(model.resolve("model.safetensors"), weights);
    Invocation same = run(work, "-weights", "--resume");
    assertEquals(0, same.code(), same.err());
  }

  @ParameterizedTest
  @MethodSource("works")
  void otherTextsUnderTheSameIdsAreRefused(Work work) throws IOException {
    begun(work, "-texts");
    Path input = inputOf(work);
    Files.writeString(input, Files.readString(input).replace("1 + 1", "1 + 2"));
    refused(run(work, "-texts", "--resume"), "");
  }

  @Test
  void piecesOfAPaperAreMadeAgainOfOtherWeightsOrTexts() throws IOException {
    Path paper =
        Files.writeString(
            folder.resolve("paper.yaml"),
            Text.format(
                "title: Given%nabout: Given.%noutput: unused%npieces:%n"
                    + "  - {name: one, kind: benchmark, panels: [benchmark], judge: '%s', votes: 1,"
                    + " benchmark: preference, data: '%s'}%n",
                model, folder.resolve("given")));
    Path data = Files.createDirectory(folder.resolve("given")).resolve("pairs.jsonl");
    Files.copy(pairs, data);
    String[] call = {"reproduce", paper.toString(), "--output", folder.resolve("paper").toString()};
    said(call, "[1/1] one: begins");
    said(call, "[1/1] one: was finished");
    byte[] other = weights.clone();
    other[other.length - 2] ^= 1;
    Files.write(model.resolve("model.safetensors"), other);
    said(call, "[1/1] one: other inputs (given), made again");
    Files.writeString(data, Files.readString(data).replace("1 + 1", "1 + 2"));
    said(call, "[1/1] one: other inputs (given), made again");
    said(call, "[1/1] one: was finished");
  }

  private static void said(String[] call, String line) {
    Invocation made = Invocation.of(call);
    assertEquals(0, made.code(), made.err());
    assertTrue(made.err().contains(line), made.err());
  }
}
