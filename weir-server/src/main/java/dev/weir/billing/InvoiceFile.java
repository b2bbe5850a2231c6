package dev.weir.billing;

import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.merkle.Subtree;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice in a file, with everything that proves what it has of one log: a first line of JSON, the {@link Header}, and
 * then a line for each entry of its stretch of that log. A line that begins with a brace is an entry that it charges for, any other the hash of
 * a leaf, in base64, of an entry that it does not.
 */
final class InvoiceFile {
    private InvoiceFile() {}

    /**
     * The first line.
     *
     * @param bill the bill's JSON in a string, because its hash is over these bytes
     * @param log the name of the log whose entries follow
     * @param before subtrees of the log that come before the stretch
     * @param after those between the stretch and the end of what the checkpoint speaks of
     */
    record Header(
            String id,
            @Nullable String number,
            String state,
            @Nullable String hash,
            String bill,
            String log,
            List<Side> before,
            List<Side> after) {}

    /**
     * A subtree on the wire.
     *
     * @param hash in base64
     */
    record Side(int height, String hash) {
        static Side of(Subtree subtree) {
            return new Side(subtree.height(), Base64.getEncoder().encodeToString(subtree.hash()));
        }

        /**
         * @throws IllegalArgumentException if it is none
         */
        Subtree subtree() {
            byte[] bytes = Base64.getDecoder().decode(hash);
            if (bytes.length != Hashes.SIZE) {
                throw new IllegalArgumentException("a subtree's hash has " + bytes.length + " bytes");
            }
            return new Subtree(height, bytes);
        }
    }
}
