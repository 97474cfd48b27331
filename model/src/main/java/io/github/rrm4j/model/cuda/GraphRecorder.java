package io.github.rrm4j.model.cuda;

import java.util.function.Supplier;

/** Records work of a device so that it can be played again. */
public interface GraphRecorder {

  /** What was recorded. */
  interface Recording extends AutoCloseable {

    /** Does the recorded work again, on the arrays that it was recorded with. */
    void replay();

    @Override
    void close();
  }

  /**
   * Does work in which recordings are made and played. It begins when all earlier work of the
   * device has ended, and later work begins when it has ended.
   */
  <T> T within(Supplier<T> work);

  /**
   * Records work, which is not done by that.
   *
   * @param work calls operators on arrays that stay, and reads no value back
   * @throws RuntimeException if it cannot be recorded; what is called next runs as without a
   *     recorder
   */
  Recording record(Runnable work);
}
