/**
 * Work on the replies of a policy, as commands and the pieces of a paper do it.
 *
 * <pre>
 *   prompts --PolicyReplies--> replies --Labels (a judge or gold)--> preference pairs
 *                              replies of two policies --Arena (a judge or gold)--> battles
 * </pre>
 *
 * <p>Each keeps what is done in files that grow: killed and run again, nothing is done twice.
 */
package io.github.rrm4j.experiments.policy;
