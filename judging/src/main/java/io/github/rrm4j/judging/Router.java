package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.RoutingRule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * A direct judge that answers first, where it is sure enough; see {@link RoutingRule}. What it is
 * not sure of, and what it does not answer readably, goes on to the reasoning judge.
 *
 * @param direct the judge that is asked first, once in each order that the pair is shown in
 * @param rule which of its answers count
 */
public record Router(Asker direct, RoutingRule rule) {

  /**
   * Asks the direct judge about some pairs together.
   *
   * @param orders in which a pair is shown
   * @param key what the draws depend on, besides the pair's id and the order: the draws are those
   *     of this judge if it were asked alone
   * @return of each pair what the direct judge says of it, in order
   */
  public List<DirectVerdict> ask(
      List<OpenPair> pairs, Function<OpenPair, List<Order>> orders, Key key) {
    List<Question> questions = new ArrayList<>();
    for (OpenPair pair : pairs) {
      orders.apply(pair).forEach(order -> questions.add(Question.of(pair, order, key)));
    }
    Iterator<List<JudgedQuestion>> judged = direct.ask(questions, 1).iterator();
    List<DirectVerdict> verdicts = new ArrayList<>();
    for (OpenPair pair : pairs) {
      List<DirectVerdict.Answer> answers = new ArrayList<>();
      for (int shown = 0; shown < orders.apply(pair).size(); shown++) {
        JudgedQuestion answer = judged.next().get(0);
        answers.add(new DirectVerdict.Answer(answer, direct.probability(answer)));
      }
      verdicts.add(new DirectVerdict(answers, rule));
    }
    return verdicts;
  }
}
