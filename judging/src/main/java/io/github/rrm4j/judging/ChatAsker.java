package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.remote.chat.ChatClient;
import io.github.rrm4j.remote.chat.ChatRequest;
import io.github.rrm4j.remote.chat.ChatResult;
import io.github.rrm4j.remote.chat.ChatResult.Answer;
import io.github.rrm4j.remote.chat.ChatResult.Failed;
import io.github.rrm4j.remote.chat.ChatResult.TooLong;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.VerdictParser;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Stopping;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks a model behind an API that speaks text. Each judgement is a call of its own; its seed is a
 * function of its key, and is sent where the API has a field for it.
 *
 * <p>The reasoning that an API gives beside its answer is put before it between {@code <think>} and
 * {@code </think>}, so that a verdict is read of the answer alone. How long a prompt may be is the
 * API's to say, when it is asked.
 */
final class ChatAsker implements Asker, AutoCloseable {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  private final JudgeSettings settings;
  private final JudgeSampling asked;
  private final ApiSpec api;
  private final ChatClient client;
  private final Overlong overlong;
  private final FailedCalls failures;
  private final Optional<Prices.Price> price;
  private final VerdictParser parser;
  private final Optional<Rubrics> rubrics;
  private ApiUsage spent = ApiUsage.NONE;

  private ChatAsker(
      JudgeSettings settings,
      JudgeSampling asked,
      ApiSpec api,
      ChatClient client,
      Overlong overlong,
      FailedCalls failures,
      long seed) {
    this.settings = settings;
    this.rubrics = Rubrics.of(settings.template(), Key.of(seed, "rubric"));
    this.asked = asked;
    this.api = api;
    this.client = client;
    this.overlong = overlong;
    this.failures = failures;
    this.price = api.prices().map(file -> Prices.read(file).of(api.chat().model(), file));
    this.parser = new VerdictParser(settings.verdict(), false);
  }

  /**
   * Opens an API; nothing is asked yet.
   *
   * @throws InvalidInput if the judge asks for what an API cannot give, or its key or price is
   *     missing
   */
  static ChatAsker open(JudgeSpec spec, ApiSpec api) {
    check(spec);
    ChatClient client = ChatClient.open(api.chat());
    try {
      return new ChatAsker(
          spec.settings(),
          spec.sampling(),
          api,
          client,
          spec.overlong(),
          new FailedCalls(spec.maxFailed()),
          spec.seed());
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static void check(JudgeSpec spec) {
    JudgeSampling sampling = spec.sampling();
    Map<String, Boolean> cannot =
        Map.of(
            "--thinking-budget",
            sampling.thinkingBudget().isPresent(),
            "--top-k",
            sampling.candidates().topK() != 0,
            "--min-p",
            sampling.candidates().minP() != 0,
            "--stop-token",
            !sampling.stopping().equals(Stopping.NONE),
            "--overlong shorten",
            spec.overlong() == Overlong.SHORTEN);
    cannot.forEach(
        (option, given) -> {
          if (given) {
            throw new InvalidInput(
                option
                    + " is given, must be left out of a judge behind an API, which takes no tokens;"
                    + " fields of the API itself are given with --api-extra");
          }
        });
  }

  @Override
  public List<List<JudgedQuestion>> ask(
      List<Question> questions, int samples, TokenListener listener) {
    List<Question> each = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (Question question : questions) {
      for (int sample = 0; sample < samples; sample++) {
        each.add(question);
        numbers.add(question.first() + sample);
      }
    }
    List<JudgedQuestion> judged = askEach(each, numbers);
    return IntStream.range(0, questions.size())
        .mapToObj(i -> judged.subList(i * samples, (i + 1) * samples))
        .toList();
  }

  @Override
  public boolean asksEach() {
    return true;
  }

  @Override
  public List<JudgedQuestion> askEach(List<Question> questions, List<Integer> samples) {
    if (rubrics.isEmpty()) {
      return judged(questions, samples);
    }
    return rubrics
        .get()
        .before(
            this,
            questions,
            1,
            (some, numbers) ->
                judged(some, Arrays.stream(numbers).mapToObj(samples::get).toList()).stream()
                    .map(List::of)
                    .toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private List<JudgedQuestion> judged(List<Question> questions, List<Integer> samples) {
    List<ChatRequest> requests =
        IntStream.range(0, questions.size())
            .mapToObj(i -> request(questions.get(i), samples.get(i)))
            .toList();
    List<ChatResult> results = asked(requests);
    List<JudgedQuestion> judged = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      judged.add(read(questions.get(i), results.get(i)));
    }
    return judged;
  }

  @Override
  public List<Completed> complete(List<Inquiry> inquiries) {
    List<ChatRequest> requests =
        inquiries.stream()
            .map(
                one ->
                    request(
                        one.wording().of(settings.template(), text -> text),
                        one.key().with(one.sample())))
            .toList();
    return asked(requests).stream().map(this::completed).toList();
  }

  private Completed completed(ChatResult result) {
    if (result instanceof Answer answer) {
      ApiUsage took = took(answer);
      String text = whole(answer);
      return Completed.of(
          text,
          answer.truncated(),
          parser.answer(text),
          took.thinking().orElse(0),
          took.output(),
          Optional.of(took));
    }
    if (result instanceof TooLong refused) {
      checkOverlong("the prompt", refused);
      return Completed.none(Verdict.OVERLONG);
    }
    return Completed.none(Verdict.FAILED);
  }

  @Override
  public JudgeTemplate template() {
    return settings.template();
  }

  /** Asks, and counts what stays away. */
  private List<ChatResult> asked(List<ChatRequest> requests) {
    List<ChatResult> results = client.ask(requests);
    List<String> away = new ArrayList<>();
    int withheld = 0;
    for (ChatResult result : results) {
      if (result instanceof Failed failed) {
        withheld += failed.withheld() ? 1 : 0;
        away.add(client.place() + ": " + failed.why());
      }
    }
    failures.count(requests.size(), away, withheld);
    return results;
  }

  private ChatRequest request(Question question, int sample) {
    return request(messages(question.shown()), question.key().with(sample));
  }

  private ChatRequest request(List<Message> messages, Key key) {
    double topP = asked.candidates().topP();
    return new ChatRequest(
        messages,
        asked.temperature(),
        topP == 1 ? OptionalDouble.empty() : OptionalDouble.of(topP),
        settings.sampling().maxNewTokens(),
        (int) (key.bits(0) >>> 33));
  }

  private List<Message> messages(OpenPair shown) {
    String rubric =
        rubrics
            .map(all -> all.has(shown.query()) ? all.text(shown.query()) : JudgeTemplate.RUBRIC)
            .orElse("");
    return settings
        .template()
        .messages(shown.query(), List.of(shown.first(), shown.second()), rubric);
  }

  private JudgedQuestion read(Question question, ChatResult result) {
    if (result instanceof Answer answer) {
      return read(question, answer);
    }
    if (result instanceof TooLong refused) {
      checkOverlong("pair '" + question.pair().id() + "'", refused);
      return JudgedQuestion.none(question, Verdict.OVERLONG);
    }
    return JudgedQuestion.none(question, Verdict.FAILED);
  }

  private void checkOverlong(String what, TooLong refused) {
    if (overlong == Overlong.FAIL) {
      throw InvalidInput.of(
          "judge: %s is too long: %s; shorten or remove it, lower --max-new-tokens, or choose"
              + " --overlong count",
          what, refused.why());
    }
  }

  private JudgedQuestion read(Question question, Answer answer) {
    String text = whole(answer);
    ApiUsage took = took(answer);
    Verdict verdict = parser.parse(text, answer.truncated());
    return JudgedQuestion.of(
        question, new Judgement(text, verdict, took.thinking().orElse(0), 0), took);
  }

  /** What an answer took; it is added to what was spent. */
  private ApiUsage took(Answer answer) {
    ChatResult.Usage usage = answer.usage();
    OptionalInt thinking =
        usage.reasoning().isPresent() || whole(answer).contains(OPEN)
            ? usage.reasoning()
            : OptionalInt.of(0);
    ApiUsage took =
        new ApiUsage(
            usage.input(),
            usage.cached(),
            usage.output(),
            thinking,
            price
                .map(p -> OptionalDouble.of(p.of(usage.input(), usage.cached(), usage.output())))
                .orElse(OptionalDouble.empty()));
    add(took);
    return took;
  }

  /** Reasoning and answer in the marks of a judge that thinks aloud. */
  private static String whole(Answer answer) {
    if (!answer.reasoning().isBlank()) {
      return OPEN + "\n" + answer.reasoning().strip() + "\n" + CLOSE + "\n\n" + answer.text();
    }
    boolean opened = answer.text().contains(CLOSE) && !answer.text().contains(OPEN);
    return opened ? OPEN + "\n" + answer.text() : answer.text();
  }

  private synchronized void add(ApiUsage more) {
    spent = ApiUsage.sum(List.of(spent, more));
  }

  @Override
  public String promptText(OpenPair shown) {
    return messages(shown).stream()
        .map(message -> "=== " + message.role() + "\n" + message.content())
        .collect(Collectors.joining("\n"));
  }

  /** The temperature is 1 where the API's own is taken, whatever that is. */
  @Override
  public Sampling sampling() {
    return asked.temperature().isPresent()
        ? settings.sampling()
        : new Sampling(1, settings.sampling().maxNewTokens());
  }

  @Override
  public TokenAsker tokens(String what) {
    throw new InvalidInput(
        what
            + ": needs the judge's tokens, must have a model folder (--model DIR); a judge behind"
            + " an API gives text only");
  }

  @Override
  public synchronized Optional<String> spending() {
    String reasons =
        client.counts().entrySet().stream()
            .filter(count -> !count.getKey().equals("calls"))
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", "));
    return Optional.of(
        Text.format(
            "%s: %d calls%s; %d input tokens (%d cached), %d output tokens%s%s%s",
            api.described(),
            client.counts().getOrDefault("calls", 0L),
            reasons.isEmpty() ? "" : " (" + reasons + ")",
            spent.input(),
            spent.cached(),
            spent.output(),
            price.isPresent() ? Text.format(", $%.4f", spent.dollars().orElse(0)) : "",
            spent.thinking().isPresent()
                ? ""
                : "; it does not say how many of them are thinking, which counts as none",
            rubrics.map(all -> "; " + all.line()).orElse("")));
  }

  @Override
  public void close() {
    client.close();
  }
}
