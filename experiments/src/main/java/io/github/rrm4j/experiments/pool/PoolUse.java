package io.github.rrm4j.experiments.pool;

import io.github.rrm4j.contracts.Word;

/** What is computed from the judgements of a pool; each is a command. */
public enum PoolUse {
  VOTES("scaling", "judgements", "votes"),
  BUDGET("scaling", "judgements", "samples"),
  TOURNAMENT("scaling", "matches", "votes"),
  STRESS("stress", "attacked", "samples");

  private final String results;
  private final String pool;
  private final String count;

  PoolUse(String results, String pool, String count) {
    this.results = results;
    this.pool = pool;
    this.count = count;
  }

  /** The command. */
  public String command() {
    return Word.of(this);
  }

  /** The name of the result files. */
  public String results() {
    return results;
  }

  /** The name of the pool. */
  public String pool() {
    return pool;
  }

  /** What results call the number of judgements. */
  public String count() {
    return count;
  }

  /** Whether the pool stores the ids of completions, which budgets need. */
  public boolean keepsTokens() {
    return pool.equals("judgements");
  }
}
