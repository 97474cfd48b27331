/** Models as GGUF files, which llama.cpp and Ollama read. */
package io.github.rrm4j.model.gguf;
