package io.github.rrm4j.cli.help;

import io.github.rrm4j.cli.option.ExitCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./rrm completion bash|zsh|fish}. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands, options and their values in a shell.",
      "bash: source <(./rrm completion bash); zsh: the same, after compinit; fish: ./rrm completion fish | source.",
      "To keep it, write it to a file that the shell reads when it starts."
    },
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Callable<Integer> {

  private static final Pattern CHOICES = Pattern.compile("(?<=_args=)\\(\"[^)]*\\)");

  /** Shells that scripts can be made for. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    System.out.print(
        switch (shell) {
          case BASH, ZSH -> bash(root); // zsh reads it by bashcompinit
          case FISH -> new FishCompletion(root.getCommandSpec()).script();
        });
    return ExitCode.OK;
  }

  /** Words of a choice in lower case, as the help has them and as they are typed. */
  private static String bash(CommandLine root) {
    return CHOICES
        .matcher(AutoComplete.bash("rrm", root))
        .replaceAll(found -> Matcher.quoteReplacement(found.group().toLowerCase(Locale.ROOT)));
  }
}
