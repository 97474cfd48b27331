package io.github.rrm4j.judging;

/** How a judge is shown a pair or a response. */
public enum PromptFit {
  /** As it is. */
  WHOLE,
  /** With responses that have lost their middle. */
  SHORTENED,
  /** Not at all. */
  OVERLONG
}
