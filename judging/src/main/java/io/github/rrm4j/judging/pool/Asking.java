package io.github.rrm4j.judging.pool;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Question;

/**
 * How a pool asks the judge.
 *
 * @param asker who is asked
 * @param orders in which order a sample sees its pair
 * @param key what the draws depend on, with the pair's id, the order and the number of the sample
 * @param rows judgements that are handed to the engine together
 */
public record Asking(Asker asker, Orders orders, Key key, int rows) {

  /** The question of the samples of a pair, of which sample s is among the first two. */
  Question question(OpenPair pair, int s) {
    Order first = orders.first(key, pair.id());
    return Question.of(pair, s % orders.different() == 0 ? first : first.other(), key);
  }
}
