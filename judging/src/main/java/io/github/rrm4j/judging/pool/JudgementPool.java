package io.github.rrm4j.judging.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.contracts.ResumableLog.Unit;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.JudgedQuestion;
import io.github.rrm4j.judging.JudgementLine;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Question;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Independent judgements of pairs in a file that grows: sample s of a pair is drawn from a key of
 * its own, so that it is the same whenever it is drawn and whatever is drawn beside it.
 *
 * <p>A judgement that {@linkplain Verdict#FAILED failed} is counted, and asked for again when the
 * pool is opened the next time.
 *
 * <p>Samples of one order are generated {@value #BLOCK} at a time from one prompt. {@link #fill}
 * asks only for what is missing; killed at any moment and begun again, it ends with the bytes of an
 * unbroken run, as long as the same is asked for.
 */
public final class JudgementPool implements AutoCloseable {

  private static final int BLOCK = 8;

  private final Asking asking;
  private final boolean keepTokens;
  private final Map<String, Map<Integer, PooledJudgement>> samples = new HashMap<>();
  private final ResumableLog log;
  private long stored;

  private JudgementPool(Path file, Asking asking, boolean keepTokens) {
    this.asking = asking;
    this.keepTokens = keepTokens;
    this.log =
        ResumableLog.open(
            file, Unit.markedWindow(), kept -> JsonLines.forEachOwn(kept, this::read));
  }

  /**
   * Opens a pool with what is stored in a file.
   *
   * @param keepTokens whether the ids of completions are stored, which budgets need
   * @throws InvalidInput if the file cannot be written, or is no pool
   */
  public static JudgementPool open(Path file, Asking asking, boolean keepTokens) {
    return new JudgementPool(file, asking, keepTokens);
  }

  /** Samples of a pair in one order and one block: {@code missing} ones are not stored yet. */
  private record Draw(Question question, int count, List<Integer> missing) {}

  /**
   * Judges pairs until each has samples 0 to n - 1.
   *
   * @param progress is given how many judgements are stored
   */
  public void fill(List<OpenPair> pairs, int n, LongConsumer progress) throws IOException {
    progress.accept(stored);
    List<Draw> window = new ArrayList<>();
    int size = 0;
    for (Draw draw : draws(pairs, n)) {
      boolean other = !window.isEmpty() && window.get(0).count() != draw.count();
      if (other || size + draw.count() > asking.rows() && size > 0) {
        judge(window);
        progress.accept(stored);
        window.clear();
        size = 0;
      }
      window.add(draw);
      size += draw.count();
    }
    judge(window);
    progress.accept(stored);
  }

  /** How many judgements are missing for n samples of each pair. */
  public long missing(List<OpenPair> pairs, int n) {
    return draws(pairs, n).stream().mapToLong(draw -> draw.missing().size()).sum();
  }

  /** How many of samples 0 to n - 1 of some pairs that were filled failed. */
  public long failed(List<OpenPair> pairs, int n) {
    return pairs.stream()
        .flatMap(pair -> of(pair.id(), n).stream())
        .filter(sample -> sample.verdict() == Verdict.FAILED)
        .count();
  }

  public long stored() {
    return stored;
  }

  /** Samples 0 to n - 1 of a pair that was filled. */
  public List<PooledJudgement> of(String pair, int n) {
    return IntStream.range(0, n).mapToObj(s -> samples.get(pair).get(s)).toList();
  }

  private List<Draw> draws(List<OpenPair> pairs, int n) {
    int inOrder = asking.orders().different();
    List<Draw> draws = new ArrayList<>();
    for (int block = 0; block * BLOCK * inOrder < n; block++) {
      for (int order = 0; order < inOrder; order++) { // so that neighbours have one count
        for (OpenPair pair : pairs) {
          Draw draw = draw(pair, n, block, order, inOrder);
          if (!draw.missing().isEmpty()) {
            draws.add(draw);
          }
        }
      }
    }
    return draws;
  }

  private Draw draw(OpenPair pair, int n, int block, int order, int inOrder) {
    List<Integer> missing = new ArrayList<>();
    int count = 0;
    for (int g = 0; g < BLOCK; g++) {
      int sample = (block * BLOCK + g) * inOrder + order;
      if (sample < n) {
        count = g + 1;
        if (!samples.getOrDefault(pair.id(), Map.of()).containsKey(sample)) {
          missing.add(sample);
        }
      }
    }
    return new Draw(asking.question(pair, order).block(block), count, missing);
  }

  private void judge(List<Draw> window) throws IOException {
    if (window.isEmpty()) {
      return;
    }
    int inOrder = asking.orders().different();
    List<List<JudgedQuestion>> judged =
        asking.asker().ask(window.stream().map(Draw::question).toList(), window.get(0).count());
    List<ObjectNode> lines = new ArrayList<>();
    for (int i = 0; i < window.size(); i++) {
      String pair = window.get(i).question().pair().id();
      for (int sample : window.get(i).missing()) {
        JudgedQuestion one = judged.get(i).get(sample / inOrder % BLOCK);
        lines.add(store(pair, sample, PooledJudgement.of(one, keepTokens)));
      }
    }
    log.append(lines);
  }

  private ObjectNode store(String pair, int number, PooledJudgement sample) {
    samples.computeIfAbsent(pair, id -> new HashMap<>()).put(number, sample);
    stored++;
    ObjectNode line = JudgementLine.of(pair, sample.order()).put("sample", number);
    JudgementLine.put(line, Word.of(sample.verdict()), sample.thinking(), sample.length());
    if (keepTokens) {
      ArrayNode tokens = line.putArray("token_ids");
      for (int token : sample.tokens()) {
        tokens.add(token);
      }
    }
    return line;
  }

  private void read(Row row) {
    boolean older = row.has("pair"); // which had swapped for order, and the ids as tokens
    JsonNode tokens = row.value(older ? "tokens" : "token_ids");
    if (keepTokens && !tokens.isArray()) {
      throw row.invalid("has no 'token_ids', must be a judgement of this pool, restore the file");
    }
    int[] ids = new int[keepTokens ? tokens.size() : 0];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokens.get(i).asInt();
    }
    Verdict verdict = verdict(row);
    if (verdict == Verdict.FAILED) {
      return;
    }
    samples
        .computeIfAbsent(row.text(older ? "pair" : "id"), id -> new HashMap<>())
        .put(
            row.value("sample").asInt(),
            new PooledJudgement(
                verdict,
                older
                    ? row.value("swapped").asBoolean()
                    : JudgementLine.order(row) == Order.SWAPPED,
                row.value("thinking_tokens").asInt(),
                older ? ids.length : row.value("tokens").asInt(),
                ids));
    stored++;
  }

  static Verdict verdict(Row row) {
    String word = row.text("verdict");
    return Word.in(Verdict.class, word)
        .orElseThrow(
            () ->
                row.invalid(
                    "verdict is '%s', must be one of %s; restore the file",
                    word, Word.all(Verdict.class)));
  }

  @Override
  public void close() throws IOException {
    log.close();
  }

  /**
   * How a pool asks the judge.
   *
   * @param asker who is asked
   * @param orders in which order a sample sees its pair
   * @param key what the draws depend on, with the pair's id, the order and the number of the sample
   * @param rows judgements that are handed to the engine together
   */
  public record Asking(Asker asker, Orders orders, Key key, int rows) {

    /** The question of the samples of a pair, of which sample s is among the first two. */
    Question question(OpenPair pair, int s) {
      Order first = orders.first(key, pair.id());
      return Question.of(pair, s % orders.different() == 0 ? first : first.other(), key);
    }
  }

  /**
   * One judgement of a pool.
   *
   * @param verdict for the sides of the pair's own order, whatever order it was shown in
   * @param swapped whether it was shown in the other order
   * @param thinking tokens before the end of the thinking
   * @param length all tokens, the end-of-sequence token included; 0 where an older file does not
   *     say it
   * @param tokens their ids; empty where they are not kept
   */
  public record PooledJudgement(
      Verdict verdict, boolean swapped, int thinking, int length, int[] tokens) {

    /** Whether the judge answered: the pair is not too long for it, and no call failed. */
    public boolean asked() {
      return verdict != Verdict.OVERLONG && verdict != Verdict.FAILED;
    }

    /** The verdict compared with the gold. */
    public Outcome outcome(Side gold) {
      return Outcome.of(verdict, gold);
    }

    static PooledJudgement of(JudgedQuestion judged, boolean keepTokens) {
      return new PooledJudgement(
          judged.verdict(),
          judged.question().order() == Order.SWAPPED,
          judged.judgement().thinkingTokens(),
          judged.length(),
          keepTokens ? judged.tokens() : new int[0]);
    }

    Order order() {
      return swapped ? Order.SWAPPED : Order.GIVEN;
    }
  }
}
