package io.github.rrm4j.trainer.data;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.model.TokenSequence;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The labels of pairs as demonstrations of a judge that gives its verdict without thinking: each
 * pair in both orders with its gold verdict, as the paper's DirectJudge is trained. They are
 * encoded when they are asked for, since all together may not fit into memory.
 */
final class LabelDemonstrations extends AbstractList<TokenSequence> implements RandomAccess {

  private final List<Pair> pairs;
  private final Judge judge;

  /**
   * @param judge does not think
   */
  LabelDemonstrations(List<Pair> pairs, Judge judge) {
    this.pairs = pairs;
    this.judge = judge;
  }

  @Override
  public TokenSequence get(int index) {
    Pair given = pairs.get(index / 2);
    Pair shown = index % 2 == 0 ? given : given.swapped();
    int[] prompt = judge.prompt(shown);
    return new TokenSequence(prompt, judge.completion(prompt, "", shown.gold().number()));
  }

  @Override
  public int size() {
    return Math.multiplyExact(2, pairs.size());
  }
}
