package dev.weir.config;

import java.time.Duration;

@Doc("How files such as PDF and Office documents are read: in child processes, each of which is bounded.")
public record ParserConfig(
        @Doc("How many files are read at the same time; each takes a process.") @Default("2") @Range(min = 1, max = 64)
        int processes,

        @Doc("The heap of such a process; the rest of it takes about 100 MB more.") @Default("384MB")
        ByteSize memory,

        @Doc("The longest that the reading of one file may take.") @Default("5m")
        Duration time,

        @Doc("The most of a processor's time that the reading of one file may take.") @Default("3m")
        Duration cpuTime,

        @Doc("How many files a process reads before a new one takes its place.") @Default("200") @Range(min = 1)
        int files,

        @Doc("How long a process without work is kept.") @Default("1m")
        Duration warm,

        @Doc("Whether these processes are kept from the network and from the files of this machine, by bubblewrap or by"
                + " namespaces. `auto`: where the machine lets it; `required`: files are refused where it does not; `off`:"
                + " never. `./weir doctor` says what is in force.")
        @Default("auto")
        IsolationMode isolation,

        @Doc("The largest file that is taken; it goes to the disk as it comes.") @Default("256MB")
        ByteSize maxFile,

        @Doc("The most characters of text that are kept of one file; the rest is left out, and its document says so.")
        @Default("10000000")
        @Range(min = 1000, max = 100000000)
        long maxCharacters) {
    public ParserConfig {
        if (memory.bytes() < 32L << 20) {
            throw new IllegalArgumentException("memory is at least 32MB");
        }
        if (maxFile.bytes() < 1) {
            throw new IllegalArgumentException("max_file is at least 1B");
        }
        if (time.toMillis() < 100 || cpuTime.toMillis() < 100) {
            throw new IllegalArgumentException("time and cpu_time are at least 100ms");
        }
    }
}
