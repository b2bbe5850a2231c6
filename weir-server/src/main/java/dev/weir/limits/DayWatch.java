package dev.weir.limits;

import dev.weir.kernel.Clock;
import dev.weir.limits.RateBook.DayUse;
import dev.weir.notice.Notice;
import dev.weir.notice.Notices;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Shares;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells when so many tokens of a day are used that somebody should know. Each share is told once a day. */
final class DayWatch implements Runnable {
    private final RateBook book;
    private final LimitTable table;
    private final Tenancy tenancy;
    private final Shares usual;
    private final Notices notices;
    private final Clock clock;

    DayWatch(RateBook book, LimitTable table, Tenancy tenancy, Shares usual, Notices notices, Clock clock) {
        this.book = book;
        this.table = table;
        this.tenancy = tenancy;
        this.usual = usual;
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public void run() {
        book.touched().forEach(this::look);
    }

    private void look(DayUse use) {
        CallLimits limits = table.of(use.subject());
        Long limit = limits.tokensPerDay();
        if (limit != null) {
            Shares shares = limits.warnAt() == null ? usual : limits.warnAt();
            shares.reached(BigDecimal.valueOf(use.tokens()), BigDecimal.valueOf(limit))
                    .forEach(share -> tell(use, limits, limit, share));
        }
    }

    private void tell(DayUse use, CallLimits limits, long limit, BigDecimal share) {
        Subject subject = use.subject();
        Instant from = use.span().from();
        String id = Notice.id(
                "tokens.warning",
                subject.scope().wire(),
                subject.owner(),
                subject.name(),
                limits.timeZone().getId(),
                from.toString(),
                Long.toString(limit),
                share.toPlainString());
        if (notices.isTold(id)) {
            return;
        }
        @Nullable Instant to = use.span().to();
        Instant now = clock.instant();
        Instant until = to == null ? now : to;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("share", share.toPlainString());
        details.put("limit", limit);
        details.put("used", use.tokens());
        details.put("time_zone", limits.timeZone().getId());
        details.put("from", from.toString());
        details.put("resets_at", until.toString());
        String whose = tenancy.titled(subject);
        tenancy.organizationOf(subject)
                .ifPresent(organization -> notices.tell(new Notice(
                        id,
                        "tokens.warning",
                        organization,
                        Tenancy.projectOf(subject),
                        subject.scope().wire(),
                        subject.name(),
                        whose,
                        Shares.percent(share) + " of the tokens of the day of " + whose + " are used: " + use.tokens()
                                + " of " + limit + ".",
                        now,
                        until,
                        details)));
    }
}
