package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rubrics that a judge writes: criteria for the answers to a query, without seeing any. One is
 * written for each query, before its first pair is judged, and serves all pairs of the query for as
 * long as the judge is open; the judge's model and sampling are those of its judgements. What is
 * drawn follows from the seed and the query alone.
 *
 * <p>A rubric is what stands after the thinking. Where there is none (blank, truncated, too long to
 * ask for), the pairs of the query are not judged, for the same reason; one that failed is asked
 * for again by the next pair.
 */
final class Rubrics {

  /**
   * What was written for a query.
   *
   * @param none why there is no text; empty where there is one
   */
  private record Rubric(String text, Optional<Verdict> none) {}

  private final Key key;
  private final Map<String, Rubric> byQuery = new HashMap<>();
  private long written;
  private long tokens;
  private long unreadable;
  private long reused;

  /**
   * @param key what the draws depend on, with the query
   */
  Rubrics(Key key) {
    this.key = key;
  }

  /**
   * Those of a judge whose template writes them; empty where it does not.
   *
   * @param key what the draws depend on, with the query
   */
  static Optional<Rubrics> of(JudgeTemplate template, Key key) {
    return template.hasRubric() ? Optional.of(new Rubrics(key)) : Optional.empty();
  }

  /**
   * Has the rubrics of some pairs' queries written that are not there, all together.
   *
   * @param queries of the questions that are about to be asked, in order
   */
  synchronized void write(Asker asker, Collection<String> queries) {
    Set<String> missing = new LinkedHashSet<>(queries);
    missing.removeAll(byQuery.keySet());
    reused += queries.size() - missing.size();
    if (missing.isEmpty()) {
      return;
    }
    List<String> asked = new ArrayList<>(missing);
    List<Completed> completed =
        asker.complete(
            asked.stream().map(query -> new Inquiry(wording(query), key.with(query), 0)).toList());
    for (int i = 0; i < asked.size(); i++) {
      Completed one = completed.get(i);
      String text = one.answer().map(String::strip).orElse("");
      Optional<Verdict> none =
          text.isEmpty()
              ? Optional.of(one.none().orElse(Verdict.MALFORMED))
              : Optional.<Verdict>empty();
      byQuery.put(asked.get(i), new Rubric(text, none));
      written++;
      tokens += one.tokens();
      unreadable += none.isPresent() ? 1 : 0;
    }
  }

  /** Asks about some of the questions. */
  interface Asked {

    /**
     * @param questions whose rubrics are there
     * @param numbers of these among all
     * @return of each its judgements
     */
    List<List<JudgedQuestion>> judged(List<Question> questions, int[] numbers);
  }

  /**
   * Asks questions after their rubrics.
   *
   * @param samples judgements of each
   * @param asked asks about those with a rubric
   * @return of each question its judgements: none for the reason for which it has no rubric
   */
  List<List<JudgedQuestion>> before(
      Asker asker, List<Question> questions, int samples, Asked asked) {
    write(asker, questions.stream().map(question -> question.pair().query()).toList());
    List<List<JudgedQuestion>> all = new ArrayList<>();
    for (Question question : questions) {
      Verdict why = none(question.pair().query()).orElse(Verdict.MALFORMED);
      all.add(Collections.nCopies(samples, JudgedQuestion.none(question, why)));
    }
    int[] numbers =
        IntStream.range(0, questions.size())
            .filter(i -> none(questions.get(i).pair().query()).isEmpty())
            .toArray();
    forgetFailed();
    if (numbers.length > 0) {
      List<List<JudgedQuestion>> judged =
          asked.judged(Arrays.stream(numbers).mapToObj(questions::get).toList(), numbers);
      for (int i = 0; i < numbers.length; i++) {
        all.set(numbers[i], judged.get(i));
      }
    }
    return all;
  }

  /** What asks for the rubric of a query. */
  static Inquiry.Wording wording(String query) {
    return (template, literal) -> template.rubricMessages(literal.apply(query));
  }

  /** Why a query has no rubric; empty where it has one. */
  synchronized Optional<Verdict> none(String query) {
    return of(query).none();
  }

  /** Lets those go that failed, once the pairs that waited for them have been answered. */
  synchronized void forgetFailed() {
    byQuery.values().removeIf(rubric -> rubric.none().equals(Optional.of(Verdict.FAILED)));
  }

  /** Whether a query's rubric was asked for. */
  synchronized boolean has(String query) {
    return byQuery.containsKey(query);
  }

  /**
   * The rubric of a query; blank where there is none to read.
   *
   * @throws InvalidInput if it was not asked for
   */
  synchronized String text(String query) {
    return of(query).text();
  }

  private Rubric of(String query) {
    Rubric rubric = byQuery.get(query);
    if (rubric == null) {
      throw new InvalidInput(
          "judge: the template writes a rubric first, which this command does not do for the query '"
              + OneLine.of(query)
              + "'; choose a template without a part '=== rubric'");
    }
    return rubric;
  }

  /** How many there are and what they took, in one line. */
  synchronized String line() {
    return Text.format(
        "rubrics: %d written (%d tokens), %d of them unreadable; %d questions had one that was there",
        written, tokens, unreadable, reused);
  }
}
