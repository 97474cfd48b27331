package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.ChatTemplate.Start;
import io.github.rrm4j.model.Notices;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rewards.StatedConfidence;
import io.github.rrm4j.rewards.StatedRanking;
import io.github.rrm4j.rewards.VerdictParser;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.ThinkingBudget;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** How a pair becomes a prompt and how a completion becomes a verdict. */
public final class JudgeFormat {

  private final JudgeSettings settings;
  private final JudgeTemplate template;
  private final ChatTemplate chat;
  private final Tokenizer tokenizer;
  private final VerdictParser parser;
  private final boolean thinks;
  private final ThinkingText thinking;
  private final Optional<Rubrics> rubrics;

  /** A judge of a model whose folder the chat template and the tokenizer are from. */
  public JudgeFormat(JudgeSettings settings, ChatTemplate chat, Tokenizer tokenizer) {
    this(settings, chat, tokenizer, Key.of(0, "rubric"));
  }

  /**
   * @param rubrics what the draws of rubrics depend on, where the template has one
   */
  JudgeFormat(JudgeSettings settings, ChatTemplate chat, Tokenizer tokenizer, Key rubrics) {
    this.settings = settings;
    this.rubrics = Rubrics.of(settings.template(), rubrics);
    this.template = settings.template();
    this.chat = chat;
    this.tokenizer = tokenizer;
    this.parser =
        new VerdictParser(
            settings.verdict(), settings.thinking() && settings.verdict().needsThinking());
    this.thinks = settings.thinking();
    this.thinking = new ThinkingText(thinks, tokenizer);
    if (thinks) {
      warn();
    }
  }

  /** A judge that thinks needs an end of thinking and a turn to think in. */
  private void warn() {
    if (!thinking.endIsAToken()) {
      Notices.say(
          tokenizer.source(),
          List.of(
              ThinkingText.END
                  + " is not one token: the length of the thinking is not measured, and a budget"
                  + " for it is refused; take a tokenizer that has it, or add it"));
    }
    if (!chat.opensTurn()) {
      Notices.say(
          chat.source(),
          List.of(
              "the chat template has no generation prompt: the judge may go on with the question;"
                  + " add one (add_generation_prompt)"));
    }
  }

  /** Whether the judge is asked for its confidence too. */
  public boolean asksForConfidence() {
    return template.asksForConfidence();
  }

  /** The same judge with a sentence more in every prompt. */
  public JudgeFormat telling(String sentence) {
    return new JudgeFormat(settings.telling(sentence), chat, tokenizer);
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The text of the prompt that asks about a pair as it is presented. */
  public String promptText(Pair pair) {
    return promptText(OpenPair.of(pair));
  }

  /** The same for a pair whose gold may not be known. */
  public String promptText(OpenPair pair) {
    boolean written = rubrics.isEmpty() || rubrics.get().has(pair.query());
    return Tokenizer.readable(written ? rendered(pair) : rendered(pair, JudgeTemplate.RUBRIC));
  }

  /**
   * The prompt's token ids. What the pair says is text: a control token in it is encoded as text
   * and cannot end the turn.
   */
  public int[] prompt(Pair pair) {
    return prompt(OpenPair.of(pair));
  }

  /** The same for a pair whose gold may not be known. */
  public int[] prompt(OpenPair pair) {
    return tokenizer.encode(rendered(pair));
  }

  /** How many tokens a text of the data has, control tokens in it encoded as text. */
  public int tokens(String text) {
    return tokenizer.literalTokens(text);
  }

  /**
   * The prompt that asks to rank a list, in the order given.
   *
   * @throws InvalidInput if the judge's template {@linkplain JudgeTemplate#ranks ranks} nothing
   */
  public int[] prompt(ResponseList list) {
    return tokenizer.encode(rendered(list));
  }

  /** The text of that prompt. */
  public String promptText(ResponseList list) {
    return Tokenizer.readable(rendered(list));
  }

  private String rendered(ResponseList list) {
    if (!template.ranks()) {
      throw new InvalidInput(
          "judge.template: asks about pairs, must be one that ranks n responses: rrm-listwise,"
              + " compact-listwise, or a file with a part '=== response'");
    }
    List<String> responses = list.responses().stream().map(tokenizer::literal).toList();
    return rendered(template.messages(tokenizer.literal(list.query()), responses, ""));
  }

  /**
   * The token ids of a completion that thinks and then ranks, as {@link #readRanking} reads it.
   *
   * @param prompt the prompt that it follows, which may end in {@code <think>}
   */
  public int[] completion(int[] prompt, String thinking, StatedRanking ranking) {
    return this.thinking.before(prompt, thinking, ranking.written());
  }

  /**
   * Reads the ranking of n responses in the order in which they were shown.
   *
   * @param n how many
   */
  public ListVote readRanking(Rollout rollout, int n) {
    return ListVote.of(completed(rollout), IntStream.range(0, n).toArray());
  }

  /** Whether the judge writes a rubric for each query first. */
  public boolean hasRubric() {
    return template.hasRubric();
  }

  /**
   * The prompt that asks for the rubric of a query, of a judge that {@linkplain #hasRubric has}.
   */
  public int[] rubricPrompt(String query) {
    return prompt(Rubrics.wording(query));
  }

  /**
   * The token ids of a completion that thinks and then writes a rubric.
   *
   * @param prompt the prompt that it follows, which may end in {@code <think>}
   */
  public int[] rubricCompletion(int[] prompt, String thinking, String rubric) {
    return this.thinking.before(prompt, thinking, tokenizer.literal(rubric));
  }

  /** The prompt that asks about a pair once its rubric is written. */
  public int[] prompt(Pair pair, String rubric) {
    return tokenizer.encode(rendered(OpenPair.of(pair), tokenizer.literal(rubric)));
  }

  /** The prompt of what is no pair. */
  int[] prompt(Inquiry.Wording wording) {
    return tokenizer.encode(rendered(wording.of(template, tokenizer::literal)));
  }

  /** The words in which the judge is asked. */
  JudgeTemplate template() {
    return template;
  }

  /** The rubrics of its queries; empty where the template has none. */
  Optional<Rubrics> rubrics() {
    return rubrics;
  }

  /**
   * The most tokens that the prompt of a pair has, whatever its rubric will be.
   *
   * @param limit up to it an upper bound will do, for which a short prompt need not be encoded
   */
  public int longestPrompt(Pair pair, int limit) {
    return length(OpenPair.of(pair), settings.sampling().maxNewTokens(), limit);
  }

  /**
   * Tokens of the prompt of a pair.
   *
   * @param rubric what a rubric that is not written yet may have
   */
  int length(OpenPair pair, int rubric) {
    return length(pair, rubric, 0);
  }

  private int length(OpenPair pair, int rubric, int limit) {
    boolean written = rubrics.isEmpty() || rubrics.get().has(pair.query());
    String text = written ? rendered(pair) : rendered(pair, "");
    int more = written ? 0 : rubric;
    int most = tokenizer.mostTokens(text);
    return more + (most <= limit - more ? most : tokenizer.encode(text).length);
  }

  /** With the marks of {@link Tokenizer#literal}. */
  private String rendered(OpenPair pair) {
    return rendered(pair, rubrics.map(one -> tokenizer.literal(one.text(pair.query()))).orElse(""));
  }

  private String rendered(OpenPair pair, String rubric) {
    return rendered(
        template.messages(
            tokenizer.literal(pair.query()),
            List.of(tokenizer.literal(pair.first()), tokenizer.literal(pair.second())),
            rubric));
  }

  private String rendered(List<Message> messages) {
    if (thinks) {
      return chat.render(messages);
    }
    String prompt = chat.render(messages, Start.ASSISTANT_WITHOUT_THINKING);
    return thinking.without(prompt);
  }

  /**
   * The token ids of a completion that thinks and then gives a verdict, end-of-sequence included:
   * what {@link #read} would read as that verdict. A judge that does not think gives the verdict
   * alone.
   *
   * @param prompt the prompt that it follows, which may end in {@code <think>}
   * @throws InvalidInput if a judge of this verdict format is not taught here
   */
  public int[] completion(int[] prompt, String thinking, int verdict) {
    return completion(prompt, thinking, verdict, OptionalDouble.empty());
  }

  /**
   * The same with a confidence after the verdict.
   *
   * @param confidence from 0 to 1; empty for none
   */
  public int[] completion(int[] prompt, String thinking, int verdict, OptionalDouble confidence) {
    Side side = verdict == 1 ? Side.FIRST : Side.SECOND;
    String written =
        settings
            .verdict()
            .written(side)
            .orElseThrow(
                () ->
                    InvalidInput.of(
                        "judge.template: its verdict is %s, must be boxed, brackets, answer_tag or"
                            + " json:FIELD to be trained on demonstrations; name another one in its"
                            + " line '=== verdict'",
                        settings.verdict().word()));
    String stated =
        confidence.isPresent() ? "\n" + StatedConfidence.written(confidence.getAsDouble()) : "";
    return this.thinking.before(prompt, thinking, written + stated);
  }

  /**
   * The budget under which this judge's thinking is ended as {@link #completion} ends it.
   *
   * @param tokens the most tokens of thinking
   * @param verdictTokens the most tokens after a forced end of thinking
   * @throws InvalidInput if the judge does not think, or its tokenizer has no single token for the
   *     end of thinking
   */
  public ThinkingBudget thinkingBudget(int tokens, int verdictTokens) {
    return thinking.budget(tokens, verdictTokens);
  }

  /** Reads a judgement of a pair. */
  public Judgement read(Rollout rollout) {
    ThinkingText.Split split = thinking.split(rollout);
    return new Judgement(
        split.text(),
        parser.parse(split.text(), rollout.truncated()),
        split.thinking(),
        Math.max(0, thinks ? split.end() - split.thinking() - 1 : split.end() - split.thinking()));
  }

  /** Reads a completion of what is no pair. */
  Completed completed(Rollout rollout) {
    ThinkingText.Split split = thinking.split(rollout);
    return Completed.of(
        split.text(),
        rollout.truncated(),
        parser.answer(split.text()),
        split.thinking(),
        rollout.sequence().completion().length,
        Optional.empty());
  }

  /**
   * The position in a completion of the token that says which response is better: in a box the one
   * that holds the number. It is only looked for where {@link #read} finds a verdict; empty where
   * no single token says it.
   */
  public OptionalInt verdictToken(Rollout rollout) {
    int[] tokens = rollout.sequence().completion();
    String text = tokenizer.decode(tokens);
    Optional<Integer> place = settings.verdict().place(text);
    if (place.isEmpty()) {
      return OptionalInt.empty();
    }
    int number = place.get();
    for (int i = tokens.length - 1; i >= 0; i--) {
      int from =
          text.length() - tokenizer.decode(Arrays.copyOfRange(tokens, i, tokens.length)).length();
      if (from <= number) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The probability of the verdict given the thinking: exp of the sum of the log-probs of the
   * sampled tokens between the end of thinking and the end of the sequence. Tokens that were forced
   * have none. Where a confidence follows the verdict, it is the probability of the token alone
   * that tells the sides apart, since that of the confidence says nothing about the verdict.
   */
  OptionalDouble probability(Rollout rollout, Judgement judgement) {
    if (judgement.verdict().side().isEmpty()) {
      return OptionalDouble.empty();
    }
    if (judgement.confidence().isPresent()) {
      OptionalInt token = verdictToken(rollout);
      return token.isEmpty() || Float.isNaN(rollout.logprobs()[token.getAsInt()])
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.min(1, Math.exp(rollout.logprobs()[token.getAsInt()])));
    }
    int length = rollout.sequence().completion().length;
    int end = rollout.truncated() ? length : length - 1;
    double sum = 0;
    for (int i = end - judgement.verdictTokens(); i < end; i++) {
      float logprob = rollout.logprobs()[i];
      sum += Float.isNaN(logprob) ? 0 : logprob;
    }
    return OptionalDouble.of(Math.min(1, Math.exp(sum)));
  }
}
