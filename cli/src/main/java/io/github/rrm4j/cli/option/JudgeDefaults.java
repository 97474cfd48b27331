package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.ApiSpec;
import io.github.rrm4j.judging.JudgeSpec;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Function;

/**
 * The defaults of {@link JudgeSpec#DEFAULTS} as options show and take them. The file is read when
 * the first of them is asked for: most commands need none.
 */
public final class JudgeDefaults extends ResourceBundle {

  private static final Map<String, Function<JudgeSpec, Object>> VALUES =
      Map.ofEntries(
          Map.entry("judge.compute", spec -> Word.of(spec.model().compute())),
          Map.entry("judge.device", spec -> spec.model().device()),
          Map.entry("judge.verdict_tokens", spec -> spec.sampling().verdictTokens()),
          Map.entry("judge.seed", JudgeSpec::seed),
          Map.entry("judge.max_num_seqs", JudgeSpec::maxSequences),
          Map.entry("judge.overlong", spec -> Word.of(spec.overlong())),
          Map.entry("judge.max_failed", JudgeSpec::maxFailed),
          Map.entry("judge.api.concurrency", spec -> ApiSpec.usual().concurrency()),
          Map.entry("judge.api.attempts", spec -> ApiSpec.usual().retries().attempts()),
          Map.entry("judge.api.timeout", spec -> ApiSpec.usual().timeout().toSeconds()),
          Map.entry("judge.api.requests_per_minute", spec -> ApiSpec.usual().requestsPerMinute()),
          Map.entry("judge.api.tokens_per_minute", spec -> ApiSpec.usual().tokensPerMinute()),
          Map.entry("judge.top_k", spec -> spec.sampling().candidates().topK()),
          Map.entry("judge.top_p", spec -> spec.sampling().candidates().topP()),
          Map.entry("judge.min_p", spec -> spec.sampling().candidates().minP()),
          Map.entry("judge.repetition_limit", spec -> spec.sampling().stopping().repeats()),
          Map.entry("judge.otherwise.template", spec -> spec.otherwise().template()),
          Map.entry(
              "judge.otherwise.temperature", spec -> spec.otherwise().sampling().temperature()),
          Map.entry(
              "judge.otherwise.max_new_tokens",
              spec -> spec.otherwise().sampling().maxNewTokens()));

  @Override
  protected Object handleGetObject(String key) {
    Function<JudgeSpec, Object> value = VALUES.get(key);
    return value == null ? null : value.apply(JudgeSpec.defaults()).toString();
  }

  @Override
  public Enumeration<String> getKeys() {
    return Collections.enumeration(VALUES.keySet());
  }
}
