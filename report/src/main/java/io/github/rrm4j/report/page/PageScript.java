package io.github.rrm4j.report.page;

/** A script that a page may have; a page can be read without. */
public enum PageScript {
  /** Shows the judgements that contain a text. */
  SEARCH("search.js", ""),
  /** Asks the server for the page again and puts in what changed. */
  LIVE("live.js", "connect-src 'self'");

  private final String file;
  private final String policy;

  PageScript(String file, String policy) {
    this.file = file;
    this.policy = policy;
  }

  /** The name of its text among the resources of this package. */
  String file() {
    return file;
  }

  /** What the content policy of a page must allow for it; empty where nothing. */
  String policy() {
    return policy;
  }
}
