package io.github.rrm4j.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairWriter;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.attack.Negatives;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.Slips;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.Responses;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  private static final Miniature WORLD = Miniature.generate(3, 400, 40, 40, Slips.STANDARD);

  private static final List<StageKind> BOTH = List.of(StageKind.SFT, StageKind.GRPO);

  private static final Responses RESPONSES = new Responses(true, true, false, 0);

  @TempDir static Path folder;

  private static CompactJudge compact;
  private static JudgeFormat judge;

  private final List<String> reported = new ArrayList<>();

  @BeforeAll
  static void open() {
    WORLD.write(folder);
    compact = CompactJudge.in(folder);
    judge = compact.format();
  }

  @AfterAll
  static void close() {
    compact.close();
  }

  private Corpus corpus(long seed, int maxPromptTokens, Overlong overlong, boolean shuffleGold) {
    return corpus(BOTH, seed, maxPromptTokens, overlong, shuffleGold);
  }

  private Corpus corpus(
      List<StageKind> stages,
      long seed,
      int maxPromptTokens,
      Overlong overlong,
      boolean shuffleGold) {
    Data data =
        data(
            mixture(Miniature.TRAIN_FILE),
            mixture(Miniature.HELDOUT_FILE),
            folder.resolve(Miniature.DEMONSTRATIONS_FILE),
            maxPromptTokens,
            overlong,
            shuffleGold,
            RESPONSES);
    return Corpus.read(stages, data, seed, judge, newRun(), reported::add);
  }

  private static Mixture mixture(String file) {
    return Mixture.of(PairSource.of(folder.resolve(file).toString()));
  }

  private static Path newRun() {
    try {
      return Files.createTempDirectory(folder, "run");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A limit that about half of the prompts keep. */
  private static int limit() {
    int[] lengths =
        WORLD.train().stream().mapToInt(pair -> judge.prompt(pair).length).sorted().toArray();
    return lengths[lengths.length / 2];
  }

  @Test
  void withoutALongPromptAllIsThereAndNothingIsReported() {
    Corpus corpus = corpus(1, 1000, Overlong.FAIL, false);
    assertEquals(WORLD.train(), corpus.train());
    assertEquals(WORLD.heldout(), corpus.heldout());
    assertEquals(WORLD.demonstrations().size(), corpus.demonstrations().size());
    assertEquals(List.of(), reported);
  }

  @Test
  void longPromptsAreLeftOutCountedAndReported() {
    int limit = limit();
    List<Pair> train = WORLD.train().stream().filter(pair -> fits(pair, limit)).toList();
    List<Pair> heldout = WORLD.heldout().stream().filter(pair -> fits(pair, limit)).toList();
    long demonstrations =
        WORLD.demonstrations().stream().filter(d -> fits(d.pair(), limit)).count();
    assertTrue(train.size() > 100 && train.size() < 350, train.size() + " are kept");
    Corpus corpus = corpus(1, limit, Overlong.DROP, false);
    assertEquals(train, corpus.train());
    assertEquals(heldout, corpus.heldout());
    assertEquals(demonstrations, corpus.demonstrations().size());
    String line =
        "%s/%s.jsonl: data.%2$s: %d of %d have a prompt longer than data.max_prompt_tokens (%d) and are left out";
    assertEquals(
        List.of(
            Text.format(line, folder, "train", 400 - train.size(), 400, limit),
            Text.format(line, folder, "heldout", 40 - heldout.size(), 40, limit),
            Text.format(line, folder, "demonstrations", 40 - demonstrations, 40, limit)),
        reported);
  }

  private static boolean fits(Pair pair, int limit) {
    return judge.prompt(pair).length <= limit;
  }

  @Test
  void aLongPromptCanEndTheRun() {
    int limit = limit();
    Pair first = WORLD.train().stream().filter(p -> !fits(p, limit)).findFirst().orElseThrow();
    assertEquals(
        Text.format(
            "%s/train.jsonl: the prompt of pair %s has %d tokens, data.max_prompt_tokens is %d; raise it or set data.overlong: drop",
            folder, first.id(), judge.prompt(first).length, limit),
        assertThrows(InvalidInput.class, () -> corpus(1, limit, Overlong.FAIL, false))
            .getMessage());
  }

  @Test
  void nothingLeftIsRefused() {
    assertEquals(
        folder
            + "/train.jsonl: data.train: nothing is left to use; raise data.max_prompt_tokens (3)",
        assertThrows(InvalidInput.class, () -> corpus(1, 3, Overlong.DROP, false)).getMessage());
  }

  @Test
  void onlyTheFilesOfTheStagesAreRead() {
    Path missing = folder.resolve("missing.jsonl");
    Mixture heldout = mixture(Miniature.HELDOUT_FILE);
    Mixture train = mixture(Miniature.TRAIN_FILE);
    Data withoutDemonstrations =
        data(train, heldout, missing, 1000, Overlong.DROP, false, RESPONSES);
    Corpus grpo =
        Corpus.read(
            List.of(StageKind.GRPO), withoutDemonstrations, 1, judge, newRun(), reported::add);
    assertEquals(400, grpo.train().size());
    assertEquals(List.of(), grpo.demonstrations());
    assertThrows(
        InvalidInput.class,
        () -> Corpus.read(BOTH, withoutDemonstrations, 1, judge, newRun(), line -> {}));
    Corpus sft = corpus(List.of(StageKind.SFT), 1, 1000, Overlong.DROP, false);
    assertEquals(List.of(), sft.train());
    assertEquals(40, sft.demonstrations().size());
    assertEquals(40, sft.heldout().size());
  }

  @Test
  void labelsAreDemonstrationsOfEachPairInBothOrdersWithItsGoldVerdict() {
    JudgeFormat direct =
        new JudgeFormat(
            new JudgeSettings(JudgeTemplate.named("compact"), false, new Sampling(1, 64)),
            ChatTemplate.read(folder),
            compact.tokenizer());
    Path missing = folder.resolve("missing.jsonl");
    Data data =
        new Data(
            mixture(Miniature.TRAIN_FILE),
            mixture(Miniature.HELDOUT_FILE),
            missing,
            1000,
            Overlong.DROP,
            false,
            Negatives.Settings.NONE,
            RESPONSES,
            TrainingPlan.Examples.LABELS,
            Optional.empty());
    List<TokenSequence> labels =
        Corpus.read(List.of(StageKind.SFT), data, 1, direct, newRun(), reported::add)
            .demonstrations();
    assertEquals(800, labels.size());
    for (int i = 0; i < 40; i++) {
      Pair given = WORLD.train().get(i / 2);
      Pair shown = i % 2 == 0 ? given : given.swapped();
      TokenSequence label = labels.get(i);
      assertArrayEquals(direct.prompt(shown), label.prompt());
      Rollout as = new Rollout(label, new float[label.completion().length], Finish.STOP);
      assertEquals(Verdict.of(shown.gold()), direct.read(as).verdict());
      assertEquals(0, direct.read(as).thinkingTokens());
    }
  }

  @Test
  void theConversationsOfARewardModelAreWhatIsTooLong() {
    ScalarText text = new ScalarText(ChatTemplate.read(folder), compact.tokenizer());
    int[] lengths = WORLD.train().stream().mapToInt(text::length).sorted().toArray();
    int limit = lengths[lengths.length / 2];
    List<Pair> kept = WORLD.train().stream().filter(p -> text.length(p) <= limit).toList();
    assertTrue(kept.size() > 100 && kept.size() < 400, kept.size() + " are kept");
    Data data =
        data(
            mixture(Miniature.TRAIN_FILE),
            mixture(Miniature.HELDOUT_FILE),
            folder.resolve("missing.jsonl"),
            limit,
            Overlong.DROP,
            false,
            RESPONSES);
    assertEquals(kept, Corpus.read(data, 1, text, newRun(), reported::add).train());
  }

  @Test
  void aDemonstrationIsThePromptAndWhatIsReadAsItsVerdict() {
    List<TokenSequence> sequences = corpus(1, 1000, Overlong.FAIL, false).demonstrations();
    for (int i = 0; i < sequences.size(); i++) {
      Demonstration demonstration = WORLD.demonstrations().get(i);
      TokenSequence sequence = sequences.get(i);
      assertArrayEquals(judge.prompt(demonstration.pair()), sequence.prompt());
      Rollout as = new Rollout(sequence, new float[sequence.completion().length], Finish.STOP);
      assertEquals(Verdict.of(demonstration.verdict()), judge.read(as).verdict());
      assertTrue(judge.read(as).text().contains(demonstration.thinking()));
    }
  }

  @Test
  void shuffledGoldIsACoinOfEachTrainingPair() {
    List<Pair> shuffled = corpus(1, 1000, Overlong.FAIL, true).train();
    int flipped = 0;
    for (int i = 0; i < shuffled.size(); i++) {
      Pair pair = WORLD.train().get(i);
      Pair drawn = shuffled.get(i);
      flipped += drawn.gold() == pair.gold() ? 0 : 1;
      assertEquals(
          pair,
          new Pair(
              drawn.id(),
              drawn.section(),
              drawn.query(),
              drawn.first(),
              drawn.second(),
              pair.gold()),
          "only the gold is drawn");
    }
    assertTrue(flipped > 160 && flipped < 240, flipped + " of 400 are flipped");
  }

  @Test
  void theSeedDecidesTheShuffledGold() {
    List<Pair> shuffled = corpus(1, 1000, Overlong.FAIL, true).train();
    assertEquals(shuffled, corpus(1, 1000, Overlong.FAIL, true).train());
    assertNotEquals(shuffled, corpus(2, 1000, Overlong.FAIL, true).train());
  }

  @Test
  void heldOutPairsAndDemonstrationsAreNeverShuffled() {
    Corpus corpus = corpus(1, 1000, Overlong.FAIL, true);
    assertEquals(WORLD.heldout(), corpus.heldout());
    List<TokenSequence> plain = corpus(1, 1000, Overlong.FAIL, false).demonstrations();
    List<TokenSequence> sequences = corpus.demonstrations();
    for (int i = 0; i < plain.size(); i++) {
      assertArrayEquals(plain.get(i).completion(), sequences.get(i).completion());
    }
  }

  private Corpus grpo(Path train, Path run, Responses responses, int maxPromptTokens) {
    Data data =
        data(
            Mixture.of(PairSource.of(train.toString())),
            mixture(Miniature.HELDOUT_FILE),
            folder,
            maxPromptTokens,
            Overlong.DROP,
            false,
            responses);
    return Corpus.read(List.of(StageKind.GRPO), data, 1, judge, run, reported::add);
  }

  @Test
  void pairsArePreparedOnceAndARunKeepsItsOwn() throws IOException {
    Path train = folder.resolve("own.jsonl");
    PairWriter.writePresented(train, WORLD.train().subList(0, 9));
    Path run = newRun();
    Corpus first = grpo(train, run, RESPONSES, 1000);
    Files.delete(train);
    assertEquals(first, grpo(train, run, RESPONSES, 1000));
    Path kept = run.resolve("data/train.prepared.jsonl");
    Files.writeString(kept, Files.readString(kept).replace('1', '2'));
    String message =
        assertThrows(InvalidInput.class, () -> grpo(train, run, RESPONSES, 1000)).getMessage();
    assertTrue(message.startsWith(kept + ": is not as it was prepared, must not"), message);
  }

  @Test
  void whatPreparationChangesIsToldCountedAndKeptWithTheRun() throws IOException {
    Path train = folder.resolve("odd.jsonl");
    Pair plain = WORLD.train().get(0);
    String longOne = "1 2 3 4 5 6 7 8 9 ".repeat(20);
    PairWriter.writePresented(
        train,
        List.of(
            plain,
            new Pair("2", "s", plain.query(), plain.first(), plain.second(), plain.gold()),
            new Pair("3", "s", "q", "<think>7", "8", Side.SECOND),
            new Pair("4", "s", "r", longOne + "6", "7", plain.gold())));
    Path run = newRun();
    Corpus corpus = grpo(train, run, new Responses(true, true, true, 60), 200);
    assertEquals(
        List.of(
            train + ": data.train: 1 of 4 stand there already and are left out",
            train
                + ": data.train: 1 of 4 have a response that never ends its thinking, now [NO ANSWER]",
            train + ": data.train: 1 of 4 have a response that is cut to its last tokens"),
        reported);
    assertEquals("[NO ANSWER]", corpus.train().get(1).first());
    String cut = corpus.train().get(2).first();
    assertTrue(longOne.concat("6").endsWith(cut), cut);
    assertEquals(70, compact.tokenizer().encode(cut).length);
    String json = Files.readString(run.resolve("data/preparation.json"));
    assertTrue(json.contains("\"duplicate\" : 1"), json);
    assertTrue(json.contains("\"cut\" : 1"), json);
  }

  /** Of a judge, with the demonstrations of a file. */
  private static Data data(
      Mixture train,
      Mixture heldout,
      Path demonstrations,
      int maxPromptTokens,
      Overlong overlong,
      boolean shuffleGold,
      Responses responses) {
    return new Data(
        train,
        heldout,
        demonstrations,
        maxPromptTokens,
        overlong,
        shuffleGold,
        Negatives.Settings.NONE,
        responses,
        TrainingPlan.Examples.FILE,
        Optional.empty());
  }
}
