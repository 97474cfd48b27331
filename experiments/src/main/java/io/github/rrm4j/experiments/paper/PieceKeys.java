package io.github.rrm4j.experiments.paper;

import static io.github.rrm4j.config.Rule.atLeast;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.experiments.benchmark.Task;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.report.paper.Panel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The keys of a piece as they are written, and the piece that they make. */
record PieceKeys(
    Piece.Title title,
    Kind kind,
    Optional<String> config,
    List<String> set,
    Optional<String> from,
    Optional<String> labels,
    Optional<String> policy,
    Optional<String> against,
    Optional<String> judge,
    boolean scalar,
    Optional<String> benchmark,
    Optional<String> data,
    Optional<Integer> items,
    Optional<Integer> votes,
    List<Integer> budgets,
    Optional<Integer> responses,
    Optional<Integer> tokens) {

  /** The miniature that judges are measured on, whatever the seed of the paper. */
  private static final long WORLD = 1;

  /** Kinds of pieces, with the keys that they must have and those that they may have. */
  enum Kind {
    TRAIN(Set.of("config"), Set.of("set", "from", "labels", "judge", "scalar")),
    BENCHMARK(Set.of("judge", "benchmark", "votes"), Set.of("panels", "data", "items", "scalar")),
    SCALING(Set.of("judge", "data", "votes"), Set.of("items", "budgets")),
    TOURNAMENT(Set.of("judge", "data", "votes"), Set.of("items", "responses")),
    LABELS(Set.of("policy", "judge", "data", "responses", "tokens"), Set.of("items", "votes")),
    ARENA(
        Set.of("policy", "against", "judge", "data", "tokens"), Set.of("panels", "items", "votes"));

    private final Set<String> needed;
    private final Set<String> possible;

    Kind(Set<String> needed, Set<String> possible) {
      this.needed = needed;
      this.possible = possible;
    }
  }

  /**
   * What the short form changes.
   *
   * @param settings of every training, after its own
   * @param items the most of a measurement
   * @param votes the most of a measurement
   */
  record Limits(List<String> settings, int items, int votes) {}

  /** Reads every key. */
  static PieceKeys read(ConfigReader c) {
    String name = c.optionalText("name").orElse("");
    return new PieceKeys(
        new Piece.Title(
            name, c.optionalText("label").orElse(name), c.choices("panels", Panel.class)),
        c.choice("kind", Kind.class),
        c.optionalText("config"),
        c.texts("set"),
        c.optionalText("from"),
        c.optionalText("labels"),
        c.optionalText("policy"),
        c.optionalText("against"),
        c.optionalText("judge"),
        c.flag("scalar"),
        c.optionalText("benchmark"),
        c.optionalText("data"),
        count(c.optionalInteger("items", atLeast(1))),
        count(c.optionalInteger("votes", atLeast(1))),
        c.integers("budgets", atLeast(1)).stream().map(PieceKeys::count).toList(),
        count(c.optionalInteger("responses", atLeast(2))),
        count(c.optionalInteger("tokens", atLeast(1))));
  }

  private static Optional<Integer> count(OptionalLong number) {
    return number.isPresent() ? Optional.of(count(number.getAsLong())) : Optional.empty();
  }

  private static int count(long number) {
    return (int) Math.min(Integer.MAX_VALUE, number);
  }

  /** Which of the keys that belong to some kinds are set. */
  private Map<String, Boolean> present() {
    Map<String, Boolean> present = new LinkedHashMap<>();
    present.put("panels", !title.panels().isEmpty());
    present.put("config", config.isPresent());
    present.put("set", !set.isEmpty());
    present.put("from", from.isPresent());
    present.put("labels", labels.isPresent());
    present.put("policy", policy.isPresent());
    present.put("against", against.isPresent());
    present.put("judge", judge.isPresent());
    present.put("scalar", scalar);
    present.put("benchmark", benchmark.isPresent());
    present.put("data", data.isPresent());
    present.put("items", items.isPresent());
    present.put("votes", votes.isPresent());
    present.put("budgets", !budgets.isEmpty());
    present.put("responses", responses.isPresent());
    present.put("tokens", tokens.isPresent());
    return present;
  }

  /** Reads every key, and records what is missing for the kind and what it has no use for. */
  static PieceKeys checked(ConfigReader c) {
    PieceKeys keys = read(c);
    keys.check(c);
    return keys;
  }

  private void check(ConfigReader c) {
    if (!title.name().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      c.problem("name", "is '%s', must be letters, digits, '.', '_', '-'".formatted(title.name()));
    }
    String word = Word.of(kind);
    present()
        .forEach(
            (key, set) -> {
              if (set && !kind.needed.contains(key) && !kind.possible.contains(key)) {
                c.problem(key, "is set, must not be for a piece of the kind " + word);
              } else if (!set && kind.needed.contains(key)) {
                c.problem(key, "is not set, must be for a piece of the kind " + word);
              }
            });
    boolean miniature = data.equals(Optional.of(EvaluationData.MINIATURE));
    if (kind == Kind.TOURNAMENT && miniature != responses.isPresent()) {
      c.problem("responses", "must be set with data: miniature, and only then");
    }
    boolean gold = judge.equals(Optional.of(PaperWorkspace.GOLD));
    if (gold
        && (scalar || kind == Kind.BENCHMARK || kind == Kind.SCALING || kind == Kind.TOURNAMENT)) {
      c.problem("judge", "is gold, must be a judge for this piece");
    }
    if (kind == Kind.TRAIN && scalar && judge.isEmpty()) {
      c.problem("scalar", "is true, must be false without judge");
    }
  }

  /**
   * The piece.
   *
   * @param file that it stands in
   * @param limits those of the short form
   */
  Piece piece(Path file, Optional<Limits> limits) {
    String label =
        votes.isEmpty()
            ? this.title.label()
            : this.title.label().replace("{votes}", String.valueOf(votes(limits)));
    Piece.Title title = new Piece.Title(this.title.name(), label, this.title.panels());
    return switch (kind) {
      case TRAIN -> {
        List<String> settings = new ArrayList<>(set);
        limits.ifPresent(some -> settings.addAll(some.settings()));
        Path beside = file.toAbsolutePath().resolveSibling(config.orElseThrow()).normalize();
        yield new TrainingPiece(
            title, beside, settings, new TrainingPiece.Takes(from, labels, judge, scalar));
      }
      case BENCHMARK ->
          new BenchmarkPiece(
              title,
              judge.orElseThrow(),
              scalar,
              new Task(
                  benchmark.orElseThrow(),
                  data,
                  votes(limits),
                  Optional.empty(),
                  items(limits),
                  Optional.empty()));
      case SCALING ->
          new ScalingPiece(title, judge.orElseThrow(), world(limits), votes(limits), budgets);
      case TOURNAMENT ->
          new TournamentPiece(title, judge.orElseThrow(), world(limits), votes(limits));
      case LABELS ->
          new LabelsPiece(
              title,
              policy.orElseThrow(),
              judge.orElseThrow(),
              prompts(limits),
              responses.orElseThrow(),
              votes(limits));
      case ARENA ->
          new ArenaPiece(
              title,
              policy.orElseThrow(),
              against.orElseThrow(),
              judge.orElseThrow(),
              prompts(limits),
              votes(limits));
    };
  }

  private PolicyPrompts prompts(Optional<Limits> limits) {
    return new PolicyPrompts(data.orElseThrow(), items(limits), tokens.orElseThrow());
  }

  private EvaluationData world(Optional<Limits> limits) {
    return new EvaluationData(
        data.orElseThrow(), items(limits).orElse(0), WORLD, responses.orElse(0));
  }

  private int votes(Optional<Limits> limits) {
    int own = votes.orElse(1);
    return limits.map(some -> Math.min(own, some.votes())).orElse(own);
  }

  private Optional<Integer> items(Optional<Limits> limits) {
    return limits
        .map(some -> Optional.of(Math.min(items.orElse(some.items()), some.items())))
        .orElse(items);
  }
}
