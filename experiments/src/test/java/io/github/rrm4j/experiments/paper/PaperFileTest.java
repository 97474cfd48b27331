package io.github.rrm4j.experiments.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.rewards.SplitVotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    assertEquals(10, curves.world().world().items());
    PaperFile whole = PaperFile.read(file, List.of("seed=3"), false);
    assertEquals(3, whole.seed());
    assertEquals(400, ((ScalingPiece) whole.pieces().get(1)).world().world().items());
  }

  private PaperWorkspace place(PaperFile paper) {
    return new PaperWorkspace(
        folder, 1, paper.judging(), paper.estimate(), paper.trainings(), () -> false);
  }

  @Test
  void aBudgetThatLeavesNothingForTheVerdictIsRefusedBeforeAnythingIsJudged() throws IOException {
    String text =
        """
        title: T
        about: A
        output: out
        judging: {otherwise: {max_new_tokens: 512}}
        pieces:
          - {name: curves, kind: scaling, judge: models/j, benchmark: rewardbench, data: d, votes: 1, budgets: [64, 512]}
        short: {budgets: [8], max_new_tokens: 32}
        """;
    Path file = Files.writeString(folder.resolve("p.yaml"), text);
    PaperFile whole = PaperFile.read(file, List.of(), false);
    InvalidInput refused =
        assertThrows(InvalidInput.class, () -> whole.pieces().get(0).inputs(place(whole)));
    assertTrue(
        refused.getMessage().contains("budgets has 512, must be below the 512 tokens"),
        refused.getMessage());
    PaperFile brief = PaperFile.read(file, List.of(), true);
    assertEquals(List.of(8), ((ScalingPiece) brief.pieces().get(0)).budgets());
    assertEquals(32, brief.judging().otherwise().sampling().maxNewTokens());
    brief.pieces().get(0).inputs(place(brief)); // 8 is below 32
  }

  @Test
  void anOptionalPieceIsLeftOutWithWhatNeedsItAndTheOthersAreNamed() throws IOException {
    String text =
        Text.format(
            """
        title: T
        about: A
        output: out
        pieces:
          - {name: given, kind: imported_labels, optional: true, data: nowhere.jsonl}
          - {name: dpo, optional: true, config: %1$s, labels: given}
          - {name: here, kind: imported_labels, data: %2$s}
          - {name: table, kind: benchmark, judge: models/no, benchmark: miniature, votes: 1}
        """,
            root().resolve("configs/miniature/dpo.yaml"),
            Files.writeString(folder.resolve("pairs.jsonl"), "{}\n"));
    PaperFile paper =
        PaperFile.read(Files.writeString(folder.resolve("p.yaml"), text), List.of(), false);
    PaperNeeds needs = new PaperNeeds(paper.pieces(), place(paper));
    assertEquals(
        List.of("here", "table"),
        needs.kept().stream().map(piece -> piece.title().name()).toList());
    assertEquals("dpo: left out, without given", needs.leftOut().get(1));
    InvalidInput missing = assertThrows(InvalidInput.class, () -> needs.check(needs.kept()));
    assertEquals(
        "models/no: does not exist, must be a model folder; needed by table", missing.getMessage());
  }

  @Test
  void labelsOfOthersBecomeThePairsOfATraining() throws IOException {
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.jsonl"),
            "{\"prompt\": \"2 + 2\", \"chosen\": \"4\", \"rejected\": \"5\"}\n"
                + "{\"prompt\": \"2 + 3\", \"response_a\": \"6\", \"response_b\": \"5\", \"winner\": \"model_b\"}\n"
                + "{\"prompt\": \"2 + 4\", \"response_a\": \"6\", \"response_b\": \"six\", \"winner\": \"tie\"}\n");
    Piece.Title title = new Piece.Title("given", "given", List.of(), false);
    ImportedLabelsPiece piece = new ImportedLabelsPiece(title, pairs.toString(), Optional.empty());
    Path out = Files.createDirectories(folder.resolve("given"));
    PaperFile paper =
        PaperFile.read(Files.writeString(folder.resolve("p.yaml"), PAPER), List.of(), false);
    piece.run(place(paper), out);
    List<Pair> read = PairSource.of(out.resolve("pairs.jsonl").toString()).read();
    assertEquals(List.of("4", "5"), read.stream().map(pair -> pair.first()).toList());
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
                1,
                "cpu",
                ComputeType.FP32,
                1,
                Overlong.FAIL,
                SplitVotes.COIN,
                JudgeSpec.defaults().otherwise()),
            new Estimate(1, 1, 1, 1),
            Map.of(),
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
