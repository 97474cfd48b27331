package io.github.rrm4j.cli.help;

import io.github.rrm4j.cli.option.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./rrm completion bash|zsh|fish}. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands, options and their values in a shell.",
      "bash: source <(./rrm completion bash); zsh: source <(./rrm completion zsh); fish: ./rrm completion fish | source.",
      "To keep it, write it to a file that the shell reads when it starts."
    },
    mixinStandardHelpOptions = true)
public final class CompletionCommand implements Callable<Integer> {

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
    CommandSpec root = spec.root();
    System.out.print(
        switch (shell) {
          case BASH -> new ShCompletion(root).bash();
          case ZSH -> new ShCompletion(root).zsh();
          case FISH -> new FishCompletion(root).script();
        });
    return ExitCode.OK;
  }
}
