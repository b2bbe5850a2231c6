package dev.weir.console;

import dev.weir.console.jte.JtehomeGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

final class HomePages {
    private final HomeSource home;
    private final NoticeSource notices;
    private final Shells shells;
    private final InstantSource clock;
    private final @Nullable String publicUrl;

    HomePages(HomeSource home, NoticeSource notices, Shells shells, InstantSource clock, @Nullable String publicUrl) {
        this.home = home;
        this.notices = notices;
        this.shells = shells;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    void add(Routes routes) {
        routes.get("/console", Access.from(Role.VIEWER), "Today in figures, and what to do next.", this::show);
    }

    private Response show(Request request) {
        Instant now = clock.instant();
        Instant from = now.truncatedTo(ChronoUnit.DAYS);
        HomeView view = home.figures(request.principal(), from, now);
        Shell shell = shells.in(Room.HOME, request);
        DayChart.Unit unit = unit(request, view);
        HomePage page = new HomePage(
                shell,
                view,
                NextStep.of(home.setup(request.principal()), shell, server(request)),
                unit,
                DayChart.of(view, unit),
                notices.current(request.principal()),
                from,
                now);
        return Html.page(out -> JtehomeGenerated.render(out, null, page));
    }

    private String server(Request request) {
        return publicUrl == null ? "http://" + request.header("host").orElse("localhost") : publicUrl;
    }

    /** What was asked for, else money if any was spent. */
    private static DayChart.Unit unit(Request request, HomeView view) {
        String asked = request.query("show").orElse("");
        if (asked.isEmpty()) {
            boolean spent = view.spend() != null && view.spend().picodollars() > 0;
            return spent ? DayChart.Unit.SPEND : DayChart.Unit.REQUESTS;
        }
        try {
            return DayChart.Unit.valueOf(asked.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + asked + "' cannot be shown.",
                    "show",
                    "One of requests, tokens, spend.");
        }
    }
}
