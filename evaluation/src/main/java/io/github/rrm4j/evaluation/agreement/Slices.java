package io.github.rrm4j.evaluation.agreement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.agreement.FisherExact;
import io.github.rrm4j.statistics.agreement.Holm;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Where the judge agrees with people less than elsewhere: its accuracy in each slice of the pairs
 * against that in all others, by Fisher's exact test, with Holm's correction for the number of
 * slices. Slices are sections, languages, quarters of the pairs by the length of both responses,
 * whether people prefer the longer response, and where the preferred response was shown.
 *
 * @param categories of the labels
 */
record Slices(List<CodedPair> pairs, Verdicts judge, int categories) {

  private static final int LEAST = 10;
  private static final double CONFIDENCE = 0.95;
  private static final int QUARTERS = 4;

  /** One pair, or one order of it, of a kind of slice. */
  private record Case(String slice, boolean right) {}

  private record Slice(String kind, String name, Proportion in, Proportion rest) {

    double p() {
      return new FisherExact(
              (int) in.successes(), (int) in.trials(), (int) rest.successes(), (int) rest.trials())
          .pValue();
    }
  }

  /** A row for each slice with {@value #LEAST} cases or more, the lowest accuracy first. */
  List<ObjectNode> rows() {
    List<Slice> slices = new ArrayList<>();
    kinds().forEach((kind, cases) -> slices.addAll(slices(kind, cases)));
    double[] p = slices.stream().mapToDouble(Slice::p).toArray();
    double[] holm = Holm.adjusted(p);
    return IntStream.range(0, p.length)
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                i -> slices.get(i).in().rate() - slices.get(i).rest().rate()))
        .map(i -> row(slices.get(i), p[i], holm[i]))
        .toList();
  }

  private static ObjectNode row(Slice slice, double p, double holm) {
    ObjectNode row =
        ResultRows.row()
            .put("by", slice.kind())
            .put("slice", slice.name())
            .put("n", slice.in().trials());
    ItemMeans.put(row, "accuracy", slice.in().rate(), slice.in().wilson(CONFIDENCE));
    row.put("accuracy_rest", slice.rest().rate());
    ItemMeans.put(
        row,
        "change",
        slice.in().rate() - slice.rest().rate(),
        slice.in().minus(slice.rest(), CONFIDENCE));
    return row.put("p", p).put("p_holm", holm);
  }

  private static List<Slice> slices(String kind, List<Case> cases) {
    Map<String, List<Case>> named = new TreeMap<>();
    cases.forEach(one -> named.computeIfAbsent(one.slice(), s -> new ArrayList<>()).add(one));
    Proportion all = proportion(cases);
    List<Slice> slices = new ArrayList<>();
    named.forEach(
        (name, some) -> {
          Proportion in = proportion(some);
          Proportion rest =
              new Proportion(all.successes() - in.successes(), all.trials() - in.trials());
          if (in.trials() >= LEAST && rest.trials() >= LEAST) {
            slices.add(new Slice(kind, name, in, rest));
          }
        });
    return slices;
  }

  private static Proportion proportion(List<Case> cases) {
    return new Proportion(cases.stream().filter(Case::right).count(), cases.size());
  }

  private Map<String, List<Case>> kinds() {
    List<CodedPair> decided = pairs.stream().filter(pair -> pair.majority() >= 0).toList();
    Map<String, List<Case>> kinds = new LinkedHashMap<>();
    kinds.put("section", of(decided, pair -> pair.pair().section()));
    kinds.put("language", of(decided, pair -> pair.pair().language()));
    kinds.put("length of both", quarters(decided));
    kinds.put("people prefer", of(decided, this::preferred));
    kinds.put("preferred is shown", positions(decided));
    return kinds;
  }

  private interface SliceOf {
    Optional<String> of(CodedPair pair);
  }

  private static List<Case> of(List<CodedPair> some, SliceOf slice) {
    List<Case> cases = new ArrayList<>();
    for (CodedPair pair : some) {
      slice.of(pair).ifPresent(name -> cases.add(new Case(name, pair.right())));
    }
    return cases;
  }

  /** Whether people prefer the longer response, in characters; of ties nothing is said. */
  private Optional<String> preferred(CodedPair pair) {
    Label majority = CodedPair.label(pair.majority(), categories);
    if (pair.pair().texts().isEmpty() || majority == Label.TIE) {
      return Optional.empty();
    }
    OpenPair texts = pair.pair().texts().get();
    int longer = Integer.compare(texts.first().length(), texts.second().length());
    boolean first = majority == Label.FIRST;
    return longer == 0
        ? Optional.empty()
        : Optional.of(longer > 0 == first ? "the longer response" : "the shorter response");
  }

  private static List<Case> quarters(List<CodedPair> some) {
    List<CodedPair> known = some.stream().filter(p -> p.pair().texts().isPresent()).toList();
    int[] sorted = known.stream().mapToInt(Slices::length).sorted().toArray();
    List<Case> cases = new ArrayList<>();
    for (CodedPair pair : known) {
      int length = length(pair);
      int shorter = (int) Arrays.stream(sorted).filter(other -> other < length).count();
      int quarter = QUARTERS * shorter / sorted.length + 1;
      cases.add(new Case("quarter " + quarter + " of " + QUARTERS, pair.right()));
    }
    return cases;
  }

  /** Characters of both responses. */
  private static int length(CodedPair pair) {
    OpenPair texts = pair.pair().texts().orElseThrow();
    return texts.first().length() + texts.second().length();
  }

  /** Each order in which a pair was shown, by the place of the response that people prefer. */
  private List<Case> positions(List<CodedPair> decided) {
    List<Case> cases = new ArrayList<>();
    for (CodedPair pair : decided) {
      Label majority = CodedPair.label(pair.majority(), categories);
      List<Order> shown =
          Arrays.stream(Order.values()).filter(o -> judge.has(pair.pair().id(), o)).toList();
      List<VoteDecision> decisions = judge.decisions(pair.pair().id());
      for (int i = 0; majority != Label.TIE && i < shown.size(); i++) {
        boolean first = majority == Label.FIRST == (shown.get(i) == Order.GIVEN);
        boolean right = Label.of(decisions.get(i).result()).equals(Optional.of(majority));
        cases.add(new Case(first ? "first" : "second", right));
      }
    }
    return cases;
  }
}
