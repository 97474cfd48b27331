package io.github.rrm4j.rollout;

import java.util.List;

/** How well the slots of a rollout were used. */
public final class Occupancy {

  private int most;
  private long slotSteps;
  private long occupied;
  private long tokens;
  private double fillSeconds;
  private double decodeSeconds;
  private int halvings;
  private long cacheBytes;

  /** Of workers side by side: slots, tokens and bytes are added up, seconds are their mean. */
  static Occupancy of(List<Occupancy> workers) {
    Occupancy all = new Occupancy();
    for (Occupancy worker : workers) {
      all.most += worker.most;
      all.slotSteps += worker.slotSteps;
      all.occupied += worker.occupied;
      all.tokens += worker.tokens;
      all.fillSeconds += worker.fillSeconds / workers.size();
      all.decodeSeconds += worker.decodeSeconds / workers.size();
      all.halvings += worker.halvings;
      all.cacheBytes += worker.cacheBytes;
    }
    return all;
  }

  void decoded(int slots, int steps, int live, long nanos) {
    most = Math.max(most, slots);
    slotSteps += (long) slots * steps;
    occupied += (long) live * steps;
    decodeSeconds += nanos / 1e9;
  }

  /** Keys and values take so many bytes now. */
  void held(long bytes) {
    cacheBytes = Math.max(cacheBytes, bytes);
  }

  void filled(long nanos) {
    fillSeconds += nanos / 1e9;
  }

  void sampled() {
    tokens++;
  }

  /** Share of the slot-steps in which a slot held a sample. */
  public double share() {
    return slotSteps == 0 ? 1 : (double) occupied / slotSteps;
  }

  /** Most slots at a time. */
  public int slots() {
    return most;
  }

  /** Most memory that keys and values of slots and prompts took at a time, in bytes. */
  public long cacheBytes() {
    return cacheBytes;
  }

  /** Slots times decoding steps. */
  public long slotSteps() {
    return slotSteps;
  }

  /** Tokens of all completions so far. */
  public long tokens() {
    return tokens;
  }

  /** The same of a rollout that began again with fewer slots so often. */
  Occupancy after(int times) {
    halvings += times;
    return this;
  }

  /** How often the slots were halved, and the rollout begun again, because memory ran out. */
  public int halvings() {
    return halvings;
  }

  /** Seconds in which prompts were run and slots were filled. */
  public double fillSeconds() {
    return fillSeconds;
  }

  /** Seconds in which tokens were drawn. */
  public double decodeSeconds() {
    return decodeSeconds;
  }
}
