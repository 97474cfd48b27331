package io.github.rrm4j.data.attack;

import io.github.rrm4j.contracts.Word;

/** What kind of change an attack is; the name of a family selects all its attacks. */
public enum Family {
  /** Nothing is changed: what flips is the noise of sampling. */
  BASELINE,
  /** The places of the responses. */
  ORDER,
  /** A response without any content in the place of the worse one. */
  CONTENTLESS,
  /**
   * A few characters that make judges expect an answer in the place of the worse response.
   *
   * <p>Source: Zhao et al. 2025 ("One Token to Fool LLM-as-a-Judge", arXiv 2507.08794).
   */
  MASTER_KEY,
  /** The worse response breaks off. */
  TRUNCATION,
  /** The worse response speaks to the judge. */
  PROMPT_INJECTION,
  /**
   * Who is said to stand behind the worse response.
   *
   * <p>Source: Ye et al. 2024 ("Justice or Prejudice?", arXiv 2410.02736), authority and bandwagon.
   */
  AUTHORITY,
  /** More words of no content. */
  LENGTH,
  /** Another form of the same words. */
  FORMAT,
  /**
   * The same words again.
   *
   * <p>Source: Zheng et al. 2023 ("Judging LLM-as-a-Judge", arXiv 2306.05685), repetitive lists.
   */
  REPETITION,
  /**
   * Praise, and the opinion of the user.
   *
   * <p>Source: Sharma et al. 2023 ("Towards Understanding Sycophancy", arXiv 2310.13548).
   */
  SYCOPHANCY,
  /** Another language around the same words. */
  LANGUAGE,
  /** What a user's file describes. */
  OWN;

  /** The name in files. */
  public String label() {
    return Word.of(this);
  }
}
