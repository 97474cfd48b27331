package io.github.rrm4j.trainer.grpo;

/** In which order the two responses of a pair are shown in training. */
public enum PairOrders {
  /** One, decided by a coin: a prompt and a group for each pair. */
  ONE,
  /** Both, as two prompts with a group each; the coin says which stands first. */
  TWO_GROUPS,
  /** Both, as two prompts whose completions are one group: half of them see each order. */
  ONE_GROUP;

  /** How many prompts a pair has. */
  public int promptsOfPair() {
    return this == ONE ? 1 : 2;
  }

  /** How many prompts a group has. */
  public int promptsOfGroup() {
    return this == ONE_GROUP ? 2 : 1;
  }
}
