package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Side;
import java.util.List;
import java.util.Optional;

/**
 * What several judgements of one pair add up to: voting@k.
 *
 * <p>Source: Guo et al. 2025, "Reward Reasoning Model", section 3.3: the majority of k independent
 * samples. A judgement without a readable verdict is no vote for either side. The paper does not
 * say what a tie is; here it is a result of its own, which is never right: breaking it by the order
 * of the samples or of the responses would hide how often the judge cannot tell.
 *
 * @param first readable votes for response 1
 * @param second readable votes for response 2
 * @param tie votes for neither, which a judge of our own never gives
 * @param malformed judgements that ended without a readable verdict
 * @param truncated judgements that hit the token limit
 * @param overlong votes that were not cast, since the pair is too long for the judge: no judgements
 */
public record MajorityVote(
    int first, int second, int tie, int malformed, int truncated, int overlong) {

  public static final MajorityVote NONE = new MajorityVote(0, 0, 0, 0);

  /** Votes without one for neither. */
  public MajorityVote(int first, int second, int malformed, int truncated) {
    this(first, second, 0, malformed, truncated);
  }

  /** Votes that were all cast. */
  public MajorityVote(int first, int second, int tie, int malformed, int truncated) {
    this(first, second, tie, malformed, truncated, 0);
  }

  /** The verdict of all votes together. */
  public enum Result {
    FIRST,
    SECOND,
    /** As many votes for the one as for the other, or most of them for neither. */
    TIE,
    /** No vote could be read. */
    UNREADABLE;

    /** The chosen side; empty where neither is. */
    public Optional<Side> side() {
      return switch (this) {
        case FIRST -> Optional.of(Side.FIRST);
        case SECOND -> Optional.of(Side.SECOND);
        case TIE, UNREADABLE -> Optional.empty();
      };
    }
  }

  /** The votes of some judgements. */
  public static MajorityVote of(List<Verdict> verdicts) {
    return new MajorityVote(
        count(verdicts, Verdict.FIRST),
        count(verdicts, Verdict.SECOND),
        0,
        count(verdicts, Verdict.MALFORMED),
        count(verdicts, Verdict.TRUNCATED),
        count(verdicts, Verdict.OVERLONG));
  }

  private static int count(List<Verdict> verdicts, Verdict which) {
    return (int) verdicts.stream().filter(verdict -> verdict == which).count();
  }

  public Result result() {
    if (first + second + tie == 0) {
      return Result.UNREADABLE;
    }
    if (first > Math.max(second, tie)) {
      return Result.FIRST;
    }
    return second > Math.max(first, tie) ? Result.SECOND : Result.TIE;
  }

  public int votesFor(Side side) {
    return side == Side.FIRST ? first : second;
  }

  /**
   * Share of the readable votes that a response has, a tie counting half for each; one half where
   * no vote can be read.
   */
  public double share(Side side) {
    int readable = first + second + tie;
    return readable == 0 ? 0.5 : (votesFor(side) + 0.5 * tie) / readable;
  }

  /** All judgements that were made, readable or not. */
  public int judgements() {
    return first + second + tie + malformed + truncated;
  }

  /** The same votes about the pair in the other order. */
  public MajorityVote swapped() {
    return new MajorityVote(second, first, tie, malformed, truncated, overlong);
  }

  /** These votes and others about the same pair in the same order. */
  public MajorityVote plus(MajorityVote other) {
    return new MajorityVote(
        first + other.first,
        second + other.second,
        tie + other.tie,
        malformed + other.malformed,
        truncated + other.truncated,
        overlong + other.overlong);
  }
}
