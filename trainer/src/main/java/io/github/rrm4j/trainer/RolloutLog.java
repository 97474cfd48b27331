package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.Judgement;
import io.github.rrm4j.rewards.Reward;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which rollouts are written out, and as what. */
final class RolloutLog {

  private final ObjectMapper mapper = new ObjectMapper();
  private final TrainingPlan.Log settings;

  RolloutLog(TrainingPlan.Log settings) {
    this.settings = settings;
  }

  /** The lines of batches.jsonl, one for each group; none where it is not the step's turn. */
  List<ObjectNode> batch(long step, List<Group> groups) {
    return isDue(step, settings.batchesEvery())
        ? groups.stream().map(BatchLines::of).toList()
        : List.of();
  }

  private static boolean isDue(long step, int every) {
    return every > 0 && step % every == 0;
  }

  /** The lines of rollouts.jsonl, one for each judgement; none where it is not the step's turn. */
  List<ObjectNode> records(long step, GrpoBatch batch) {
    List<ObjectNode> records = new ArrayList<>();
    if (!isDue(step, settings.rolloutsEvery())) {
      return records;
    }
    int rows = Math.min(settings.rolloutGroups(), batch.groups().size()) * batch.groupSize();
    for (int row = 0; row < rows; row++) {
      Pair pair = batch.pair(row);
      Judgement judgement = batch.judgement(row);
      Reward reward = batch.reward(row);
      ObjectNode json = mapper.createObjectNode();
      json.put("pair", pair.id())
          .put("section", pair.section())
          .put("sample", row % batch.groupSize())
          .put("prompt", batch.group(row).asked().judge().promptText(pair))
          .put("completion", judgement.text())
          .put("verdict", lower(judgement.verdict()))
          .put("gold", lower(pair.gold()))
          .put("outcome", lower(batch.outcome(row)))
          .put("reward", reward.value());
      ObjectNode parts = json.putObject("parts");
      reward.parts().forEach(parts::put);
      json.put("reason", reward.reason())
          .put("advantage", batch.advantages()[row])
          .put("trained", batch.trained()[row / batch.groupSize()])
          .put("thinking_tokens", judgement.thinkingTokens())
          .put("verdict_tokens", judgement.verdictTokens());
      batch.group(row).asked().target().ifPresent(target -> json.put("thinking_target", target));
      records.add(json);
    }
    return records;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
