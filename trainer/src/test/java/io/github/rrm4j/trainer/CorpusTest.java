package io.github.rrm4j.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.miniature.Miniature;
import io.github.rrm4j.data.miniature.MiniatureModelFolder;
import io.github.rrm4j.data.miniature.Slips;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.evaluation.JudgeSettings;
import io.github.rrm4j.evaluation.JudgeTemplate;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  private static final Miniature WORLD = Miniature.generate(3, 400, 40, 40, Slips.STANDARD);

  @TempDir static Path folder;

  private static Tokenizer tokenizer;
  private static Judge judge;

  private final List<String> reported = new ArrayList<>();

  @BeforeAll
  static void open() {
    MiniatureModelFolder.write(folder);
    WORLD.write(folder);
    tokenizer = Tokenizer.read(folder);
    judge =
        new Judge(
            new JudgeSettings(JudgeTemplate.named("compact"), true, new Sampling(1, 64)),
            ChatTemplate.read(folder),
            tokenizer);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private Corpus corpus(long seed, int maxPromptTokens, Overlong overlong, boolean shuffleGold) {
    Data data =
        new Data(
            folder.resolve(Miniature.TRAIN_FILE),
            folder.resolve(Miniature.HELDOUT_FILE),
            folder.resolve(Miniature.DEMONSTRATIONS_FILE),
            maxPromptTokens,
            overlong,
            shuffleGold);
    return new Corpus(data, seed, judge, reported::add);
  }

  /** A limit that about half of the prompts keep. */
  private static int limit() {
    int[] lengths = lengths(WORLD.train());
    return IntStream.of(lengths).sorted().toArray()[lengths.length / 2];
  }

  private static int[] lengths(List<Pair> pairs) {
    return pairs.stream().mapToInt(pair -> judge.prompt(pair).length).toArray();
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
    List<Pair> kept =
        WORLD.train().stream().filter(pair -> judge.prompt(pair).length <= limit).toList();
    assertTrue(kept.size() > 100 && kept.size() < 350, kept.size() + " are kept");
    assertEquals(kept, corpus(1, limit, Overlong.DROP, false).train());
    assertEquals(
        List.of(
            "%s/train.jsonl: data.train: %d of 400 have a prompt longer than data.max_prompt_tokens (%d) and are left out"
                .formatted(folder, 400 - kept.size(), limit)),
        reported);
  }

  @Test
  void longDemonstrationsAreLeftOutToo() {
    int limit = limit();
    long kept =
        WORLD.demonstrations().stream()
            .filter(demonstration -> judge.prompt(demonstration.pair()).length <= limit)
            .count();
    assertEquals(kept, corpus(1, limit, Overlong.DROP, false).demonstrations().size());
    assertEquals(
        List.of(
            "%s/demonstrations.jsonl: data.demonstrations: %d of 40 have a prompt longer than data.max_prompt_tokens (%d) and are left out"
                .formatted(folder, 40 - kept, limit)),
        reported);
  }

  @Test
  void aLongPromptCanEndTheRun() {
    int limit = limit();
    Pair first =
        WORLD.train().stream()
            .filter(pair -> judge.prompt(pair).length > limit)
            .findFirst()
            .orElseThrow();
    Corpus corpus = corpus(1, limit, Overlong.FAIL, false);
    assertEquals(
        "%s/train.jsonl: the prompt of pair %s has %d tokens, data.max_prompt_tokens is %d; raise it or set data.overlong: drop"
            .formatted(folder, first.id(), judge.prompt(first).length, limit),
        assertThrows(InvalidInput.class, corpus::train).getMessage());
  }

  @Test
  void nothingLeftIsRefused() {
    Corpus corpus = corpus(1, 3, Overlong.DROP, false);
    assertEquals(
        folder
            + "/heldout.jsonl: data.heldout: nothing is left to use; raise data.max_prompt_tokens (3)",
        assertThrows(InvalidInput.class, corpus::heldout).getMessage());
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
      Side gold = drawn.gold();
      assertEquals(
          pair,
          new Pair(
              drawn.id(),
              drawn.section(),
              drawn.query(),
              drawn.first(),
              drawn.second(),
              pair.gold()),
          "only the gold " + gold + " is drawn");
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
}
