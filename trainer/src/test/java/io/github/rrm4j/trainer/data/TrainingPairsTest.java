package io.github.rrm4j.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.attack.Attacks;
import io.github.rrm4j.data.attack.Negatives;
import io.github.rrm4j.data.check.GramHashes;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.Slips;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.Responses;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Negatives among the training pairs of a run, and the hashes of its prompts. */
class TrainingPairsTest {

  private static final List<StageKind> BOTH = List.of(StageKind.SFT, StageKind.GRPO);
  private static final Miniature WORLD = Miniature.generate(1, 400, 40, 200, Slips.STANDARD);

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

  private static Path newRun() throws IOException {
    return Files.createTempDirectory(folder, "run");
  }

  @Test
  void negativesAreAmongTheTrainingPairsCountedAndTheSameAfterAResume() throws IOException {
    Negatives.Settings negatives =
        new Negatives.Settings(0.5, Attacks.named(List.of("master_key"), List.of(), "test"));
    Data data = data(negatives);
    Path run = newRun();
    List<StageKind> stages = List.of(StageKind.GRPO);
    Corpus corpus = Corpus.read(stages, data, 1, judge, run, reported::add);
    int attacked = 0;
    for (int i = 0; i < WORLD.train().size(); i++) {
      Pair given = WORLD.train().get(i);
      Pair used = corpus.train().get(i);
      assertEquals(given.chosen(), used.chosen());
      attacked += used.equals(given) ? 0 : 1;
    }
    assertTrue(attacked > WORLD.train().size() / 3, "about half: " + attacked);
    assertEquals(WORLD.heldout(), corpus.heldout());
    JsonNode counts = Json.read(run.resolve("data/preparation.json")).at("/train/negatives");
    assertEquals(attacked, counts.get("drawn").asInt());
    assertTrue(
        reported.get(0).contains(attacked + " of " + WORLD.train().size() + " are negatives"),
        reported.toString());
    Corpus again = Corpus.read(stages, data, 1, judge, run, reported::add);
    assertEquals(List.copyOf(corpus.train()), List.copyOf(again.train()));
    Corpus elsewhere = Corpus.read(stages, data, 1, judge, newRun(), reported::add);
    assertEquals(List.copyOf(corpus.train()), List.copyOf(elsewhere.train()));
  }

  private static Data data(Negatives.Settings negatives) {
    return new Data(
        Mixture.of(PairSource.of(folder.resolve(Miniature.TRAIN_FILE).toString())),
        Mixture.of(PairSource.of(folder.resolve(Miniature.HELDOUT_FILE).toString())),
        folder.resolve(Miniature.DEMONSTRATIONS_FILE),
        1000,
        Overlong.FAIL,
        false,
        negatives,
        new Responses(true, true, false, 0),
        TrainingPlan.Examples.FILE,
        Optional.empty());
  }

  @Test
  void promptsOfPairsAndDemonstrationsAreKeptAsHashesAndAResumeKeepsThem() throws IOException {
    Path run = newRun();
    Data data = data(Negatives.Settings.NONE);
    Corpus.read(BOTH, data, 1, judge, run, reported::add);
    Path file = run.resolve("data").resolve(PromptHashes.FILE);
    PromptHashes prompts = PromptHashes.read(file);
    WORLD.train().forEach(pair -> assertTrue(prompts.has(pair.query())));
    WORLD.demonstrations().forEach(one -> assertTrue(prompts.has(one.pair().query())));
    WORLD.heldout().forEach(pair -> assertFalse(prompts.has(pair.query()), pair.query()));
    Path stretches = run.resolve("data").resolve(GramHashes.FILE);
    GramHashes grams = new GramHashes();
    WORLD.train().forEach(pair -> grams.add(pair.query()));
    WORLD.demonstrations().forEach(one -> grams.add(one.pair().query()));
    assertEquals(grams.size(), GramHashes.read(stretches).size());
    byte[] before = Files.readAllBytes(file);
    byte[] had = Files.readAllBytes(stretches);
    Corpus.read(BOTH, data, 1, judge, run, reported::add);
    assertArrayEquals(before, Files.readAllBytes(file));
    assertArrayEquals(had, Files.readAllBytes(stretches));
    Files.delete(stretches);
    Corpus.read(BOTH, data, 1, judge, run, reported::add);
    assertFalse(Files.exists(stretches), "stretches of demonstrations alone would say too little");
    Files.delete(file);
    Corpus.read(BOTH, data, 1, judge, run, reported::add);
    assertFalse(Files.exists(file), "hashes of demonstrations alone would say too little");
  }
}
