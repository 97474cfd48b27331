package io.github.rrm4j.contracts;

/**
 * A point in the tree of everything that is drawn at random; the draws at a key are a pure function
 * of the key and a position.
 *
 * <pre>{@code
 * Key sample = Key.of(seed, "rollout").with(step).with(prompt).with(index);
 * double u = sample.uniform(position); // the same in every run, batch and order of evaluation
 * }</pre>
 *
 * <p>Source: the finaliser of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom
 * number generators"), used as a hash of the path. Differs: nothing is incremented; each part of
 * the path is mixed into the state once.
 */
public final class Key {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long state;

  private Key(long state) {
    this.state = state;
  }

  /**
   * The root key of one purpose, for example {@code "rollout"} or {@code "initialisation"}.
   *
   * @param seed the seed of the run
   * @param purpose what the draws are for; different purposes never share a number
   */
  public static Key of(long seed, String purpose) {
    return new Key(mix(seed + GOLDEN)).with(purpose);
  }

  /** The child key for a number: a step, a prompt, a sample. */
  public Key with(long part) {
    return new Key(mix(state ^ mix(part + GOLDEN)));
  }

  /** The child key for a name: a section, a tensor. */
  public Key with(String part) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < part.length(); i++) {
      hash = (hash ^ part.charAt(i)) * 0x100000001B3L;
    }
    return new Key(mix(state ^ mix(hash)) + part.length());
  }

  /** 64 random bits at {@code position}. */
  public long bits(long position) {
    return mix(mix(position * GOLDEN + state) + state);
  }

  /** A number uniform in [0, 1), a multiple of 2^-53. */
  public double uniform(long position) {
    return (bits(position) >>> 11) * 0x1.0p-53;
  }

  /**
   * An integer uniform in [0, bound).
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int below(long position, int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, is " + bound);
    }
    return (int) (uniform(position) * bound);
  }

  /** A standard normal number (Box and Muller 1958; positions 2p and 2p+1 are used). */
  public double gaussian(long position) {
    double radius = Math.sqrt(-2 * Math.log(1 - uniform(2 * position)));
    return radius * Math.cos(2 * Math.PI * uniform(2 * position + 1));
  }

  /** A uniformly random order of 0..size-1 (Fisher and Yates). */
  public int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = below(i, i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Whether every draw is the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && key.state == state;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(state);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
