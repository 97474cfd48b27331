package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Side;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What several judgements of one pair add up to: voting@k.
 *
 * <p>Source: Guo et al. 2025, "Reward Reasoning Model", section 3.3: the majority of k independent
 * samples. A judgement without a readable verdict is no vote for either side. The paper does not
 * say what a split vote is; {@link SplitVotes} does.
 *
 * @param first readable votes for response 1
 * @param second readable votes for response 2
 * @param tie votes for neither, which only a judge gives whose format has a word for it
 * @param malformed judgements that ended without a readable verdict
 * @param truncated judgements that hit the token limit
 * @param overlong votes that were not cast, since the pair is too long for the judge: no judgements
 * @param failed votes that were asked for and never came: no judgements
 */
public record MajorityVote(
    int first, int second, int tie, int malformed, int truncated, int overlong, int failed) {

  public static final MajorityVote NONE = new MajorityVote(0, 0, 0, 0);

  /** Votes without one for neither. */
  public MajorityVote(int first, int second, int malformed, int truncated) {
    this(first, second, 0, malformed, truncated);
  }

  /** Votes that all came. */
  public MajorityVote(int first, int second, int tie, int malformed, int truncated, int overlong) {
    this(first, second, tie, malformed, truncated, overlong, 0);
  }

  /** Votes that were all cast. */
  public MajorityVote(int first, int second, int tie, int malformed, int truncated) {
    this(first, second, tie, malformed, truncated, 0);
  }

  /** The verdict of all votes together. */
  public enum Result {
    FIRST,
    SECOND,
    /** Most votes say that neither is better. */
    TIE,
    /** As many votes for the one as for the other: {@link SplitVotes} decides. */
    SPLIT,
    /** No vote could be read. */
    UNREADABLE;

    /** The chosen side; empty where neither is. */
    public Optional<Side> side() {
      return switch (this) {
        case FIRST -> Optional.of(Side.FIRST);
        case SECOND -> Optional.of(Side.SECOND);
        case TIE, SPLIT, UNREADABLE -> Optional.empty();
      };
    }

    /** What a judgement says as a vote. */
    public static Result of(Verdict verdict) {
      return switch (verdict) {
        case FIRST -> FIRST;
        case SECOND -> SECOND;
        case TIE -> TIE;
        case MALFORMED, TRUNCATED, OVERLONG, FAILED -> UNREADABLE;
      };
    }
  }

  /** The votes of some judgements. */
  public static MajorityVote of(List<Verdict> verdicts) {
    return new MajorityVote(
        count(verdicts, Verdict.FIRST),
        count(verdicts, Verdict.SECOND),
        count(verdicts, Verdict.TIE),
        count(verdicts, Verdict.MALFORMED),
        count(verdicts, Verdict.TRUNCATED),
        count(verdicts, Verdict.OVERLONG),
        count(verdicts, Verdict.FAILED));
  }

  private static int count(List<Verdict> verdicts, Verdict which) {
    return (int) verdicts.stream().filter(verdict -> verdict == which).count();
  }

  /**
   * Votes of which it does not matter why some cannot be read.
   *
   * @param votes none of them {@link Result#SPLIT}
   */
  public static MajorityVote counted(List<Result> votes) {
    int[] counts = new int[Result.values().length];
    votes.forEach(vote -> counts[vote.ordinal()]++);
    return new MajorityVote(
        counts[Result.FIRST.ordinal()],
        counts[Result.SECOND.ordinal()],
        counts[Result.TIE.ordinal()],
        counts[Result.UNREADABLE.ordinal()],
        0);
  }

  /**
   * The results with the most votes: one, or several of a split vote, or that nothing can be read.
   */
  public List<Result> leaders() {
    int most = Math.max(tie, Math.max(first, second));
    if (most == 0) {
      return List.of(Result.UNREADABLE);
    }
    return Stream.of(Result.FIRST, Result.SECOND, Result.TIE)
        .filter(result -> votes(result) == most)
        .toList();
  }

  private int votes(Result result) {
    return switch (result) {
      case FIRST -> first;
      case SECOND -> second;
      case TIE -> tie;
      case SPLIT, UNREADABLE -> 0;
    };
  }

  /** The result with the most votes, before a split vote is decided. */
  public Result result() {
    List<Result> leaders = leaders();
    return leaders.size() == 1 ? leaders.get(0) : Result.SPLIT;
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
    return new MajorityVote(second, first, tie, malformed, truncated, overlong, failed);
  }

  /** These votes and others about the same pair in the same order. */
  public MajorityVote plus(MajorityVote other) {
    return new MajorityVote(
        first + other.first,
        second + other.second,
        tie + other.tie,
        malformed + other.malformed,
        truncated + other.truncated,
        overlong + other.overlong,
        failed + other.failed);
  }
}
