package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of rewards, lengths and objectives that are, or are not, of use together. */
class MeaninglessSettingsTest {

  private static Invocation check(String settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("config", "check", TinyRun.root().resolve("configs/quickstart.yaml").toString()));
    for (String setting : settings.split(" ")) {
      arguments.addAll(List.of("--set", setting));
    }
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reward.weights.consistency=1 | unless grpo.both_orders is true",
        "reward.weights.brier=1 | must be 0 unless judge.template asks for <confidence>",
        "reward.weights.verdict=0 | nothing would depend on the verdict",
        "reward.weights.verdict=-1 | reward.weights.verdict is -1, must be at least 0",
        "reward.length.kind=dapo reward.length.buffer=160 | must be below rollout.max_new_tokens"
            + " (160)",
        "reward.length.kind=l1_exact | target_max is 512, must be below rollout.max_new_tokens"
            + " (160)",
        "reward.length.kind=l1_max reward.length.target_max=20 | target_min is 64, must be at most",
        "reward.length.kind=shorter | must be one of none, linear, dapo, kimi, l1_exact, l1_max,"
            + " cosine",
        "grpo.objective=gspo grpo.aggregation=token | whose ratio is that of a whole sequence",
        "grpo.objective=gspo grpo.importance=mask | must be none, or have grpo.importance_level:"
            + " sequence, with grpo.objective: gspo",
        "grpo.objective=reinforce grpo.clip_low=0.1 | which has no ratio to clip",
        "grpo.objective=cispo grpo.dual_clip=3 | it bounds the clipped ratio of a token",
        "grpo.dual_clip=0.5 | grpo.dual_clip is 0.5, must be above 1",
        "grpo.kl_coefficient=0.1 grpo.kl_estimator=k1 | whose expected gradient is zero in the"
            + " loss",
        "grpo.kl_coefficient=0.1 grpo.kl_estimator=k3_k2 grpo.kl_place=reward | and a reward has"
            + " none",
        "grpo.kl_coefficient=0.1 grpo.reference=none | must be something to measure the KL from",
        "grpo.reference=adapter_off | but no adapter is trained",
        "grpo.max_resample_rounds=2 | with grpo.dynamic_sampling: false",
        "grpo.both_orders=true grpo.prompts=63 grpo.mini_batch_size=21 | grpo.prompts is 63, must"
            + " be even",
        "grpo.group_orders=both grpo.group_size=7 | grpo.group_size is 7, must be even with grpo.group_orders: both",
        "grpo.group_orders=both grpo.both_orders=true | grpo.group_orders is both, must be one with grpo.both_orders: true",
        "grpo.group_orders=both reward.weights.consistency=1 | unless grpo.both_orders is true",
        "grpo.group_orders=half | must be one of one, both",
        "grpo.min_group_size=9 | must be at most grpo.group_size",
        "grpo.max_new_tokens_start=200 | must be at most rollout.max_new_tokens (160)",
        "grpo.max_new_tokens_start=80 rollout.thinking_budget=40 | which already ends the thinking",
        "rollout.thinking_budget=160 | must leave something of rollout.max_new_tokens (160)",
        "rollout.thinking_budget=40 judge.template=direct | for a judge that does not think",
        "rollout.top_p=0.9 | must be truncate or mask with rollout.top_k, top_p or min_p",
        "rollout.top_p=0 | rollout.top_p is 0, must be above 0",
        "rollout.repetition_limit=1 | must be 0 (no limit) or at least 2",
        "rollout.stop_token_ids=[end] | must be a list of token ids",
        "grpo.entropy_coefficient=-0.1 | grpo.entropy_coefficient is -0.1, must be at least 0",
        "log.batches_every=-1 | log.batches_every is -1, must be at least 0",
        "watch.kl=0 | watch.kl is 0, must be above 0",
        "watch.on_alarm=panic | must be one of warn, stop",
      })
  void whatMeansNothingIsRefusedWithItsReason(String settings, String reason) {
    Invocation call = check(settings);
    assertEquals(2, call.code(), call.out());
    assertTrue(call.err().contains(reason), call.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reward.weights.consistency=1 grpo.both_orders=true",
        "reward.weights.soft=1 reward.weights.verdict=0",
        "reward.length.kind=l1_max reward.length.target_min=10 reward.length.target_max=40",
        "reward.length.kind=kimi reward.format_gate=true",
        "grpo.group_orders=both grpo.dynamic_sampling=true grpo.max_resample_rounds=2",
        "grpo.objective=gspo",
        "grpo.objective=reinforce grpo.advantages=batch_std",
        "grpo.objective=dapo grpo.dynamic_sampling=true grpo.max_resample_rounds=3"
            + " reward.length.kind=dapo",
        "grpo.objective=cispo grpo.importance=truncate",
        "grpo.objective=gspo grpo.importance=mask grpo.importance_level=sequence",
        "grpo.objective=dr_grpo grpo.dual_clip=3 grpo.advantage_clip=2",
        "grpo.kl_coefficient=0.1 grpo.kl_estimator=k1 grpo.kl_place=reward",
        "grpo.kl_coefficient=0.1 grpo.kl_estimator=k3_k2 grpo.reference=synced",
        "grpo.reference=frozen",
        "grpo.entropy_coefficient=0.01 grpo.objective=gspo",
        "grpo.max_new_tokens_start=40 grpo.max_new_tokens_steps=20 grpo.mask_truncated=true",
        "rollout.thinking_budget=40 rollout.verdict_tokens=12",
        "rollout.top_k=50 rollout.min_p=0.01 grpo.importance=truncate",
        "rollout.repetition_limit=4 rollout.stop_token_ids=[3,4]",
        "watch.entropy=0.01 watch.on_alarm=stop",
      })
  void whatIsOfUseTogetherIsTaken(String settings) {
    Invocation call = check(settings);
    assertEquals(0, call.code(), call.err());
  }
}
