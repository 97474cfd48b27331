package io.github.rrm4j.trainer.grpo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rewards.judge.RewardFunction.Weights;
import io.github.rrm4j.rewards.judge.RewardScheme;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.trainer.data.CompactJudge;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.judge.JudgeEnvironment;
import io.github.rrm4j.trainer.judge.JudgePrompt;
import io.github.rrm4j.trainer.judge.JudgePrompts;
import io.github.rrm4j.trainer.judge.JudgedAnswer;
import io.github.rrm4j.trainer.judge.JudgementMetrics;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.objective.ScoreFunction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Written completions instead of sampled ones: what the stage makes of them, by hand. */
class GroupTest {

  private static final Pair PAIR = new Pair("id", "sums", "2+2=?", "4", "5", Side.FIRST);
  private static final RewardScheme SCHEME = new RewardScheme(1, -1, -1, -1);

  @TempDir static Path folder;

  private static CompactJudge compact;
  private static JudgeFormat judge;

  @BeforeAll
  static void open() {
    compact = CompactJudge.in(folder);
    judge = compact.format();
  }

  @AfterAll
  static void close() {
    compact.close();
  }

  private static JudgePrompt asked(Pair pair) {
    return new JudgePrompt(
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

  private static Group<JudgePrompt, JudgedAnswer> group(
      Pair pair, RewardFunction reward, Rollout... rollouts) {
    return groups(List.of(asked(pair)), List.of(List.of(rollouts)), reward, PairOrders.ONE).get(0);
  }

  private static List<Group<JudgePrompt, JudgedAnswer>> groups(
      List<JudgePrompt> asked,
      List<List<Rollout>> rollouts,
      RewardFunction reward,
      PairOrders orders) {
    JudgePrompts none =
        new JudgePrompts(
            List.of(PAIR),
            judge,
            settings(kl(0, KlPlace.LOSS), false, 1).batch(),
            Optional.empty(),
            new BatchSampler(Key.of(1, "unused"), 1, 0));
    return new JudgeEnvironment(none, reward, orders).reward(asked, rollouts, new Round(0, 0, 64));
  }

  private static GrpoSettings settings(GrpoSettings.Kl kl, boolean mask, int minimum) {
    return new GrpoSettings(
        new GrpoSettings.Batch(1, 2, 2, 2, PairOrders.ONE, GrpoSettings.Refill.NONE),
        new GrpoSettings.Policy(new ScoreFunction(), Aggregation.TOKEN, Importance.NONE),
        kl,
        new GrpoSettings.AdvantageSettings(
            GroupAdvantages.NONE, Double.POSITIVE_INFINITY, mask, minimum),
        MaxTokensSchedule.constant(64),
        new GrpoSettings.LogprobMismatch(1, 1));
  }

  private static GrpoSettings.Kl kl(double coefficient, KlPlace place) {
    return new GrpoSettings.Kl(coefficient, KlEstimator.K1, place, Reference.FROZEN, 1);
  }

  @Test
  void theSoftRewardIsOfTheTokenThatSaysWhich() {
    RewardFunction soft =
        new RewardFunction(SCHEME, new Weights(0, 0, 1, 0, 0), false, LengthRule.NONE);
    Rollout right = rollout(PAIR, 1, 0.9);
    int at = judge.verdictToken(right).orElseThrow();
    right.logprobs()[at] = (float) Math.log(0.7);
    Group<JudgePrompt, JudgedAnswer> group =
        group(PAIR, soft, right, rollout(PAIR, 2, 0.9), rollout(PAIR, 0, 0.9));
    assertArrayEquals(new double[] {0.4, -0.8, -1}, group.rewards(), 1e-6);
  }

  @Test
  void bothOrdersAreComparedSampleBySample() {
    RewardFunction function =
        new RewardFunction(SCHEME, new Weights(1, 1, 0, 0, 0), false, LengthRule.NONE);
    Pair swapped = PAIR.swapped(); // its gold is second
    List<Group<JudgePrompt, JudgedAnswer>> groups =
        groups(
            List.of(asked(PAIR), asked(swapped)),
            List.of(
                List.of(rollout(PAIR, 1, .5), rollout(PAIR, 1, .5)),
                List.of(rollout(swapped, 2, .5), rollout(swapped, 1, .5))),
            function,
            PairOrders.TWO_GROUPS);
    assertArrayEquals(new double[] {2, 1}, groups.get(0).rewards());
    assertArrayEquals(new double[] {2, -1}, groups.get(1).rewards());
  }

  /** Apart, the first order would teach nothing; together, the one slip weighs 1.5. */
  @Test
  void bothOrdersInOneGroupAreComparedWithEachOther() {
    Pair swapped = PAIR.swapped(); // its gold is second
    List<List<Rollout>> rollouts =
        List.of(
            List.of(rollout(PAIR, 1, .5), rollout(PAIR, 1, .5)),
            List.of(rollout(swapped, 2, .5), rollout(swapped, 1, .5)));
    List<Group<JudgePrompt, JudgedAnswer>> groups =
        groups(
            List.of(asked(PAIR), asked(swapped)),
            rollouts,
            RewardFunction.of(SCHEME),
            PairOrders.ONE_GROUP);
    assertEquals(1, groups.size());
    assertArrayEquals(new double[] {1, 1, 1, -1}, groups.get(0).rewards());
    GrpoSettings free = settings(kl(0, KlPlace.LOSS), false, 1);
    GrpoSettings settings =
        new GrpoSettings(
            free.batch(),
            free.policy(),
            free.kl(),
            new GrpoSettings.AdvantageSettings(
                GroupAdvantages.GROUP_STD, Double.POSITIVE_INFINITY, false, 1),
            free.maxTokens(),
            free.mismatch());
    // The mean is 0.5; the squares 3 x 0.25 + 2.25 = 3, over G - 1 = 3, give a deviation of 1.
    assertArrayEquals(
        new double[] {0.5, 0.5, 0.5, -1.5},
        Group.samples(compared(groups, settings)).mapToDouble(Sample::advantage).toArray(),
        1e-12);
    Map<String, Double> metrics = new JudgementMetrics().of(groups);
    assertEquals(0.5, metrics.get("group/swap_consistency")); // 1 x 1/2 + 0 x 1/2
    assertEquals(0.5, metrics.get("gold/first_frac"));
    assertEquals(0.25, metrics.get("verdict/position_bias"));
  }

  @Test
  void theSwapConsistencyLeavesOutWhatCannotBeRead() {
    Pair swapped = PAIR.swapped();
    List<Group<JudgePrompt, JudgedAnswer>> groups =
        groups(
            List.of(asked(PAIR), asked(swapped), asked(PAIR), asked(swapped)),
            List.of(
                List.of(rollout(PAIR, 2, .5), rollout(PAIR, 0, .5)),
                List.of(rollout(swapped, 1, .5), rollout(swapped, 1, .5)),
                List.of(rollout(PAIR, 0, .5), rollout(PAIR, 0, .5)),
                List.of(rollout(swapped, 1, .5), rollout(swapped, 2, .5))),
            RewardFunction.of(SCHEME),
            PairOrders.ONE_GROUP);
    assertEquals(1, new JudgementMetrics().of(groups).get("group/swap_consistency"));
    assertFalse(
        new JudgementMetrics().of(groups.subList(1, 2)).containsKey("group/swap_consistency"));
  }

  @Test
  void theKlIsSummedOverTheTokensOfARollout() {
    Group<JudgePrompt, JudgedAnswer> group =
        group(PAIR, RewardFunction.of(SCHEME), rollout(PAIR, 1, .5), rollout(PAIR, 1, .5));
    float[] own = group.samples().get(0).rollout().logprobs();
    float[] other = new float[own.length];
    Arrays.fill(other, (float) Math.log(0.25));
    Group<JudgePrompt, JudgedAnswer> known =
        new Group<>(
            group.question(),
            List.of(
                group.samples().get(0).withLogprobs(own, own),
                group.samples().get(1).withLogprobs(own, other)));
    List<Sample<JudgedAnswer>> held =
        compared(List.of(known), settings(kl(0.1, KlPlace.REWARD), false, 1)).get(0).samples();
    double term = -0.1 * own.length * Math.log(2);
    assertEquals(0, held.get(0).reward().orElseThrow().parts().get("kl"), 1e-6);
    assertEquals(term, held.get(1).reward().orElseThrow().parts().get("kl"), 1e-5);
    assertEquals(-term / 2, held.get(0).advantage(), 1e-5);
    assertFalse(group.hasSignal(), "before the KL all are equal");
    List<Sample<JudgedAnswer>> free =
        compared(List.of(known), settings(kl(0.1, KlPlace.LOSS), false, 1)).get(0).samples();
    assertEquals(0, free.get(1).advantage());
  }

  private static List<Group<JudgePrompt, JudgedAnswer>> compared(
      List<Group<JudgePrompt, JudgedAnswer>> groups, GrpoSettings settings) {
    return GrpoStep.withAdvantages(groups, settings);
  }

  @Test
  void aGroupOfWhichTooLittleIsLeftIsLeftOut() {
    RewardFunction reward = RewardFunction.of(SCHEME);
    List<Group<JudgePrompt, JudgedAnswer>> groups =
        List.of(
            group(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 0, .5)),
            group(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 2, .5)));
    assertSteps(new int[][] {{0, 1, 2, 3}}, groups, settings(kl(0, KlPlace.LOSS), false, 2));
    assertSteps(new int[][] {{0, 2, 3}}, groups, settings(kl(0, KlPlace.LOSS), true, 1));
    assertSteps(new int[][] {{2, 3}}, groups, settings(kl(0, KlPlace.LOSS), true, 2));
  }

  @Test
  void aRolloutWithoutARewardIsLeftOutOfItsGroupAndOfTheLoss() {
    Group<JudgePrompt, JudgedAnswer> whole =
        group(
            PAIR,
            RewardFunction.of(SCHEME),
            rollout(PAIR, 1, .5),
            rollout(PAIR, 2, .5),
            rollout(PAIR, 2, .5));
    Group<JudgePrompt, JudgedAnswer> masked = masked(whole, 1);
    Group<JudgePrompt, JudgedAnswer> single = masked(whole, 1, 2);
    GrpoSettings settings = settings(kl(0, KlPlace.LOSS), false, 2);
    List<Group<JudgePrompt, JudgedAnswer>> groups = compared(List.of(masked, single), settings);
    // The mean of 1 and -1 is 0; with the masked -1 it would be -1/3.
    assertArrayEquals(
        new double[] {1, 0, -1, 0, 0, 0},
        Group.samples(groups).mapToDouble(Sample::advantage).toArray());
    assertSteps(new int[][] {{0, 2}}, groups, settings);
    assertFalse(groups.get(0).trains(groups.get(0).samples().get(1)));
    assertTrue(groups.get(0).trains(groups.get(0).samples().get(2)));
    assertFalse(single.hasSignal());
    assertTrue(masked.hasSignal());
  }

  /** A group some of whose samples have no reward. */
  private static Group<JudgePrompt, JudgedAnswer> masked(
      Group<JudgePrompt, JudgedAnswer> whole, int... without) {
    List<Sample<JudgedAnswer>> samples = new ArrayList<>(whole.samples());
    for (int i : without) {
      Sample<JudgedAnswer> sample = samples.get(i);
      samples.set(i, Sample.of(again(sample.rollout()), sample.answer(), Optional.empty()));
    }
    return new Group<>(whole.question(), samples.stream().map(GroupTest::copied).toList());
  }

  private static Sample<JudgedAnswer> copied(Sample<JudgedAnswer> sample) {
    return Sample.of(again(sample.rollout()), sample.answer(), sample.reward());
  }

  /** The same completion as another object. */
  private static Rollout again(Rollout rollout) {
    return new Rollout(rollout.sequence(), rollout.logprobs(), rollout.finish());
  }

  /**
   * @param expected the rows of each optimizer step, as numbers of samples, group after group
   */
  private static void assertSteps(
      int[][] expected, List<Group<JudgePrompt, JudgedAnswer>> sampled, GrpoSettings settings) {
    List<Group<JudgePrompt, JudgedAnswer>> groups = compared(sampled, settings);
    List<Rollout> all = Group.samples(groups).map(Sample::rollout).toList();
    List<Group<JudgePrompt, JudgedAnswer>> known =
        groups.stream()
            .map(
                group ->
                    group.with(
                        group.samples().stream()
                            .map(
                                sample ->
                                    sample.withLogprobs(
                                        sample.rollout().logprobs(), sample.rollout().logprobs()))
                            .toList()))
            .toList();
    int[][] steps =
        MiniBatch.of(known, settings, 64).stream()
            .map(batch -> batch.rows().stream().mapToInt(row -> index(all, row)).toArray())
            .toArray(int[][]::new);
    assertTrue(Arrays.deepEquals(expected, steps), Arrays.deepToString(steps));
  }

  private static int index(List<Rollout> all, TrainingRow row) {
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).equals(row.rollout()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSharesOfGroupsAreThoseOfTheirVerdicts() {
    RewardFunction reward = RewardFunction.of(SCHEME);
    List<Group<JudgePrompt, JudgedAnswer>> judged =
        List.of(
            group(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 1, .5)),
            group(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 2, .5)),
            group(PAIR, reward, rollout(PAIR, 2, .5), rollout(PAIR, 2, .5)),
            group(PAIR, reward, rollout(PAIR, 1, .5), rollout(PAIR, 2, .5)));
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

  private static Map<String, Double> metrics(
      List<Group<JudgePrompt, JudgedAnswer>> judged, boolean drop) {
    GrpoSettings plain = settings(kl(0, KlPlace.LOSS), false, 1);
    GrpoSettings.Refill refill = new GrpoSettings.Refill(drop, 0);
    GrpoSettings settings =
        MiniatureStage.with(new GrpoSettings.Batch(1, 4, 2, 4, PairOrders.ONE, refill), plain);
    List<Group<JudgePrompt, JudgedAnswer>> groups = compared(judged, settings);
    Map<String, Double> all = new LinkedHashMap<>(new JudgementMetrics().of(groups));
    all.putAll(new GroupMetrics<>(groups, 8).values());
    return all;
  }

  @Test
  void theLengthsOfRightAndWrongRowsAreCompared() {
    RewardFunction reward = RewardFunction.of(SCHEME);
    Rollout right = rollout(PAIR, 1, .5);
    Rollout wrong = longer(rollout(PAIR, 2, .5));
    assertEquals(
        -3,
        metrics(List.of(group(PAIR, reward, right, wrong)), false).get("len/right_minus_wrong"));
    assertEquals(
        0, metrics(List.of(group(PAIR, reward, right, right)), false).get("len/right_minus_wrong"));
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
