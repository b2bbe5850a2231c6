package dev.weir.audit;

import dev.weir.audit.Checkpoints.Signed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A clone of a git repository: each checkpoint is a commit, which is pushed if the clone has a remote. The file in it
 * is named after the log, so that several nodes share a repository.
 */
record GitPlace(Path folder) implements Place {
    private static final long PATIENCE_SECONDS = 30;
    private static final int SHOWN = 500;

    @Override
    public String kind() {
        return "git";
    }

    @Override
    public String id() {
        return "git " + shown();
    }

    @Override
    public String shown() {
        return folder.toAbsolutePath().normalize().toString();
    }

    @Override
    public void publish(Signed signed) throws IOException, InterruptedException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is no directory: clone a repository there");
        }
        String file = signed.checkpoint().origin().replace('/', '-') + ".checkpoints";
        FilePlace.append(folder.resolve(file), signed.note());
        git("add", "--", file);
        if (!git("status", "--porcelain", "--", file).isEmpty()) {
            git(
                    "commit",
                    "--quiet",
                    "-m",
                    "Checkpoint of " + signed.checkpoint().size() + " entries",
                    "--",
                    file);
        }
        Optional<String> remote = git("remote").lines().findFirst();
        if (remote.isPresent()) {
            git("push", "--quiet", "--set-upstream", remote.get(), "HEAD");
        }
    }

    /** What it printed. */
    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        File output = File.createTempFile("weir-git", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
            builder.environment().put("GIT_TERMINAL_PROMPT", "0");
            builder.environment().put("GIT_AUTHOR_NAME", "Weir");
            builder.environment().put("GIT_AUTHOR_EMAIL", "weir@localhost");
            builder.environment().put("GIT_COMMITTER_NAME", "Weir");
            builder.environment().put("GIT_COMMITTER_EMAIL", "weir@localhost");
            int exit = exit(builder.start());
            String said =
                    Files.readString(output.toPath(), StandardCharsets.UTF_8).strip();
            if (exit != 0) {
                throw new IOException("git " + arguments[0] + " failed: "
                        + (said.length() > SHOWN ? said.substring(0, SHOWN) : said));
            }
            return said;
        } finally {
            Files.deleteIfExists(output.toPath());
        }
    }

    private static int exit(Process process) throws IOException, InterruptedException {
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException("git did not end within " + PATIENCE_SECONDS + " seconds");
        } finally {
            process.destroyForcibly();
        }
    }
}
