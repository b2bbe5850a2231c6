package dev.weir.knowledge;

import dev.weir.knowledge.parser.ParserProgram;
import dev.weir.knowledge.parser.ParserSettings;
import dev.weir.knowledge.parser.Programs;
import dev.weir.store.ContentCipher;
import java.nio.file.Path;

/**
 * What the reading of files needs.
 *
 * @param cipher seals what was sent until it is read
 * @param contents the folder of what was sent, in the data directory
 * @param scratch a folder that may be empty, in the data directory
 * @param largest the most bytes of a file
 * @param programs where the machine's programs are
 */
public record KnowledgeFiles(
        ContentCipher cipher,
        Path contents,
        Path scratch,
        ParserProgram program,
        ParserSettings settings,
        long largest,
        Programs programs) {}
