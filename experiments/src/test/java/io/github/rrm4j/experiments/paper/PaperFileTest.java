package io.github.rrm4j.experiments.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.rewards.SplitVotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperFileTest {

  @TempDir Path folder;

  private static final String PAPER =
      """
      title: T
      about: A
      output: out
      pieces:
        - {name: base, config: c.yaml, set: [a=1]}
        - {name: curves, kind: scaling, judge: base, data: miniature, votes: 16, items: 400}
      short: {set: [a=2], items: 10, votes: 20}
      """;

  @Test
  void everyKeyWithADefaultIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), PAPER);
    ConfigReader reader = ConfigTree.load(PaperFile.base(), file, List.of()).reader();
    PaperFile.of(reader, false);
    assertEquals(List.of(), reader.unread());
  }

  @Test
  void theShortFormHasItsSettingsLastAndNeverMoreThanTheLongOne() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), PAPER);
    PaperFile brief = PaperFile.read(file, List.of(), true);
    TrainingPiece base = (TrainingPiece) brief.pieces().get(0);
    assertEquals(List.of("a=1", "a=2"), base.settings());
    assertEquals(folder.resolve("c.yaml").toAbsolutePath(), base.config());
    ScalingPiece curves = (ScalingPiece) brief.pieces().get(1);
    assertEquals(16, curves.votes());
    assertEquals(10, curves.world().items());
    PaperFile whole = PaperFile.read(file, List.of("seed=3"), false);
    assertEquals(3, whole.seed());
    assertEquals(400, ((ScalingPiece) whole.pieces().get(1)).world().items());
  }

  @Test
  void aTrainingIsRewardedByTheOneJudgeThatIsNamed() throws IOException {
    String text =
        Text.format(
            """
        title: T
        about: A
        output: out
        pieces:
          - {name: gold, config: %1$s, judge: gold}
          - {name: scores, config: %1$s, judge: gold, scalar: false, set: [policy.weights.judge=1, policy.judge.model=models/j]}
          - {name: scalar, config: %1$s, judge: models/s, scalar: true}
          - {name: pairs, config: %1$s, judge: models/j}
        """,
            root().resolve("configs/miniature/policy-rl.yaml"));
    Path file = Files.writeString(folder.resolve("p.yaml"), text);
    PaperWorkspace place =
        new PaperWorkspace(
            folder,
            1,
            new PaperWorkspace.Judging(
                1, "cpu", ComputeType.FP32, 1, Overlong.FAIL, SplitVotes.COIN),
            Set.of(),
            () -> false);
    List<String> configs =
        PaperFile.read(file, List.of(), false).pieces().stream()
            .map(piece -> piece.inputs(place).path("config").asText())
            .toList();
    List<String> weights = List.of("0 0 1", "1 0 1", "0 1 0", "1 0 0");
    for (int i = 0; i < configs.size(); i++) {
      assertEquals(weights.get(i), weights(configs.get(i)), configs.get(i));
    }
    assertTrue(configs.get(2).contains("models/s") && !configs.get(2).contains("models/j"));
    assertTrue(configs.get(3).contains("models/j"));
  }

  /** The weights of judge, scalar model and gold. */
  private static String weights(String config) {
    Matcher matcher =
        Pattern.compile("weights:\\s+judge: (\\d)\\S*\\s+scalar: (\\d)\\S*\\s+gold: (\\d)")
            .matcher(config);
    assertTrue(matcher.find(), config);
    return matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3);
  }

  private static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    return root;
  }
}
