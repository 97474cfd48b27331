package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Where an evaluation is written and told.
 *
 * @param logs of the run
 * @param report gets a line for each evaluation
 */
record EvaluationLog(RunLogs logs, Consumer<String> report) {

  /**
   * @param step of the run
   * @param line of evaluations.jsonl
   * @param summary the same for a person
   */
  void add(long step, ObjectNode line, String summary) throws IOException {
    logs.evaluation(step, line);
    report.accept(summary);
  }
}
