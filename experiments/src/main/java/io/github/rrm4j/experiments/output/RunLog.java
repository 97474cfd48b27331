package io.github.rrm4j.experiments.output;

import io.github.rrm4j.contracts.AppendedFile;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.ErrorHandler;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Appends everything that is logged at INFO or above to a file, from {@link #open} to close. Who
 * logs what the disk refuses gets an {@link AppenderLoggingException} that is caused by it.
 */
public final class RunLog implements AutoCloseable {
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %c{1.} - %msg%n%throwable";

  private final LoggerContext context;
  private final FileLog appender;

  private RunLog(LoggerContext context, FileLog appender) {
    this.context = context;
    this.appender = appender;
  }

  /** Writes each event at once. Log4j's own appender tells of a full disk in a stack trace. */
  private static final class FileLog extends AbstractAppender {

    private final OutputStream out;

    FileLog(String name, Layout<?> layout, OutputStream out) {
      super(name, null, layout, false, Property.EMPTY_ARRAY);
      this.out = out;
      setHandler(new Silent());
    }

    @Override
    public synchronized void append(LogEvent event) {
      try {
        out.write(getLayout().toByteArray(event));
      } catch (IOException e) {
        throw new AppenderLoggingException(e);
      }
    }

    void close() {
      stop();
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Leaves it to the exception to tell what went wrong. */
  private static final class Silent implements ErrorHandler {

    @Override
    public void error(String message) {}

    @Override
    public void error(String message, Throwable error) {}

    @Override
    public void error(String message, LogEvent event, Throwable error) {}
  }

  /**
   * Opens the log; an existing file is continued.
   *
   * @param file its folder is made when it is missing
   * @throws InvalidInput when the file cannot be written
   */
  public static RunLog open(Path file) {
    Path log = file.toAbsolutePath();
    OutputStream out;
    try {
      Files.createDirectories(log.getParent());
      out = new AppendedFile(log);
    } catch (IOException e) {
      throw DiskError.unwritable(file, e);
    }
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configuration configuration = context.getConfiguration();
    PatternLayout layout =
        PatternLayout.newBuilder().setConfiguration(configuration).setPattern(PATTERN).build();
    FileLog appender = new FileLog("run:" + log, layout, out);
    appender.start();
    configuration.getRootLogger().addAppender(appender, Level.INFO, null);
    context.updateLoggers();
    return new RunLog(context, appender);
  }

  @Override
  public void close() {
    context.getConfiguration().getRootLogger().removeAppender(appender.getName());
    context.updateLoggers();
    appender.close();
  }
}
