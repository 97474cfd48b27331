package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reward is what teaches: with the gold it lifts the judge, with a coin in its place it cannot.
 */
@Tag("slow")
class LearningTest {

  @TempDir static Path folder;

  @BeforeAll
  static void warmStart() {
    train("warm", "stages=[sft]");
  }

  private static void train(String name, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "train",
            TinyRun.root().resolve("configs/quickstart.yaml").toString(),
            "--output",
            folder.resolve(name).toString(),
            "--set",
            "evaluation.every=0"));
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    Invocation call = Invocation.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
  }

  /** Sampled held-out accuracy before and after 25 steps of GRPO from the warm start. */
  private static double[] accuracies(String name, boolean shuffleGold) throws IOException {
    Path warm = folder.resolve("warm");
    train(
        name,
        "stages=[grpo]",
        "grpo.steps=25",
        "grpo.optimizer.lr_scheduler_type=constant",
        "model.path=" + warm.resolve("checkpoints/latest"),
        "model.weights=pretrained",
        "data.train=" + warm.resolve("data/train.jsonl"),
        "data.heldout=" + warm.resolve("data/heldout.jsonl"),
        "data.shuffle_gold=" + shuffleGold);
    ObjectMapper mapper = new ObjectMapper();
    List<Double> sampled = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("evaluations.jsonl"))) {
      JsonNode evaluation = mapper.readTree(line);
      if (evaluation.get("mode").asText().equals("sampled")) {
        sampled.add(evaluation.get("accuracy").asDouble());
      }
    }
    assertEquals(2, sampled.size());
    return new double[] {sampled.get(0), sampled.get(1)};
  }

  @Test
  void goldTeachesAndShuffledGoldDoesNot() throws IOException {
    double[] gold = accuracies("gold", false);
    double[] coin = accuracies("coin", true);
    assertEquals(gold[0], coin[0], "both begin with the same judge");
    String said =
        Text.format("from %.3f to %.3f with gold, to %.3f with a coin", gold[0], gold[1], coin[1]);
    assertTrue(gold[1] - gold[0] >= 0.06, said);
    assertTrue(coin[1] - coin[0] <= 0.04, said);
    assertTrue(gold[1] - coin[1] >= 0.06, said);
    System.out.println(said);
  }
}
