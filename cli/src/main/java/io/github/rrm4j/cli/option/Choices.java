package io.github.rrm4j.cli.option;

import io.github.rrm4j.data.attack.Attack;
import io.github.rrm4j.data.attack.Attacks;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.judging.RankingMethod;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The values that a shell offers for options whose type does not say them, as they are typed. An
 * option that takes files too has none: a shell would offer no files beside them.
 */
public final class Choices {

  private Choices() {}

  /** The benchmarks. */
  public static final class OfBenchmarks implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Benchmarks.all().stream().map(Benchmark::name).iterator();
    }
  }

  /** The families of attacks, and all attacks. */
  public static final class OfAttacks implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Stream.concat(
                  Stream.of(Attacks.ALL),
                  Attacks.all().stream().map(attack -> attack.family().label())),
              Attacks.all().stream().map(Attack::name))
          .distinct()
          .iterator();
    }
  }

  /** The ranking methods. */
  public static final class OfMethods implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Stream.of(RankingMethod.values()).map(MethodOption.Name::of).iterator();
    }
  }

  /** In which orders a benchmark is judged. */
  public static final class OfOrders implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return List.of("one", "both").iterator();
    }
  }

  /** In which orders the judgements of a pool see a pair. */
  static final class OfPoolOrders implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return List.of("one", "half").iterator();
    }
  }

  /** Devices; of several GPUs the first. */
  public static final class OfDevices implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "cpu", "cuda:0").iterator();
    }
  }
}
