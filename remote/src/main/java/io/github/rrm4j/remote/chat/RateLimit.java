package io.github.rrm4j.remote.chat;

import java.util.function.LongSupplier;

/**
 * Spreads calls evenly, so that no minute has more of them, and of their tokens, than it may.
 *
 * <p>Tokens are reserved by an estimate when a call begins, and settled when its answer says how
 * many there were.
 */
final class RateLimit {

  private static final double MINUTE = 60e9;

  private final int requests;
  private final int tokens;
  private final LongSupplier nanos;
  private final long began;
  private double requestFrom;
  private double tokenFrom;

  /**
   * @param requests most calls in a minute; 0 for any number
   * @param tokens most tokens in a minute; 0 for any number
   * @param nanos the clock
   */
  RateLimit(int requests, int tokens, LongSupplier nanos) {
    this.requests = requests;
    this.tokens = tokens;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /**
   * Takes the place of the next call.
   *
   * @param estimated tokens of it
   * @return nanoseconds until it may begin
   */
  synchronized long reserve(long estimated) {
    double now = nanos.getAsLong() - began;
    double begins = now;
    if (requests > 0) {
      requestFrom = Math.max(requestFrom, now);
      begins = Math.max(begins, requestFrom);
      requestFrom += MINUTE / requests;
    }
    if (tokens > 0) {
      tokenFrom = Math.max(tokenFrom, now);
      begins = Math.max(begins, tokenFrom);
      tokenFrom += estimated * MINUTE / tokens;
    }
    return (long) Math.ceil(begins - now);
  }

  /** Says how many tokens a call had; none where it failed before any were counted. */
  synchronized void settle(long estimated, long had) {
    if (tokens > 0) {
      tokenFrom += (had - estimated) * MINUTE / tokens;
    }
  }
}
