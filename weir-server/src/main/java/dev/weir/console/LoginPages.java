package dev.weir.console;

import dev.weir.console.jte.JteloginGenerated;
import dev.weir.http.Access;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.tenancy.SameOrigin;

final class LoginPages {
    private final LoginSource logins;
    private final Shells shells;

    LoginPages(LoginSource logins, Shells shells) {
        this.logins = logins;
        this.shells = shells;
    }

    void add(Routes routes) {
        routes.get("/console/login", Access.OPEN, "The login page.", this::show)
                .post("/console/login", Access.OPEN, "Signs in with a key.", "", this::login)
                .post("/console/logout", Access.OPEN, "Signs out.", "", this::logout);
    }

    private Response show(Request request) {
        return page(200, request, local(request.query("next").orElse("")), "");
    }

    private Response login(Request request) {
        SameOrigin.demand(request);
        String next = local(request.form().getOrDefault("next", ""));
        String key = request.form().getOrDefault("key", "").strip();
        if (key.isEmpty()) {
            return page(400, request, next, "Enter a key.");
        }
        return switch (logins.login(request, key)) {
            case LoginSource.Login.SignedIn in -> Response.redirect(next).with("set-cookie", in.setCookie());
            case LoginSource.Login.Rejected no -> page(401, request, next, no.message());
        };
    }

    private Response logout(Request request) {
        SameOrigin.demand(request);
        return Response.redirect("/console/login").with("set-cookie", logins.logout(request));
    }

    private Response page(int status, Request request, String next, String message) {
        String host = request.header("host").orElse("this server");
        LoginPage page = new LoginPage(shells.bare("Sign in"), host, next, message);
        return Html.page(status, out -> JteloginGenerated.render(out, null, page));
    }

    /** Only an address of this server: browsers read {@code //host} and {@code /\host} as another one. */
    static String local(String next) {
        boolean ours = next.startsWith("/console") && next.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
        return ours ? next : "/console";
    }
}
