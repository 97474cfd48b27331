package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The quickstart in a size that takes seconds: both stages, evaluations, a checkpoint each step.
 */
final class TinyRun {

  private TinyRun() {}

  /** The repository's root. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Arguments of {@code train} for a run in {@code output}. */
  static String[] arguments(Path output, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "train", root().resolve("configs/quickstart.yaml").toString(),
            "--output", output.toString()));
    for (String setting :
        new String[] {
          "sft.steps=5",
          "sft.batch_size=8",
          "grpo.steps=5",
          "grpo.prompts=4",
          "grpo.group_size=4",
          "grpo.mini_batch_size=2",
          "grpo.kl_coefficient=0.01",
          "rollout.max_new_tokens=24",
          "data.miniature.train_pairs=40",
          "data.miniature.heldout_pairs=8",
          "data.miniature.demonstrations=60",
          "evaluation.every=2",
          "evaluation.pairs=4",
          "evaluation.final_pairs=8",
          "checkpoint.every=1",
          "checkpoint.keep_last=3",
          "log.rollouts_every=1",
          "log.batches_every=2"
        }) {
      all.add("--set");
      all.add(setting);
    }
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Ranks three responses to each of six queries of the miniature with the model of a run. */
  static Invocation rank(Path run, Path output, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "rank",
                "--model",
                run.toString(),
                "--input",
                "miniature",
                "--limit",
                "6",
                "--responses",
                "3",
                "--output",
                output.toString()));
    all.addAll(List.of(more));
    return Invocation.of(all.toArray(String[]::new));
  }

  /** SHA-256 of every file of a run whose bytes a repetition must give again, by relative path. */
  static Map<String, String> digests(Path run) {
    try (Stream<Path> walk = Files.walk(run)) {
      Map<String, String> digests = new TreeMap<>();
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        if (repeats(name)) {
          digests.put(name, sha256(file));
        }
      }
      return digests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Times and the folder's own name are not repeated, nor what records the bytes of times. */
  private static boolean repeats(String name) {
    return !name.equals("timings.jsonl")
        && !name.startsWith("events.out")
        && !name.equals("run.log")
        && !name.equals("report.html")
        && !name.endsWith("state.json")
        && !name.endsWith("manifest.json");
  }

  static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trains to the end in this process. */
  static void complete(Path output, String... more) {
    Invocation run = Invocation.of(arguments(output, more));
    assertEquals(0, run.code(), run.err());
  }

  /**
   * Trains, by demonstrations alone, a judge that gives verdicts of up to 60 tokens.
   *
   * @return the run
   */
  static Path judge(Path output) {
    complete(
        output,
        "--set",
        "stages=[sft]",
        "--set",
        "sft.steps=60",
        "--set",
        "sft.optimizer.learning_rate=1e-2",
        "--set",
        "checkpoint.every=60",
        "--set",
        "rollout.max_new_tokens=60");
    return output;
  }

  /**
   * Lists to rank and to label. There are eight, since votes of a judge of so few steps often
   * split, on which pairs depends on the processor, and a label is to come out of one.
   */
  static String lists() {
    return IntStream.range(1, 9)
        .mapToObj(
            i ->
                Text.format(
                    "{\"id\":\"%d\",\"prompt\":\"1 + %d\",\"responses\":[\"%d\",\"3\",\"4\"]}\n",
                    i, i, i + 5))
        .collect(Collectors.joining());
  }
}
