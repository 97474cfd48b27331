package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import java.util.List;

/** All benchmarks, by name. */
public final class Benchmarks {

  /** The one that reads any file of pairs. */
  public static final String PREFERENCE = "preference";

  private static final List<Benchmark> ALL =
      List.of(
          new RewardBench(),
          new RewardBench2(),
          new PandaLm(),
          new Ppe(false),
          new Ppe(true),
          new JudgeBench(),
          new RmBench(),
          new LlmBar(),
          new Rmb(),
          new Preferences(false),
          new Preferences(true));

  private Benchmarks() {}

  public static List<Benchmark> all() {
    return ALL;
  }

  /**
   * The benchmark of a name.
   *
   * @throws InvalidInput if there is none
   */
  public static Benchmark named(String name) {
    return ALL.stream()
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                InvalidInput.of(
                    "benchmark '%s': is not known, must be one of %s; %s",
                    name,
                    String.join(", ", names()),
                    NearestName.of(name, names())
                        .map(near -> "did you mean " + near + "?")
                        .orElse("correct the name")));
  }

  private static List<String> names() {
    return ALL.stream().map(Benchmark::name).toList();
  }
}
