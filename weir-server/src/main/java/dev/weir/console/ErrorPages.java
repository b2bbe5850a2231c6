package dev.weir.console;

import dev.weir.console.jte.JteerrorGenerated;
import dev.weir.http.ErrorFormat;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;

/** Errors as pages, with the navigation around them for who is signed in. Who has not signed in is sent to the login page, and back afterwards. */
final class ErrorPages implements ErrorFormat {
    private final LoginSource logins;
    private final Shells shells;

    ErrorPages(LoginSource logins, Shells shells) {
        this.logins = logins;
        this.shells = shells;
    }

    @Override
    public Response write(Refused refused, Request request) {
        if (refused.code() == ErrorCode.MISSING_KEY || refused.code() == ErrorCode.INVALID_KEY) {
            return login(request);
        }
        String heading = heading(refused);
        ErrorPage page = new ErrorPage(
                logins.signedIn(request)
                        .map(principal -> shells.outside(heading, principal))
                        .orElseGet(() -> shells.bare(heading)),
                refused.status(),
                heading,
                refused.message(),
                hint(refused),
                refused.code().wire(),
                request.id());
        return Html.page(refused.status(), out -> JteerrorGenerated.render(out, null, page));
    }

    /** htmx follows a redirect by itself and would put the login page into a table; it is told to leave instead. */
    private static Response login(Request request) {
        boolean fragment = request.header("hx-request").isPresent();
        String next = request.method().equals("GET") && !fragment ? here(request) : "";
        String address = Link.to("/console/login").with("next", next).address();
        return fragment ? Response.empty(401).with("hx-redirect", address) : Response.redirect(address);
    }

    private static String here(Request request) {
        return request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
    }

    private static String heading(Refused refused) {
        return switch (refused.code()) {
            case NOT_FOUND, MODEL_NOT_FOUND, PREVIOUS_RESPONSE_NOT_FOUND -> "Not found";
            case FORBIDDEN -> "Not allowed";
            case INVALID_JSON, INVALID_REQUEST, METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE -> "That cannot be done";
            case REQUEST_TOO_LARGE -> "Too large";
            case DOCUMENT_REFUSED -> "This document was refused";
            case INVALID_STRUCTURED_OUTPUT -> "The answer does not keep to its schema";
            case CONFLICT -> "That is there already";
            case IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_OUTCOME_UNKNOWN, IDEMPOTENCY_ANSWER_NOT_KEPT ->
                "That was asked already";
            case PRECONDITION_FAILED -> "That has changed meanwhile";
            case OVERLOADED, RATE_LIMITED, INSUFFICIENT_QUOTA, PROVIDER_RATE_LIMITED -> "Too much at once";
            case SHUTTING_DOWN -> "Weir is shutting down";
            case STORAGE_UNAVAILABLE -> "The disk cannot be written";
            case MISSING_KEY, INVALID_KEY, INVALID_USER_TOKEN -> "Sign in";
            case CANCELLED,
                    INTERNAL_ERROR,
                    PROVIDER_REJECTED,
                    CONTEXT_LENGTH_EXCEEDED,
                    CONTENT_FILTERED,
                    PROVIDER_AUTHENTICATION,
                    PROVIDER_UNAVAILABLE,
                    PROVIDER_INVALID_ANSWER,
                    PROVIDER_TIMEOUT -> "Weir failed at this";
        };
    }

    private static String hint(Refused refused) {
        boolean forProgrammers = refused.code() == ErrorCode.NOT_FOUND && refused.field() == null;
        return refused.hint() == null || forProgrammers ? "" : refused.hint();
    }
}
