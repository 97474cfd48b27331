package io.github.rrm4j.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.VerdictJson;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.rollout.TokenListener;
import io.github.rrm4j.serve.answer.Hearing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer as server-sent events: {@code token} with a piece of a judgement, {@code verdict} of a
 * match, and at the end {@code answer}, or {@code error} with the status that the request would
 * have had. A stream without one of these two has failed. Where the caller goes away, the judging
 * ends.
 */
final class EventStream implements Hearing {

  private final OutputStream out;
  private final Deadline deadline;
  private final Map<List<Integer>, Spoken> spoken = new HashMap<>();

  /**
   * What was said of one vote so far. A token's text may depend on those before it, so that what is
   * new is the difference of two texts; both begin a little before it, not at the start.
   */
  private static final class Spoken {
    private final List<Integer> tokens = new ArrayList<>();
    private int before; // where both texts begin
    private int told; // tokens whose text was told

    /** The text that a token adds; empty while a character is not whole. */
    String add(int token, Tokenizer tokenizer) {
      tokens.add(token);
      String all = text(tokens.size(), tokenizer);
      String known = text(told, tokenizer);
      if (all.endsWith("\uFFFD") || all.length() <= known.length()) {
        return "";
      }
      before = told;
      told = tokens.size();
      return all.substring(known.length());
    }

    private String text(int end, Tokenizer tokenizer) {
      return tokenizer.decode(
          tokens.subList(before, end).stream().mapToInt(Integer::intValue).toArray());
    }
  }

  EventStream(OutputStream out, Deadline deadline) {
    this.out = out;
    this.deadline = deadline;
  }

  @Override
  public TokenListener tokens(Tokenizer tokenizer) {
    return (question, sample, token) -> {
      if (tokenizer.isEnd(token)) {
        return;
      }
      String text =
          spoken
              .computeIfAbsent(List.of(question, sample), k -> new Spoken())
              .add(token, tokenizer);
      if (!text.isEmpty()) {
        send("token", Json.object().put("order", question).put("vote", sample).put("text", text));
      }
    };
  }

  @Override
  public void verdict(PairVerdict verdict) {
    send("verdict", VerdictJson.put(Json.object().put("id", verdict.pair().id()), verdict));
  }

  /** Sends an event; where nobody takes it, nobody waits any more. */
  void send(String event, ObjectNode data) {
    try {
      out.write(("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      deadline.cancel();
    }
  }
}
