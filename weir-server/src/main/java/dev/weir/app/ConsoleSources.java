package dev.weir.app;

import dev.weir.console.KeySource;
import dev.weir.console.LimitRow;
import dev.weir.console.LoginSource;
import dev.weir.console.ModelSource;
import dev.weir.console.NoticeSource;
import dev.weir.console.Place;
import dev.weir.console.PlaceSource;
import dev.weir.console.RouteSource;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.notice.Notices;
import dev.weir.routing.DeploymentView;
import dev.weir.routing.Explainer;
import dev.weir.routing.Explanation;
import dev.weir.routing.ModelOverview;
import dev.weir.routing.Models;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.tenancy.ConsoleLogins;
import dev.weir.tenancy.Grace;
import dev.weir.tenancy.KeyRequest;
import dev.weir.tenancy.LimitForm;
import dev.weir.tenancy.Organization;
import dev.weir.tenancy.Project;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The smaller parts of Weir as the console wants them. */
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

    /** Virtual keys of one project, and what their calls may have. */
    record Keys(Tenancy tenancy, LimitTester tester) implements KeySource {
        @Override
        public List<Key> keys(Principal principal) {
            return tenancy.keys(principal).stream()
                    .sorted(Comparator.comparing(VirtualKey::createdAt).reversed())
                    .map(key -> shown(principal, key))
                    .toList();
        }

        private Key shown(Principal principal, VirtualKey key) {
            return new Key(
                    key.id(),
                    key.name(),
                    key.role(),
                    key.project().equals(principal.project())
                            ? ""
                            : tenancy.project(key.project()).map(Project::name).orElse(""),
                    key.prefix() + "…",
                    key.createdAt(),
                    key.lastUsedAt(),
                    key.revokedAt(),
                    key.rotation() == null ? null : key.rotation().previousUntil());
        }

        @Override
        public String create(Principal principal, String name, Role role) {
            return tenancy.createKey(principal, new KeyRequest(name, role, principal.project(), false))
                    .text();
        }

        @Override
        public String rotate(Principal principal, KeyId id, String grace) {
            return tenancy.rotateKey(principal, id, Grace.read(grace)).text();
        }

        @Override
        public void revoke(Principal principal, KeyId id) {
            tenancy.revokeKey(principal, id);
        }

        @Override
        public List<Limit> chain(Principal principal, KeyId id) {
            return tester.chain(tenancy.key(principal, id), null, null, Map.of()).stream()
                    .map(Keys::limit)
                    .toList();
        }

        private static Limit limit(LimitLine line) {
            return new Limit(
                    line.title(),
                    line.limit(),
                    new BigDecimal(line.allowed()),
                    line.used() == null ? null : new BigDecimal(line.used()),
                    line.reserved() == null ? BigDecimal.ZERO : new BigDecimal(line.reserved()),
                    line.currency(),
                    line.period(),
                    line.resetsAt());
        }

        @Override
        public Map<String, String> limits(Principal principal, KeyId id) {
            return LimitForm.of(tenancy.key(principal, id).limits());
        }

        @Override
        public void limit(Principal principal, KeyId id, Map<String, String> form) {
            tenancy.limitKey(
                    principal,
                    id,
                    LimitForm.read(form, tenancy.key(principal, id).limits()));
        }

        @Override
        public Verdict test(Principal principal, Trial trial) {
            int equals = trial.tag().indexOf('=');
            if (!trial.tag().isEmpty() && equals < 1) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST, "'" + trial.tag() + "' is no tag.", "tag", "Write name=value.");
            }
            LimitTester.Verdict verdict = tester.test(
                    tenancy.key(principal, trial.key()),
                    new LimitTester.Wish(
                            trial.model(),
                            null,
                            trial.input(),
                            trial.output(),
                            trial.user().isEmpty() ? null : trial.user(),
                            equals < 1
                                    ? Map.of()
                                    : Map.of(
                                            trial.tag().substring(0, equals),
                                            trial.tag().substring(equals + 1))));
            return new Verdict(
                    verdict.passes(),
                    summary(verdict),
                    verdict.limits().stream().map(Keys::check).toList());
        }

        private static String summary(LimitTester.Verdict verdict) {
            String cost = verdict.worstCase() == null
                    ? verdict.deployment() == null ? "" : " " + verdict.deployment() + " has no price."
                    : " At " + verdict.deployment() + " it costs " + verdict.worstCase() + " " + verdict.currency()
                            + " at most.";
            return verdict.reason() == null
                    ? (verdict.limits().isEmpty() ? "No limit holds it." : "All its limits have room.") + cost
                    : verdict.reason() + cost;
        }

        private static Check check(LimitLine line) {
            LimitRow row = new LimitRow(limit(line));
            String wanted = line.wanted() == null ? "" : ", wants " + row.amount(new BigDecimal(line.wanted()));
            return new Check(
                    row.who(), row.figures() + wanted, line.passes(), line.reason() == null ? "" : line.reason());
        }
    }

    /** What somebody should know. */
    record News(Notices notices) implements NoticeSource {
        @Override
        public List<NoticeSource.Notice> current(Principal principal) {
            Set<List<Object>> told = new HashSet<>();
            return notices.current(principal).stream()
                    .map(Notices.Kept::notice)
                    .filter(notice -> told.add(about(notice)))
                    .map(News::shown)
                    .toList();
        }

        /** Of two shares of the same limit the later one says it all. */
        private static List<Object> about(dev.weir.notice.Notice notice) {
            return notice.details().containsKey("share")
                    ? List.of(
                            notice.kind(),
                            notice.scope(),
                            notice.name(),
                            notice.details().getOrDefault("period", ""),
                            notice.details().getOrDefault("limit", ""))
                    : List.of(notice.id());
        }

        private static NoticeSource.Notice shown(dev.weir.notice.Notice notice) {
            return new NoticeSource.Notice(
                    notice.id(),
                    notice.kind(),
                    notice.message(),
                    notice.at(),
                    "1".equals(notice.details().get("share")),
                    notice.scope().equals("key") ? notice.name() : "");
        }
    }

    /** Models by name; the one that needs no provider comes first. */
    record ChatModels(Models models) implements ModelSource {
        @Override
        public List<String> chat(Principal principal) {
            List<String> names = new ArrayList<>(List.of(ModelsOf.ALWAYS));
            models.list().stream()
                    .map(Models.Model::name)
                    .filter(name -> !name.startsWith("weir/"))
                    .forEach(names::add);
            return names;
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
