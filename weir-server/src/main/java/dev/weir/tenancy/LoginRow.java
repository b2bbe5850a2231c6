package dev.weir.tenancy;

import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import java.time.Instant;

/** A login as the table holds it. */
record LoginRow(SecretHash token, ProjectId project, KeyId key, Instant createdAt, Instant seenAt) {
    LoginRow seen(Instant at) {
        return new LoginRow(token, project, key, createdAt, at);
    }
}
