package dev.weir.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own that can be filled and made read-only. Needs root; a test that may not mount is skipped. */
final class SmallDisk implements AutoCloseable {
    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** One in memory. */
    static SmallDisk inMemory(Path root, int megabytes) throws Exception {
        need("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=700", "tmpfs", root.toString());
        return new SmallDisk(root);
    }

    /** One in a file, which can {@link #fail}. */
    static SmallDisk inFile(Path file, Path root, int megabytes) throws Exception {
        need("truncate", "-s", megabytes + "M", file.toString());
        need("mkfs.ext4", "-q", "-F", file.toString());
        return again(file, root);
    }

    /** One in a file that was one before. */
    static SmallDisk again(Path file, Path root) throws Exception {
        need("mount", "-o", "loop", file.toString(), root.toString());
        return new SmallDisk(root);
    }

    private static void need(String... command) throws Exception {
        String said = run(command);
        if (!said.isEmpty()) {
            abort("no such file system can be had here: " + said);
        }
    }

    /** What a command says if it fails; empty if all went well. */
    private static String run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? "" : command[0] + ": " + said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Takes all the room that is left. */
    void fill() throws IOException {
        byte[] bytes = new byte[64 * 1024];
        try (OutputStream ballast = Files.newOutputStream(root.resolve("ballast"))) {
            for (long left = room(); left > 0; left = room()) {
                ballast.write(bytes, 0, (int) Math.min(bytes.length, left));
            }
        }
    }

    private long room() {
        return root.toFile().getUsableSpace();
    }

    /** Gives back what {@link #fill} took. */
    void free() throws IOException {
        Files.delete(root.resolve("ballast"));
    }

    /** To {@code ro} or {@code rw}, while no file is open for writing. */
    void remount(String mode) throws Exception {
        need("mount", "-o", "remount," + mode, root.toString());
    }

    /** What the kernel does to a disk with errors: from now on nothing can be written, whoever has files open. */
    void fail() throws Exception {
        need("mount", "-o", "remount,abort", root.toString());
    }

    @Override
    public void close() throws Exception {
        run("umount", "--lazy", root.toString());
    }
}
