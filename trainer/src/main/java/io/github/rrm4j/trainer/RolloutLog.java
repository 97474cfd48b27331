package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.rewards.Reward;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * The lines of a step.
   *
   * @param notes what the stage knows of a row; the reward is told here
   */
  List<ObjectNode> records(long step, GrpoBatch batch, Notes notes) {
    List<ObjectNode> records = new ArrayList<>();
    if (every == 0 || step % every != 0) {
      return records;
    }
    int rows = Math.min(groups, batch.groups().size()) * batch.groupSize();
    for (int row = 0; row < rows; row++) {
      ObjectNode json = mapper.createObjectNode();
      json.put("sample", row % batch.groupSize());
      notes.write(row, json);
      batch.reward(row).ifPresentOrElse(reward -> write(reward, json), () -> masked(json));
      json.put("advantage", batch.advantages()[row]).put("trained", batch.trains(row));
      records.add(json);
    }
    return records;
  }

  private static void write(Reward reward, ObjectNode into) {
    into.put("reward", reward.value());
    ObjectNode parts = into.putObject("parts");
    reward.parts().forEach(parts::put);
    into.put("reason", reward.reason());
  }

  private static void masked(ObjectNode into) {
    into.putNull("reward");
    into.putObject("parts");
  }
}
