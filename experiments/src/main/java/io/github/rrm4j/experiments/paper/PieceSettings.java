package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.config.Bounds;
import io.github.rrm4j.experiments.benchmark.Task;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.data.JudgedLists;
import io.github.rrm4j.experiments.data.JudgedPairs;
import io.github.rrm4j.report.paper.Panel;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The keys of a piece, a record for each kind: a piece may have the keys of its record and no
 * others. configs/base/paper.yaml says what each means.
 */
sealed interface PieceSettings {

  /** The miniature that judges are measured on, whatever the seed of the paper. */
  long WORLD = 1;

  /**
   * What the short form changes.
   *
   * @param set settings of every training, after its own
   * @param items the most of a measurement
   * @param votes the most of a measurement
   * @param responses the most of a query of a tournament; empty for all
   * @param maxNewTokens the most of a judgement of a judge without {@code judge.json}, and of a
   *     reply; empty for no other limit
   * @param budgets in the place of those of a piece; empty for its own
   */
  record Limits(
      List<String> set,
      @Bounds(min = 1) int items,
      @Bounds(min = 1) int votes,
      @Bounds(min = 2) Optional<Integer> responses,
      @Bounds(min = 1) Optional<Integer> maxNewTokens,
      @Bounds(min = 1) List<Integer> budgets) {

    private static Optional<Integer> responses(Optional<Integer> own, Optional<Limits> limits) {
      Optional<Integer> most = limits.flatMap(Limits::responses);
      return own.isPresent() && most.isPresent()
          ? Optional.of(Math.min(own.get(), most.get()))
          : own.or(() -> most);
    }

    private static int tokens(int own, Optional<Limits> limits) {
      return limits.flatMap(Limits::maxNewTokens).map(most -> Math.min(own, most)).orElse(own);
    }

    /** The same limit for a judge. */
    Sampling upTo(Sampling own) {
      return own.upTo(tokens(own.maxNewTokens(), Optional.of(this)));
    }

    private static List<Integer> budgets(List<Integer> own, Optional<Limits> limits) {
      boolean others = !own.isEmpty() && limits.map(l -> !l.budgets().isEmpty()).orElse(false);
      return others ? limits.get().budgets() : own;
    }

    private static int votes(int own, Optional<Limits> limits) {
      return limits.map(some -> Math.min(own, some.votes)).orElse(own);
    }

    private static Optional<Integer> items(Optional<Integer> own, Optional<Limits> limits) {
      return limits.map(some -> Math.min(own.orElse(some.items), some.items)).or(() -> own);
    }

    private static EvaluationData world(
        String data, Optional<Integer> items, int responses, Optional<Limits> limits) {
      return new EvaluationData(data, items(items, limits).orElse(0), WORLD, WORLD, responses);
    }
  }

  /**
   * The piece.
   *
   * @param limits those of the short form
   */
  Piece piece(Piece.Title title, Optional<Limits> limits);

  /** The judge where gold answers cannot take its place. */
  default Optional<String> modelJudge() {
    return Optional.empty();
  }

  record Train(
      Path config,
      List<String> set,
      Optional<String> from,
      Optional<String> labels,
      Optional<String> judge,
      boolean scalar)
      implements PieceSettings {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      List<String> settings = new ArrayList<>(set);
      limits.ifPresent(some -> settings.addAll(some.set()));
      return new TrainingPiece(
          title, config, settings, new TrainingPiece.Takes(from, labels, judge, scalar));
    }

    @Override
    public Optional<String> modelJudge() {
      return scalar ? judge : Optional.empty();
    }
  }

  /** A measurement of a judge that is a model. */
  sealed interface Judged extends PieceSettings {

    String judge();

    @Override
    default Optional<String> modelJudge() {
      return Optional.of(judge());
    }
  }

  /** A piece whose policies answer prompts. */
  sealed interface OnPrompts extends PieceSettings {

    String data();

    Optional<Integer> items();

    Optional<Integer> votes();

    int maxNewTokens();

    default PolicyPrompts prompts(Optional<Limits> limits) {
      return new PolicyPrompts(
          data(), Limits.items(items(), limits), Limits.tokens(maxNewTokens(), limits));
    }

    /** How often is judged: once where nothing is said. */
    default int judgements(Optional<Limits> limits) {
      return Limits.votes(votes().orElse(1), limits);
    }

    /** The title, with the votes where they are said. */
    default Piece.Title titled(Piece.Title title, Optional<Limits> limits) {
      return votes().isPresent() ? title.withVotes(judgements(limits)) : title;
    }
  }

  /** A judge on a benchmark. */
  record Benchmark(
      List<Panel> panels,
      String judge,
      boolean scalar,
      String benchmark,
      Optional<String> data,
      @Bounds(min = 1) Optional<Integer> items,
      @Bounds(min = 1) int votes,
      @Bounds(min = 1) List<Integer> fewerVotes)
      implements Judged {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      int votes = Limits.votes(this.votes, limits);
      Optional<Integer> items = Limits.items(this.items, limits);
      Task task =
          new Task(
              benchmark,
              data,
              votes,
              StoppingRule.NEVER,
              IntStream.rangeClosed(1, votes).boxed().toList(),
              SplitVotes.COIN, // until the paper says
              Optional.empty(),
              items,
              Optional.empty());
      return new BenchmarkPiece(title.withVotes(votes, fewerVotes), judge, scalar, task);
    }
  }

  /** A judge with more votes and longer thinking. */
  record Scaling(
      List<Panel> panels,
      String judge,
      Optional<String> benchmark,
      String data,
      @Bounds(min = 1) Optional<Integer> items,
      @Bounds(min = 1) int votes,
      @Bounds(min = 1) List<Integer> budgets)
      implements Judged {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      int votes = Limits.votes(this.votes, limits);
      JudgedPairs pairs = new JudgedPairs(Limits.world(data, items, 0, limits), benchmark);
      return new ScalingPiece(
          title.withVotes(votes), judge, pairs, votes, Limits.budgets(budgets, limits));
    }
  }

  /** A judge in tournaments. */
  record Tournament(
      String judge,
      Optional<String> benchmark,
      String data,
      @Bounds(min = 1) Optional<Integer> items,
      @Bounds(min = 1) int votes,
      @Bounds(min = 2) Optional<Integer> responses)
      implements Judged {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      int votes = Limits.votes(this.votes, limits);
      boolean miniature = data.equals(EvaluationData.MINIATURE);
      EvaluationData world = Limits.world(data, items, miniature ? responses.orElse(0) : 0, limits);
      Optional<Integer> first = miniature ? Optional.empty() : Limits.responses(responses, limits);
      return new TournamentPiece(
          title.withVotes(votes), judge, new JudgedLists(world, benchmark, first), votes);
    }
  }

  /** Preference pairs of a policy's replies. */
  record Labels(
      String policy,
      String judge,
      String data,
      @Bounds(min = 1) Optional<Integer> items,
      @Bounds(min = 1) Optional<Integer> votes,
      @Bounds(min = 2) int responses,
      @Bounds(min = 1) int maxNewTokens)
      implements OnPrompts {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      Piece.Title titled = titled(title, limits);
      int votes = judgements(limits);
      return new LabelsPiece(titled, policy, judge, prompts(limits), responses, votes);
    }
  }

  /** Two policies before a judge. */
  record Arena(
      List<Panel> panels,
      String policy,
      String against,
      String judge,
      String data,
      @Bounds(min = 1) Optional<Integer> items,
      @Bounds(min = 1) Optional<Integer> votes,
      @Bounds(min = 1) int maxNewTokens)
      implements OnPrompts {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      Piece.Title titled = titled(title, limits);
      return new ArenaPiece(titled, policy, against, judge, prompts(limits), judgements(limits));
    }
  }

  /** Preference pairs that were labelled elsewhere. */
  record ImportedLabels(String data, @Bounds(min = 1) Optional<Integer> items)
      implements PieceSettings {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      return new ImportedLabelsPiece(title, data, items);
    }
  }

  /** Battles that were decided elsewhere. */
  record Battles(List<Panel> panels, String data) implements PieceSettings {

    @Override
    public Piece piece(Piece.Title title, Optional<Limits> limits) {
      return new BattlesPiece(title, data);
    }
  }
}
