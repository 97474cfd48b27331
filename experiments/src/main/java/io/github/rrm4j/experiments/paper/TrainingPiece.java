package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.experiments.run.PolicyKeys;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.run.Training;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.rewards.group.MatchReward;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Examples;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.stage.TrainingFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A training of a config; its run lies in {@value #RUN}, and its result are the last weights.
 *
 * @param settings as {@code --set} takes them
 * @param takes results of other pieces that it is given
 */
public record TrainingPiece(Title title, Path config, List<String> settings, Takes takes)
    implements Piece {

  /**
   * What a training takes from others.
   *
   * @param from the piece whose last checkpoint it starts from
   * @param labels the piece whose pairs it is trained on
   * @param judge what rewards a policy: a piece, a model folder or {@value PaperWorkspace#GOLD}
   * @param scalar whether that is a scalar reward model
   */
  record Takes(
      Optional<String> from, Optional<String> labels, Optional<String> judge, boolean scalar) {}

  static final String RUN = "run";

  private static final String GOLD = PaperWorkspace.GOLD;
  private static final Path MINIATURE = Path.of(RunConfig.MINIATURE);

  @Override
  public List<String> needs() {
    return Stream.of(takes.from(), takes.labels(), takes.judge())
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return Json.object()
        .put("kind", "train")
        .put("config", place.portable(training(place).config().resolved()));
  }

  @Override
  public List<Source> sources(PaperWorkspace place) {
    TrainingPlan plan = training(place).config().plan();
    Stream.Builder<String> data = Stream.builder();
    if (takes.labels().isEmpty() && plan.data().needsTrain(plan.stages())) {
      plan.data().train().sources().forEach(each -> data.add(each.source().path()));
    }
    plan.data().heldout().sources().forEach(each -> data.add(each.source().path()));
    boolean imitates = plan.stages().contains(StageKind.SFT);
    if (imitates && plan.data().examples() == Examples.FILE) {
      data.add(plan.data().demonstrations().toString());
    }
    plan.policy()
        .ifPresent(
            policy -> {
              data.add(policy.heldout().toString());
              if (plan.stages().contains(StageKind.POLICY)) {
                data.add(policy.prompts().toString());
              }
            });
    boolean base = takes.from().isEmpty() && !plan.model().path().equals(MINIATURE);
    return Source.all(
        List.of(
            base ? Stream.of(Source.model(plan.model().path())) : Stream.empty(),
            takes.judge().stream().flatMap(place::model),
            data.build().flatMap(PaperWorkspace::given)));
  }

  /** Rollouts of reinforcement learning; nobody knows here how long the updates take. */
  @Override
  public Cost cost(PaperWorkspace place) {
    TrainingPlan plan = training(place).config().plan();
    Cost cost = Cost.NONE;
    for (StageKind stage : plan.stages()) {
      cost =
          cost.plus(
              switch (stage) {
                case SFT -> updates(plan.sft().steps(), "demonstrations", plan.sft().batchSize());
                case REWARD_MODEL ->
                    updates(plan.rewardModel().steps(), "pairs", plan.rewardModel().batchSize());
                case DPO -> updates(plan.dpo().steps(), "pairs", plan.dpo().batchSize());
                case GRPO -> judgements(place, plan);
                case POLICY -> answers(place, plan);
              });
    }
    return cost;
  }

  private static Cost updates(long steps, String things, long batch) {
    return Cost.uncounted(Text.format("%,d updates of %,d %s", steps, batch, things));
  }

  private static Cost judgements(PaperWorkspace place, TrainingPlan plan) {
    GrpoSettings.Batch batch = plan.grpo().batch();
    long rollouts = batch.steps() * batch.prompts() * batch.groupSize();
    JudgeSettings judge = plan.judge();
    int usual =
        judge.thinking() ? place.estimate().judgementTokens() : place.estimate().verdictTokens();
    return Cost.ofJudgements(rollouts, Math.min(usual, judge.sampling().maxNewTokens()))
        .plus(updates(batch.steps(), "judgements", batch.prompts() * (long) batch.groupSize()));
  }

  private Cost answers(PaperWorkspace place, TrainingPlan plan) {
    GrpoSettings.Batch batch = plan.grpo().batch();
    long groups = batch.steps() * batch.prompts();
    int longest = plan.judge().sampling().maxNewTokens();
    Cost cost =
        Cost.ofReplies(
                groups * batch.groupSize(), Math.min(place.estimate().replyTokens(), longest))
            .plus(updates(batch.steps(), "replies", batch.prompts() * (long) batch.groupSize()));
    if (takes.judge().isEmpty() || takes.scalar() || takes.judge().get().equals(GOLD)) {
      return cost;
    }
    PolicyKeys rewards = training(place).config().policy();
    double matches = groups * matches(rewards.rewards().rule(), batch.groupSize());
    long judged = Math.round(matches) * rewards.votes() * (rewards.orders() == Orders.BOTH ? 2 : 1);
    return cost.plus(Cost.ofJudgements(judged, place.judgementTokens(takes.judge().get())));
  }

  /** How many matches a group of n has on average. */
  private static double matches(MatchReward rule, int n) {
    double all = n * (n - 1) / 2.0;
    if (rule instanceof MatchReward.OpponentReward) {
      return n - 1.0;
    }
    if (rule instanceof MatchReward.EloReward elo && elo.opponents() > 0) {
      double missed = 1 - Math.min(1, elo.opponents() / (n - 1.0)); // one does not draw the other
      return all * (1 - missed * missed);
    }
    return all;
  }

  /** How the judge that it trains is asked. */
  JudgeSettings judge(PaperWorkspace place) {
    return training(place).config().plan().judge();
  }

  private Training training(PaperWorkspace place) {
    List<String> all = new ArrayList<>();
    all.add("seed=" + place.seed());
    takes
        .from()
        .ifPresent(
            piece -> {
              all.add("model.path=" + quoted(place.checkpoint(piece)));
              all.add("model.weights=pretrained");
            });
    takes.labels().ifPresent(piece -> all.add("data.train=" + quoted(place.labels(piece))));
    takes.judge().ifPresent(judge -> all.addAll(rewards(place, judge)));
    all.addAll(settings);
    return Training.of(config, all, place.folder(title.name()).resolve(RUN));
  }

  /** One source of a policy's rewards alone. */
  private List<String> rewards(PaperWorkspace place, String judge) {
    boolean gold = judge.equals(GOLD);
    boolean pairs = !gold && !takes.scalar();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "policy.weights.judge=" + (pairs ? 1 : 0),
                "policy.weights.scalar=" + (takes.scalar() ? 1 : 0),
                "policy.weights.gold=" + (gold ? 1 : 0),
                "policy.judge.model=" + (pairs ? quoted(place.judge(judge)) : "null")));
    if (takes.scalar()) {
      settings.add("policy.scalar.model=" + quoted(place.judge(judge)));
    }
    return settings;
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    Training training = training(place);
    if (training.finished()) {
      return;
    }
    switch (training.run(true, place.stopAsked(), false)) {
      case COMPLETE -> {}
      case STOPPED -> throw new StopAsked();
      case OVEROPTIMIZED ->
          throw new TrainingFailed(
              Text.format(
                  "%s: ended at the turning point; set policy.stop_on_overoptimization: false",
                  title.name()));
      case ALARMED ->
          throw new TrainingFailed(
              Text.format(
                  "%s: ended by an alarm (watch.on_alarm: stop); correct its config",
                  title.name()));
    }
  }

  @Override
  public List<Path> results(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(RUN).resolve("checkpoints/latest"))) {
      return files.filter(file -> file.toString().endsWith("model.safetensors")).sorted().toList();
    }
  }

  @Override
  public boolean measures() {
    return false;
  }
}
