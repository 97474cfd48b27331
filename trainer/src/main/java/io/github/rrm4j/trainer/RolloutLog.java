package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.rewards.Reward;
import java.util.ArrayList;
import java.util.List;

/** Which rollouts are written out, and as what. */
final class RolloutLog {

  private final ObjectMapper mapper = new ObjectMapper();
  private final TrainingPlan.Log settings;

  RolloutLog(TrainingPlan.Log settings) {
    this.settings = settings;
  }

  /** The lines of batches.jsonl, one for each group; none where it is not the step's turn. */
  List<ObjectNode> batch(long step, Notes notes) {
    return isDue(step, settings.batchesEvery()) ? notes.stored() : List.of();
  }

  private static boolean isDue(long step, int every) {
    return every > 0 && step % every == 0;
  }

  /**
   * The lines of rollouts.jsonl, one for each rollout; none where it is not the step's turn.
   *
   * @param notes what the stage knows of a row; the reward is told here
   */
  List<ObjectNode> records(long step, GrpoBatch batch, Notes notes) {
    List<ObjectNode> records = new ArrayList<>();
    if (!isDue(step, settings.rolloutsEvery())) {
      return records;
    }
    int rows = Math.min(settings.rolloutGroups(), batch.groups().size()) * batch.groupSize();
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
