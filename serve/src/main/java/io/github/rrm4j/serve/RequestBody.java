package io.github.rrm4j.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.serve.answer.Desk;
import io.github.rrm4j.serve.answer.Fields;
import io.github.rrm4j.serve.answer.Limits;
import io.github.rrm4j.serve.answer.Refusal;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a request carries. */
final class RequestBody {

  private static final String TIMEOUT_FIELD = "timeout_seconds";
  private static final String TIMEOUT_HEADER = "X-Timeout-Seconds";
  private static final double LONGEST = 1e6;

  /** How long a body that is refused is read on. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private RequestBody() {}

  /**
   * The JSON of a request.
   *
   * @param patience how long the body may take
   * @throws Refusal if it is none, is not said to be, is too long or too slow
   */
  static JsonNode read(Context context, Limits limits, Duration patience) throws IOException {
    String type = String.valueOf(context.contentType()).toLowerCase(Locale.ROOT);
    if (!type.matches("application/([a-z.+-]*\\+)?json\\s*(;.*)?")) {
      // what a page of another site can send without being asked is text or a form
      throw Refusal.of(415, "no_json", "the content type must be application/json");
    }
    if (context.req().getContentLengthLong() > limits.bytes()) {
      if (context.header("Expect") == null) { // else the client waits before it sends the body
        drop(context.req().getInputStream());
      }
      throw tooLong(limits);
    }
    byte[] bytes = bytes(context, limits, Deadline.in(patience));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Json.parse(text);
    } catch (CharacterCodingException e) {
      throw Refusal.badRequest("the body is not UTF-8");
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("the body is not JSON: " + Json.reason(e));
    }
  }

  /** The body, as long as it comes in time: whoever trickles it in holds a thread. */
  private static byte[] bytes(Context context, Limits limits, Deadline deadline)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] some = new byte[1 << 13];
    InputStream in = context.req().getInputStream();
    for (int read = in.read(some); read >= 0; read = in.read(some)) {
      bytes.write(some, 0, read);
      if (bytes.size() > limits.bytes()) {
        drop(in);
        throw tooLong(limits);
      }
      if (deadline.passed()) {
        throw Refusal.of(408, "too_slow", "the body did not come in time");
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Reads on for a while and keeps nothing: a connection closed on bytes that nobody read is reset,
   * and the client, which still sends, never sees why it was refused.
   */
  private static void drop(InputStream in) throws IOException {
    Deadline deadline = Deadline.in(LINGER);
    byte[] some = new byte[1 << 13];
    while (!deadline.passed() && in.read(some) >= 0) {
      // the next ones
    }
  }

  private static Refusal tooLong(Limits limits) {
    return Refusal.of(
        413,
        "too_large",
        "the body is too long, must have at most " + limits.bytes() + " bytes (--max-body-mib)");
  }

  /** Until when the caller waits: a field, else a header, at most as long as the server allows. */
  static Deadline deadline(Context context, Fields fields, Desk desk) {
    OptionalDouble field = fields.number(TIMEOUT_FIELD, 0.001, LONGEST);
    if (field.isPresent()) {
      return desk.deadline(Optional.of(seconds(field.getAsDouble())));
    }
    String header = context.header(TIMEOUT_HEADER);
    if (header == null) {
      return desk.deadline(Optional.empty());
    }
    if (!header.matches("\\d{1,6}(\\.\\d{1,6})?") || Double.parseDouble(header) == 0) {
      throw Refusal.badRequest("the header X-Timeout-Seconds must be a number of seconds above 0");
    }
    return desk.deadline(Optional.of(seconds(Double.parseDouble(header))));
  }

  private static Duration seconds(double number) {
    return Duration.ofNanos((long) (number * 1e9));
  }
}
