package io.github.rrm4j.trainer.run;

/** Who watches a run: the terminal, a log, a test. */
public interface Observer {

  /** A stage begins, or resumes after {@code done} of its steps. */
  void stage(String name, long done, long total);

  void step(long done, long total, String summary);

  /** Something worth a line of its own. */
  void line(String text);
}
