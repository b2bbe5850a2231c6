package dev.weir.secrets;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Encrypts on a few platform threads. Tink keeps a random source per thread and takes a fraction of a millisecond to
 * make one, which every virtual thread, living for one request, would pay; handing over costs some microseconds.
 */
final class Sealer {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("weir-seal-", 0).daemon().factory());

    private Sealer() {}

    static byte[] encrypt(Aead aead, byte[] content, byte[] context) throws GeneralSecurityException {
        if (!Thread.currentThread().isVirtual()) {
            return aead.encrypt(content, context);
        }
        CompletableFuture<byte[]> sealed = new CompletableFuture<>();
        THREADS.execute(() -> {
            try {
                sealed.complete(aead.encrypt(content, context));
            } catch (GeneralSecurityException | RuntimeException e) {
                sealed.completeExceptionally(e);
            }
        });
        try {
            return sealed.join();
        } catch (CompletionException e) {
            throw new GeneralSecurityException(e.getCause());
        }
    }
}
