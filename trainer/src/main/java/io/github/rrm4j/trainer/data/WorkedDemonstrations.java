package io.github.rrm4j.trainer.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.OnAllCores;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import java.util.AbstractList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.RandomAccess;
import java.util.function.Consumer;

/**
 * Demonstrations as sequences. Prompts are encoded at once, since each must be within the limit; a
 * completion is encoded when it is asked for the first time, so that the first step need not wait
 * for all of them. Where a rubric is written first, each is two sequences: the rubric, and the
 * verdict with that rubric in its prompt.
 */
final class WorkedDemonstrations extends AbstractList<TokenSequence> implements RandomAccess {

  private static final Key CONFIDENCE = Key.of(0, "confidence of demonstrations");

  private final JudgeFormat judge;
  private final List<String> queries;
  private final Object[] rows; // a Prompted until it is asked for, then its TokenSequence

  private enum Turn {
    RUBRIC,
    VERDICT
  }

  private record Prompted(Demonstration demonstration, Turn turn, int[] prompt) {}

  private WorkedDemonstrations(JudgeFormat judge, List<Prompted> rows) {
    this.judge = judge;
    this.queries = rows.stream().map(row -> row.demonstration().pair().query()).toList();
    this.rows = rows.toArray();
  }

  /**
   * Those with a prompt within the limit.
   *
   * @param report gets a line where something was left out
   * @return at least one
   * @throws InvalidInput if none is left, one is too long and none may be left out, or the judge
   *     cannot be taught by demonstrations
   */
  static WorkedDemonstrations of(
      List<Demonstration> all, Data data, JudgeFormat judge, Consumer<String> report) {
    long silent = all.stream().filter(one -> one.confidence().isEmpty()).count();
    if (judge.asksForConfidence() && silent > 0) {
      report.accept(
          Text.format(
              "%s: %d demonstrations state no confidence: drawn from 0.5, 0.6, ..., 1 for these",
              data.demonstrations(), silent));
    }
    checkRubrics(all, data, judge, report);
    List<Prompted> prompted =
        OnAllCores.map(all, each -> prompted(each, judge)).stream().flatMap(List::stream).toList();
    WorkedDemonstrations fitting =
        new WorkedDemonstrations(
            judge,
            new PromptLimit(data, report)
                .fitting(
                    data.demonstrations(),
                    "data.demonstrations",
                    prompted,
                    each -> each.prompt().length,
                    each -> "the prompt of pair " + each.demonstration().pair().id()));
    fitting.get(0); // a judge that cannot be taught is told before anything is trained
    return fitting;
  }

  private static void checkRubrics(
      List<Demonstration> all, Data data, JudgeFormat judge, Consumer<String> report) {
    List<Demonstration> without = all.stream().filter(one -> one.rubric().isEmpty()).toList();
    if (judge.hasRubric() && !without.isEmpty()) {
      throw InvalidInput.of(
          "%s: %d of %d demonstrations have no field 'rubric' (the first is %s), must have one for a"
              + " judge.template with a part '=== rubric'; add it or choose another template",
          data.demonstrations(), without.size(), all.size(), without.get(0).pair().id());
    }
    if (!judge.hasRubric() && without.size() < all.size()) {
      report.accept(
          Text.format(
              "%s: %d demonstrations have a rubric, which judge.template does not ask for: not used",
              data.demonstrations(), all.size() - without.size()));
    }
  }

  private static List<Prompted> prompted(Demonstration shown, JudgeFormat judge) {
    if (!judge.hasRubric()) {
      return List.of(new Prompted(shown, Turn.VERDICT, judge.prompt(shown.pair())));
    }
    String rubric = shown.rubric().orElseThrow().text().strip(); // as one is that was written
    return List.of(
        new Prompted(shown, Turn.RUBRIC, judge.rubricPrompt(shown.pair().query())),
        new Prompted(shown, Turn.VERDICT, judge.prompt(shown.pair(), rubric)));
  }

  /** The query of each. */
  List<String> queries() {
    return queries;
  }

  @Override
  public synchronized TokenSequence get(int index) {
    if (rows[index] instanceof Prompted row) {
      rows[index] = new TokenSequence(row.prompt(), completion(row));
    }
    return (TokenSequence) rows[index];
  }

  private int[] completion(Prompted row) {
    Demonstration shown = row.demonstration();
    if (row.turn() == Turn.RUBRIC) {
      Demonstration.Rubric rubric = shown.rubric().orElseThrow();
      return judge.rubricCompletion(row.prompt(), rubric.thinking(), rubric.text());
    }
    return judge.completion(
        row.prompt(),
        shown.thinking(),
        shown.verdict().number(),
        judge.asksForConfidence() ? confidence(shown) : OptionalDouble.empty());
  }

  /** One that teaches the form alone where the demonstration states none. */
  private static OptionalDouble confidence(Demonstration demonstration) {
    int tenths = CONFIDENCE.with(demonstration.pair().id()).below(0, 6);
    return demonstration.confidence().isPresent()
        ? demonstration.confidence()
        : OptionalDouble.of((5 + tenths) / 10.0);
  }

  @Override
  public int size() {
    return rows.length;
  }
}
