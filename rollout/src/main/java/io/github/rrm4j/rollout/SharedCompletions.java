package io.github.rrm4j.rollout;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What one caller of a {@link SharedEngine} waits for. The engine's thread puts in, the caller's
 * takes out, so that a listener that is slow keeps nobody else waiting.
 */
final class SharedCompletions implements Completions {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private sealed interface Event {}

  private record Token(int request, int sample, int id) implements Event {}

  private record Ended(Completion completion) implements Event {}

  private record Failed(Throwable why) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Deadline deadline;
  private final TokenListener listener;
  private final Occupancy occupancy = new Occupancy();
  private final int[] missing; // samples of each request, of the engine's thread
  private int left;
  private volatile boolean closed;

  SharedCompletions(int requests, int samples, Deadline deadline, TokenListener listener) {
    this.deadline = deadline;
    this.listener = listener;
    this.missing = new int[requests];
    Arrays.fill(missing, samples);
    this.left = requests * samples;
  }

  /** Whether nobody waits any more. */
  boolean over() {
    return closed || deadline.passed();
  }

  void heard(int request, int sample, int token) {
    if (listener != TokenListener.NONE) {
      events.add(new Token(request, sample, token));
    }
  }

  /** Takes a sample; whether it was the last one of its request. */
  boolean ended(int request, int sample, Rollout rollout) {
    events.add(new Ended(new Completion(request, sample, rollout)));
    return --missing[request] == 0;
  }

  void failed(Throwable why) {
    events.add(new Failed(why));
  }

  /** Tokens are counted; of the slots that others share nothing is known. */
  @Override
  public Occupancy occupancy() {
    return occupancy;
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public Completion next() {
    if (left == 0) {
      throw new NoSuchElementException("all completions were taken");
    }
    while (true) {
      Event event = event();
      if (event instanceof Token token) {
        listener.token(token.request(), token.sample(), token.id());
      } else if (event instanceof Ended ended) {
        left--;
        for (int i = 0; i < ended.completion().rollout().sequence().completion().length; i++) {
          occupancy.sampled();
        }
        return ended.completion();
      } else if (event instanceof Failed failed) {
        throw thrown(failed.why());
      }
    }
  }

  private static RuntimeException thrown(Throwable why) {
    if (why instanceof Error error) {
      throw error;
    }
    return (RuntimeException) why;
  }

  private Event event() {
    try {
      while (true) {
        // a look now and then, since a deadline can also be cancelled
        long wait = Math.min(LOOK_NANOS, Math.max(1, deadline.left()));
        Event event = events.poll(wait, TimeUnit.NANOSECONDS);
        if (event != null) {
          return event;
        }
        if (deadline.passed()) {
          throw new Deadline.Passed();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("waiting for completions was interrupted", e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
