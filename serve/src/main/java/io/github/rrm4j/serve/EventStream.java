package io.github.rrm4j.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.VerdictJson;
import io.github.rrm4j.model.GrowingText;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.rollout.TokenListener;
import io.github.rrm4j.serve.answer.Hearing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
  private final Map<List<Integer>, GrowingText> spoken = new HashMap<>();

  EventStream(OutputStream out, Deadline deadline) {
    this.out = out;
    this.deadline = deadline;
  }

  @Override
  public TokenListener tokens(Tokenizer tokenizer) {
    return (question, sample, token) -> {
      String text =
          spoken
              .computeIfAbsent(List.of(question, sample), k -> new GrowingText(tokenizer))
              .add(token);
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
