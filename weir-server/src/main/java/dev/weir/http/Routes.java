package dev.weir.http;

import java.util.ArrayList;
import java.util.List;

/** The routes of one feature, in the order they were added. */
public final class Routes {
    private final List<Route> routes = new ArrayList<>();

    public Routes get(String path, Access access, String summary, Handler handler) {
        return add("GET", path, access, summary, "", handler);
    }

    public Routes post(String path, Access access, String summary, String example, Handler handler) {
        return add("POST", path, access, summary, example, handler);
    }

    public Routes patch(String path, Access access, String summary, String example, Handler handler) {
        return add("PATCH", path, access, summary, example, handler);
    }

    public Routes put(String path, Access access, String summary, String example, Handler handler) {
        return add("PUT", path, access, summary, example, handler);
    }

    public Routes delete(String path, Access access, String summary, Handler handler) {
        return add("DELETE", path, access, summary, "", handler);
    }

    /**
     * A POST whose form is received piece by piece, so that it may be larger than memory.
     *
     * @param largest the most bytes that the form may have
     */
    public Routes upload(String path, Access access, String summary, long largest, Handler handler) {
        return upload(path, access, summary, "", largest, handler);
    }

    /** The same for a path that also takes a body that is no form, which is gathered as everywhere. */
    public Routes upload(String path, Access access, String summary, String example, long largest, Handler handler) {
        routes.add(new Route("POST", path, access, summary, example, handler, largest));
        return this;
    }

    /** These, and those of another part of the feature. */
    public Routes with(Routes others) {
        routes.addAll(others.routes);
        return this;
    }

    private Routes add(String method, String path, Access access, String summary, String example, Handler handler) {
        routes.add(new Route(method, path, access, summary, example, handler));
        return this;
    }

    public List<Route> list() {
        return List.copyOf(routes);
    }
}
