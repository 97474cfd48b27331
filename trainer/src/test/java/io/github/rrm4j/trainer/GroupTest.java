package io.github.rrm4j.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.RewardFunction;
import io.github.rrm4j.rewards.RewardFunction.Weights;
import io.github.rrm4j.rewards.RewardScheme;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.GrpoSettings.Reference;
import io.github.rrm4j.trainer.Presentation.Asked;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.ScoreFunction;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Written completions instead of sampled ones: what the stage makes of them, by hand. */
class GroupTest {

  private static final Pair PAIR = new Pair("id", "sums", "2+2=?", "4", "5", Side.FIRST);
  private static final RewardScheme SCHEME = new RewardScheme(1, -1, -1, -1);

  @TempDir static Path folder;

  private static Tokenizer tokenizer;
  private static JudgeFormat judge;

  @BeforeAll
  static void open() {
    MiniatureModelFolder.write(folder);
    tokenizer = Tokenizer.read(folder);
    judge =
        new JudgeFormat(
            new JudgeSettings(JudgeTemplate.named("compact"), true, new Sampling(1, 64)),
            ChatTemplate.read(folder),
            tokenizer);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static Asked asked(Pair pair) {
    return new Asked(
        pair, judge, new Request(judge.prompt(pair), Key.of(1, "unused")), OptionalInt.empty());
  }

  /**
   * @param verdict 1 or 2; 0 for a completion that is cut off before it
   * @param probability of every token
   */
  private static Rollout rollout(Pair pair, int verdict, double probability) {
    int[] prompt = judge.prompt(pair);
    int[] all = judge.completion(prompt, "2+2=4.", Math.max(1, verdict));
    int[] completion = verdict == 0 ? Arrays.copyOf(all, 4) : all;
    float[] logprobs = new float[completion.length];
    Arrays.fill(logprobs, (float) Math.log(probability));
    return new Rollout(
        new TokenSequence(prompt, completion),
        logprobs,
        verdict == 0 ? Finish.LENGTH : Finish.STOP);
  }

  private static JudgedGroup judged(Pair pair, RewardFunction reward, Rollout... rollouts) {
    return JudgedGroup.of(List.of(asked(pair)), List.of(List.of(rollouts)), reward, false, 64)
        .get(0);
  }

  private static Group group(Pair pair, RewardFunction reward, Rollout... rollouts) {
    return judged(pair, reward, rollouts).group();
  }

  private static GrpoSettings settings(GrpoSettings.Kl kl, boolean mask, int minimum) {
    return new GrpoSettings(
        new GrpoSettings.Batch(1, 2, 2, 2, false, GrpoSettings.Refill.NONE),
        new GrpoSettings.Policy(new ScoreFunction(), Aggregation.TOKEN, Importance.NONE),
        kl,
        new GrpoSettings.Compare(GroupAdvantages.NONE, Double.POSITIVE_INFINITY, mask, minimum),
        LimitCurriculum.constant(64),
        new GrpoSettings.Gap(1, 1));
  }

  private static GrpoSettings.Kl kl(double coefficient, KlPlace place) {
    return new GrpoSettings.Kl(coefficient, KlEstimator.K1, place, Reference.FROZEN, 1);
  }

  @Test
  void theSoftRewardIsOfTheTokenThatSaysWhich() {
    RewardFunction soft =
        new RewardFunction(SCHEME, new Weights(0, 0, 1, 0), false, LengthRule.NONE);
    Rollout right = rollout(PAIR, 1, 0.9);
    int at = judge.verdictToken(right).orElseThrow();
    right.logprobs()[at] = (float) Math.log(0.7);
    Group group = group(PAIR, soft, right, rollout(PAIR, 2, 0.9), rollout(PAIR, 0, 0.9));
    assertArrayEquals(new double[] {0.4, -0.8, -1}, group.values(), 1e-6);
  }

  @Test
  void bothOrdersAreComparedSampleBySample() {
    RewardFunction function =
        new RewardFunction(SCHEME, new Weights(1, 1, 0, 0), false, LengthRule.NONE);
    Pair swapped = PAIR.swapped(); // its gold is second
    List<JudgedGroup> groups =
        JudgedGroup.of(
            List.of(asked(PAIR), asked(swapped)),
            List.of(
                List.of(rollout(PAIR, 1, .5), rollout(PAIR, 1, .5)),
                List.of(rollout(swapped, 2, .5), rollout(swapped, 1, .5))),
            function,
            true,
            64);
    assertArrayEquals(new double[] {2, 1}, groups.get(0).group().values());
    assertArrayEquals(new double[] {2, -1}, groups.get(1).group().values());
  }

  @Test
  void theKlIsSummedOverTheTokensOfARollout() {
    Group group =
        group(PAIR, RewardFunction.of(SCHEME), rollout(PAIR, 1, .5), rollout(PAIR, 1, .5));
    int tokens = group.rollouts().get(0).logprobs().length;
    float[][] reference = new float[2][tokens];
    Arrays.fill(reference[0], (float) Math.log(0.5));
    Arrays.fill(reference[1], (float) Math.log(0.25));
    GrpoBatch batch =
        GrpoBatch.of(List.of(group), reference, settings(kl(0.1, KlPlace.REWARD), false, 1));
    double held = -0.1 * tokens * Math.log(2);
    assertEquals(0, batch.reward(0).orElseThrow().parts().get("kl"), 1e-6);
    assertEquals(held, batch.reward(1).orElseThrow().parts().get("kl"), 1e-5);
    assertEquals(-held / 2, batch.advantages()[0], 1e-5);
    assertFalse(group.hasSignal(), "before the KL all are equal");
    GrpoBatch free =
        GrpoBatch.of(List.of(group), reference, settings(kl(0.1, KlPlace.LOSS), false, 1));
    assertEquals(0, free.advantages()[1]);
  }

  @Test
  void aGroupOfWhichTooLittleIsLeftIsLeftOut() {
    RewardFunction reward = RewardFunction.of(SCHEME);
    List<Group> groups =
        List.of(
            group(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 0, .5)),
            group(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 2, .5)));
    assertSteps(new int[][] {{0, 1, 2, 3}}, groups, settings(kl(0, KlPlace.LOSS), false, 2));
    assertSteps(new int[][] {{0, 2, 3}}, groups, settings(kl(0, KlPlace.LOSS), true, 1));
    assertSteps(new int[][] {{2, 3}}, groups, settings(kl(0, KlPlace.LOSS), true, 2));
  }

  @Test
  void aRolloutWithoutARewardIsLeftOutOfItsGroupAndOfTheLoss() {
    Group whole =
        group(
            PAIR,
            RewardFunction.of(SCHEME),
            rollout(PAIR, 1, .5),
            rollout(PAIR, 2, .5),
            rollout(PAIR, 2, .5));
    Group masked =
        new Group(
            whole.rollouts(),
            List.of(whole.rewards().get(0), Optional.empty(), whole.rewards().get(2)));
    Group single =
        new Group(
            whole.rollouts(), List.of(whole.rewards().get(0), Optional.empty(), Optional.empty()));
    GrpoSettings settings = settings(kl(0, KlPlace.LOSS), false, 2);
    GrpoBatch batch = GrpoBatch.of(List.of(masked, single), new float[6][0], settings);
    // The mean of 1 and -1 is 0; with the masked -1 it would be -1/3.
    assertArrayEquals(new double[] {1, 0, -1, 0, 0, 0}, batch.advantages());
    assertArrayEquals(new int[] {0, 2}, batch.optimiserSteps(settings).get(0));
    assertFalse(batch.trains(1));
    assertTrue(batch.trains(2));
    assertFalse(single.hasSignal());
    assertTrue(masked.hasSignal());
  }

  private static void assertSteps(int[][] expected, List<Group> groups, GrpoSettings settings) {
    GrpoBatch batch = GrpoBatch.of(groups, new float[4][0], settings);
    int[][] steps = batch.optimiserSteps(settings).toArray(int[][]::new);
    assertTrue(Arrays.deepEquals(expected, steps), Arrays.deepToString(steps));
  }

  @Test
  void theSharesOfGroupsAreThoseOfTheirVerdicts() {
    RewardFunction reward = RewardFunction.of(SCHEME);
    List<JudgedGroup> judged =
        List.of(
            judged(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 1, .5)),
            judged(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 2, .5)),
            judged(PAIR, reward, rollout(PAIR, 2, .5), rollout(PAIR, 2, .5)),
            judged(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 2, .5)));
    Map<String, Double> all = metrics(judged, false);
    assertEquals(0.25, all.get("group/all_right_frac"));
    assertEquals(0.25, all.get("group/all_wrong_frac"));
    assertEquals(0.5, all.get("group/mixed_frac"));
    assertEquals(0.5, all.get("group/no_signal_frac"));
    assertEquals(4, all.get("group/trained"));
    assertEquals(0.5, all.get("group/trained_no_signal_frac"));
    Map<String, Double> some = metrics(judged, true);
    assertEquals(0.5, some.get("group/no_signal_frac"), "all that were sampled are counted");
    assertEquals(2, some.get("group/trained"));
    assertEquals(0, some.get("group/trained_no_signal_frac"));
  }

  private static Map<String, Double> metrics(List<JudgedGroup> judged, boolean drop) {
    GrpoSettings plain = settings(kl(0, KlPlace.LOSS), false, 1);
    GrpoSettings.Refill refill = new GrpoSettings.Refill(drop, 0);
    GrpoSettings settings =
        MiniatureStage.with(new GrpoSettings.Batch(1, 4, 2, 4, false, refill), plain);
    List<Group> groups = judged.stream().map(JudgedGroup::group).toList();
    float[][] unread = new float[2 * groups.size()][0];
    Map<String, Double> all = new LinkedHashMap<>(new VerdictNotes(judged).metrics());
    all.putAll(new GroupMetrics(GrpoBatch.of(groups, unread, settings), 8).values());
    return all;
  }

  @Test
  void theLengthsOfRightAndWrongRowsAreCompared() {
    RewardFunction reward = RewardFunction.of(SCHEME);
    Rollout right = rollout(PAIR, 1, .5);
    Rollout wrong = longer(rollout(PAIR, 2, .5));
    assertEquals(
        -3,
        metrics(List.of(judged(PAIR, reward, right, wrong)), false).get("len/right_minus_wrong"));
    assertEquals(
        0,
        metrics(List.of(judged(PAIR, reward, right, right)), false).get("len/right_minus_wrong"));
  }

  /** With three tokens of thinking more. */
  private static Rollout longer(Rollout rollout) {
    int[] completion = rollout.sequence().completion();
    int[] longer = new int[completion.length + 3];
    Arrays.fill(longer, 0, 3, completion[0]);
    System.arraycopy(completion, 0, longer, 3, completion.length);
    return new Rollout(
        new TokenSequence(rollout.sequence().prompt(), longer),
        new float[longer.length],
        rollout.finish());
  }
}
