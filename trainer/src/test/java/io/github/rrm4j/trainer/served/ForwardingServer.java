package io.github.rrm4j.trainer.served;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program like llama-server: it takes a model and a port. What it is asked it hands on to a port
 * of the test, which really samples.
 */
final class ForwardingServer {

  private ForwardingServer() {}

  /**
   * @param arguments MODEL PORT TARGET, and perhaps what it does instead of serving: a word that it
   *     ends with, or {@code hang}
   */
  public static void main(String[] arguments) throws Exception {
    System.out.println("loading " + arguments[0]);
    System.out.println(Files.size(Path.of(arguments[0])) + " bytes");
    if (arguments.length > 3) {
      System.out.println("error: " + arguments[3]);
      if (arguments[3].equals("hang")) {
        Thread.sleep(600_000);
      }
      System.exit(7);
    }
    int port = Integer.parseInt(arguments[1]);
    int target = Integer.parseInt(arguments[2]);
    try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket from = server.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        copy(from, to);
        copy(to, from);
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    Thread thread =
        new Thread(
            () -> {
              try (InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException e) {
                return; // one side is gone
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
