package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge that is trained on lists, in a size that takes seconds. */
class ListwiseTrainingTest {

  @TempDir private Path folder;

  private static final String[] LISTS = {
    "--set", "judge.template=compact-listwise",
    "--set", "data.lists=miniature",
    "--set", "data.max_prompt_tokens=128",
    "--set", "log.batches_every=0",
    "--set", "rollout.max_new_tokens=60",
    "--set", "sft.steps=60",
    "--set", "sft.optimizer.learning_rate=1e-2"
  };

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void theRewardIsTauAndTheSeedDecidesTheBytes() throws IOException {
    Path run = folder.resolve("a");
    TinyRun.complete(run, LISTS);
    TinyRun.complete(folder.resolve("b"), LISTS);
    assertEquals(TinyRun.digests(run), TinyRun.digests(folder.resolve("b")));
    int ranked = 0;
    for (JsonNode rollout : lines(run.resolve("rollouts.jsonl"))) {
      double[] gold = numbers(rollout.get("gold"));
      if (rollout.has("ranking")) {
        ranked++;
        double[] scores = new double[gold.length];
        double[] best = numbers(rollout.get("ranking"));
        for (int place = 0; place < best.length; place++) {
          scores[(int) best[place]] = -place;
        }
        double tau = new KendallsCorrelation().correlation(scores, gold);
        assertEquals(tau, rollout.get("reward").asDouble(), 1e-9, rollout.toString());
      } else {
        assertEquals(-1, rollout.get("reward").asDouble(), rollout.toString());
      }
    }
    assertTrue(ranked > 0, "the demonstrations teach the form");
    Path output = folder.resolve("ranked.jsonl");
    Invocation rank = TinyRun.rank(run, output, "--method", "listwise", "--votes", "2");
    assertEquals(0, rank.code(), rank.err());
    assertTrue(rank.err().contains("listwise of 6 queries: 12 rankings"), rank.err());
    for (JsonNode line : lines(output)) {
      assertEquals(2, line.get("votes").size());
      assertEquals(0, line.get("comparisons").asInt());
      assertTrue(line.get("tokens").asLong() >= line.get("thinking_tokens").asLong());
    }
  }

  private static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  @Test
  void whatListsHaveNotIsNamed() {
    Invocation refused =
        Invocation.of(
            TinyRun.arguments(
                folder.resolve("no"),
                "--set",
                "data.lists=miniature",
                "--set",
                "reward.weights.soft=0.5",
                "--set",
                "grpo.both_orders=true",
                "--set",
                "data.shuffle_gold=true",
                "--set",
                "data.negatives.share=0.5"));
    assertEquals(2, refused.code());
    for (String problem :
        List.of(
            "data.lists is set, must be null unless judge.template ranks n responses",
            "log.batches_every is set, must be 0 with data.lists",
            "grpo.both_orders shows both orders of a pair, must be left out with data.lists",
            "data.shuffle_gold is true, must be false with data.lists",
            "data.negatives.share is 0.5, must be 0 with data.lists",
            "reward.weights.verdict stands beside consistency, soft or brier")) {
      assertTrue(refused.err().contains(problem), refused.err());
    }
  }
}
