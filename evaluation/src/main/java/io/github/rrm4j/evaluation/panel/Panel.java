package io.github.rrm4j.evaluation.panel;

import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges of the same comparisons.
 *
 * @param names of the judges, each once
 * @param opinions (judges, comparisons), in one order of the comparisons
 * @param leftOut comparisons that not all of them have judged
 */
public record Panel(
    String benchmark, List<String> names, List<List<Opinion>> opinions, int leftOut) {

  /**
   * Reads folders of {@code evaluate --output}.
   *
   * @throws InvalidInput if one is none, they are of different benchmarks, of one name, or have no
   *     comparison together
   */
  public static Panel read(List<Path> folders) {
    List<JudgeRecord> judges = folders.stream().map(JudgeRecord::read).toList();
    Set<String> names = new HashSet<>();
    for (int j = 0; j < judges.size(); j++) {
      JudgeRecord judge = judges.get(j);
      if (!judge.benchmark().equals(judges.get(0).benchmark())) {
        throw InvalidInput.of(
            "%s: is a result of %s, must be of %s as %s is; name results of one benchmark",
            folders.get(j), judge.benchmark(), judges.get(0).benchmark(), folders.get(0));
      }
      if (!names.add(judge.name())) {
        throw InvalidInput.of(
            "%s: is called '%s' as another result is, must have a name of its own; evaluate --label"
                + " gives it one",
            folders.get(j), judge.name());
      }
    }
    return of(judges);
  }

  /**
   * The comparisons that all have judged.
   *
   * @throws InvalidInput if there is none
   */
  public static Panel of(List<JudgeRecord> judges) {
    Set<String> all = new HashSet<>();
    judges.forEach(judge -> all.addAll(judge.opinions().keySet()));
    List<String> shared =
        judges.get(0).opinions().keySet().stream()
            .filter(id -> judges.stream().allMatch(judge -> agrees(judge, judges.get(0), id)))
            .toList();
    if (shared.isEmpty()) {
      throw InvalidInput.of(
          "judges: %s have no comparison with a better response together, must have some; evaluate"
              + " them on the same data",
          String.join(", ", judges.stream().map(JudgeRecord::name).toList()));
    }
    List<List<Opinion>> opinions = new ArrayList<>();
    for (JudgeRecord judge : judges) {
      opinions.add(shared.stream().map(judge.opinions()::get).toList());
    }
    return new Panel(
        judges.get(0).benchmark(),
        judges.stream().map(JudgeRecord::name).toList(),
        opinions,
        all.size() - shared.size());
  }

  /** Whether a judge has the comparison, with the same better response. */
  private static boolean agrees(JudgeRecord judge, JudgeRecord other, String id) {
    Opinion one = judge.opinions().get(id);
    return one != null && one.gold() == other.opinions().get(id).gold();
  }

  /** How many comparisons there are. */
  public int size() {
    return opinions.get(0).size();
  }

  /** Of each comparison the credit of a judge's votes. */
  double[] right(int judge) {
    return opinions.get(judge).stream().mapToDouble(Opinion::right).toArray();
  }

  /** Of each comparison the tokens of a judge. */
  double[] tokens(int judge) {
    return opinions.get(judge).stream().mapToDouble(Opinion::tokens).toArray();
  }
}
