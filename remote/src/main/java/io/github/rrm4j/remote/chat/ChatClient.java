package io.github.rrm4j.remote.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.remote.BadAnswer;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.remote.Server;
import io.github.rrm4j.remote.chat.ChatResult.Answer;
import io.github.rrm4j.remote.chat.ChatResult.Failed;
import io.github.rrm4j.remote.chat.ChatResult.TooLong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks an API. A call that fails is made again within {@link ChatSettings.Calling#retries}; one
 * that stays without an answer is {@link Failed}, never a made-up one. What the server refuses for
 * good (a wrong key, an unknown model or field) is an error at once.
 */
public final class ChatClient implements AutoCloseable {

  /** Characters of a token, for the reservation of tokens alone. */
  private static final int CHARACTERS = 4;

  private final ChatSettings settings;
  private final ChatDialect dialect;
  private final Server server;
  private final RateLimit limit;
  private final ExecutorService threads;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder answers = new LongAdder();
  private final LongAdder answered = new LongAdder();

  private ChatClient(ChatSettings settings, Server server, ChatDialect dialect) {
    this.settings = settings;
    this.server = server;
    this.dialect = dialect;
    ChatSettings.Calling calling = settings.calling();
    this.limit =
        new RateLimit(calling.requestsPerMinute(), calling.tokensPerMinute(), System::nanoTime);
    this.threads =
        Executors.newFixedThreadPool(
            calling.concurrency(),
            task -> {
              Thread thread = new Thread(task, "chat");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * A client; nothing is asked yet.
   *
   * @throws InvalidInput if the environment variable of the key is not set
   */
  public static ChatClient open(ChatSettings settings) {
    Optional<String> key = settings.keyVariable().map(name -> Server.key(name, "API's"));
    ChatDialect dialect = ChatDialect.of(settings.api());
    Server server =
        new Server(
            ChatDialect.versioned(settings.base()),
            Server.client(),
            settings.calling().timeout(),
            key,
            dialect.headers(key));
    return new ChatClient(settings, server, dialect);
  }

  /** How often what happened: {@code calls}, and {@code failed: ...} by reason. */
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> all = new TreeMap<>();
    counts.forEach((name, count) -> all.put(name, count.sum()));
    return all;
  }

  private void count(String name) {
    counts.computeIfAbsent(name, n -> new LongAdder()).increment();
  }

  /**
   * Asks some requests, as many at the same time as the settings allow.
   *
   * @return what became of each, in order
   * @throws InvalidInput if the server refuses one for good; the others are broken off
   */
  public List<ChatResult> ask(List<ChatRequest> requests) {
    List<Future<ChatResult>> calls = new ArrayList<>();
    try {
      for (ChatRequest request : requests) {
        calls.add(threads.submit(() -> call(request)));
      }
      List<ChatResult> results = new ArrayList<>();
      for (Future<ChatResult> call : calls) {
        results.add(call.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFailure("the answers: waiting for them was interrupted; run again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidInput known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      calls.forEach(call -> call.cancel(true));
    }
  }

  private ChatResult call(ChatRequest request) throws InterruptedException {
    ChatResult last = new Failed("none", "nothing was asked");
    int attempts = settings.calling().retries().attempts();
    for (int attempt = 1; attempt <= attempts; attempt++) {
      Duration after = Duration.ZERO;
      try {
        return counted(once(request));
      } catch (Server.Failure e) {
        after = e.after;
        last = new Failed(e.kind, e.getMessage());
      } catch (BadAnswer e) {
        last = new Failed("unusable answer", e.getMessage());
      } catch (Server.Refusal e) {
        return refused(e);
      }
      if (attempt < attempts) {
        count("tried again: " + ((Failed) last).kind());
        Thread.sleep(settings.calling().retries().wait(attempt, after).toMillis());
      }
    }
    return counted(last);
  }

  private ChatResult counted(ChatResult result) {
    if (result instanceof Failed failed) {
      count("failed: " + failed.kind());
    } else if (result instanceof Answer answer) {
      answers.increment();
      answered.add(answer.usage().output());
      if (answer.usage().output() == 0) {
        count("answers without usage");
      }
    }
    return result;
  }

  private ChatResult once(ChatRequest request)
      throws InterruptedException, Server.Failure, BadAnswer {
    long estimated =
        request.characters() / CHARACTERS + answered.sum() / Math.max(1, answers.sum());
    TimeUnit.NANOSECONDS.sleep(limit.reserve(estimated));
    long had = 0;
    try {
      count("calls");
      ChatResult result = dialect.read(sent(request));
      if (result instanceof Answer answer) {
        had = answer.usage().input() + (long) answer.usage().output();
      }
      return result;
    } finally {
      limit.settle(estimated, had);
    }
  }

  private JsonNode sent(ChatRequest request) throws InterruptedException, Server.Failure {
    ObjectNode body = body(request);
    try {
      return server.post(dialect.path(), body);
    } catch (Server.Refusal e) {
      if (e.status() == 400
          && dialect instanceof OpenAiDialect openAi
          && e.body().contains(OpenAiDialect.NEWER_LIMIT)
          && !body.has(OpenAiDialect.NEWER_LIMIT)) {
        openAi.renameLimit();
        return server.post(dialect.path(), body(request));
      }
      throw e;
    }
  }

  private ObjectNode body(ChatRequest request) {
    ObjectNode body = dialect.body(settings.model(), request);
    body.setAll(settings.extra());
    return body;
  }

  /** What a server refuses of one request alone: it is too long, or a filter holds it back. */
  private ChatResult refused(Server.Refusal refusal) {
    String said = refusal.body().toLowerCase(Locale.ROOT);
    boolean ofRequest = refusal.status() == 400 || refusal.status() == 413;
    if (ofRequest
        && (said.contains("context_length_exceeded")
            || said.contains("exceed_context_size")
            || said.contains("maximum context length")
            || said.contains("prompt is too long")
            || said.contains("request_too_large"))) {
      count("too long");
      return new TooLong(OneLine.of(refusal.getMessage()));
    }
    if (ofRequest && (said.contains("content_filter") || said.contains("content_policy"))) {
      return counted(new Failed(Failed.FILTER, refusal.getMessage()));
    }
    throw refusal;
  }

  /** Its address, for messages. */
  public String place() {
    return server.base().toString();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
