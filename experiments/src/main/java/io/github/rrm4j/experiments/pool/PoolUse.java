package io.github.rrm4j.experiments.pool;

/**
 * What a command computes from the judgements of a pool.
 *
 * @param results the name of the result files
 * @param count what they call the number of judgements
 */
public record PoolUse(String command, String results, String pool, String count) {

  public static final PoolUse VOTES = new PoolUse("votes", "scaling", "judgements", "votes");
  public static final PoolUse BUDGET = new PoolUse("budget", "scaling", "judgements", "samples");
  public static final PoolUse TOURNAMENT = new PoolUse("tournament", "scaling", "matches", "votes");
  public static final PoolUse STRESS = new PoolUse("stress", "stress", "attacked", "samples");

  /** Whether the pool stores the ids of completions, which budgets need. */
  public boolean keepsTokens() {
    return pool.equals("judgements");
  }
}
