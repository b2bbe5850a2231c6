package dev.weir.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Doc("What was used, told to a billing provider as it is written down: CloudEvents 1.0 in batches, as OpenMeter takes"
        + " them.")
public record BillingEventsConfig(
        @Doc("Where they are posted, such as https://openmeter.cloud/api/v1/events. Absent: nowhere.") @Nullable
        URI url,

        @Doc("Sent as `Authorization: Bearer`. Absent: none.") @Nullable
        Secret token,

        @Doc("Whose usage it is to the provider: `organization`, `project` or `key`.") @Default("organization")
        String subject,

        @Doc("The events' type, by which a provider finds its meter.") @Default("weir.usage")
        String type,

        @Doc("About how many events are in a request.") @Default("100")
        int batch,

        @Doc("How often there is a look for new ones.") @Default("5s")
        Duration every,

        @Doc("Whether the address may be loopback or private.") @Default("false")
        boolean allowPrivate) {
    public BillingEventsConfig {
        if (url != null && !"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("url is an address that begins with https:// or http://");
        }
        if (!subject.equals("organization") && !subject.equals("project") && !subject.equals("key")) {
            throw new IllegalArgumentException("subject is organization, project or key, not '" + subject + "'");
        }
        if (type.isBlank()) {
            throw new IllegalArgumentException("type is a word such as weir.usage");
        }
        if (batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException("batch is 1 to 10000, not " + batch);
        }
        if (every.isZero()) {
            throw new IllegalArgumentException("every is longer than 0; write for example 5s");
        }
    }
}
