package dev.weir.console;

import dev.weir.spi.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log of three entries that proves nothing. */
record FakeAudit(boolean filled) implements AuditSource {
    private static final List<Entry> ENTRIES = List.of(
            new Entry(
                    2,
                    "key.create",
                    FakeTraces.NOW.minusSeconds(60),
                    "ines-laptop",
                    "key_DD1R",
                    "key_01KBWEBCHAT",
                    "web-chat"),
            new Entry(
                    1,
                    "exchange.closed",
                    FakeTraces.NOW.minusSeconds(90),
                    "web-chat",
                    "key_7Q2M",
                    "ex_01KB3Z",
                    "$0.006430"),
            new Entry(
                    0,
                    "attempt.intent",
                    FakeTraces.NOW.minusSeconds(92),
                    "web-chat",
                    "key_7Q2M",
                    "ex_01KB3Z",
                    "$0.041000 set aside"));

    @Override
    public Items list(Principal principal, Filter filter, @Nullable String cursor, int limit) {
        return new Items(
                filled
                        ? ENTRIES.stream()
                                .filter(entry -> filter.subject().isEmpty()
                                        || entry.subject().equals(filter.subject()))
                                .toList()
                        : List.of(),
                null);
    }

    @Override
    public Optional<Proof> proof(Principal principal, long entry) {
        return ENTRIES.stream()
                .filter(each -> filled && each.number() == entry)
                .findFirst()
                .map(each -> new Proof(
                        entry,
                        each.what(),
                        "{\n  \"kind\" : \"" + each.what() + "\"\n}",
                        "j1Va6F8JmhEHXW7GQfgz/bBQXeWzSgrnLYnhAyzYJ1Y=",
                        List.of("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
                        3,
                        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
                        "weir/node_1\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 weir/node_1 Az3grl\n"));
    }

    @Override
    public Verdict verify(Principal principal) {
        return new Verdict(filled, 3, 1, "CsUYapGG", filled ? List.of() : List.of("Entry 1 is missing"));
    }
}
