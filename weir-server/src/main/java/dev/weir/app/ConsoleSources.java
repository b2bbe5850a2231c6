package dev.weir.app;

import dev.weir.console.KeySource;
import dev.weir.console.LoginSource;
import dev.weir.console.Place;
import dev.weir.console.PlaceSource;
import dev.weir.console.RouteSource;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.routing.DeploymentView;
import dev.weir.routing.Explainer;
import dev.weir.routing.Explanation;
import dev.weir.routing.ModelOverview;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.tenancy.ConsoleLogins;
import dev.weir.tenancy.KeyRequest;
import dev.weir.tenancy.Organization;
import dev.weir.tenancy.Project;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Tenancy as the console wants it. */
final class ConsoleSources {
    private ConsoleSources() {}

    /** Signs people in with their keys. */
    record Logins(ConsoleLogins logins) implements LoginSource {
        @Override
        public Login login(Request request, String key) {
            try {
                return new Login.SignedIn(logins.login(request, key).cookie());
            } catch (Refusal e) {
                return new Login.Rejected(e.refused().message());
            }
        }

        @Override
        public Optional<Principal> signedIn(Request request) {
            return logins.principal(request);
        }

        @Override
        public String logout(Request request) {
            return logins.logout(request);
        }
    }

    /**
     * Names a person's organization and project.
     *
     * @param obstacle why calls cannot be served, if so
     */
    record Places(Tenancy tenancy, Supplier<Optional<String>> obstacle, Supplier<Optional<String>> queue)
            implements PlaceSource {
        @Override
        public Place of(Principal principal) {
            Optional<String> wrong = obstacle.get();
            return new Place(
                    tenancy.organization(principal.organization())
                            .map(Organization::name)
                            .orElse(""),
                    tenancy.project(principal.project()).map(Project::name).orElse(""),
                    wrong.isEmpty(),
                    wrong.or(queue).orElse("Ready, the journal is written"));
        }
    }

    /** Virtual keys of one project. */
    record Keys(Tenancy tenancy) implements KeySource {
        @Override
        public List<Key> keys(Principal principal) {
            return tenancy.keys(principal).stream()
                    .sorted(Comparator.comparing(VirtualKey::createdAt).reversed())
                    .map(key -> new Key(
                            key.id(),
                            key.name(),
                            key.role(),
                            key.prefix() + "…",
                            key.createdAt(),
                            key.lastUsedAt(),
                            key.revokedAt()))
                    .toList();
        }

        @Override
        public String create(Principal principal, String name, Role role) {
            return tenancy.createKey(principal, new KeyRequest(name, role, principal.project(), false))
                    .text();
        }

        @Override
        public void revoke(Principal principal, KeyId id) {
            tenancy.revokeKey(principal, id);
        }
    }

    /** Models and their routes, which belong to the installation: every project sees the same. */
    record Routing(Explainer explainer) implements RouteSource {
        @Override
        public List<ModelOverview> models(Principal principal) {
            return explainer.overview();
        }

        @Override
        public List<DeploymentView> deployments(Principal principal) {
            return explainer.deployments();
        }

        @Override
        public Explanation explain(Principal principal, byte[] body) {
            return explainer.explain(principal, body);
        }
    }
}
