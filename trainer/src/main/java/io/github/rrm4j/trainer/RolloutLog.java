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
  private final int every;
  private final int groups;

  /**
   * @param every steps between two steps whose rollouts are written; 0 writes none
   * @param groups whole groups that are written of such a step
   */
  RolloutLog(int every, int groups) {
    this.every = every;
    this.groups = groups;
  }

  List<ObjectNode> records(long step, GrpoBatch batch) {
    List<ObjectNode> records = new ArrayList<>();
    if (every == 0 || step % every != 0) {
      return records;
    }
    int rows = Math.min(groups, batch.groups().size()) * batch.groupSize();
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
