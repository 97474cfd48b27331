package io.github.rrm4j.rollout;

import java.time.Duration;

/** Until when somebody waits for completions; what nobody waits for is not drawn any further. */
public final class Deadline {

  private final long at;
  private volatile boolean cancelled;

  private Deadline(long at) {
    this.at = at;
  }

  /** A moment from now on. */
  public static Deadline in(Duration wait) {
    return new Deadline(System.nanoTime() + Math.min(wait.toNanos(), Long.MAX_VALUE / 4));
  }

  /** Nobody waits any more. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether it was {@linkplain #cancel cancelled}. */
  public boolean cancelled() {
    return cancelled;
  }

  /** Whether nobody waits: the time is over, or it was {@linkplain #cancel cancelled}. */
  public boolean passed() {
    return cancelled || left() <= 0;
  }

  /** Nanoseconds that are left; may be negative. */
  public long left() {
    return at - System.nanoTime();
  }

  /** Completions were not drawn in time. */
  public static final class Passed extends RuntimeException {

    private static final long serialVersionUID = 1;

    Passed() {
      super("the deadline passed before all completions were drawn");
    }
  }
}
