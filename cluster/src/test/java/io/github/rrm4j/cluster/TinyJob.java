package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.TinyJudge;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A judge whose weights are random, and pairs for it.
 *
 * @param model its folder
 * @param pairs a file
 */
record TinyJob(Path model, Path pairs) {

  /** Writes both into a folder. */
  static TinyJob write(Path folder, int pairs) throws IOException {
    Path model = folder.resolve("model");
    TinyJudge.write(model, new Sampling(1, 6));
    Path file = folder.resolve("pairs.jsonl");
    Files.write(file, lines(pairs));
    return new TinyJob(model, file);
  }

  /** Pairs of which every third has an id of its own. */
  static List<String> lines(int pairs) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      String id = i % 3 == 0 ? "\"id\":\"p" + i + "\"," : "";
      lines.add(
          "{"
              + id
              + "\"prompt\":\"2 + "
              + i
              + "\",\"response_1\":\"3\",\"response_2\":\""
              + i
              + "\",\"label\":1}");
    }
    return lines;
  }

  /** The command that judges pairs in both orders. */
  String[] judge(Path input, Path output, Stream<String> more) {
    return Stream.concat(
            Stream.of(
                "judge",
                "--model",
                model.toString(),
                "--input",
                input.toString(),
                "--output",
                output.toString(),
                "--both-orders"),
            more)
        .toArray(String[]::new);
  }

  /** What a job has said of itself. */
  static ObjectNode report(Path output) throws IOException {
    return Json.read(output.resolveSibling(output.getFileName() + ".report.json"));
  }
}
